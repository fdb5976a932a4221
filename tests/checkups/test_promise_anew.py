"""Whoever was to ring cannot: the call is promised anew, and those who can act on it hear of it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.own_timers import sweep
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.own import ask, local, make_on_call, plan_with_form, texts, told
from tests.conftest import member, signed_in
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
SATURDAY = local(2026, 11, 28, 15)


@pytest.fixture
def plan(treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


@pytest.fixture
def saturday():
    with time_machine.travel(SATURDAY, tick=False) as clock:
        yield clock


def page_of(asked) -> str:
    url = reverse("checkups:slipped_done", args=[asked.pk])
    return visit(asked.person).get(url).content.decode()


def test_called_off_somebody_else_is_named_and_told(
    saturday, plan, robin, treatment, keyworker, coordinator, oli
):
    row = make_on_call(treatment, oli, hours=9)
    asked = ask(robin, plan)
    assert "Oli Call rings you before 11:55pm" in page_of(asked)
    second = member("Sec Ond", ("keyworker", treatment))
    there = make_on_call(treatment, second)
    there.number = "07700 900456"
    there.save()
    actions.call_off(row=row, by=oli)
    asked.refresh_from_db()
    assert (asked.caller, asked.answer_by) == (second, SATURDAY.date())
    assert "Sec Ond rings you before 6:55pm" in page_of(asked)
    assert "Oli" not in page_of(asked)
    assert told("checkups.call_moved") == {second.email, keyworker.email, coordinator.email}
    assert told("checkups.call_text") == {"07700 900456"}
    assert not any("Robin" in one for one in texts("checkups.call_moved"))
    assert AuditEvent.objects.filter(verb="call.promise_anew").count() == 1


def test_called_off_with_nobody_else_there_the_next_desk_time_is_promised(
    saturday, plan, robin, treatment, keyworker, coordinator, oli
):
    row = make_on_call(treatment, oli)
    asked = ask(robin, plan)
    actions.call_off(row=row, by=oli)
    asked.refresh_from_db()
    assert (asked.caller, asked.answer_by.isoformat()) == (None, "2026-11-30")
    assert "We ring you on Monday 30 November, from 9am" in page_of(asked)
    assert told("checkups.call_moved") == {keyworker.email, coordinator.email}
    assert all("Monday 30 November, from 9am" in one for one in texts("checkups.call_moved"))


def test_called_off_twice_it_is_told_twice(saturday, plan, robin, treatment, oli):
    rows = [make_on_call(treatment, oli)]
    asked = ask(robin, plan)
    rows.append(make_on_call(treatment, member("Sec Ond", ("keyworker", treatment))))
    for row in rows:
        actions.call_off(row=row, by=row.user)
    asked.refresh_from_db()
    assert asked.caller is None
    keys = OutboundMessage.objects.filter(kind="checkups.call_moved").values_list("key", flat=True)
    assert len({key.split(":")[1] for key in keys}) == 2


def test_other_calls_and_those_that_were_made_stay(saturday, plan, robin, treatment, oli):
    row = make_on_call(treatment, oli)
    done = ask(robin, plan)
    actions.answer_request(request=done, by=oli, result="spoke")
    make_on_call(treatment, oli, start=local(2026, 12, 5, 10))
    actions.call_off(row=make_on_call(treatment, oli, start=local(2026, 12, 6, 10)), by=oli)
    still = ask(robin, plan)
    assert still.caller == oli
    actions.call_off(row=row, by=oli)
    done.refresh_from_db()
    assert done.caller == oli
    assert AuditEvent.objects.filter(verb="call.promise_anew").count() == 1


def membership_ended(oli, robin):
    oli.memberships.update(ended_at=timezone.now())


def account_closed(oli, robin):
    type(oli).objects.filter(pk=oli.pk).update(is_active=False, deactivated_at=timezone.now())


def kept_away(oli, robin):
    people.keep_from(person=robin, user=oli, by=SYSTEM)


@pytest.mark.parametrize("gone", [membership_ended, account_closed, kept_away])
def test_time_sees_that_somebody_may_not_ring_any_more(
    saturday, plan, robin, treatment, keyworker, coordinator, oli, gone
):
    make_on_call(treatment, oli)
    asked = ask(robin, plan)
    assert sweep(timezone.now())["promised_anew"] == 0
    gone(oli, robin)
    assert sweep(timezone.now())["promised_anew"] == 1
    assert sweep(timezone.now())["promised_anew"] == 0
    asked.refresh_from_db()
    assert (asked.caller, asked.promised_on.isoformat()) == (None, "2026-11-30")
    assert told("checkups.call_moved") == {keyworker.email, coordinator.email}


def test_what_is_late_is_told_as_late_alone(saturday, plan, robin, treatment, oli):
    make_on_call(treatment, oli)
    ask(robin, plan)
    membership_ended(oli, robin)
    found = sweep(SATURDAY + timedelta(days=1))
    assert (found["promised_anew"], found["late"]) == (0, 1)


# --- Hours that are to come -----------------------------------------------------------------------
SUNDAY = local(2026, 11, 29, 10)


@pytest.fixture
def sunday(treatment, oli, saturday):
    row = make_on_call(treatment, oli, start=SUNDAY)
    row.number = "07700 900456"
    row.save()
    return row


def test_whose_hours_a_promise_rests_on_hears_of_it_at_once(sunday, plan, robin, keyworker, oli):
    asked = ask(robin, plan)
    assert (asked.caller, asked.rests_on, asked.is_from) == (oli, sunday, True)
    assert asked.answer_by == asked.promised_on == SUNDAY.date()
    assert "We ring you on Sunday 29 November, from 10am" in page_of(asked)
    assert "rings you" not in page_of(asked)
    assert told("checkups.call_wanted") == {oli.email, keyworker.email}
    mine = [one for one in texts("checkups.call_wanted") if "Hello Oli" in one]
    assert "ring them on Sunday 29 November, from 10am. You are on call then" in mine[0]
    assert told("checkups.call_text") == set()  # not before their hours


def test_they_hear_of_it_once_more_as_their_hours_begin(saturday, sunday, plan, robin, oli):
    ask(robin, plan)
    before = OutboundMessage.objects.count()
    assert sweep(timezone.now())["begun"] == 0
    saturday.move_to(SUNDAY)
    assert [sweep(SUNDAY)["begun"], sweep(SUNDAY)["begun"]] == [1, 0]
    assert OutboundMessage.objects.count() == before + 2
    assert told("checkups.call_text") == {"07700 900456"}
    mine = [one for one in texts("checkups.call_wanted") if "Hello Oli" in one]
    assert "You are on call now" in mine[0]


def test_what_was_answered_before_or_over_is_not_told_as_hours_begin(
    saturday, sunday, plan, robin, keyworker
):
    asked = ask(robin, plan)
    assert sweep(sunday.ends_at)["begun"] == 0
    actions.answer_request(request=asked, by=keyworker, result="spoke")
    assert sweep(SUNDAY)["begun"] == 0


def test_hours_to_come_are_called_off(saturday, sunday, plan, robin, keyworker, coordinator, oli):
    asked = ask(robin, plan)
    actions.call_off(row=sunday, by=oli)
    asked.refresh_from_db()
    assert (asked.caller, asked.rests_on, asked.is_from) == (None, None, False)
    assert "We ring you on Monday 30 November, from 9am" in page_of(asked)
    assert told("checkups.call_moved") == {keyworker.email, coordinator.email}
    assert sweep(SUNDAY)["begun"] == 0


def test_hours_after_somebody_is_at_a_desk_name_nobody(saturday, plan, robin, treatment, oli):
    make_on_call(treatment, oli, start=local(2026, 11, 30, 18))
    asked = ask(robin, plan)
    assert (asked.caller, asked.rests_on, asked.promised_at.hour) == (None, None, 9)


def test_a_promise_made_as_the_hours_were_called_off_is_seen_by_the_clock(
    saturday, sunday, plan, robin
):
    asked = ask(robin, plan)
    type(sunday).objects.filter(pk=sunday.pk).update(called_off_at=timezone.now())
    assert sweep(timezone.now())["promised_anew"] == 1
    asked.refresh_from_db()
    assert asked.caller is None


def test_the_worker_reads_what_they_were_told(sunday, plan, robin, keyworker, oli):
    url = reverse("checkups:answer_request", args=[ask(robin, plan).pk])
    page = signed_in(keyworker).get(url).content.decode()
    assert "we ring on Sunday 29 November, from 10am" in page
    assert "Oli Call is on call then" in page


def to_robin() -> list[str]:
    """What was sent to their phone about a call that has changed, or why not."""
    rows = OutboundMessage.objects.filter(kind="checkups.call_changed").order_by("due_at")
    found = [kinds.get("checkups.call_changed").prepare(row) for row in rows]
    return [getattr(one, "text", "") or one.reason for one in found]


def test_the_person_hears_of_the_change_by_their_safe_route(
    saturday, plan, robin, treatment, keyworker, oli
):
    row = make_on_call(treatment, oli)
    asked = ask(robin, plan)
    assert to_robin() == []
    actions.call_off(row=row, by=oli)
    [text] = to_robin()
    assert "There is a change. We ring you on Monday 30 November, from 9am." in text
    assert "://" in text
    assert any("We send them word of it" in one for one in texts("checkups.call_moved"))
    assert "Oli" not in text
    actions.answer_request(request=asked, by=keyworker, result="spoke")
    assert to_robin() == ["moved_on"]


def test_of_two_changes_the_last_alone_is_told(saturday, plan, robin, treatment, oli):
    row = make_on_call(treatment, oli)
    ask(robin, plan)
    second = make_on_call(treatment, member("Sec Ond", ("keyworker", treatment)))
    actions.call_off(row=row, by=oli)
    saturday.shift(timedelta(minutes=1))
    actions.call_off(row=second, by=second.user)
    first, last = to_robin()
    assert first == "newer_waits"
    assert "We ring you on Monday 30 November" in last


def test_a_change_whose_moment_has_passed_is_shown_to_somebody(
    saturday, plan, robin, treatment, oli
):
    row = make_on_call(treatment, oli)
    ask(robin, plan)
    make_on_call(treatment, member("Sec Ond", ("keyworker", treatment)))
    actions.call_off(row=row, by=oli)
    saturday.shift(timedelta(hours=4))
    assert to_robin() == ["moment_passed"]


def test_without_a_safe_route_nothing_goes_and_those_there_are_told_so(
    saturday, plan, robin, treatment, keyworker, oli
):
    robin.routes.update(is_safe=False)
    row = make_on_call(treatment, oli)
    ask(robin, plan)
    actions.call_off(row=row, by=oli)
    assert not OutboundMessage.objects.filter(kind="checkups.call_changed").exists()
    assert all("may not have seen" in one for one in texts("checkups.call_moved"))


def test_their_own_page_says_what_counts_now(saturday, plan, robin, treatment, oli):
    row = make_on_call(treatment, oli)
    asked = ask(robin, plan)
    mine = reverse("people:mine")
    assert "Oli Call rings you before 6:55pm." in visit(robin).get(mine).content.decode()
    actions.call_off(row=row, by=oli)
    body = visit(robin).get(mine).content.decode()
    assert "We ring you on Monday 30 November, from 9am." in body
    assert "Oli" not in body
    saturday.move_to(local(2026, 12, 1, 9))
    assert "We have not spoken yet. It is not forgotten" in visit(robin).get(mine).content.decode()
    actions.answer_request(request=asked, by=oli, result="spoke")
    assert "You asked us to ring" not in visit(robin).get(mine).content.decode()
