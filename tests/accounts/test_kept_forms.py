"""What is typed in a form survives being signed out."""

import json
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from rosc.accounts import actions, drafts
from rosc.accounts.models import FormDraft, Organisation
from tests.factories import PASSWORD

PAGE = reverse("accounts:create_organisation")
TYPED = {"name": "Rowan's <Garden> & Co", "kinds": ["lero", "rss"], "lero_type": "informal"}
REASON = 'Two lines,\nand a "quote".'


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00+00:00", tick=False) as travelling:
        yield travelling


@pytest.fixture
def tab(clock):
    return Client(headers={"referer": f"http://testserver{PAGE}"})


def sign_in(tab, user, then="/accounts/desk/"):
    url = f"{reverse('account_login')}?next={then}"
    return tab.post(url, {"login": user.email, "password": PASSWORD, "next": then})


@pytest.fixture
def late(tab, clock, keyworker):
    """The keyworker types for half an hour and sends."""
    sign_in(tab, keyworker)
    tab.get(PAGE)
    clock.shift(timedelta(minutes=30))
    return tab.post(PAGE, {**TYPED, "both_reason": REASON})


def test_it_is_kept_and_filled_in_after_signing_in(tab, late, keyworker):
    assert late.url == f"{reverse('account_login')}?next={PAGE}"
    assert not Organisation.objects.filter(name=TYPED["name"]).exists()
    assert "We kept what you typed" in tab.get(late.url).content.decode()
    assert sign_in(tab, keyworker, PAGE).url == PAGE
    page = tab.get(PAGE).content.decode()
    assert "We kept what you typed" in page
    assert 'value="Rowan&#x27;s &lt;Garden&gt; &amp; Co"' in page
    assert len(re.findall(r"<input[^>]* checked", page)) == 3
    assert re.search(r'<input[^>]*value="lero"[^>]* checked', page)
    assert not re.search(r'<input[^>]*value="treatment"[^>]* checked', page)
    assert "Two lines,\nand a &quot;quote&quot;.</textarea>" in page


def test_sent_once_more_it_is_done_and_forgotten(tab, late, keyworker):
    sign_in(tab, keyworker)
    tab.get(PAGE)
    tab.post(PAGE, TYPED)
    assert Organisation.objects.get(name=TYPED["name"]).proposed_by == keyworker
    assert not FormDraft.objects.exists()
    assert "We kept what you typed" not in tab.get(PAGE).content.decode()


def test_looking_at_it_does_not_use_it_up(tab, late, keyworker):
    sign_in(tab, keyworker)
    for _ in range(3):
        assert "We kept what you typed" in tab.get(PAGE).content.decode()


def test_it_is_found_from_another_browser(late, keyworker):
    elsewhere = Client()
    sign_in(elsewhere, keyworker)
    assert PAGE in elsewhere.get(reverse("accounts:desk")).content.decode()
    assert "Rowan" in elsewhere.get(PAGE).content.decode()


def test_nobody_else_gets_it(tab, late, coordinator, administrator):
    sign_in(tab, coordinator, PAGE)
    assert "Rowan" not in tab.get(PAGE).content.decode()
    draft = FormDraft.objects.get()
    for somebody in (coordinator, administrator):
        other = Client()
        sign_in(other, somebody)
        assert "Rowan" not in other.get(PAGE).content.decode()
        assert other.get(reverse("accounts:kept", args=[draft.pk])).status_code == 404
        assert other.post(reverse("accounts:kept", args=[draft.pk])).status_code == 404
    assert FormDraft.objects.exists()


def test_it_is_unreadable_where_it_is_kept(late):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_formdraft")
        body = cursor.fetchone()[0]
    assert "Rowan" not in body
    assert not any("Rowan" in str(row.get_decoded()) for row in Session.objects.all())
    assert json.loads(FormDraft.objects.get().body)["name"] == [TYPED["name"]]


def test_after_a_day_it_is_gone(tab, late, clock, keyworker):
    clock.shift(timedelta(hours=24))
    sign_in(tab, keyworker)
    assert "Rowan" not in tab.get(PAGE).content.decode()
    actions.forget_ended(timezone.now())
    assert not FormDraft.objects.exists()


def test_the_morning_after_it_still_has_an_owner(tab, clock, keyworker):
    sign_in(tab, keyworker)
    clock.shift(timedelta(hours=15))
    tab.post(PAGE, TYPED)
    assert FormDraft.objects.get().user == keyworker


def test_it_can_be_read_and_thrown_away(tab, late, keyworker):
    sign_in(tab, keyworker)
    url = reverse("accounts:kept", args=[FormDraft.objects.get().pk])
    assert "Rowan" in tab.get(url).content.decode()
    tab.post(url, {"submit": "yes"})
    assert not FormDraft.objects.exists()


def test_secrets_and_tokens_are_left_out(tab, clock, keyworker):
    sign_in(tab, keyworker)
    clock.shift(timedelta(minutes=30))
    secret = {"password": "a", "new_password2": "b", "csrfmiddlewaretoken": "c", "otp_code": "d"}
    tab.post(PAGE, {**TYPED, **secret})
    assert set(json.loads(FormDraft.objects.get().body)) == set(TYPED)


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_reauthenticate", "mfa_activate_totp", "account_email"],
)
def test_nothing_about_signing_in_is_kept(tab, clock, keyworker, name):
    sign_in(tab, keyworker)
    clock.shift(timedelta(minutes=30))
    response = tab.post(reverse(name), {"email": "x@y.example", "anything": "at all"})
    assert response.status_code == 302
    assert not FormDraft.objects.exists()


