"""The days of check-ups, for every day of ten years on which somebody may begin."""

from datetime import date, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkups.schedule import (
    EARLY_DAYS,
    NEVER_LATER,
    Anchor,
    AnchorKind,
    Pace,
    Pattern,
    Wishes,
    dates_for,
    gap_at,
    is_waking,
    moment,
    more_often,
)
from checkups.shipped import all_shipped, check_shipped, for_leaving, shipped, usual_for
from rosc.measures import LONDON
from rosc.working_days import is_working_day

FIRST = date(2024, 1, 1)
STARTS = [FIRST + timedelta(days=one) for one in range(3653)]
EVERY = all_shipped()


def first(count, slug_or_pattern, on, kind="agreement", wishes=None, **more):
    pattern = EVERY[slug_or_pattern].pattern if isinstance(slug_or_pattern, str) else None
    anchor = Anchor(AnchorKind(kind), on)
    days = dates_for(pattern or slug_or_pattern, anchor, wishes or Wishes(), **more)
    return list(islice(days, count))


# --- Every start day of ten years -----------------------------------------------------------------
@pytest.mark.parametrize("slug", EVERY)
@pytest.mark.parametrize("kind", ["treatment", "release"])
def test_right_for_every_day_of_ten_years(slug, kind):
    for number, on in enumerate(STARTS):
        wishes = Wishes(weekday=[None, *range(5)][number % 6], at=time(8 + number % 12, 45))
        rows = first(24, slug, on, kind, wishes)
        assert all(a.on < b.on for a, b in pairwise(rows)), on  # in order, never two on a day
        for row in rows:
            offset = (row.scheduled - on).days
            early = kind in NEVER_LATER and offset <= EARLY_DAYS
            assert is_working_day(row.on) or (early and row.needs_somebody)
            assert not early or row.on <= row.scheduled
            assert offset < 0 or row.on >= on
            assert abs((row.on - row.scheduled).days) <= 9, (on, row)
            assert is_waking(moment(row.on, row.at).astimezone(LONDON).time())


@pytest.mark.parametrize("slug", EVERY)
def test_any_day_will_do(slug):
    """Who likes a Sunday gets Sundays."""
    for on in STARTS[:400]:
        rows = first(20, slug, on, "agreement", Wishes(weekday=6, any_day=True))
        assert all(a.on < b.on for a, b in pairwise(rows))
        assert {row.on.weekday() for row in rows if (row.scheduled - on).days > EARLY_DAYS} <= {
            6,
            0,
        }


@given(
    days=st.lists(st.integers(-30, 400), min_size=1, max_size=12, unique=True).map(sorted),
    step=st.none() | st.integers(3, 366),
    on=st.dates(FIRST, date(2034, 1, 1)),
    kind=st.sampled_from(AnchorKind),
    weekday=st.none() | st.integers(0, 6),
    any_day=st.booleans(),
    taken=st.sets(st.integers(0, 60), max_size=5),
    every=st.none() | st.integers(3, 91),
)
def test_never_two_on_a_day(days, step, on, kind, weekday, any_day, taken, every):
    pattern = Pattern(tuple(days), step)
    wishes = Wishes(weekday=weekday, any_day=any_day)
    used = {on + timedelta(days=one) for one in taken}
    pace = Pace(every, on + timedelta(days=20)) if every else None
    rows = dates_for(pattern, Anchor(kind, on), wishes, pace=pace, taken=used)
    found = [row.on for row in islice(rows, 20)]
    assert len(set(found)) == 20
    assert found == sorted(found)
    assert not used & set(found)


# --- The rules one by one -------------------------------------------------------------------------
def test_a_bank_holiday_moves_to_the_next_working_day():
    """Day 7 of somebody who began on 18 December 2026 is Christmas Day, a Friday."""
    row = first(1, "phone12", date(2026, 12, 18))[0]
    assert (row.scheduled, row.on) == (date(2026, 12, 25), date(2026, 12, 29))


def test_after_prison_a_contact_is_never_later():
    """Released on Friday 4 December 2026: the Saturday stays, with somebody who works it."""
    rows = first(7, "leaving_prison", date(2026, 12, 4), "release")
    assert [row.on for row in rows] == [
        date(2026, 11, 20),
        date(2026, 12, 4),
        date(2026, 12, 5),
        date(2026, 12, 7),
        date(2026, 12, 11),
        date(2026, 12, 18),
        date(2026, 12, 25) + timedelta(days=4),  # day 21: the first fortnight is over
    ]
    assert [row.on for row in rows if row.needs_somebody] == [date(2026, 12, 5)]


