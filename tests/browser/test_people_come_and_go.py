"""People who go, two who decide at once, and words that stay with whoever typed them."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from rosc.accounts.models import FormDraft, Membership, Organisation
from rosc.audit.models import AuditEvent
from tests.browser.test_sign_in import code_of, let_sessions_rest, sign_in
from tests.conftest import member
from tests.factories import PASSWORD, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_an_organisation_whose_only_leader_has_gone_is_handed_over(
    page, live_server, administrator, lero_leader, peer, lero
):
    sign_in(page, live_server.url, administrator.email)
    page.goto(live_server.url + reverse("accounts:member", args=[lero_leader.pk]))
    page.get_by_role("link", name="Close their account").click()
    press(page, "Close the account")
    expect(page.locator("main")).to_contain_text("Hand over to somebody else first")
    assert Membership.objects.active().filter(user=lero_leader).exists()

    page.goto(live_server.url + reverse("accounts:organisation", args=[lero.pk]))
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Pia Peer").check()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("has somebody new who leads it")).to_be_visible()

    page.goto(live_server.url + reverse("accounts:member", args=[lero_leader.pk]))
    page.get_by_role("link", name="Close their account").click()
    press(page, "Close the account")
    expect(page.get_by_text("Lee Leader can no longer sign in.")).to_be_visible()
    assert list(Membership.objects.leading().filter(organisation=lero)) == [peer.memberships.get()]
    verbs = AuditEvent.objects.filter(actor_id=administrator.pk).values_list("verb", flat=True)
    assert {"organisation.hand_over", "user.deactivate"} <= set(verbs)


def test_whoever_is_deactivated_is_out_at_their_next_click(
    page, new_context, live_server, lero_leader, peer
):
    theirs = new_context().new_page()
    sign_in(theirs, live_server.url, peer.email)
    form = live_server.url + reverse("accounts:create_organisation")
    theirs.goto(form)
    theirs.get_by_label("Name of the organisation").fill("Rowan Garden")
    theirs.get_by_label("Recovery support service").check()

    sign_in(page, live_server.url, lero_leader.email)
    page.goto(live_server.url + reverse("accounts:member", args=[peer.pk]))
    page.get_by_role("link", name="Close their account").click()
    press(page, "Close the account")
    expect(page.get_by_text("Pia Peer can no longer sign in.")).to_be_visible()

    press(theirs, "Save")
    expect(theirs.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    # Nothing is promised to somebody who cannot come back for it, and nothing of it is kept.
    expect(theirs.get_by_text("kept what you typed")).to_have_count(0)
    assert not Organisation.objects.filter(name="Rowan Garden").exists()
    assert not FormDraft.objects.exists()
    theirs.goto(live_server.url + reverse("accounts:desk"))
    expect(theirs.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    sign_in(theirs, live_server.url, peer.email)
    expect(theirs.locator("main")).not_to_contain_text("Hello")


def test_of_two_administrators_who_approve_at_once_one_is_told(
    page, new_context, live_server, administrator
):
    garden = OrganisationFactory(name="Rowan Garden", kinds=["rss"], status="proposed")
    other = member("Bea Second", ("administrator", None))
    second = new_context().new_page()
    approve = live_server.url + reverse("accounts:approve_organisation", args=[garden.pk])
    for tab, who in ((page, administrator), (second, other)):
        sign_in(tab, live_server.url, who.email)
        tab.goto(approve)

    # Both are on their way before either is answered.
    for tab in (page, second):
        tab.locator("main button[type=submit]").evaluate("button => void button.click()")
    for tab in (page, second):
        tab.wait_for_url(re.compile("|".join((f"{garden.pk}/$", "approve"))))
    headings = sorted(tab.locator("h1").inner_text() for tab in (page, second))
    assert headings == ["Rowan Garden", "Someone got here first"]
    garden.refresh_from_db()
    assert garden.status == "approved"
    assert AuditEvent.objects.filter(verb="organisation.approve").count() == 1

    loser = next(tab for tab in (page, second) if "first" in tab.locator("h1").inner_text())
    loser.locator("main a").first.click()
    expect(loser.get_by_role("heading", name="Rowan Garden", exact=True)).to_be_visible()
    expect(loser.get_by_role("link", name="Invite somebody")).to_be_visible()


def test_words_kept_at_idle_sign_out_come_back_behind_both_steps_and_to_their_owner_alone(
    page, live_server, settings, keyworker, coordinator
):
    settings.MFA_TOTP_TOLERANCE = 1  # the code may turn over between reading and typing it
    secret = generate_totp_secret()
    TOTP.activate(keyworker, secret)
    sign_in(page, live_server.url, keyworker.email)
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Hello Kay Worker")).to_be_visible()
    form = live_server.url + reverse("accounts:create_organisation")
    page.goto(form)
    page.get_by_label("Name of the organisation").fill("Rowan Garden")
    page.get_by_label("Recovery support service").check()
    let_sessions_rest(minutes=16)
    press(page, "Save")
    expect(page.get_by_text("We kept what you typed")).to_be_visible()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_formdraft")
        assert "Rowan" not in cursor.fetchone()[0]

    # Somebody else signs in where they left off, opens the form and goes back through the history.
    finish_sign_in(page, coordinator.email)
    expect(page).to_have_url(form)
    name = page.get_by_label("Name of the organisation")
    expect(name).to_have_value("")
    for _ in range(3):
        page.go_back()
        assert "Rowan" not in page.content()
        typed = page.locator("input").evaluate_all("fields => fields.map(field => field.value)")
        assert "Rowan Garden" not in typed
    page.goto(live_server.url + reverse("account_logout"))
    press(page, "Sign out")

    cache.clear()  # a code works once, and its half minute may not be over
    sign_in(page, live_server.url, keyworker.email)
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Hello Kay Worker")).to_be_visible()
    page.goto(form)
    expect(name).to_have_value("Rowan Garden")
    expect(page.get_by_label("Recovery support service")).to_be_checked()


def finish_sign_in(page: Page, email: str) -> None:
    """On the sign-in page that somebody was sent to."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
