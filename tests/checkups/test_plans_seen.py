"""Who sees a plan and its check-ups."""

import pytest
from django.utils import timezone

from checkups.models import CheckUp, Plan
from rosc.accounts.models import User
from rosc.people import actions as people
from tests.checkups.makers import make_plan

pytestmark = pytest.mark.django_db


def seen(user) -> tuple[int, int]:
    user = User.objects.get(pk=user.pk)
    plans, checkups = Plan.objects.visible_to(user), CheckUp.objects.visible_to(user)
    assert all(one.plan_id in set(plans.values_list("pk", flat=True)) for one in checkups)
    return plans.count(), min(checkups.count(), 1)


def test_one_organisation_never_anothers(
    plan, keyworker, coordinator, colleague, outsider, lero_leader, commissioner, administrator
):
    assert [seen(one) for one in (keyworker, coordinator)] == [(1, 1), (1, 1)]
    for user in (colleague, outsider, lero_leader, commissioner, administrator):
        assert seen(user) == (0, 0)


def test_a_peer_worker_sees_only_what_they_do(lero, peer, lero_leader, given):
    make_plan(lero, lero_leader)
    assert seen(peer) == (0, 0)
    mine = make_plan(lero, peer, person=given)
    assert seen(peer) == (1, 1)
    assert seen(lero_leader) == (2, 1)
    [pairing] = given.pairings.all()
    people.take_back(grant=pairing.grant, by=lero_leader)
    assert seen(peer) == (0, 0)
    assert without_a_worker() == [mine]


def without_a_worker() -> list[Plan]:
    return list(Plan.objects.unscoped_for("test").without_a_worker())


def test_nobody_falls_through(plan, keyworker, coordinator, robin, lero, peer, given):
    """Whose worker has left, may not open the record, or closed it to others, is found."""
    theirs = make_plan(lero, peer, person=given)
    assert without_a_worker() == []
    people.keep_from(person=robin, user=keyworker, by=coordinator)
    assert without_a_worker() == [plan]
    peer.memberships.update(ended_at=timezone.now())
    assert set(without_a_worker()) == {plan, theirs}


def test_kept_from(plan, coordinator, keyworker, robin):
    people.keep_from(person=robin, user=keyworker, by=coordinator)
    assert seen(keyworker) == (0, 0)