def test_after_treatment_a_contact_may_be_a_day_or_two_later():
    rows = first(2, "first_six_months", date(2026, 12, 2), "treatment")
    assert [row.on for row in rows] == [date(2026, 12, 7), date(2026, 12, 9)]


def test_two_that_land_on_one_day():
    """The later takes the next working day."""
    rows = first(3, Pattern((1, 2, 3)), date(2026, 12, 4))
    assert [row.on.day for row in rows] == [7, 8, 9]


def test_the_weekday_they_like():
    rows = first(4, "phone12", date(2026, 11, 30), wishes=Wishes(weekday=3))
    assert [row.on.day for row in rows] == [3, 10, 24, 31]
    late = first(3, "stepdown18", date(2026, 6, 1), wishes=Wishes(weekday=1))
    assert {row.on.weekday() for row in late} == {1}


def test_no_check_up_in_the_quiet_hours():
    for at in (time(7, 59), time(20), time(23)):
        with pytest.raises(ValueError, match="quiet"):
            Wishes(at=at)


@pytest.mark.parametrize(
    ("on", "hour"), [(date(2026, 3, 28), 10), (date(2026, 3, 29), 9), (date(2026, 10, 25), 10)]
)
def test_the_wall_clock_on_the_days_the_clocks_change(on, hour):
    """Ten o'clock is ten o'clock: at 9 in Greenwich in summer."""
    at = moment(on, time(10))
    assert at.astimezone(LONDON).time() == time(10)
    assert at.utctimetuple().tm_hour == hour


def test_used_up_goes_on_lightly():
    """Silence is not a no: after the review at the end, every three months."""
    rows = first(15, "phone12", date(2026, 1, 5))
    assert [row.is_review for row in rows[:12]] == [False] * 11 + [True]
    assert (rows[12].scheduled - rows[11].scheduled).days == 91


def test_without_an_end_it_is_looked_at_every_three_months():
    rows = first(40, "stepdown_open", date(2026, 1, 5))
    reviews = [(row.scheduled - date(2026, 1, 5)).days for row in rows if row.is_review]
    assert reviews[:4] == [91, 189, 273, 387]


def test_another_pace():
    since = date(2026, 2, 2)
    rows = first(8, "phone12", date(2026, 1, 5), pace=Pace(3, since))
    assert [(row.scheduled - since).days for row in rows[4:]] == [3, 6, 9, 12]
    assert [more_often(7, one) for one in (3, 14, 7)] == ["up", "down", ""]
    anchor = Anchor(AnchorKind.AGREEMENT, date(2026, 1, 5))
    assert gap_at(EVERY["phone12"].pattern, anchor, None, since) == 7
    assert gap_at(EVERY["phone12"].pattern, anchor, Pace(14, since), since) == 14


# --- What is shipped ------------------------------------------------------------------------------
def test_a_thin_one_is_joined_by_light_contacts():
    thin = shipped("quarterly2").pattern
    assert thin.is_thin()
    joined = for_leaving(thin)
    assert joined.days[:6] == (3, 7, 14, 28, 56, 91)
    assert not joined.is_thin()
    for slug in ("phone12", "stepdown18", "stepdown_open", "first_six_months", "leaving_prison"):
        assert for_leaving(EVERY[slug].pattern) == EVERY[slug].pattern


def test_as_the_sources_say():
    step = EVERY["stepdown18"].pattern
    assert (len(step.days), step.days[-1], step.step) == (36, 544, None)
    assert EVERY["phone12"].pattern.days == tuple(range(7, 85, 7))
    assert EVERY["leaving_prison"].pattern.days == (-14, 0, 1, 3, 7, 14, 21)
    assert len(EVERY["quarterly4"].pattern.days) == 16
    assert all(one.source and one.about for one in EVERY.values())
    assert "not from a trial" in EVERY["first_six_months"].source
    assert usual_for("treatment").slug == "first_six_months"
    assert usual_for("release").slug == "leaving_prison"
    assert usual_for("agreement").slug == "phone12"
    assert check_shipped() == []


@pytest.mark.parametrize(
    "pattern",
    [Pattern(()), Pattern((7, 3)), Pattern((1, 1)), Pattern((1, 2, 3, 4)), Pattern((7,), 1)],
)
def test_a_pattern_that_cannot_be(pattern):
    assert pattern.problems()
