"""Who leads when the leader goes."""

import pytest
from django.core.exceptions import ValidationError

from rosc.accounts import actions
from rosc.accounts.models import Organisation
from tests.factories import MembershipFactory


def test_a_leader_hands_over(send, audited, lero_leader, peer, lero):
    successor = peer.memberships.get()
    response = send(lero_leader, "hand_over", lero.pk, successor=successor.pk)
    assert response.status_code == 302
    successor.refresh_from_db()
    assert successor.role == "lero_leader"
    assert audited("organisation.hand_over", successor).details["before"] == "peer_worker"


def test_an_administrator_appoints_one_when_nobody_leads(administrator, peer, lero):
    assert lero in Organisation.objects.without_leader()
    actions.hand_over(successor=peer.memberships.get(), by=administrator)
    assert lero not in Organisation.objects.without_leader()


def test_after_that_the_old_leader_can_go(administrator, lero_leader, peer):
    with pytest.raises(ValidationError):
        actions.deactivate(user=lero_leader, by=administrator)
    actions.hand_over(successor=peer.memberships.get(), by=administrator)
    actions.deactivate(user=lero_leader, by=administrator)
    assert not lero_leader.is_active


def test_a_treatment_service_is_led_by_a_coordinator(administrator, keyworker):
    successor = keyworker.memberships.get()
    actions.hand_over(successor=successor, by=administrator)
    assert successor.role == "coordinator"


def test_it_refuses_the_colleague(refuses, colleague, lero, peer):
    refuses(403, colleague, "hand_over", lero.pk, successor=peer.memberships.get().pk)


def test_the_outsider_finds_nothing(refuses, outsider, lero, peer):
    refuses(404, outsider, "hand_over", lero.pk, successor=peer.memberships.get().pk)


def test_nobody_from_elsewhere_takes_over(send, lero_leader, lero, elsewhere):
    stranger = MembershipFactory(organisation=elsewhere)
    response = send(lero_leader, "hand_over", lero.pk, successor=stranger.pk)
    assert response.status_code == 200
    stranger.refresh_from_db()
    assert stranger.role == "keyworker"


def test_a_closed_account_takes_nothing_over(administrator, lero_leader, peer):
    actions.deactivate(user=peer, by=lero_leader)
    with pytest.raises(ValidationError):
        actions.hand_over(successor=peer.memberships.select_related("user").get(), by=administrator)
