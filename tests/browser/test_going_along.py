"""A leader readies a peer worker and gives them somebody; the peer worker sees only them, and notes
that they met."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from referrals.models import Pairing
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_sign_in import sign_in
from tests.conftest import member
from tests.people.makers import make_person
from tests.referrals.makers import again, make_accepted

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


def is_sound(page: Page) -> None:
    """At both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert broken_rules(page) == []
        assert sticking_out(page) == []


def press(page: Page, role: str, name: str) -> None:
    page.locator("main").get_by_role(role, name=name).first.click()


def fill_day(page: Page, label: str) -> None:
    group = page.get_by_role("group", name=label)
    for box, value in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
        group.get_by_label(box).fill(value)


def make_ready(page: Page) -> None:
    press(page, "link", "Peer workers who are not ready yet: 1")
    expect(page.get_by_text("Not ready yet")).to_be_visible()
    is_sound(page)
    press(page, "link", "Nia New")
    page.get_by_label("Lee Leader").check()
    for label in ("confidentiality", "boundaries", "safeguarding"):
        fill_day(page, label)
    is_sound(page)
    press(page, "button", "Save")
    expect(page.get_by_text("Has room")).to_be_visible()


def give(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "link", "Ask somebody to go along")
    page.get_by_label("Nia New").check()
    page.get_by_label("What for?").fill("The first Tuesdays at the café")
    page.get_by_label("Said face to face, reading the screen together").check()
    is_sound(page)
    press(page, "button", "They agree: ask them to go along")
    expect(page.get_by_text("They are asked to go along")).to_be_visible()
    is_sound(page)


def go_along(page: Page) -> None:
    press(page, "link", "Going along")
    expect(page.get_by_role("heading", name="Robin")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Osprey")
    is_sound(page)
    press(page, "link", "We met together")
    is_sound(page)
    press(page, "button", "Note it")
    expect(page.get_by_text("Thank you for going along")).to_be_visible()
    expect(page.get_by_text("You first met on")).to_be_visible()


def take_a_break(page: Page, address: str) -> None:
    page.goto(address + reverse("accounts:desk"))
    press(page, "button", "I need a break")
    expect(page.get_by_text("Take your time")).to_be_visible()
    is_sound(page)
    press(page, "link", "People")
    expect(page.locator("main")).not_to_contain_text("Robin")


def test_a_leader_gives_somebody_and_the_peer_goes_along(
    new_context, live_server, treatment, lero, lero_leader
):
    new = member("Nia New", ("peer_worker", lero))
    make_person(lero, "Osprey")
    referral = make_accepted(treatment, lero)
    ours = new_context(viewport=DESKTOP).new_page()
    sign_in(ours, live_server.url, lero_leader.email)
    make_ready(ours)
    give(ours, f"{live_server.url}{referral.received_person.get_absolute_url()}")
    theirs = new_context(viewport=PHONE).new_page()
    sign_in(theirs, live_server.url, new.email)
    go_along(theirs)
    assert Pairing.objects.get().met_on
    assert again(referral).attempts.get().is_together
    take_a_break(theirs, live_server.url)
    ours.goto(live_server.url + reverse("accounts:desk"))
    press(ours, "link", "People who need somebody to go along with them: 1")
    expect(ours.locator("main").get_by_role("link", name="Robin", exact=True)).to_be_visible()
    is_sound(ours)
