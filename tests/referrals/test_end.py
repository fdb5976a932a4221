"""Ending with what became of each goal, as the person sees it."""

import pytest

from referrals import actions
from rosc.access import SYSTEM
from tests.people.makers import make_basis
from tests.referrals.makers import again, make_accepted, make_consent, make_draft
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def with_goals(sender, receiver, by, **facts):
    referral = make_draft(sender, receiver, by=by, **facts)
    actions.change(referral=referral, by=by, goals=["Sleep", "Work"])
    make_basis(receiver)
    actions.send(referral=referral, consent=make_consent(referral), by=by)
    return actions.accept(referral=referral, by=SYSTEM)


ENDED = {"reason": "got-what-was-wanted", "follows": "nothing"}


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = with_goals(treatment, lero, keyworker, tells_outcome=True)
    does("end", referral, lero_leader, goal_0="achieved", goal_1="partly", **ENDED)
    assert again(referral).status == "ended"
    assert [g.outcome for g in referral.goals.all()] == ["achieved", "partly"]
    assert audited("end", referral) == 1
    assert planned("changed", referral) == 2
    assert (
        "Yes, that worked" in client_as(keyworker).get(page("referral", referral)).content.decode()
    )


def test_the_sender_hears_outcomes_only_if_they_agreed(
    treatment, lero, keyworker, lero_leader, client_as
):
    referral = with_goals(treatment, lero, keyworker)
    does("end", referral, lero_leader, goal_0="achieved", goal_1="partly", **ENDED)
    shown = client_as(keyworker).get(page("referral", referral)).content.decode()
    copied = client_as(keyworker).get(page("copy", referral)).content.decode()
    assert "Yes, that worked" not in shown + copied


def test_each_goal_is_asked_for(treatment, lero, keyworker, lero_leader, client_as):
    referral = with_goals(treatment, lero, keyworker)
    response = client_as(lero_leader).post(page("end", referral), {**ENDED, "goal_0": "achieved"})
    assert "Say how this came out" in response.content.decode()
    assert again(referral).status == "accepted"


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_accepted(treatment, lero)
    refuses("end", referral, colleague, keyworker)
    refuses("end", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.withdraw(referral=referral, by=keyworker, reason="changed-mind")
    is_stale("end", referral, lero_leader, **ENDED)
