"""The timetable of meetings: by when they next start, in progress said, over left out."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from directory import actions
from directory.search.asked import Asked
from directory.search.meeting_search import search_meetings
from directory.search.words import understand
from tests.directory.makers import (
    MANCHESTER,
    make_fellowship,
    make_meeting,
    make_service,
    make_session,
    north_of,
    where,
)

pytestmark = pytest.mark.django_db
FRIDAY = 4


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


NIGHT = london("2026-11-27T22:40")  # a Friday


def search(now=NIGHT, text="", **asked):
    return search_meetings(Asked(where=where(), now=now, meaning=understand(text), **asked))


def names(found) -> list[str]:
    return [hit.occurrence.session.service.name for hit in found.hits]


def test_tonight_lists_what_is_not_over_until_five_by_start():
    make_meeting(FRIDAY, "19:00", "20:30", name="Over")
    make_meeting(FRIDAY, "22:30", "23:30", name="In progress")
    make_meeting(FRIDAY, "23:59", "01:00", name="Near midnight")
    make_meeting(FRIDAY + 1, "00:01", "01:00", name="Past midnight")
    make_meeting(FRIDAY + 1, "05:00", "06:00", name="Morning")
    found = search(day="tonight")
    assert names(found) == ["In progress", "Near midnight", "Past midnight"]
    assert found.hits[0].is_on
    assert found.hits[0].minutes_in == 10


def test_one_that_began_yesterday_and_goes_on_is_in_progress():
    make_meeting(FRIDAY, "22:05", "00:30", name="Late")
    found = search(now=london("2026-11-28T00:10"), day="tonight")
    assert names(found) == ["Late"]
    assert found.hits[0].minutes_in == 125


def test_nth_week_meetings_are_held_in_their_weeks_only():
    make_meeting(FRIDAY, "23:00", "23:30", name="Last Friday", weeks=[-1])
    make_meeting(FRIDAY, "23:00", "23:30", name="First and third", weeks=[1, 3])
    assert names(search(day="tonight")) == ["Last Friday"]


def test_the_coming_week_is_shown_where_no_day_is_chosen_each_once():
    make_meeting(FRIDAY, "19:00", "20:00", name="Next Friday")
    make_meeting(0, "19:00", "20:00", name="Monday")
    found = search()
    assert names(found) == ["Monday", "Next Friday"]
    assert found.hits[1].occurrence.local_start == london("2026-12-04T19:00")


def test_the_same_time_is_ordered_by_distance():
    make_meeting(FRIDAY, "23:00", "23:30", name="Further", at=north_of(MANCHESTER, 3))
    make_meeting(FRIDAY, "23:00", "23:30", name="Nearer", at=north_of(MANCHESTER, 1))
    make_meeting(FRIDAY, "23:00", "23:30", name="Too far", at=north_of(MANCHESTER, 30))
    assert names(search(day="tonight")) == ["Nearer", "Further"]


def test_online_meetings_of_all_england_are_there_and_marked():
    make_meeting(
        FRIDAY, "23:00", "23:30", name="Online", at=None, modes=["online"], is_national=True
    )
    online = {"at": None, "modes": ["online"]}
    make_meeting(FRIDAY, "23:00", "23:30", name="Of Kent", areas=("E10000016",), **online)
    make_meeting(FRIDAY, "23:00", "23:30", name="Of no place in particular", **online)
    found = search(day="tonight")
    assert set(names(found)) == {"Online", "Of no place in particular"}
    assert found.hits[0].is_remote


def test_the_online_slot_of_a_group_with_a_room_is_for_where_the_room_is():
    session = make_meeting(FRIDAY, "19:00", "20:00", name="Hybrid", at=north_of(MANCHESTER, 40))
    session.service.locations.update(authority="E08000009")
    make_session(session.service, FRIDAY, "23:00", "23:30", modes=["online"])
    session.service.sessions.filter(starts_at="23:00").update(location=None)
    actions.index(services=[session.service_id])
    found = search_meetings(Asked(where=where(authority="E08000009"), now=NIGHT, day="tonight"))
    assert [(hit.occurrence.local_start.hour, hit.is_remote) for hit in found.hits] == [(23, True)]


def test_an_online_meeting_tonight_is_not_given_up_for_a_room_another_day():
    make_meeting(
        FRIDAY, "23:00", "23:30", name="Online", at=None, modes=["online"], is_national=True
    )
    make_meeting(0, "19:00", "20:00", name="Room on Monday")
    found = search(day="tonight")
    assert names(found) == ["Online"]
    assert not found.widened


def test_distances_never_give_a_withheld_address_away(postcodes):
    session = make_meeting(FRIDAY, "23:00", "23:30", at=north_of(MANCHESTER, 3))
    session.service.locations.update(is_withheld=True, postcode="M1 9ZZ")
    actions.index(services=[session.service_id])
    found = search_meetings(Asked(where=where((53.478, -2.237)), now=NIGHT, day="tonight"))
    assert found.hits[0].metres < 1


def test_services_that_are_not_mutual_aid_are_not_meetings():
    make_session(make_service("Drop-in"), FRIDAY, "22:00", "23:00")
    assert search(day="tonight").total == 0


def test_it_narrows_by_fellowship_visitors_and_words():
    make_meeting(FRIDAY, "23:00", "23:30", name="Open", visitors_welcome="yes")
    make_meeting(FRIDAY, "23:00", "23:30", name="Another", fellowship=make_fellowship("na"))
    assert names(search(day="tonight", chosen={"open": ["yes"]})) == ["Open"]
    assert names(search(day="tonight", chosen={"fellowship": ["na"]})) == ["Another"]
    assert names(search(text="another", day="tonight")) == ["Another"]
    assert search(text="some other", day="tonight").total == 2


def test_on_the_night_the_clocks_go_back_one_that_is_over_is_not_offered():
    make_meeting(6, "01:00", "01:45", name="Small hours")
    second_time_round = london("2026-10-25T01:50").replace(fold=1)
    found = search(now=second_time_round, day="now")
    assert found.widened == "at any time"
    assert found.hits[0].occurrence.local_start == london("2026-11-01T01:00")


def test_in_the_hour_that_comes_twice_one_that_is_on_is_found_both_times():
    make_meeting(6, "01:45", "03:00", name="Small hours")
    for minute, fold in ((50, 0), (30, 1), (50, 1)):
        now = london("2026-10-25T01:00").replace(minute=minute, fold=fold)
        found = search(now=now, day="now")
        assert (names(found), found.widened) == (["Small hours"], "")


def test_one_that_was_moved_to_another_time_is_not_counted_either():
    make_meeting(FRIDAY, "23:00", "23:30", name="As ever")
    moved = make_meeting(FRIDAY, "23:00", "23:30", name="Moved")
    moved.exceptions.create(
        on=NIGHT.date(), is_cancelled=False, starts_at=time(9), ends_at=time(10)
    )
    actions.index(services=[moved.service_id])
    found = search(day="tonight")
    assert (names(found), found.total) == (["As ever"], 1)


def test_where_everything_is_over_it_says_so_and_offers_another_time():
    make_meeting(FRIDAY, "19:00", "20:00", name="Weekly")
    found = search(day="tonight")
    assert names(found) == ["Weekly"]
    assert found.widened == "at any time"


def test_a_group_of_a_fellowship_for_families_is_found_as_one_though_it_names_no_audience():
    make_meeting(4, "23:00", "23:30", name="Kin", fellowship=make_fellowship("al-anon"))
    make_meeting(4, "23:00", "23:30", name="Members", fellowship=make_fellowship("aa"))
    assert names(search(chosen={"for": ["family-and-friends"]})) == ["Kin"]
