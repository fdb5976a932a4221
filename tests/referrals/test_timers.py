"""What time does to an introduction; each sweep is safe to run twice."""

from datetime import date

import pytest

from referrals import timers
from referrals.actions import pause
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from rosc.sweeps import SCHEDULE
from tests.referrals.makers import again, make_accepted, make_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


def told(kind: str) -> set:
    return set(OutboundMessage.objects.filter(kind=kind).values_list("route_id", flat=True))


def test_it_is_on_the_schedule():
    assert "referrals.tasks.sweep" in {job["task"] for job in SCHEDULE.values()}


def test_the_side_whose_move_it_is_is_reminded_once_and_then_its_leader(
    treatment, lero, keyworker, lero_leader
):
    make_sent(treatment, lero, by=keyworker)
    timers.sweep(date(2026, 12, 1))
    assert told("referrals.reminder") == set()
    for _ in range(2):
        timers.sweep(date(2026, 12, 2))
    assert told("referrals.reminder") == {lero_leader.pk}
    assert told("referrals.escalation") == set()
    for _ in range(2):
        timers.sweep(date(2026, 12, 4))
    assert told("referrals.escalation") == {lero_leader.pk}
    assert OutboundMessage.objects.filter(kind="referrals.reminder").count() == 1


def test_only_what_was_never_answered_runs_out(treatment, lero):
    silent, accepted = make_sent(treatment, lero), make_accepted(treatment, lero)
    timers.sweep(date(2026, 12, 30))
    assert again(silent).status == "sent"
    timers.sweep(date(2026, 12, 31))
    assert (again(silent).status, again(accepted).status) == ("expired", "accepted")


def test_a_pause_holds_every_clock_and_ends_by_itself(treatment, lero):
    referral = make_sent(treatment, lero)
    pause(referral=referral, by=SYSTEM, until=date(2027, 1, 20), reason="Away")
    timers.sweep(date(2027, 1, 19))
    assert again(referral).status == "sent"
    timers.sweep(date(2027, 1, 20))
    assert again(referral).paused_until is None
    assert again(referral).expires_on > date(2027, 1, 20)


def test_one_row_that_fails_never_stops_the_others(treatment, lero, monkeypatch):
    first, second = make_sent(treatment, lero), make_sent(treatment, lero)
    real = timers.expire

    def fails(*, referral):
        if referral.pk == first.pk:
            raise RuntimeError
        return real(referral=referral)

    monkeypatch.setattr(timers, "expire", fails)
    timers.sweep(date(2027, 1, 20))
    assert (again(first).status, again(second).status) == ("sent", "expired")
