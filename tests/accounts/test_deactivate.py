"""Closing an account, and opening it again."""

import re
import threading

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from rosc.access import SomebodyGotThereFirst
from rosc.accounts import actions
from tests.conftest import member, signed_in
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory


def test_sessions_end_at_once(send, audited, client_as, lero_leader, peer):
    theirs = client_as(peer)
    assert theirs.get(reverse("accounts:desk")).status_code == 200
    assert send(lero_leader, "deactivate", peer.pk).status_code == 302
    peer.refresh_from_db()
    assert not peer.is_active
    assert theirs.get(reverse("accounts:desk")).status_code == 302
    assert audited("user.deactivate", peer).actor_id == lero_leader.pk


def test_the_session_rows_are_gone_too(client, lero_leader, peer):
    client.post(reverse("account_login"), {"login": peer.email, "password": PASSWORD})
    key = client.session.session_key
    assert UserSession.objects.filter(user=peer, session_key=key).exists()
    actions.deactivate(user=peer, by=lero_leader)
    assert not Session.objects.filter(pk=key).exists()


def test_they_cannot_sign_in(client, lero_leader, peer):
    actions.deactivate(user=peer, by=lero_leader)
    client.post(reverse("account_login"), {"login": peer.email, "password": PASSWORD})
    assert client.get(reverse("accounts:desk")).status_code == 302


def test_it_refuses_the_colleague(refuses, colleague, peer):
    refuses(403, colleague, "deactivate", peer.pk)
    refuses(403, colleague, "reactivate", peer.pk)


def test_the_outsider_finds_nothing(refuses, outsider, peer):
    refuses(404, outsider, "deactivate", peer.pk)
    refuses(404, outsider, "reactivate", peer.pk)


def test_nobody_closes_their_own(refuses, administrator):
    refuses(403, administrator, "deactivate", administrator.pk)


def test_a_leader_does_not_close_the_account_of_somebody_who_also_works_elsewhere(
    lero_leader, peer, elsewhere
):
    MembershipFactory(user=peer, organisation=elsewhere, role="keyworker")
    with pytest.raises(PermissionDenied):
        actions.deactivate(user=peer, by=lero_leader)


def test_a_leader_does_not_close_the_account_of_an_administrator(lero_leader, peer):
    MembershipFactory(user=peer, organisation=None, role="administrator")
    with pytest.raises(PermissionDenied):
        actions.deactivate(user=peer, by=lero_leader)


def test_the_only_leader_stays(administrator, lero_leader):
    with pytest.raises(ValidationError, match="Hand over"):
        actions.deactivate(user=lero_leader, by=administrator)


def test_a_second_one_is_told(send, administrator, lero_leader, peer):
    actions.deactivate(user=peer, by=lero_leader)
    assert send(administrator, "deactivate", peer.pk).status_code == 409


def test_an_account_is_opened_again_with_its_roles(send, audited, lero_leader, lero, peer):
    actions.deactivate(user=peer, by=lero_leader)
    assert send(lero_leader, "reactivate", peer.pk).status_code == 302
    peer.refresh_from_db()
    assert peer.is_active
    assert peer.deactivated_at is None
    assert [m.organisation for m in peer.active_memberships] == [lero]
    audited("user.reactivate", peer)


def test_an_open_account_is_not_opened(administrator, peer):
    with pytest.raises(SomebodyGotThereFirst):
        actions.reactivate(user=peer, by=administrator)


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_close_each_others_account_leave_one():
    lero = OrganisationFactory(kinds=["lero"])
    one = member("One Leader", ("lero_leader", lero))
    two = member("Two Leader", ("lero_leader", lero))
    start, results = threading.Barrier(2), []

    def close(user, by):
        start.wait()
        try:
            actions.deactivate(user=user, by=by)
            results.append("closed")
        except (ValidationError, PermissionDenied):  # too late to start, they lead no more
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["closed", "refused"]
    assert signed_in(one if one.__class__.objects.get(pk=one.pk).is_active else two)


def test_who_is_closed_closes_nobody_any_more(lero_leader, lero):
    other = member("Other Leader", ("lero_leader", lero))
    actions.deactivate(user=lero_leader, by=other)
    with pytest.raises(PermissionDenied):
        actions.deactivate(user=other, by=lero_leader)
    other.refresh_from_db()
    assert other.is_active


def test_what_the_page_says_of_somebody_is_not_kept_in_the_browser(send, lero_leader, peer):
    said = send(lero_leader, "deactivate", peer.pk)
    assert said.status_code == 302
    assert set(said.cookies) <= {"sessionid", "csrftoken"}


def test_a_closed_account_is_sent_no_link_and_the_page_says_the_same(
    client, lero_leader, peer, mailoutbox
):
    actions.deactivate(user=peer, by=lero_leader)
    url = reverse("account_reset_password")
    closed = client.post(url, {"email": peer.email}, follow=True)
    unknown = Client().post(url, {"email": "nobody@work.example"}, follow=True)
    assert closed.redirect_chain == unknown.redirect_chain
    assert closed.templates[0].name == unknown.templates[0].name
    assert [mail.subject for mail in mailoutbox] == ["Nobody signs in with this address"] * 2
    assert not any("/reset/key/" in mail.body for mail in mailoutbox)


def test_a_link_from_before_opens_no_closed_account(client, lero_leader, peer, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": peer.email})
    path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    assert client.get(path).status_code == 302  # it works while the account is open
    actions.deactivate(user=peer, by=lero_leader)
    page = Client().get(path, follow=True)
    assert 'name="password1"' not in page.content.decode()
