"""The page of a service: who goes along, what is like it, when it opens again, how to get there."""

import pytest
import time_machine
from django.urls import reverse

from directory import actions
from directory.models import Fellowship, HousingFacts, HousingLevel, Service
from directory.search.around import around
from tests.directory.makers import (
    MANCHESTER,
    make_fellowship,
    make_meeting,
    make_service,
    make_session,
    north_of,
)

pytestmark = pytest.mark.django_db
ALONE = "Would you rather not go alone?"


@pytest.fixture(autouse=True)
def friday_night():
    with time_machine.travel("2026-11-27T22:40:00Z", tick=False):
        yield


def page_of(client, service: Service) -> str:
    return client.get(service.get_absolute_url()).content.decode()


def names(service: Service, of: str) -> list[str]:
    return [one.name for one in getattr(around(service), of)]


# --- Not alone, and what is like it ---------------------------------------------------------------
def test_who_goes_along_nearby_is_listed_nearest_first_with_a_number(client):
    here = make_service("Choir")
    make_service("Far guides", at=north_of(MANCHESTER, 3), goes_along="yes")
    make_service("Near guides", at=north_of(MANCHESTER, 1), goes_along="yes", phone="0161 496 0199")
    make_service("No guides", at=MANCHESTER, goes_along="no")
    make_service("Guides in London", at=(51.5, -0.1), goes_along="yes")
    make_service("Guides on a screen", at=None, modes=["online"], goes_along="yes")
    html = page_of(client, here).partition(ALONE)[2].partition("</section>")[0]
    assert names(here, "going_along") == ["Near guides", "Far guides"]
    assert html.index("Near guides") < html.index("1 mile away") < html.index("Far guides")
    assert 'href="tel:01614960199"' in html


def test_one_that_goes_along_itself_says_so(client):
    assert "Somebody from here can go with you" in page_of(client, make_service(goes_along="yes"))


def test_where_nobody_goes_along_nothing_is_said_of_it(client):
    assert ALONE not in page_of(client, make_service())


def test_a_mutual_aid_group_shows_who_goes_along_to_it(client):
    group = make_meeting(4, "23:00", "23:30").service
    make_service("Guides", goes_along="yes", phone="0161 496 0199")
    assert "Guides" in page_of(client, group).partition(ALONE)[2]


def test_the_nearest_of_its_kind_are_listed_once_each(client):
    here = make_service("Choir", kinds=("peer-support",))
    for number in range(5):
        make_service(f"Peers {number}", at=north_of(MANCHESTER, number + 1))
    make_service("A home", kinds=("recovery-housing",))
    two_places = make_service("Two places", at=north_of(MANCHESTER, 0.5))
    two_places.locations.add(here.locations.get())
    actions.index(services=[two_places.pk])
    assert names(here, "similar") == ["Two places", "Peers 0", "Peers 1"]
    assert "Others like this nearby" in page_of(client, here)


def test_groups_are_like_those_of_their_own_fellowship():
    group = make_meeting(4, "19:00", fellowship=make_fellowship("al-anon")).service
    make_meeting(4, "19:00", name="Of AA", fellowship=make_fellowship("aa"))
    make_meeting(4, "19:00", name="Of Al-Anon", fellowship=make_fellowship("al-anon"))
    assert names(group, "similar") == ["Of Al-Anon"]


def test_what_is_not_published_is_near_nothing():
    here = make_service("Choir")
    other = make_service("Draft", goes_along="yes")
    other.status = "draft"
    other.save()
    actions.index(services=[other.pk])
    assert around(here) == around(make_service(at=None))


def test_a_paused_service_still_shows_what_is_like_it(client):
    here = make_service("Choir")
    make_session(here, 4, "22:00", "23:00")
    make_service("Others", at=north_of(MANCHESTER, 1))
    assert "Open now" in page_of(client, here)
    here.status = "paused"
    here.save()
    actions.index(services=[here.pk])
    html = page_of(client, here)
    assert "Others like this nearby" in html
    offered = reverse("directory:organisation", args=[here.organisation_id])
    for page in (html, client.get(offered).content.decode()):
        assert "Paused" in page
        assert "Open now" not in page