def test_somebody_never_signed_in_keeps_nothing(tab, db):
    tab.post(PAGE, TYPED)
    assert not FormDraft.objects.exists()


def test_more_than_a_form_holds_is_not_kept(tab, clock, keyworker):
    sign_in(tab, keyworker)
    clock.shift(timedelta(minutes=30))
    response = tab.post(PAGE, {"name": "x" * (drafts.LARGEST + 1)})
    assert response.status_code == 302
    assert not FormDraft.objects.exists()


def test_another_site_cannot_name_the_page(clock, keyworker):
    tab = Client(headers={"referer": "https://evil.example/accounts/desk/"})
    sign_in(tab, keyworker)
    clock.shift(timedelta(minutes=30))
    assert tab.post(PAGE, TYPED).url == f"{reverse('account_login')}?next={PAGE}"
    assert FormDraft.objects.get().page == PAGE


def test_another_site_cannot_put_words_into_it(clock, keyworker):
    tab = Client(enforce_csrf_checks=True)
    tab.force_login(keyworker)
    tab.get(PAGE)
    response = tab.post(PAGE, TYPED, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    clock.shift(timedelta(minutes=30))
    assert tab.post(PAGE, TYPED).status_code == 403
    assert not FormDraft.objects.exists()


def test_a_form_from_before_signing_in_again_is_kept(clock, keyworker):
    """Two tabs: signing in again in one makes the other's form too old."""
    tab = Client(enforce_csrf_checks=True, headers={"referer": f"http://testserver{PAGE}"})
    tab.force_login(keyworker)
    tab.get(PAGE)
    response = tab.post(PAGE, TYPED, headers={"sec-fetch-site": "same-origin"})
    assert response.url == PAGE
    assert not Organisation.objects.filter(name=TYPED["name"]).exists()
    assert "Rowan" in tab.get(PAGE).content.decode()


def test_asked_once_more_who_it_is_nothing_is_lost(tab, clock, lero_leader, lero):
    url = reverse("accounts:invite", args=[lero.pk])
    sign_in(tab, lero_leader)
    for _ in range(4):
        clock.shift(timedelta(minutes=10))
        tab.get(reverse("accounts:desk"))
    typed = {"email": "nia@work.example", "role": "peer_worker"}
    response = tab.post(url, typed, headers={"referer": f"http://testserver{url}"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert tab.post(response.url, {"password": PASSWORD, "next": url}).url == url
    assert 'value="nia@work.example"' in tab.get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("postcode", True),
        ("passing_on", True),
        ("compass", True),
        ("opinion", True),
        ("code", False),
        ("otp_code", False),
        ("password1", False),
        ("pin", False),
        ("access-token", False),
    ],
)
def test_what_is_a_secret_is_told_by_whole_words(tab, clock, keyworker, name, is_kept):
    sign_in(tab, keyworker)
    clock.shift(timedelta(minutes=30))
    tab.post(PAGE, {"name": "Rowan", name: "typed"})
    assert (name in json.loads(FormDraft.objects.get().body)) == is_kept


def form_on(tab, page=PAGE):
    """The hidden fields of the form on a page, as a browser would send them."""
    html = tab.get(page).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', html))


def test_a_form_left_open_is_kept_for_whoever_left_it(clock, keyworker, coordinator):
    tab = Client(enforce_csrf_checks=True, headers={"referer": f"http://testserver{PAGE}"})
    tab.force_login(keyworker)
    left_open = {**form_on(tab), **TYPED}
    tab.cookies.pop("sessionid")
    login = reverse("account_login")
    who = {"login": coordinator.email, "password": PASSWORD}
    assert tab.post(login, {**form_on(tab, login), **who}).url == reverse("accounts:desk")
    response = tab.post(PAGE, left_open, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 403
    assert "Rowan" not in tab.get(PAGE).content.decode()
    draft = FormDraft.objects.get()
    assert draft.user == keyworker
    assert set(json.loads(draft.body)) == set(TYPED)
    assert not Organisation.objects.filter(name=TYPED["name"]).exists()


def test_whose_a_form_is_cannot_be_made_up(clock, keyworker, coordinator):
    tab = Client(enforce_csrf_checks=True, headers={"referer": f"http://testserver{PAGE}"})
    tab.force_login(coordinator)
    typed = {**TYPED, "typed_by": f"{keyworker.pk}:{'x' * 43}"}
    assert tab.post(PAGE, typed, headers={"sec-fetch-site": "same-origin"}).url == PAGE
    assert FormDraft.objects.get().user == coordinator


def test_no_browser_is_asked_to_fill_a_form_again(tab, keyworker):
    sign_in(tab, keyworker)
    forms = re.findall(r"<form[^>]*>", tab.get(PAGE).content.decode())
    posted = [form for form in forms if 'method="post"' in form]
    assert posted
    assert all('autocomplete="off"' in form for form in posted)


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_keeps_one(keyworker):
    requests = []
    for name in ("Rowan", "Hazel"):
        request = RequestFactory().post(PAGE, {"name": name})
        request.resolver_match, request.user = resolve(PAGE), AnonymousUser()
        requests.append(request)
    start, kept = threading.Barrier(2), []

    def send(request):
        start.wait()
        kept.append(drafts.keep(request, keyworker))
        connection.close()

    threads = [threading.Thread(target=send, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 2
    assert FormDraft.objects.count() == 1
