"""Somebody opens their own page from a message, says how it went, and takes their agreement back:
the group that could see who they are sees it no more."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rosc.access import SYSTEM
from rosc.people import actions as people
from rosc.people import links
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_sign_in import sign_in
from tests.people.makers import make_person, make_route
from tests.referrals.makers import again, make_accepted

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}


def is_sound(page) -> None:
    page.wait_for_load_state()
    assert sticking_out(page) == []
    assert broken_rules(page) == []


def test_one_s_own_page_and_what_taking_back_does(
    new_context, live_server, treatment, lero, lero_leader
):
    person = make_person(treatment, "Robin")
    make_route(person)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    referral = make_accepted(treatment, lero, person=person)
    theirs = new_context(viewport=DESK).new_page()
    sign_in(theirs, live_server.url, lero_leader.email)
    theirs.goto(live_server.url + referral.get_absolute_url())
    expect(theirs.locator("#seen-after")).to_contain_text("07700 900123")

    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/people/mine/{links.make(person, timezone.now())}/")
    expect(page.locator("body")).not_to_contain_text("Robin")
    is_sound(page)
    page.get_by_label("The word we agreed").fill("lantern")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Hello Robin")).to_be_visible()
    expect(page.get_by_text("They said yes.")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("900123")
    is_sound(page)

    page.get_by_role("link", name=re.compile("Say how it went")).click()
    is_sound(page)
    page.get_by_role("group", name="Have you met them?").get_by_label("Yes").check()
    page.get_by_role("group", name="Did you get the help").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Did you get help? You said: no.")).to_be_visible()

    page.get_by_role("link", name=re.compile("Take it back.*Introduce me")).click()
    is_sound(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You have taken it back.")).to_be_visible()
    assert (again(referral).status, again(referral).is_cut_off) == ("withdrawn", True)

    theirs.reload()
    expect(theirs.locator("main")).not_to_contain_text("900123")
    expect(theirs.locator("main")).not_to_contain_text("Robin")
    expect(theirs.get_by_text("The agreement was taken back.")).to_be_visible()

    page.get_by_role("button", name="Close this page").click()
    page.goto(f"{live_server.url}/people/mine/")
    expect(page.locator("body")).not_to_contain_text("Robin")