@pytest.mark.parametrize("private", ["here", "there"])
def test_no_distance_gives_a_private_address_away(client, postcodes, private):
    here = make_service("Refuge")
    there = make_service("Guides", at=north_of(MANCHESTER, 1), goes_along="yes")
    withheld = {"here": here, "there": there}[private]
    withheld.locations.update(is_withheld=True, postcode="M1 1AE", name="Safe House")
    actions.index(services=[withheld.pk])
    (found,) = around(here).going_along
    assert found.metres is None
    html = page_of(client, here)
    assert "Guides" in html
    assert " away" not in html.partition("<main")[2]
    assert "Safe House" not in html


# --- When, and how to get there -------------------------------------------------------------------
def test_a_closed_service_says_when_it_opens_again(client, postcodes):
    service = make_service("Coffee")
    make_session(service, 5, "10:00", "12:00")
    said = "Closed now. Open again tomorrow at 10am"
    assert said in page_of(client, service)
    page = client.get(reverse("directory:services"), {"postcode": "M1 1AE"})
    assert said in page.content.decode()


def test_a_meeting_is_never_closed(client):
    html = page_of(client, make_meeting(5, "10:00", "11:00").service)
    assert "Closed now" not in html.partition("<main")[2]
    assert "Next: tomorrow at 10am" in html


def test_how_to_get_there_is_a_link_that_says_nothing(client, settings):
    service = make_service()
    href = "https://www.openstreetmap.org/directions?to=53.47950,-2.24510"
    assert f'<a class="outside" rel="noreferrer noopener" href="{href}">' in page_of(
        client, service
    )
    settings.DIRECTIONS_URL = "https://maps.example/?at={latitude}/{longitude}"
    assert "https://maps.example/?at=53.47950/-2.24510" in page_of(client, service)
    settings.DIRECTIONS_URL = ""
    assert "How to get there" not in page_of(client, service)


def test_there_is_no_way_shown_to_a_private_or_unknown_place(client):
    service = make_service()
    service.locations.update(is_withheld=True)
    assert "How to get there" not in page_of(client, service)
    service.locations.update(is_withheld=False, latitude=None, longitude=None)
    assert "How to get there" not in page_of(client, service)


# --- What is said and what is not -----------------------------------------------------------------
def test_what_is_stated_comes_first_and_what_is_not_in_one_list(client):
    html = page_of(client, make_service(cost="free", languages=["Polish"]))
    facts, _, rest = html.partition("Good to know</h2>")[2].partition("</dl>")
    assert "Polish" in facts
    assert "Not stated" not in facts
    assert "<strong>Not stated.</strong>" in rest
    assert "<li>Ages</li>" in rest
    assert "You can ask when you get in touch." in rest
    assert html.count("Not stated") == 1


def test_whom_it_is_for_is_said_before_all_other_facts(client):
    service = make_service(min_age=18, wellbeing=["connect"])
    service.audiences.set(["women"])
    facts = page_of(client, service).partition("Good to know</h2>")[2]
    assert facts.index("Women") < facts.index("18 and over") < facts.index("Connect")


def test_housing_says_every_fact_or_that_it_is_not_stated(client):
    service = make_service("Harbour House", kinds=("recovery-housing",))
    housing = HousingFacts.objects.create(service=service)
    labels = [label for label, _ in housing.facts]
    assert len(labels) == 14
    html = page_of(client, service).partition("About living here")[2].partition("<h2")[0]
    for label in labels:
        assert f"<li>{label}</li>" in html
    assert "Ask before you move in." in html

    HousingFacts.objects.filter(pk=service.pk).update(
        level=HousingLevel.objects.get(level=4),
        there_at_night="nobody",
        cqc_registered="no",
        prescribed_medicine="yes",
        places_free=0,
        places_said_on="2026-11-20",
        after_a_lapse="We talk, and nobody is put out at night.",
    )
    html = page_of(client, service)
    assert "With treatment in the house. A larger place with clinical staff" in html
    assert "None (said on 20 November 2026)" in html
    assert "Run by the people who live there" in html
    assert "Level 4" not in html


