"""A lost phone: somebody who knows the person takes their second factor off."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from rosc.accounts import actions
from tests.factories import MembershipFactory


@pytest.fixture
def peer_with_phone(peer):
    TOTP.activate(peer, generate_totp_secret())
    RecoveryCodes.activate(peer)
    return peer


def test_a_leader_resets_it_for_their_own_people(
    send, audited, client_as, lero_leader, peer_with_phone, mailoutbox
):
    theirs = client_as(peer_with_phone)
    response = send(lero_leader, "reset_second_factor", peer_with_phone.pk, recognised="known")
    assert response.status_code == 302
    assert not Authenticator.objects.filter(user=peer_with_phone).exists()
    assert theirs.get(reverse("accounts:desk")).status_code == 302
    event = audited("user.reset_second_factor", peer_with_phone)
    assert event.details == {"recognised": "known", "removed": 2}
    assert [mail.to for mail in mailoutbox] == [[peer_with_phone.email]]


def test_the_message_names_no_topic(lero_leader, peer_with_phone, mailoutbox):
    actions.reset_second_factor(user=peer_with_phone, recognised="known", by=lero_leader)
    words = (mailoutbox[0].subject + mailoutbox[0].body).lower()
    for topic in ("recovery", "alcohol", "drug", "treatment", "lero", "support"):
        assert topic not in words


def test_it_needs_to_be_said_how_they_were_recognised(send, lero_leader, peer_with_phone):
    send(lero_leader, "reset_second_factor", peer_with_phone.pk, recognised="")
    assert Authenticator.objects.filter(user=peer_with_phone).exists()
    with pytest.raises(ValidationError):
        actions.reset_second_factor(user=peer_with_phone, recognised="by phone", by=lero_leader)


def test_an_administrator_resets_it_for_anybody(administrator, peer_with_phone):
    actions.reset_second_factor(user=peer_with_phone, recognised="photo_id", by=administrator)
    assert not Authenticator.objects.filter(user=peer_with_phone).exists()


def test_it_refuses_the_colleague(refuses, colleague, peer_with_phone):
    refuses(403, colleague, "reset_second_factor", peer_with_phone.pk, recognised="known")
    assert Authenticator.objects.filter(user=peer_with_phone).exists()


def test_the_outsider_finds_nothing(refuses, outsider, peer_with_phone):
    refuses(404, outsider, "reset_second_factor", peer_with_phone.pk, recognised="known")


def test_nobody_resets_their_own(refuses, lero_leader):
    refuses(403, lero_leader, "reset_second_factor", lero_leader.pk, recognised="known")


def test_a_leader_does_not_reset_an_administrators(lero_leader, peer_with_phone):
    MembershipFactory(user=peer_with_phone, organisation=None, role="administrator")
    with pytest.raises(PermissionDenied):
        actions.reset_second_factor(user=peer_with_phone, recognised="known", by=lero_leader)


def test_a_page_that_is_out_of_date_does_no_harm(send, lero_leader, peer_with_phone):
    for _ in range(2):
        send(lero_leader, "reset_second_factor", peer_with_phone.pk, recognised="known")
    assert not Authenticator.objects.filter(user=peer_with_phone).exists()
