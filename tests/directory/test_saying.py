"""How the directory's pages say days and stretches of time."""

from datetime import date

import pytest
import time_machine

from directory.models import Session
from directory.templatetags.directory import coming_day, day_heading, duration, rule
from tests.directory.test_when import london, slot


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (10, "10 minutes"),
        (60, "1 hour"),
        (125, "2 hours 5 minutes"),
    ],
)
def test_a_stretch_of_time(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-27T23:00", "today"),
        ("2026-11-28T09:00", "tomorrow"),
        ("2026-12-01T09:00", "Tuesday"),
        ("2026-12-04T09:00", "Friday 4 December"),
    ],
)
def test_a_day_to_come(moment, words):
    with time_machine.travel("2026-11-27T22:40:00Z", tick=False):
        assert coming_day(london(moment)) == words


def test_the_heading_of_a_day():
    with time_machine.travel("2026-11-27T22:40:00Z", tick=False):
        assert day_heading(date(2026, 11, 27)) == "Today, Friday 27 November"
        assert day_heading(date(2026, 11, 28)) == "Tomorrow, Saturday 28 November"
        assert day_heading(date(2026, 11, 30)) == "Monday 30 November"


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (slot(0, "09:00", "17:00"), "Mondays, 9am to 5pm"),
        (slot(6, "19:30"), "Sundays, from 7:30pm"),
        (slot(5, "00:00", "00:00"), "Saturdays, all day and night"),
        (
            slot(1, "12:00", "13:00", weeks=[1, -1]),
            "1st and last Tuesday of the month, midday to 1pm",
        ),
        (
            slot(4, "10:00", "11:00", bank_holidays=Session.BankHolidays.CLOSED),
            "Fridays, 10am to 11am, not on bank holidays",
        ),
    ],
)
def test_the_rule_of_a_slot(session, words):
    assert rule(session) == words
