"""Signing in with a second step, and joining from an invitation, in a real browser.

A pytest call of its own: Playwright's loop makes every query in the same process look like one
from an asynchronous context, so DJANGO_ALLOW_ASYNC_UNSAFE is set for it.
"""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conftest import member
from tests.factories import PASSWORD, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address + reverse("account_login"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_second_step_is_set_up_printed_and_asked_for(page, live_server, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_TOTP_TOLERANCE = 1  # the code may turn over between reading and typing it
    user = member("Kay Worker", ("keyworker", OrganisationFactory()))

    sign_in(page, live_server.url, user.email)
    expect(page).to_have_url(live_server.url + reverse("mfa_index"))

    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("No camera?").click()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.locator("main").inner_text().replace(" ", ""))
    page.get_by_label("Authenticator code").fill(code_of(secret.group()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page).to_have_url(live_server.url + reverse("mfa_view_recovery_codes"))
    printed = re.search(r"\b\d{8}\b", page.locator("main").inner_text()).group()

    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign out").click()

    sign_in(page, live_server.url, user.email)
    expect(page).to_have_url(live_server.url + reverse("mfa_authenticate"))
    page.locator("input[name=code]").fill(printed)
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Hello Kay Worker")).to_be_visible()


def test_an_invitation_leads_from_the_mail_to_the_desk(page, new_context, live_server, settings):
    settings.PORTAL_URL = live_server.url
    lero = OrganisationFactory(kinds=["lero"], name="Tideway Together")
    leader = member("Lee Leader", ("lero_leader", lero))

    sign_in(page, live_server.url, leader.email)
    page.get_by_role("link", name="People at Tideway Together").click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Their work e-mail address").fill("nia@work.example")
    page.get_by_label("Peer worker").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()

    link = re.search(r"http\S+", mail.outbox[0].body).group()
    newcomer = new_context().new_page()
    newcomer.goto(link)
    newcomer.get_by_label("Your name").fill("Nia New")
    newcomer.get_by_label("Choose a password").fill("quiet-harbour-lamp")
    newcomer.get_by_role("button", name="Start").click()
    expect(newcomer.get_by_role("heading", name="Hello Nia New")).to_be_visible()
    expect(newcomer.get_by_text("Peer worker, Tideway Together")).to_be_visible()

    page.reload()
    expect(page.get_by_role("link", name="Nia New", exact=True)).to_be_visible()


def test_what_was_typed_is_there_after_signing_in_again(new_context, live_server):
    """With JavaScript off: nothing of it depends on scripts."""
    leader = member("Lee Leader", ("lero_leader", OrganisationFactory(kinds=["lero"])))
    plain = new_context(java_script_enabled=False).new_page()
    form = live_server.url + reverse("accounts:create_organisation")

    sign_in(plain, live_server.url, leader.email)
    plain.goto(form)
    plain.get_by_label("Name of the organisation").fill('Rowan & the "Garden"')
    plain.get_by_label("Recovery support service").check()
    let_sessions_rest(minutes=16)
    plain.get_by_role("button", name="Save").click()

    expect(plain.get_by_text("We kept what you typed")).to_be_visible()
    plain.get_by_label("E-mail address").fill(leader.email)
    plain.get_by_label("Password", exact=True).fill(PASSWORD)
    plain.get_by_role("button", name="Sign in", exact=True).click()

    expect(plain).to_have_url(form)
    name = plain.get_by_label("Name of the organisation")
    expect(name).to_have_value('Rowan & the "Garden"')
    expect(plain.get_by_label("Recovery support service")).to_be_checked()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("An administrator will look at it")).to_be_visible()


def let_sessions_rest(*, minutes: int) -> None:
    """As if nobody had touched the portal for so long."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["last_seen_at"] -= minutes * 60
        session.save()


def test_the_code_of_an_app_is_asked_for_and_a_wrong_one_is_told(page, live_server, keyworker):
    secret = generate_totp_secret()
    TOTP.activate(keyworker, secret)
    sign_in(page, live_server.url, keyworker.email)
    expect(page).to_have_url(live_server.url + reverse("mfa_authenticate"))
    right = code_of(secret)
    field = page.locator("input[name=code]")
    field.fill(f"{(int(right) + 500_000) % 1_000_000:06}")
    field.press("Enter")
    expect(page.locator("main")).to_contain_text("That code is not right")
    field.fill(code_of(secret))
    field.press("Enter")
    expect(page.get_by_role("heading", name="Hello Kay Worker")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_by_itself(page, live_server, keyworker):
    with_fingerprint(page)
    sign_in(page, live_server.url, keyworker.email)
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    name = page.get_by_label("Name")
    expect(name).to_have_value("Passkey 1")
    name.fill("My phone")
    page.get_by_label("Let it sign me in without a password").check()
    page.locator("main").get_by_role("button").click()
    expect(page).to_have_url(live_server.url + reverse("mfa_view_recovery_codes"))
    page.goto(live_server.url + reverse("mfa_list_webauthn"))
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()

    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Hello Kay Worker")).to_be_visible()


def with_fingerprint(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always knows its owner."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
