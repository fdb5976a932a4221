"""How long a session lasts, and what it leaves behind."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from rosc.accounts import actions
from rosc.accounts.models import User
from tests.factories import PASSWORD

DESK = "/accounts/desk/"


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00+00:00", tick=False) as travelling:
        yield travelling


@pytest.fixture
def tab(client, clock, keyworker):
    response = client.post(
        reverse("account_login"), {"login": keyworker.email, "password": PASSWORD}
    )
    assert response.url == reverse("accounts:desk")
    return client


def test_it_is_good_for_a_quarter_of_an_hour_without_use(tab, clock):
    clock.shift(timedelta(minutes=14, seconds=59))
    assert tab.get(DESK).status_code == 200
    clock.shift(timedelta(minutes=14, seconds=59))
    assert tab.get(DESK).status_code == 200


def test_after_that_it_is_over(tab, clock):
    clock.shift(timedelta(minutes=15, seconds=1))
    response = tab.get(DESK)
    assert response.url == f"{reverse('account_login')}?next={DESK}"
    assert tab.get(DESK).status_code == 302


def test_after_twelve_hours_it_is_over_however_busy(tab, clock):
    for _ in range(12 * 6):
        clock.shift(timedelta(minutes=10))
        assert tab.get(DESK).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert tab.get(DESK).status_code == 302


def test_a_public_page_goes_on_without_it(tab, clock):
    clock.shift(timedelta(hours=2))
    assert tab.get(reverse("account_login")).status_code == 200
    assert tab.get(DESK).status_code == 302


def test_the_key_changes_at_each_new_proof(client, clock, keyworker):
    client.get(reverse("account_login"))
    client.cookies["sessionid"] = "fixed" * 6 + "ab"
    client.post(reverse("account_login"), {"login": keyworker.email, "password": PASSWORD})
    first, token = client.session.session_key, client.cookies["csrftoken"].value
    assert first != "fixed" * 6 + "ab"
    clock.shift(timedelta(seconds=5))
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302
    assert client.session.session_key != first
    assert client.cookies["csrftoken"].value != token
    assert not Session.objects.filter(pk=first).exists()
    assert UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_a_wrong_proof_changes_nothing(tab):
    first = tab.session.session_key
    tab.post(reverse("account_reauthenticate"), {"password": "not it at all"})
    assert tab.session.session_key == first


def test_signing_out_clears_the_browser(tab):
    cookie = tab.cookies["sessionid"].value
    response = tab.post(reverse("account_logout"))
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    tab.cookies["sessionid"] = cookie
    assert tab.get(DESK).status_code == 302


def test_following_a_link_signs_nobody_out(tab):
    assert "Clear-Site-Data" not in tab.get(reverse("account_logout")).headers
    assert tab.get(DESK).status_code == 200


def test_pages_of_somebody_signed_in_are_not_kept(tab):
    assert "no-store" in tab.get(DESK).headers["Cache-Control"]


def test_signing_out_everywhere_ends_every_session(tab, client_as, keyworker, audited):
    other = client_as(User.objects.get(pk=keyworker.pk))
    assert other.get(DESK).status_code == 200
    tab.post(reverse("accounts:sign_out_everywhere"), {"submit": "yes"})
    assert tab.get(DESK).status_code == 302
    assert other.get(DESK).status_code == 302
    audited("user.sign_out_everywhere", keyworker)


def test_whoever_signs_out_everywhere_is_told_so(client, keyworker):
    given = {"login": keyworker.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), given).status_code == 302
    page = client.post(reverse("accounts:sign_out_everywhere"), {"submit": "yes"}, follow=True)
    assert page.redirect_chain == [(reverse("account_login"), 302)]
    assert "You are signed out everywhere" in page.content.decode()


def test_a_new_password_ends_the_other_sessions(tab, client_as, keyworker):
    new = "amber-kettle-moon"
    other = client_as(User.objects.get(pk=keyworker.pk))
    response = tab.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": new,
            "password2": new,
        },
    )
    assert response.status_code == 302
    assert tab.get(DESK).status_code == 200
    assert other.get(DESK).status_code == 302


def test_what_has_ended_is_forgotten(tab, clock):
    assert Session.objects.exists()
    actions.forget_ended(timezone.now())
    assert UserSession.objects.get().ip  # of the browser that is signed in
    assert tab.get(DESK).status_code == 200
    clock.shift(timedelta(days=4))
    actions.forget_ended(timezone.now())
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
