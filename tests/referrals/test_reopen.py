"""“We could not reach them”: the door is open, in one press."""

import pytest

from referrals import actions
from referrals.models import Referral
from tests.people.makers import make_basis
from tests.referrals.makers import make_consent, make_draft, make_sent
from tests.referrals.pages import is_stale, page, refuses

pytestmark = pytest.mark.django_db


def not_reached(sender, receiver, keyworker, lero_leader):
    referral = make_draft(sender, receiver, by=keyworker)
    actions.change(referral=referral, by=keyworker, goals=["Sleep"])
    make_basis(receiver)
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    actions.accept(referral=referral, by=lero_leader)
    outcomes = {goal.pk: "not-known" for goal in referral.goals.all()}
    return actions.end(referral=referral, by=lero_leader, reason="not-reached", outcomes=outcomes)


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = not_reached(treatment, lero, keyworker, lero_leader)
    client = client_as(keyworker)
    assert "Begin again" in client.get(page("referral", referral)).content.decode()
    assert client.get(page("reopen", referral)).status_code == 200
    response = client.post(page("reopen", referral))
    draft = Referral.objects.visible_to(keyworker).get(follows_from=referral)
    assert response.url == page("send", draft)
    assert (draft.status, draft.type, draft.consent) == ("draft", "re-engagement", None)
    assert [goal.text for goal in draft.goals.all()] == ["Sleep"]
    client.post(page("reopen", referral))
    assert Referral.objects.visible_to(keyworker).filter(follows_from=referral).count() == 1


def test_who_may_not(treatment, lero, keyworker, lero_leader, colleague, outsider):
    referral = not_reached(treatment, lero, keyworker, lero_leader)
    refuses("reopen", referral, colleague, lero_leader)
    refuses("reopen", referral, outsider, status=404)


def test_what_closed_for_another_reason_stays_closed(treatment, lero, keyworker):
    referral = make_sent(treatment, lero)
    actions.withdraw(referral=referral, by=keyworker, reason="changed-mind")
    is_stale("reopen", referral, keyworker)
