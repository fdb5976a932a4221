"""Taking somebody out of an organisation."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from rosc.accounts import actions
from tests.factories import MembershipFactory


def test_a_leader_ends_a_role(send, audited, lero_leader, peer):
    membership = peer.memberships.get()
    assert send(lero_leader, "end_membership", membership.pk).status_code == 302
    membership.refresh_from_db()
    assert membership.ended_at
    assert audited("membership.end", membership).actor_id == lero_leader.pk


def test_other_roles_stay(lero_leader, peer, elsewhere):
    other = MembershipFactory(user=peer, organisation=elsewhere, role="keyworker")
    actions.end_membership(membership=peer.memberships.exclude(pk=other.pk).get(), by=lero_leader)
    other.refresh_from_db()
    assert other.ended_at is None


def test_it_refuses_the_colleague(refuses, colleague, peer):
    refuses(403, colleague, "end_membership", peer.memberships.get().pk)


def test_the_outsider_finds_nothing(refuses, outsider, peer):
    refuses(404, outsider, "end_membership", peer.memberships.get().pk)


def test_the_only_leader_stays_and_the_page_says_why(send, administrator, lero_leader):
    membership = lero_leader.memberships.get()
    response = send(administrator, "end_membership", membership.pk)
    assert "only person who leads" in response.content.decode()
    membership.refresh_from_db()
    assert membership.ended_at is None


def test_nobody_ends_their_own(lero_leader, lero):
    MembershipFactory(organisation=lero, role="lero_leader")
    with pytest.raises(PermissionDenied):
        actions.end_membership(membership=lero_leader.memberships.get(), by=lero_leader)


@pytest.mark.parametrize("verb", ["end_membership", "change_role"])
def test_a_role_that_ended_meanwhile_is_not_found_again(send, client_as, lero_leader, peer, verb):
    membership = peer.memberships.get()
    actions.end_membership(membership=membership, by=lero_leader)
    page = reverse(f"accounts:{verb}", args=[membership.pk])
    assert client_as(lero_leader).get(page).status_code == 404
    sent = {"role": "lero_member", "seen": "peer_worker"}
    assert send(lero_leader, verb, membership.pk, **sent).status_code == 409


def test_the_last_person_with_a_leading_role_is_named(administrator, coordinator, treatment):
    with pytest.raises(ValidationError, match=coordinator.name):
        actions.end_membership(membership=coordinator.memberships.get(), by=administrator)
