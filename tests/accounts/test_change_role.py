"""Giving somebody another role."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rosc.access import SomebodyGotThereFirst
from rosc.accounts import actions
from tests.factories import MembershipFactory


@pytest.fixture
def membership(peer):
    return peer.memberships.get()


def test_a_leader_changes_a_role(send, audited, lero_leader, membership):
    response = send(
        lero_leader, "change_role", membership.pk, role="lero_member", seen="peer_worker"
    )
    assert response.status_code == 302
    membership.refresh_from_db()
    assert membership.role == "lero_member"
    event = audited("membership.change_role", membership)
    assert (event.actor_id, event.organisation_id) == (
        lero_leader.pk,
        membership.organisation_id,
    )
    assert event.details == {"before": "peer_worker", "after": "lero_member"}


def test_it_refuses_the_colleague(refuses, colleague, membership):
    refuses(403, colleague, "change_role", membership.pk, role="lero_leader", seen="peer_worker")


def test_the_outsider_finds_nothing(refuses, outsider, membership):
    refuses(404, outsider, "change_role", membership.pk, role="lero_leader", seen="peer_worker")


def test_a_page_that_is_out_of_date_is_told(send, lero_leader, membership):
    membership.role = "lero_member"
    membership.save()
    response = send(lero_leader, "change_role", membership.pk, role="keyworker", seen="peer_worker")
    assert response.status_code == 409
    membership.refresh_from_db()
    assert membership.role == "lero_member"


def test_nobody_changes_their_own_role(lero_leader):
    own = lero_leader.memberships.get()
    with pytest.raises(PermissionDenied):
        actions.change_role(membership=own, role="lero_member", seen=own.role, by=lero_leader)


@pytest.mark.parametrize("role", ["administrator", "commissioner"])
def test_a_leader_gives_no_role_above_their_organisation(lero_leader, membership, role):
    with pytest.raises(PermissionDenied):
        actions.change_role(membership=membership, role=role, seen="peer_worker", by=lero_leader)


def test_a_leader_gives_no_role_that_does_more_than_theirs(coordinator, keyworker, treatment):
    with pytest.raises(PermissionDenied):
        actions.change_role(
            membership=keyworker.memberships.get(),
            role="board_member",
            seen="keyworker",
            by=coordinator,
        )


def test_a_role_offered_by_hand_is_not_taken(send, lero_leader, membership):
    """The form offers what may be given; a request made by hand is not better off."""
    send(lero_leader, "change_role", membership.pk, role="administrator", seen="peer_worker")
    membership.refresh_from_db()
    assert membership.role == "peer_worker"


def test_no_field_but_the_role_is_taken(send, lero_leader, membership, elsewhere, outsider):
    send(
        lero_leader,
        "change_role",
        membership.pk,
        role="lero_member",
        seen="peer_worker",
        organisation=elsewhere.pk,
        user=outsider.pk,
        ended_at="2020-01-01",
    )
    before = (membership.organisation_id, membership.user_id, membership.ended_at)
    membership.refresh_from_db()
    assert (membership.organisation_id, membership.user_id, membership.ended_at) == before


def test_the_only_leader_stays(administrator, lero_leader):
    own = lero_leader.memberships.get()
    with pytest.raises(ValidationError, match="only person who leads"):
        actions.change_role(membership=own, role="lero_member", seen=own.role, by=administrator)


def test_a_leader_may_step_back_once_there_is_another(administrator, lero_leader, lero):
    MembershipFactory(organisation=lero, role="lero_leader")
    own = lero_leader.memberships.get()
    actions.change_role(membership=own, role="lero_member", seen=own.role, by=administrator)
    assert own.role == "lero_member"


def test_a_leader_whose_account_is_closed_does_not_count(administrator, lero_leader, lero):
    gone = MembershipFactory(organisation=lero, role="lero_leader")
    actions.deactivate(user=gone.user, by=administrator)
    own = lero_leader.memberships.get()
    with pytest.raises(ValidationError):
        actions.change_role(membership=own, role="lero_member", seen=own.role, by=administrator)


def test_a_role_held_already_is_said_so(lero_leader, membership):
    MembershipFactory(
        user=membership.user, organisation=membership.organisation, role="lero_member"
    )
    with pytest.raises(ValidationError, match="already"):
        actions.change_role(
            membership=membership, role="lero_member", seen="peer_worker", by=lero_leader
        )


def test_of_two_who_act_at_once_the_second_is_told(lero_leader, administrator, membership):
    actions.change_role(
        membership=membership, role="lero_member", seen="peer_worker", by=lero_leader
    )
    with pytest.raises(SomebodyGotThereFirst):
        actions.change_role(
            membership=membership, role="keyworker", seen="peer_worker", by=administrator
        )
