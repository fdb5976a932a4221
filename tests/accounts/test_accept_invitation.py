"""Opening the link of an invitation, and joining."""

import threading
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from rosc.access import SomebodyGotThereFirst
from rosc.accounts import actions
from rosc.accounts.models import Invitation, InvitationStatus, Membership, User
from tests.conftest import member
from tests.factories import PASSWORD, InvitationFactory, OrganisationFactory, TeamFactory

JOINING = {"name": "Nia New", "password": "quiet-harbour-lamp"}


@pytest.fixture
def invitation(lero):
    made = InvitationFactory(
        organisation=lero, role="peer_worker", token="theirs", email="new@work.example"
    )
    made.teams.add(TeamFactory(organisation=lero))
    return made


@pytest.fixture
def url(invitation):
    return reverse("accounts:accept_invitation", args=["theirs"])


def test_somebody_new_joins_and_is_signed_in(client, audited, url, invitation, lero):
    response = client.post(url, JOINING)
    assert response.url == reverse("accounts:desk")
    user = User.objects.get(email="new@work.example")
    membership = user.memberships.get()
    assert (membership.organisation, membership.role) == (lero, "peer_worker")
    assert list(membership.teams.all()) == list(invitation.teams.all())
    assert EmailAddress.objects.get(user=user).verified
    assert client.get(reverse("accounts:desk")).status_code == 200
    assert audited("invitation.accept", invitation).actor_id == user.pk
    audited("user.join", user)
    audited("user.sign_in", user)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_follows_the_link_changes_nothing(client, url, invitation, method):
    for _ in range(3):
        getattr(client, method)(url)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PENDING
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_scanner_that_sends_the_empty_form_changes_nothing(client, url, invitation):
    assert client.post(url).status_code == 200
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PENDING


def test_it_works_once(client, url, invitation):
    client.post(url, JOINING)
    client.logout()
    again = client.post(url, {**JOINING, "name": "Somebody Else"})
    assert again.status_code == 410
    assert User.objects.get(email=invitation.email).name == "Nia New"


def test_it_runs_out(client, url, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(url).status_code == 410
    assert client.post(url, JOINING).status_code == 410


def test_a_wrong_link_looks_like_one_that_ran_out(client, url, invitation):
    wrong = client.get(reverse("accounts:accept_invitation", args=["not-theirs"]))
    Invitation.objects.update(status=InvitationStatus.WITHDRAWN)
    withdrawn = client.get(url)
    assert wrong.status_code == withdrawn.status_code == 410
    assert wrong.content == withdrawn.content


@pytest.mark.parametrize("password", ["short", "password1234", "new@work.example"])
def test_a_weak_password_is_refused(client, url, invitation, password):
    page = client.post(url, {"name": "Nia New", "password": password})
    assert page.status_code == 200
    assert not User.objects.filter(email=invitation.email).exists()


def test_no_other_field_is_taken(client, url, invitation, elsewhere):
    extra = {"email": "me@evil.example", "role": "administrator", "organisation": elsewhere.pk}
    client.post(url, {**JOINING, **extra, "is_active": "", "is_staff": "1"})
    membership = Membership.objects.get(user__name="Nia New")
    assert membership.user.email == "new@work.example"
    assert (membership.organisation, membership.role) == (
        invitation.organisation,
        "peer_worker",
    )


def test_somebody_known_signs_in_first(client, url, invitation, keyworker):
    Invitation.objects.update(email=keyworker.email)
    page = client.post(url, JOINING)
    assert "You have an account. Sign in" in page.content.decode()
    assert not keyworker.memberships.filter(role="peer_worker").exists()


def test_somebody_known_accepts_once_signed_in(client_as, url, invitation, keyworker):
    Invitation.objects.update(email=keyworker.email)
    client = client_as(keyworker)
    client.get(url)
    assert not keyworker.memberships.filter(role="peer_worker").exists()
    assert client.post(url, {"submit": "Accept"}).url == reverse("accounts:desk")
    assert keyworker.memberships.filter(role="peer_worker").exists()


def test_somebody_else_does_not_accept_it(client_as, url, invitation, keyworker, outsider):
    Invitation.objects.update(email=keyworker.email)
    client_as(outsider).post(url, {"submit": "Accept"})
    assert not Membership.objects.filter(role="peer_worker").exists()


def test_nobody_signed_in_makes_a_second_account_with_it(client_as, url, invitation, outsider):
    client_as(outsider).post(url, JOINING)
    assert not User.objects.filter(email=invitation.email).exists()


def test_the_link_does_not_sign_in_an_account_that_exists(client, url, invitation, keyworker):
    Invitation.objects.update(email=keyworker.email)
    client.post(url, {**JOINING, "password": PASSWORD})
    assert client.get(reverse("accounts:desk")).status_code == 302


def test_signing_up_without_an_invitation_is_closed(client, db):
    page = client.post(
        reverse("account_signup"), {"email": "me@work.example", "password1": PASSWORD}
    )
    assert page.status_code == 200
    assert not User.objects.exists()


def test_the_action_itself_takes_it_from_nobody_else(invitation, keyworker):
    with pytest.raises(PermissionDenied):
        actions.accept_invitation(invitation=invitation, by=keyworker)


def test_of_two_who_accept_at_once_the_second_is_told(invitation):
    stale = Invitation.objects.get(pk=invitation.pk)
    actions.join(invitation=invitation, **JOINING)
    with pytest.raises(SomebodyGotThereFirst):
        actions.join(invitation=stale, **JOINING)
    with pytest.raises(SomebodyGotThereFirst):
        actions.accept_invitation(invitation=stale, by=User.objects.get(email=invitation.email))


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_an_organisation_while_it_is_closed():
    lero = OrganisationFactory(kinds=["lero"])
    invitation = InvitationFactory(organisation=lero, email="new@work.example")
    administrator = member("Ada Minister", ("administrator", None))

    def close():
        actions.close_organisation(organisation=lero, by=administrator)
        connection.close()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        actions.join(invitation=invitation, **JOINING)
        closing.start()
        wait_for_somebody_who_waits()
    closing.join()
    assert not Membership.objects.current().filter(organisation=lero).exists()
    with pytest.raises(SomebodyGotThereFirst):
        actions.join(invitation=InvitationFactory(organisation=lero), **JOINING)


def wait_for_somebody_who_waits():
    """Until another connection waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("Nobody waits for us.")
