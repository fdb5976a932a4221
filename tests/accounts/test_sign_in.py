"""Signing in: guesses, lockouts, enumeration, and where it leads."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from rosc.accounts import actions
from rosc.audit.models import AuditEvent
from tests.factories import PASSWORD, UserFactory

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
DESK = "/accounts/desk/"


def attempt(user, password=PASSWORD, client=None, **extra):
    client = client or Client()
    return client.post(LOGIN, {"login": user.email, "password": password}, **extra)


def guess(user, times, client=None, **extra):
    for number in range(times):
        response = attempt(user, f"guess-{number}", client, **extra)
    return response.content.decode()


def test_the_address_is_taken_in_any_case(client, keyworker):
    data = {"login": keyworker.email.upper(), "password": PASSWORD}
    assert client.post(LOGIN, data).url == DESK


def test_it_is_on_the_record(keyworker, audited):
    attempt(keyworker)
    assert audited("user.sign_in", keyworker).actor_id == keyworker.pk
    attempt(keyworker, "wrong")
    audited("user.sign_in_failed", keyworker)


def test_the_right_password_after_nine_wrong_ones(keyworker):
    guess(keyworker, 9)
    assert attempt(keyworker).status_code == 302


def test_after_ten_guesses_from_one_place_not_even_the_right_one(keyworker, audited):
    guess(keyworker, 10)
    response = attempt(keyworker)
    assert response.status_code == 200
    assert "too many attempts" in response.content.decode()
    audited("user.sign_in_locked", keyworker)


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_HOST", "HTTP_X_REAL_IP"])
def test_a_made_up_header_gives_no_more_guesses(keyworker, header):
    values = {"HTTP_HOST": "testserver:%d"}.get(header, "10.0.0.%d")
    for number in range(10):
        attempt(keyworker, "wrong", **{header: values % (8000 + number)})
    assert attempt(keyworker, **{header: values % 9999}).status_code == 200


def test_behind_a_proxy_the_caller_is_who_the_proxy_names(settings, keyworker):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        attempt(keyworker, "wrong", HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 192.0.2.1")
    assert attempt(keyworker, HTTP_X_FORWARDED_FOR="6.6.6.99, 192.0.2.1").status_code == 200
    assert attempt(keyworker, HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 302


def test_guesses_from_everywhere_are_counted_together(keyworker):
    for number in range(30):
        attempt(keyworker, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert attempt(keyworker, REMOTE_ADDR="192.0.2.200").status_code == 200


def test_that_locks_nobody_out_of_their_own_device(keyworker):
    own = Client(REMOTE_ADDR="198.51.100.7")
    attempt(keyworker, client=own)
    own.post("/accounts/logout/")
    for number in range(30):
        attempt(keyworker, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert attempt(keyworker, client=own).status_code == 302


def test_a_device_is_known_for_its_own_person_only(keyworker, peer):
    own = Client(REMOTE_ADDR="198.51.100.7")
    attempt(peer, client=own)
    own.post("/accounts/logout/")
    for number in range(30):
        attempt(keyworker, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert attempt(keyworker, client=own).status_code == 200


def test_the_guesses_of_one_do_not_lock_another(keyworker, peer):
    guess(keyworker, 10)
    assert attempt(peer).status_code == 302


def test_signing_in_does_not_use_guesses_up(keyworker):
    for _ in range(12):
        assert attempt(keyworker).status_code == 302


def test_a_right_guess_between_wrong_ones_resets_nothing(keyworker, peer):
    for _ in range(5):
        guess(keyworker, 2)
        attempt(peer)
    assert attempt(keyworker).status_code == 200


def test_lockouts_are_kept_in_the_database(keyworker):
    guess(keyworker, 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE '%guess%'")
        assert cursor.fetchone()[0] == 2
    assert "DatabaseCache" in type(cache._connections[cache._alias]).__name__


def test_a_known_and_an_unknown_address_look_the_same(keyworker):
    stranger = UserFactory.build(email="nobody@work.example")
    known, unknown = attempt(keyworker, "wrong"), attempt(stranger, "wrong")
    assert known.status_code == unknown.status_code == 200

    def without(page, user):
        return page.content.decode().replace(user.email, "")

    assert _same(without(known, keyworker), without(unknown, stranger))


def test_a_closed_account_looks_like_a_wrong_password_to_whoever_guesses(lero_leader, peer):
    open_one = attempt(peer, "wrong").content.decode()
    actions.deactivate(user=peer, by=lero_leader)
    assert _same(open_one, attempt(peer, "wrong").content.decode())


def test_a_reset_says_the_same_to_everybody(client, keyworker, mailoutbox):
    known = client.post(RESET, {"email": keyworker.email}, follow=True)
    unknown = Client().post(RESET, {"email": "nobody@work.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert _same(known.content.decode(), unknown.content.decode())
    assert [mail.to for mail in mailoutbox] == [[keyworker.email], ["nobody@work.example"]]


def test_mail_about_signing_in_names_no_topic(client, keyworker, mailoutbox):
    client.post(RESET, {"email": keyworker.email})
    client.post(RESET, {"email": "nobody@work.example"})
    for mail in mailoutbox:
        words = (mail.subject + mail.body).lower()
        for topic in ("recovery", "alcohol", "drug", "treatment", "lero", "testserver is"):
            assert topic not in words


def test_a_made_up_host_does_not_get_into_the_link(client, settings, keyworker, mailoutbox):
    client.post(RESET, {"email": keyworker.email}, HTTP_HOST="evil.example")
    assert f"{settings.PORTAL_URL}/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body


def test_a_reset_signs_nobody_in_and_ends_sessions(client, client_as, keyworker, mailoutbox):
    other = client_as(keyworker)
    assert other.get(DESK).status_code == 200
    client.post(RESET, {"email": keyworker.email})
    path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    form = client.get(path)
    new = {"password1": "amber-kettle-moon", "password2": "amber-kettle-moon"}
    assert client.post(form.url, new).status_code == 302
    assert client.get(DESK).status_code == 302
    assert other.get(DESK).status_code == 302
    assert AuditEvent.objects.filter(verb="user.password_reset").exists()


PAYLOADS = [
    *("//evil.example", "///evil.example", "////evil.example", "https://evil.example"),
    *("https:evil.example", "http:///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("/\\/evil.example", "\\/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)"),
    *("data:text/html,x", "vbscript:x", "ftp://evil.example", "//evil.example/accounts/desk/"),
    *("//evil.example\\@testserver", "https://testserver@evil.example", "//[::1]", "x" * 3000),
    *("https://testserver.evil.example", "//testserver@evil.example", "\r\n//evil.example"),
    *(
        "/%0d%0aLocation:%20//evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\t/evil.example",
    ),
    *("//evil%E3%80%82example", "//\u3002evil.example", "http:evil.example", "https:/evil.example"),
    *("https:\\\\evil.example", "\x00//evil.example", "?next=//evil.example"),
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_next_leads_nowhere_else(keyworker, payload):
    client = Client()
    data = {"login": keyworker.email, "password": PASSWORD, "next": payload}
    response = client.post(LOGIN, data)
    assert response.status_code == 302
    target = urljoin("http://testserver/accounts/login/", response.url.replace("\\", "/"))
    assert urlsplit(target).netloc == "testserver"
    assert urlsplit(target).scheme == "http"


def test_next_leads_back_to_where_one_was_going(client, keyworker):
    response = client.get(reverse("accounts:organisations"))
    data = {"login": keyworker.email, "password": PASSWORD, "next": "/accounts/organisations/"}
    assert client.post(response.url, data).url == "/accounts/organisations/"


def _same(one, other):
    """The same page but for the form's token."""
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    return token.sub("", one) == token.sub("", other)


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("account_login", {"E-mail address", "Password"}),
        ("account_reset_password", {"E-mail address"}),
        ("account_email", {"New e-mail address"}),
        (
            "account_change_password",
            {"Password you have now", "New password", "New password once more"},
        ),
    ],
)
def test_what_is_missing_is_said_in_plain_words(client, client_as, keyworker, page, asked):
    browser = (
        client_as(keyworker) if page in {"account_email", "account_change_password"} else client
    )
    form = browser.post(reverse(page), {"action_add": "yes"}).context["form"]
    assert {str(field.label) for field in form} == asked
    missing = {message for errors in form.errors.values() for message in errors}
    assert missing == {f"Enter {label[0].lower()}{label[1:]}" for label in asked}
