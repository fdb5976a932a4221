"""A day they were reminded of is moved or called off by somebody else: they hear what counts."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from checkups import actions, timers
from rosc.access import SYSTEM
from rosc.measures import LONDON
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.makers import again, first_of, make_plan
from tests.checkups.own import oneself, told, with_a_word
from tests.checkups.own import texts as texts_of

pytestmark = pytest.mark.django_db
KIND = "checkups.day_changed"
DUE = date(2026, 12, 7)  # a Monday, at 10


@pytest.fixture
def at(time_machine):
    def go(day, wall):
        time_machine.move_to(datetime.combine(day, time.fromisoformat(wall), tzinfo=LONDON))

    return go


@pytest.fixture
def plan(treatment, keyworker, robin, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")
    return make_plan(treatment, keyworker, person=robin)


@pytest.fixture
def due(plan, at):
    """Tomorrow's check-up, of which they have been reminded."""
    timers.sweep(timezone.localdate())
    at(DUE - timedelta(days=1), "10:00")
    sending.send_due()
    at(DUE - timedelta(days=1), "12:00")
    assert OutboundMessage.objects.filter(kind="checkups.reminder", state="sent").count() == 1
    return first_of(plan)


def texts():
    return texts_of(KIND)


def planned_ones():
    return OutboundMessage.objects.filter(kind=KIND, state="planned").count()


def test_moved_by_a_worker_to_another_hour(due, keyworker):
    assert due.due_on == DUE
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker, why="worker")
    (text,) = texts()
    assert "There is a change. It is on Monday 7 December at 11:30am now. We will ring you." in text
    assert "check-up" not in text
    assert "tell whoever you agreed it with" in text
    sending.send_due()
    assert OutboundMessage.objects.filter(kind=KIND, state="sent").count() == 1


def test_open_words_and_a_link_where_they_said_so(due, robin, keyworker):
    with_a_word(robin)
    robin.routes.filter(kind="text").update(wording="open")
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker, why="worker")
    (text,) = texts()
    assert "The day of your check-up has changed. It is on Monday 7 December" in text
    assert "://" in text


def test_not_in_the_quiet_hours(due, keyworker, at):
    at(DUE - timedelta(days=1), "21:00")
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker)
    sending.send_due()
    assert planned_ones() == 1
    at(DUE, "08:00")
    sending.send_due()
    assert planned_ones() == 0


def test_where_no_reminder_has_gone_none_goes_of_this(plan, keyworker):
    timers.sweep(timezone.localdate())
    actions.move(checkup=first_of(plan), on=date(2026, 12, 8), by=keyworker)
    actions.pause(plan=again(plan), until=date(2027, 1, 4), by=keyworker)
    assert texts() == []


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_nor_where_it_failed(due, keyworker, state):
    OutboundMessage.objects.filter(kind="checkups.reminder").update(state=state)
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker)
    assert texts() == []


@pytest.mark.parametrize("state", ["unknown", "delivered"])
def test_but_where_it_may_have_gone(due, keyworker, state):
    OutboundMessage.objects.filter(kind="checkups.reminder").update(state=state)
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker)
    assert len(texts()) == 1


def test_who_did_it_themselves_knows(due, plan, robin):
    moved = actions.move_mine(checkup=due, on=date(2026, 12, 8), at=None, by=oneself(robin))
    assert texts() == []
    actions.pause_mine(plan=again(moved.plan), until=date(2027, 1, 4), by=oneself(robin))
    assert texts() == []


def test_moved_again_before_it_went_the_last_alone_is_told(due, keyworker):
    moved = actions.move(checkup=due, on=date(2026, 12, 8), by=keyworker)
    actions.move(checkup=again(moved), on=date(2026, 12, 9), by=keyworker)
    assert planned_ones() == 1
    assert ["on Wednesday 9 December at 10am now" in one for one in texts()] == [True]