def test_a_mutual_aid_group_is_never_referred_to_nor_full(client):
    """Whatever its row says: no button, no capacity, no time to answer; on page and card."""
    group = make_meeting(4, "23:00", "23:30", fellowship=Fellowship.objects.get(pk="aa")).service
    Service.objects.filter(pk=group.pk).update(
        capacity="waiting", capacity_weeks=9, referral_note="By letter", self_referral="no"
    )
    for html in (page_of(client, group), client.get("/services/").content.decode()):
        main = html.partition("<main")[2].partition("</main>")[0]
        assert group.name in main
        for words in ("Refer", "waiting list", "9 weeks", "By letter", "answers within"):
            assert words not in main


def test_the_number_of_queries_does_not_grow_with_what_is_near(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    here = make_service("Choir")
    make_session(here, 0, "10:00", "11:00")
    make_service("Guides", goes_along="yes")
    with django_assert_max_num_queries(20) as at_one:
        assert "Guides" in page_of(client, here)
    for number in range(29):
        make_service(f"Guides {number}", goes_along="yes")
        make_session(here, number % 7, "12:00", "13:00", name=f"Slot {number}")
    with django_assert_num_queries(len(at_one.captured_queries)):
        html = page_of(client, here)
    assert "Slot 28" in html
    assert html.count("Guides") > 1


def test_it_asks_two_questions_more_of_what_is_near(django_assert_num_queries):
    here = make_service("Choir")
    make_service("Guides", goes_along="yes")
    here = Service.objects.for_detail().get(pk=here.pk)
    with django_assert_num_queries(2):
        found = around(here)
    assert [one.name for one in found.going_along] == ["Guides"]


# --- Meetings for somebody who does not know the names --------------------------------------------
class TestMeetings:
    @pytest.fixture(autouse=True)
    def meetings(self, postcodes):
        make_meeting(4, "23:00", "23:30", name="Of AA", fellowship=make_fellowship("aa"))
        kin = make_meeting(
            4, "23:00", "23:30", name="Kin", fellowship=make_fellowship("al-anon"),
            visitors_welcome="yes",
        ).service  # fmt: skip
        kin.audiences.set(["family-and-friends", "women"])
        actions.index(services=[kin.pk])

    def found(self, client, **query) -> list[str]:
        page = client.get(reverse("directory:meetings"), {"postcode": "M1 1AE", **query})
        return [hit.occurrence.session.service.name for hit in page.context["found"].hits]

    @pytest.mark.parametrize(
        "query",
        [
            {"q": "husband drinks"},
            {"q": "husband drinks", "for": "family-and-friends"},
            {"q": "my son"},
            {"for": "family-and-friends"},
            {"for": "women"},
            {"open": "yes"},
        ],
    )
    def test_al_anon_is_found_without_its_name(self, client, query):
        assert self.found(client, **query) == ["Kin"]

    def test_plain_choices_stand_up_front_and_are_taken_back(self, client):
        page = client.get(reverse("directory:meetings"), {"postcode": "M1 1AE", "page": "3"})
        html = page.content.decode()
        for label, query in (
            ("For families and friends", "for=family-and-friends"),
            ("For women", "for=women"),
            ("Visitors welcome", "open=yes"),
        ):
            assert f'<a href="?postcode=M1+1AE&amp;{query}#results">{label}</a>' in html
        page = client.get(
            reverse("directory:meetings"), {"for": ["women", "family-and-friends"], "day": "fri"}
        )
        html = page.content.decode()
        assert 'href="?for=women&amp;day=fri#results" aria-current="true"' in html
        assert 'href="?for=family-and-friends&amp;day=fri#results" aria-current="true"' in html
