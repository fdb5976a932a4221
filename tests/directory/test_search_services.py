"""The search for services: near first, then what serves the area, and nothing online is lost."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from directory import actions
from directory.models import Audience, SearchEntry, Synonym
from directory.models.choices import ServiceStatus
from directory.search.asked import Asked
from directory.search.service_search import search_services
from directory.search.where import Outcome, Where
from directory.search.words import understand
from tests.directory.makers import (
    GREENWICH,
    MANCHESTER,
    make_fellowship,
    make_service,
    make_session,
    north_of,
    where,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 22, 40, tzinfo=ZoneInfo("Europe/London"))
TRAFFORD = "E08000009"


def search(text: str = "", point=MANCHESTER, authority: str = "", **asked):
    return search_services(
        Asked(where=where(point, authority), now=NOW, meaning=understand(text), **asked)
    )


def names(found) -> list[str]:
    return [hit.service.name for hit in found.hits]


def test_the_nearest_comes_first_and_what_is_too_far_is_left_out():
    make_service("Far", at=north_of(MANCHESTER, 9))
    make_service("Too far", at=north_of(MANCHESTER, 11))
    make_service("Near", at=north_of(MANCHESTER, 1))
    found = search()
    assert names(found) == ["Near", "Far"]
    assert [round(hit.metres / 1609.344, 1) for hit in found.hits] == [1.0, 9.0]


def test_somebody_at_longitude_nought_finds_what_is_beside_them():
    make_service("Observatory", at=GREENWICH)
    found = search(point=GREENWICH)
    assert found.hits[0].metres == 0


def test_a_service_that_serves_the_area_comes_in_although_based_elsewhere():
    make_service("Near")
    make_service("Serves Trafford", at=north_of(MANCHESTER, 40), areas=(TRAFFORD,))
    make_service("Serves nobody here", at=north_of(MANCHESTER, 40))
    found = search(authority=TRAFFORD)
    assert names(found) == ["Near", "Serves Trafford"]
    assert found.hits[1].comes_from_elsewhere


def test_one_that_travels_comes_in_within_its_reach_only():
    make_service("Comes to you", at=north_of(MANCHESTER, 20), reach_miles=25)
    make_service("Does not come so far", at=north_of(MANCHESTER, 20), reach_miles=15)
    assert names(search()) == ["Comes to you"]


def test_of_what_comes_from_elsewhere_the_nearest_is_first_however_it_reaches_here():
    make_service("Serves Trafford", at=north_of(MANCHESTER, 40), areas=(TRAFFORD,))
    make_service("Comes to you", at=north_of(MANCHESTER, 20), reach_miles=25)
    assert names(search(authority=TRAFFORD)) == ["Comes to you", "Serves Trafford"]


def test_online_ones_are_marked_and_never_pushed_out(monkeypatch):
    for module in ("reading", "service_search"):
        monkeypatch.setattr(f"directory.search.{module}.NEAREST", 2)
    for number in range(4):
        make_service(f"Near {number}")
    make_service("Chat", at=None, modes=["online"], is_national=True)
    found = search()
    assert len(found.hits) == 3
    assert found.hits[-1].is_remote
    assert found.remote == 1
    assert found.is_capped


def test_a_service_with_several_places_is_shown_once_at_the_nearest():
    service = make_service("Two doors", at=north_of(MANCHESTER, 5))
    service.locations.create(
        organisation=service.organisation, latitude=MANCHESTER[0], longitude=MANCHESTER[1]
    )
    actions.index(services=[service.pk])
    found = search()
    assert names(found) == ["Two doors"]
    assert found.hits[0].metres < 1


@pytest.mark.parametrize(
    "status", [ServiceStatus.DRAFT, ServiceStatus.PAUSED, ServiceStatus.CLOSED]
)
def test_what_is_not_published_is_not_found(status):
    make_service("Hidden", status=status)
    assert search().total == 0
    assert not SearchEntry.objects.exists()


def test_one_closed_a_moment_ago_is_not_shown_before_the_index_knows():
    service = make_service("Just closed")
    make_service("Open")
    service.status = ServiceStatus.CLOSED
    service.save()
    assert names(search()) == ["Open"]


def test_facets_narrow_and_count_with_or_inside_a_group_and_and_between():
    make_service("A", kinds=("peer-support",), cost="free")
    make_service("B", kinds=("recovery-housing",), cost="paid")
    make_service("C", kinds=("mutual-aid",), cost="free")
    found = search(chosen={"kind": ["peer-support", "recovery-housing"], "cost": ["free"]})
    assert names(found) == ["A"]
    assert found.counts["kind:mutual-aid"] == 1
    assert found.counts["kind:recovery-housing"] == 0
    assert found.counts["cost:paid"] == 1


def test_families_are_understood_as_an_audience():
    service = make_service("Parents evening", is_indexed=False)
    audience, _ = Audience.objects.get_or_create(
        pk="parents", defaults={"name": "Parents", "plain_name": "Parents", "is_family": True}
    )
    service.audiences.add(audience)
    actions.index(services=[service.pk])
    assert names(search(chosen={"for": ["family-and-friends"]})) == ["Parents evening"]


class TestWords:
    def test_what_was_asked_for_comes_before_what_only_mentions_it(self):
        make_service("Football", description="Some of us went to rehab together.")
        further = north_of(MANCHESTER, 5)
        make_service("The Grange", kinds=("residential-treatment",), at=further)
        found = search("rehab")
        assert names(found) == ["The Grange", "Football"]
        assert [hit.is_named for hit in found.hits] == [True, False]

    def test_stems_and_accents_are_forgiven(self):
        make_service("Café Hope", description="Volunteers cook together on Sundays.")
        assert names(search("cooking")) == ["Café Hope"]
        assert names(search("cafe")) == ["Café Hope"]

    def test_a_typing_error_is_put_right_and_said(self):
        make_service("Kit and care", description="Pick up naloxone here.")
        found = search("nalaxone")
        assert names(found) == ["Kit and care"]
        assert found.asked.meaning.corrected == "naloxone"

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("famliy", "family"),
            ("rheab", "rehab"),  # which stands in no entry: a word that we know ourselves
            ("reahb", "rehab"),
            ("needel exchange", "needle exchange"),  # and not "needed"
            ("naloxxone", "naloxone"),
            ("nloxone", "naloxone"),
            ("counciling", "counselling"),  # and not "council", which is a piece of it
            ("hepl", "help"),
        ],
    )
    def test_the_likeliest_slip_is_put_right(self, typed, meant):
        text = "A family needed the council. Counselling, naloxone, a needle, some help."
        make_service("All in one", description=text)
        assert search(typed).asked.meaning.corrected == meant

    def test_words_that_are_right_are_let_be(self):
        make_service("Bath time", description="Lone walkers and lane walkers")
        for right in ("bath", "lane", "lone", "walkers", "rehab", "qqqqq"):
            assert search(right).asked.meaning.corrected == ""

    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            ("rehab", "residential-treatment"),
            ("detox", "detox"),
            ("naloxone", "harm-reduction"),
            ("needle exchange", "harm-reduction"),
            ("somewhere to live", "recovery-housing"),
        ],
    )
    def test_words_of_the_field_find_the_kind(self, typed, kind):
        make_service("Right", kinds=(kind,))
        make_service("Wrong", kinds=("employment-support",))
        assert names(search(typed)) == ["Right"]

    @pytest.mark.parametrize("typed", ["my son", "husband drinks"])
    def test_somebody_else_who_drinks_or_uses_means_help_for_families(self, typed):
        service = make_service("Family evening", is_indexed=False)
        service.audiences.add(Audience.objects.get(pk="family-and-friends"))
        actions.index(services=[service.pk])
        make_service("Boxing")
        assert names(search(typed)) == ["Family evening"]

    @pytest.mark.parametrize("typed", ["AA", "alcoholics anonymous"])
    def test_a_fellowship_that_is_named_is_meant_and_no_other(self, typed):
        make_service("Ours", kinds=("mutual-aid",), fellowship=make_fellowship("aa"))
        make_service(
            "Theirs",
            kinds=("mutual-aid",),
            fellowship=make_fellowship("na"),
            description="Anonymous, for alcohol too.",
        )
        assert names(search(typed)) == ["Ours"]

    def test_a_group_where_families_are_welcome_is_not_help_for_families(self):
        make_service("Open meeting", kinds=("mutual-aid",), family_welcome="yes")
        service = make_service("Family evening", at=north_of(MANCHESTER, 2), is_indexed=False)
        service.audiences.add(Audience.objects.get(pk="family-and-friends"))
        actions.index(services=[service.pk])
        assert names(search("husband drinks")) == ["Family evening"]

    def test_labels_are_understood_when_typed_and_never_shown(self, client):
        make_service("Right", kinds=("mutual-aid",))
        assert Synonym.objects.filter(phrase="alcoholic").exists()
        assert search("alcoholic").total == 1

    def test_a_long_story_finds_help_with_some_of_its_words(self):
        make_service("Garden", description="Growing vegetables.")
        found = search("vegetables and unicorns for everybody")
        assert names(found) == ["Garden"]
        assert found.widened == "with any of your words"


class TestTime:
    def test_open_now_and_tonight(self):
        late = make_service("Late café")
        make_session(late, 4, "20:00", "23:00")
        early = make_service("Breakfast")
        make_session(early, 4, "08:00", "10:00")
        make_service("Says nothing of its hours")
        assert names(search(day="now")) == ["Late café"]
        assert names(search(day="tonight")) == ["Late café"]
        assert set(names(search(day="fri"))) == {"Late café", "Breakfast"}
        assert names(search(day="fri", at="morning")) == ["Breakfast"]

    def test_one_nearer_that_is_not_on_takes_nobody_elses_place(self, monkeypatch):
        for module in ("reading", "service_search"):
            monkeypatch.setattr(f"directory.search.{module}.NEAREST", 2)
        for miles in (4, 3, 2, 1):
            service = make_service(f"{miles} miles", at=north_of(MANCHESTER, miles))
            # The nearest is held on first Fridays, and this is the last.
            make_session(service, 4, "20:00", "23:00", weeks=[1] if miles == 1 else [-1])
        found = search(day="now")
        assert names(found) == ["2 miles", "3 miles"]
        assert found.is_capped
        counted = search(day="now", chosen={"how": ["in-person"]}).counts
        assert counted["how:in-person"] == 2

    def test_hours_of_another_place_do_not_count(self):
        service = make_service("Two doors")
        other = service.locations.create(
            organisation=service.organisation, latitude=51.5, longitude=-0.1
        )
        make_session(service, 4, "20:00", "23:00")
        service.sessions.update(location=other)
        found = search(day="now", miles=5)
        assert found.widened


def test_one_online_that_names_no_area_is_found_everywhere():
    make_service("Chat", at=None, modes=["online"])
    make_service("Chat of Trafford", at=None, modes=["online"], areas=(TRAFFORD,))
    assert names(search()) == ["Chat"]


def test_without_a_place_of_ours_only_what_anybody_may_use_is_shown():
    make_service("Café in one town")
    make_service("Chat", at=None, modes=["online"], is_national=True)
    shown = {
        outcome: names(search_services(Asked(where=Where(outcome), now=NOW)))
        for outcome in (Outcome.EMPTY, Outcome.UNKNOWN, Outcome.ELSEWHERE, Outcome.NO_FIXED_ADDRESS)
    }
    assert shown.pop(Outcome.EMPTY) == ["Café in one town", "Chat"]
    assert all(found == ["Chat"] for found in shown.values())


class TestOnlyOnline:
    def test_it_looks_further_for_somewhere_to_go_and_keeps_the_online_ones(self):
        make_service("Chat", at=None, modes=["online"], is_national=True)
        make_service("Next town", at=north_of(MANCHESTER, 20))
        found = search()
        assert names(found) == ["Next town", "Chat"]
        assert found.widened == "within 25 miles"
        assert not found.is_met

    def test_where_online_is_what_was_asked_for_it_is_enough(self):
        make_service("Chat", at=None, modes=["online"], is_national=True)
        make_service("Next town", at=north_of(MANCHESTER, 20))
        found = search(chosen={"how": ["online", "phone"]})
        assert names(found) == ["Chat"]
        assert found.is_met

    def test_nothing_but_the_distance_is_given_up_for_it(self):
        make_service("Chat", at=None, modes=["online"], is_national=True, kinds=("detox",))
        make_service("Near", kinds=("peer-support",))
        found = search(chosen={"kind": ["detox"]})
        assert names(found) == ["Chat"]
        assert not found.widened
        assert not found.is_met


class TestNothingFound:
    def test_it_looks_further_and_says_so(self):
        make_service("Next town", at=north_of(MANCHESTER, 20))
        found = search()
        assert names(found) == ["Next town"]
        assert found.widened == "within 25 miles"

    def test_it_gives_up_the_time_before_the_kind(self):
        make_service("House", kinds=("recovery-housing",))
        found = search(day="now", chosen={"kind": ["recovery-housing"]})
        assert names(found) == ["House"]
        assert found.widened == "at any time"

    def test_the_next_page_of_what_it_found_further_away_goes_on(self):
        for number in range(25):
            make_service(f"Town {number}", at=north_of(MANCHESTER, 20))
        first = search()
        second = search_services(Asked(where=where(), now=NOW), page=2)
        assert second.widened == first.widened
        assert (len(first.hits), len(second.hits), second.page) == (20, 5, 2)
        assert not set(names(first)) & set(names(second))

    def test_with_nothing_at_all_it_finds_nothing(self):
        assert search().total == 0
