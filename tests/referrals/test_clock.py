"""By which day a move is due, where a medicine runs out or somebody has left prison."""

from datetime import date

import pytest

from referrals import actions
from tests.referrals.makers import again, make_accepted, make_sent

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


@pytest.mark.parametrize("until", [MONDAY, date(2026, 12, 1), date(2026, 12, 3)])
def test_nothing_is_due_after_a_medicine_runs_out(until, treatment, lero, lero_leader):
    facts = {"type": "leaving-residential", "tier": "fuller", "medicine_until": until}
    sent = make_sent(treatment, lero, **facts)
    assert sent.due_on == min(until, date(2026, 12, 1))
    accepted = make_accepted(treatment, lero, **facts)
    assert (accepted.contact_by, accepted.due_on) == (date(2026, 12, 7), until)
    waiting = actions.wait(referral=make_sent(treatment, lero, **facts), by=lero_leader)
    assert again(waiting).due_on == until
    asked = make_sent(treatment, lero, **facts)
    actions.ask(referral=asked, by=lero_leader, text="Which?")
    assert again(asked).due_on == min(until, date(2026, 12, 2))


def test_until_treatment_has_begun(treatment, lero, lero_leader, time_machine):
    facts = {"tier": "fuller", "medicine_until": date(2026, 12, 3)}
    referral = make_accepted(treatment, lero, **facts)
    time_machine.move_to("2026-12-01T10:00:00Z")
    seen = {"referral": referral, "by": lero_leader, "result": "reached"}
    actions.record_contact(at=referral.taken_at, **seen)
    assert again(referral).due_on == date(2026, 12, 3)
    actions.record_contact(at=referral.taken_at, is_first_intervention=True, **seen)
    assert again(referral).due_on == referral.review_on


def test_one_that_ran_out_before_is_due_at_once(treatment, lero):
    facts = {"tier": "fuller", "medicine_until": date(2026, 11, 27)}
    assert make_sent(treatment, lero, **facts).due_on == MONDAY


@pytest.mark.parametrize(
    ("left", "by"),
    [
        (date(2026, 11, 13), date(2026, 12, 4)),  # 21 days from the release, not from today
        (date(2026, 12, 10), date(2026, 12, 31)),
        (date(2026, 10, 1), MONDAY),  # long over: at once
    ],
)
def test_the_clock_of_prison_starts_at_the_release_past_or_to_come(left, by, treatment, lero):
    referral = make_sent(treatment, lero, type="leaving-prison", leaves_on=left)
    assert referral.intervene_by == by
    accepted = make_accepted(treatment, lero, type="leaving-prison", leaves_on=left)
    assert accepted.due_on == min(by, accepted.contact_by)


def test_once_they_have_met_something_is_due(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.confirm_meeting(referral=referral, by=lero_leader, on=MONDAY)
    assert again(referral).due_on == date(2026, 12, 28)
