"""Inviting somebody, sending it again, withdrawing it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from rosc.accounts import actions
from rosc.accounts.models import Invitation, InvitationStatus, Organisation, hash_of
from rosc.audit.models import AuditEvent
from tests.factories import InvitationFactory, MembershipFactory, TeamFactory


def link_in(mail):
    return re.search(r"https?://[^/]+(/\S+)", mail.body).group(1)


def test_a_leader_invites(send, audited, lero_leader, lero, mailoutbox):
    team = TeamFactory(organisation=lero)
    send(
        lero_leader,
        "invite",
        lero.pk,
        email="New@Work.example",
        role="peer_worker",
        teams=[team.pk],
    )
    invitation = Invitation.objects.get()
    assert invitation.email == "new@work.example"
    assert list(invitation.teams.all()) == [team]
    assert invitation.expires_at - invitation.sent_at == timedelta(days=7)
    assert [mail.to for mail in mailoutbox] == [["new@work.example"]]
    assert audited("invitation.create", invitation).details == {"role": "peer_worker"}


@pytest.mark.parametrize("status", ["proposed", "closed"])
def test_nobody_is_invited_where_nobody_works(send, administrator, lero, status, mailoutbox):
    Organisation.objects.update(status=status)
    page = send(administrator, "invite", lero.pk, email="new@work.example", role="lero_leader")
    assert "approved" in page.content.decode()
    assert not Invitation.objects.exists()
    assert not mailoutbox


def test_only_the_hash_of_the_link_is_kept(lero_leader, lero, mailoutbox):
    invitation = actions.invite(
        email="new@work.example", organisation=lero, role="peer_worker", by=lero_leader
    )
    token = link_in(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    assert invitation.token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(AuditEvent.objects.values()))


def test_the_message_names_no_topic(lero_leader, lero, mailoutbox):
    actions.invite(email="new@work.example", organisation=lero, role="peer_worker", by=lero_leader)
    words = (mailoutbox[0].subject + mailoutbox[0].body).lower()
    for topic in ("recovery", "alcohol", "drug", "treatment", "lero", "peer", lero.name.lower()):
        assert topic not in words


def test_it_refuses_the_colleague(refuses, colleague, lero):
    refuses(403, colleague, "invite", lero.pk, email="a@work.example", role="peer_worker")


def test_the_outsider_finds_nothing(refuses, outsider, lero):
    refuses(404, outsider, "invite", lero.pk, email="a@work.example", role="peer_worker")


@pytest.mark.parametrize("role", ["administrator", "commissioner"])
def test_a_leader_offers_no_role_above_their_organisation(lero_leader, lero, role):
    with pytest.raises(PermissionDenied):
        actions.invite(email="a@work.example", organisation=lero, role=role, by=lero_leader)


def test_a_leader_cannot_invite_an_administrator(refuses, lero_leader):
    refuses(403, lero_leader, "invite_administrator", email="a@work.example")


def test_an_administrator_invites_an_administrator(send, administrator):
    send(administrator, "invite_administrator", email="b@work.example", role="administrator")
    assert Invitation.objects.get().organisation is None


def test_a_team_of_another_organisation_is_not_joined(lero_leader, lero, elsewhere):
    theirs = TeamFactory(organisation=elsewhere)
    invitation = actions.invite(
        email="a@work.example",
        organisation=lero,
        role="peer_worker",
        teams=[theirs],
        by=lero_leader,
    )
    assert not invitation.teams.exists()


def test_one_invitation_at_a_time(send, lero_leader, lero, mailoutbox):
    for _ in range(2):
        page = send(lero_leader, "invite", lero.pk, email="a@work.example", role="peer_worker")
    assert "You can send it again" in page.content.decode()
    assert Invitation.objects.count() == len(mailoutbox) == 1


def test_a_role_that_is_held_is_not_offered(lero_leader, lero, peer):
    with pytest.raises(ValidationError, match="already"):
        actions.invite(
            email=peer.email.upper(), organisation=lero, role="peer_worker", by=lero_leader
        )


def test_sent_again_the_old_link_stops_working(send, audited, lero_leader, lero, mailoutbox):
    invitation = InvitationFactory(
        organisation=lero, token="old", sent_at=timezone.now() - timedelta(days=8)
    )
    assert send(lero_leader, "send_again", invitation.pk).status_code == 302
    now = timezone.now()
    assert Invitation.objects.open_by("old", now) is None
    new = link_in(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    assert Invitation.objects.open_by(new, now) == invitation
    audited("invitation.send_again", invitation)


def test_withdrawn_it_cannot_be_used(send, audited, lero_leader, lero):
    invitation = InvitationFactory(organisation=lero, token="theirs")
    assert send(lero_leader, "withdraw_invitation", invitation.pk).status_code == 302
    assert Invitation.objects.open_by("theirs", timezone.now()) is None
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.WITHDRAWN
    audited("invitation.withdraw", invitation)


@pytest.mark.parametrize("verb", ["send_again", "withdraw_invitation"])
def test_others_leave_it_alone(refuses, colleague, outsider, lero, verb):
    invitation = InvitationFactory(organisation=lero)
    refuses(403, colleague, verb, invitation.pk)
    refuses(404, outsider, verb, invitation.pk)


@pytest.mark.parametrize("verb", ["send_again", "withdraw_invitation"])
def test_what_was_answered_meanwhile_is_left_alone_and_said(
    send, client_as, lero_leader, lero, mailoutbox, verb
):
    invitation = InvitationFactory(organisation=lero, status=InvitationStatus.ACCEPTED)
    page = reverse(f"accounts:{verb}", args=[invitation.pk])
    assert client_as(lero_leader).get(page).status_code == 404
    response = send(lero_leader, verb, invitation.pk)
    assert response.status_code == 409
    assert f'href="{reverse("accounts:organisation", args=[lero.pk])}"' in response.content.decode()
    assert not mailoutbox


def test_one_that_has_run_out_says_so(client_as, lero_leader, lero):
    page = reverse("accounts:organisation", args=[lero.pk])
    lasts = InvitationFactory(organisation=lero)
    assert "Run out" not in client_as(lero_leader).get(page).content.decode()
    lasts.expires_at = timezone.now() - timedelta(days=1)
    lasts.save()
    shown = client_as(lero_leader).get(page).content.decode()
    assert "Run out" in shown
    assert "The link works until" not in shown


def test_a_leader_of_two_organisations_is_asked_about_this_one(lero_leader, lero, elsewhere):
    MembershipFactory(user=lero_leader, organisation=elsewhere, role="keyworker")
    with pytest.raises(PermissionDenied):
        actions.invite(
            email="a@work.example", organisation=elsewhere, role="keyworker", by=lero_leader
        )


def test_a_leader_decides_nothing_about_the_invitation_of_an_administrator(lero_leader):
    invitation = InvitationFactory(organisation=None, role="administrator")
    for act in (actions.send_again, actions.withdraw_invitation):
        with pytest.raises(PermissionDenied):
            act(invitation=invitation, by=lero_leader)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PENDING
