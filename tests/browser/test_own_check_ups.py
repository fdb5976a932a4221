"""The person's side of check-ups on a phone, without scripts: the questions, things that have
slipped, and another day from a reminder."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from checkups.models import CallRequest, SelfCompletion
from referrals.models import Referral
from rosc.people import links
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_going_along import press
from tests.browser.test_sign_in import sign_in
from tests.checkups.makers import first_of
from tests.checkups.own import form_of, link_of, plan_with_form
from tests.directory.makers import make_service
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}
LIGHT = 30_000  # bytes of a page


@pytest.fixture
def plan(treatment, keyworker):
    person = make_person(treatment, "Robin")
    make_route(person)
    return plan_with_form(treatment, keyworker, person)


@pytest.fixture
def phone(new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=False).new_page()


@pytest.fixture
def own_page(new_context, live_server, plan) -> Page:
    """They have just answered, with scripts on: axe needs them."""
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/people/mine/{links.make(plan.person, timezone.now())}/")
    page.get_by_label("The word we agreed").fill("lantern")
    page.get_by_role("button", name="Go on").click()
    return page


def is_sound(page: Page) -> None:
    page.wait_for_load_state()
    assert sticking_out(page) == []
    assert broken_rules(page) == []


def is_light(page: Page) -> None:
    assert sticking_out(page) == []
    assert len(page.content().encode()) < LIGHT


def test_the_questions_on_a_phone_without_scripts(phone, new_context, live_server, plan, keyworker):
    form = form_of(plan)
    phone.goto(live_server.url + link_of(form))
    expect(phone.locator("body")).not_to_contain_text("Robin")
    phone.get_by_label("The word we agreed").fill("lantern")
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("heading", name="How are you?")).to_be_visible()
    expect(phone.get_by_text(re.compile("replies to you by the end of"))).to_be_visible()
    phone.get_by_label("How have things been since we last spoke?").fill("4")
    for heading in ("What is good", "Home and health", "Your week", "Is anything worrying you?"):
        is_light(phone)
        phone.get_by_role("button", name="Save and go on").click()
        expect(phone.get_by_role("heading", name=heading)).to_be_visible()
    expect(phone.get_by_role("heading", name="Who sees your answers")).to_be_visible()
    phone.get_by_label("I have nowhere to stay tonight").check()
    is_light(phone)
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_role("heading", name="If you are not safe, ring now")).to_be_visible()
    phone.get_by_label("Ring me when I can talk").check()
    is_light(phone)
    phone.get_by_role("button", name="Save and send").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    is_light(phone)
    assert SelfCompletion.objects.get().answers == {"how": 4, "risk": ["nowhere"]}
    phone.goto(live_server.url + link_of(form))
    expect(phone.get_by_role("heading", name=re.compile("does not work any more"))).to_be_visible()

    theirs = new_context().new_page()
    sign_in(theirs, live_server.url, keyworker.email)
    press(theirs, "link", "Cannot wait: open now: 1")
    expect(theirs.get_by_text("You have opened it")).to_be_visible()
    is_sound(theirs)
    theirs.goto(f"{live_server.url}/accounts/desk/")
    press(theirs, "link", "Told us how they are: 1")
    theirs.get_by_label("Yes, we have spoken").check()
    is_sound(theirs)
    press(theirs, "button", "Save")
    expect(theirs.get_by_text("It does not count as a check-up held.")).to_be_visible()


def test_things_have_slipped_to_an_introduction(
    own_page, new_context, live_server, plan, treatment, keyworker
):
    make_service("Prescribing", organisation=treatment, kinds=("community-treatment",))
    own_page.get_by_role("link", name="Things have slipped, or might").click()
    expect(own_page.get_by_text("Nobody is on call at Bridge Street Service")).to_be_visible()
    is_sound(own_page)
    own_page.get_by_label("Help me get back into treatment").check()
    own_page.get_by_label("Say more, if you like").fill("A hard week")
    own_page.get_by_role("button", name="Send").click()
    expect(own_page.get_by_text("Nothing is sent before we have talked")).to_be_visible()
    is_sound(own_page)

    theirs = new_context().new_page()
    sign_in(theirs, live_server.url, keyworker.email)
    press(theirs, "link", "Would like to hear from you: 1")
    expect(theirs.get_by_text("A hard week")).to_be_visible()
    is_sound(theirs)
    press(theirs, "link", "Look at the draft")
    draft = Referral.objects.unscoped_for("test").get()
    expect(theirs).to_have_url(live_server.url + draft.get_absolute_url())
    assert (draft.status, draft.type) == ("draft", "re-engagement")
    assert CallRequest.objects.get().led_to_id == draft.pk


def test_another_day_from_a_reminder(own_page, plan):
    before = first_of(plan)
    own_page.get_by_role("link", name="Another day").click()
    is_sound(own_page)
    own_page.get_by_role("group", name="Which day is better?").get_by_role("radio").first.check()
    own_page.get_by_role("button", name="Move it").click()
    expect(own_page.get_by_text("It is moved.")).to_be_visible()
    is_sound(own_page)
    assert first_of(plan).moved_from_id == before.pk
    own_page.get_by_role("link", name="Have a break").click()
    own_page.get_by_label("Two weeks").check()
    is_sound(own_page)
    own_page.get_by_role("button", name="Pause").click()
    expect(own_page.get_by_text("You have a break until")).to_be_visible()
