"""Somebody was named to ring by an hour, and has not: others hear of it then."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.own_timers import sweep
from rosc.accounts import desk
from rosc.accounts.models import User
from rosc.outbox.models import OutboundMessage
from tests.checkups.own import ask, local, make_on_call, plan_with_form, texts, told
from tests.conftest import member
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
SATURDAY = local(2026, 11, 28, 10)
LATE, ANEW = "checkups.call_late", "checkups.call_moved"


@pytest.fixture
def plan(treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


@pytest.fixture
def saturday():
    with time_machine.travel(SATURDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(saturday, plan, robin, treatment, oli):
    """Oli Call rings them before 11:55am."""
    make_on_call(treatment, oli, hours=2)
    return ask(robin, plan)


def over(clock, hours=2):
    clock.move_to(SATURDAY + timedelta(hours=hours))
    found = sweep(timezone.now())
    return found["promised_anew"], found["late"]


def test_before_the_hour_nothing_is_late(saturday, asked):
    assert over(saturday, 1.9) == (0, 0)


def test_who_does_it_and_who_leads_hear_at_once_and_once(saturday, asked, keyworker, coordinator):
    assert [over(saturday), over(saturday), over(saturday, 16)] == [(0, 1), (0, 0), (0, 0)]
    assert told(LATE) == {keyworker.email, coordinator.email}
    text = texts(LATE)[0]
    assert "Oli Call rings them before 11:55am on Saturday 28 November" in text
    assert "Robin" not in text
    asked.refresh_from_db()
    assert asked.caller.name == "Oli Call"  # nothing is promised anew by itself
    assert not OutboundMessage.objects.filter(kind="checkups.call_changed").exists()
    page = visit(asked.person).get(reverse("people:mine")).content.decode()
    assert "We have not spoken yet. It is not forgotten" in page


def test_it_stands_on_the_desk_of_who_leads(saturday, asked, coordinator):
    def titles():
        waiting = desk.waiting_for(User.objects.get(pk=coordinator.pk))
        return [one.title for one in waiting if one.count]

    assert "Would like to hear from you" not in titles()
    over(saturday)
    assert "Would like to hear from you" in titles()


def test_a_call_that_was_made_is_not_late(saturday, asked, oli):
    actions.answer_request(request=asked, by=oli, result="spoke")
    assert over(saturday) == (0, 0)


def test_somebody_else_who_is_there_is_promised(saturday, asked, treatment, keyworker, coordinator):
    second = member("Sec Ond", ("keyworker", treatment))
    make_on_call(treatment, second, start=SATURDAY + timedelta(hours=1))
    assert [over(saturday), over(saturday)] == [(1, 0), (0, 0)]
    asked.refresh_from_db()
    assert asked.caller == second
    assert told(ANEW) == {second.email, keyworker.email, coordinator.email}
    assert any("whoever was to ring them cannot, or has not" in one for one in texts(ANEW))
    assert any("Sec Ond rings you before 3pm" in one for one in texts("checkups.call_changed"))
    assert told(LATE) == set()
    assert over(saturday, 5) == (0, 1)  # missed again: told again


def test_somebody_who_comes_on_call_later_is_promised_then(saturday, asked, treatment, oli):
    second = member("Sec Ond", ("keyworker", treatment))
    make_on_call(treatment, second, start=SATURDAY + timedelta(hours=3), hours=2)
    assert over(saturday) == (0, 1)
    assert over(saturday, 3) == (1, 0)
    assert over(saturday, 5) == (0, 1)
    keys = OutboundMessage.objects.filter(kind=LATE).values_list("key", flat=True)
    assert len({key.split(":")[1] for key in keys}) == 2


def test_the_same_person_who_goes_on_being_on_call_is_nobody_else(saturday, asked, treatment, oli):
    make_on_call(treatment, oli, start=SATURDAY + timedelta(hours=2))
    assert over(saturday) == (0, 1)


def test_over_midnight_the_hour_counts_and_not_the_day(saturday, plan, robin, treatment, oli):
    saturday.move_to(local(2026, 11, 28, 22))
    make_on_call(treatment, oli, start=local(2026, 11, 28, 21), hours=5)
    asked = ask(robin, plan)
    assert asked.promised_at.hour == 2
    assert sweep(local(2026, 11, 29, 0, 10))["late"] == 0
    assert sweep(local(2026, 11, 29, 2))["late"] == 1


def test_hours_to_come_are_late_once_their_day_is_over(saturday, plan, robin, treatment, oli):
    make_on_call(treatment, oli, start=local(2026, 11, 29, 10))
    assert ask(robin, plan).is_from
    assert sweep(local(2026, 11, 29, 23, 55))["late"] == 0
    assert sweep(local(2026, 11, 30, 0, 5))["late"] == 1