def test_moved_again_after_it_went_they_are_told_again(due, keyworker):
    moved = actions.move(checkup=due, on=date(2026, 12, 11), by=keyworker)
    sending.send_due()
    actions.pause(plan=again(moved.plan), until=date(2027, 1, 4), by=keyworker)
    sending.send_due()
    first, last = OutboundMessage.objects.filter(kind=KIND, state="sent").order_by("due_at")
    assert "It is on Friday 11 December at 10am now." in first.text
    assert "Nothing is on Friday 11 December any more." in last.text


def test_paused_by_a_worker(due, plan, keyworker):
    actions.pause(plan=again(plan), until=date(2027, 1, 4), by=keyworker, reason="other")
    (text,) = texts()
    assert "There is a change. Nothing is on Monday 7 December any more." in text
    assert "ring you" not in text


def test_paused_and_gone_on_with_before_it_went_nothing_has_changed(due, plan, keyworker):
    actions.pause(plan=again(plan), until=date(2027, 1, 4), by=keyworker, reason="other")
    actions.resume(plan=again(plan), by=keyworker)
    assert first_of(plan).due_on == DUE
    assert texts() == []


def test_not_once_the_moment_has_passed(due, plan, keyworker, at):
    actions.pause(plan=again(plan), until=date(2027, 1, 4), by=keyworker, reason="other")
    at(DUE, "10:00")
    sending.send_due()
    message = OutboundMessage.objects.get(kind=KIND)
    assert (message.state, message.reason) == ("failed", "moment_passed")


def test_another_weekday_on_the_plan(due, plan, keyworker):
    actions.change_plan(plan=again(plan), weekday=1, by=keyworker)
    (text,) = texts()
    assert "It is on Tuesday 8 December at 10am now." in text


def test_a_change_that_leaves_the_day_where_it_is(due, plan, keyworker):
    actions.change_plan(plan=again(plan), weekday=0, by=keyworker)
    assert first_of(plan).due_on == DUE
    assert texts() == []


def test_another_pace_tells_the_next_day(due, plan, keyworker):
    actions.change_pace(plan=again(plan), pace=30, by=keyworker)
    (text,) = texts()
    assert "at 10am now" in text
    assert f"{first_of(plan).due_on.day} " in text


def test_ended_by_a_worker(due, plan, keyworker):
    actions.end(plan=again(plan), reason="moved-away", by=keyworker)
    (text,) = texts()
    assert "Nothing is on Monday 7 December any more." in text


NEVER = {
    "asked to stop": lambda plan, by: actions.end(plan=plan, reason="asked", by=by),
    "withdrawn": lambda plan, by: people.withdraw(consent=plan.consent, by=by),
    "stopped": lambda plan, by: people.stop_contact(person=plan.person, why="unsafe", by=by),
    "died": lambda plan, by: people.record_death(person=plan.person, on=DUE, by=by),
    "in prison": lambda plan, by: actions.recall(plan=plan, by=by),
    "in prison until": lambda plan, by: actions.recall(
        plan=plan, by=by, release_on=date(2026, 12, 20)
    ),
}


@pytest.mark.parametrize("why", NEVER)
def test_never_after_a_stop_and_the_like(due, plan, why, at):
    at(DUE, "09:00")
    NEVER[why](again(plan), SYSTEM)
    assert not OutboundMessage.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("why", NEVER)
def test_nor_where_it_waits_already(due, plan, keyworker, why, at):
    at(DUE, "09:00")
    actions.move(checkup=due, on=date(2026, 12, 9), by=keyworker)
    assert len(texts()) == 1
    NEVER[why](again(plan), SYSTEM)
    assert told(KIND) == set()


def test_without_a_safe_way_nothing_goes(due, robin, keyworker):
    robin.routes.update(is_safe=False)
    actions.move(checkup=due, on=DUE, at=time(11, 30), by=keyworker)
    assert not OutboundMessage.objects.filter(kind=KIND).exists()
