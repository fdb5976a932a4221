"""Check-ups in a browser: a plan after an introduction that has ended, a check-up by phone, and the
page of a trend as it is printed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from checkups import actions
from checkups.models import Plan, StrengthsCheck
from referrals import actions as introductions
from rosc.access import SYSTEM
from tests.browser.test_going_along import is_sound, press
from tests.browser.test_sign_in import sign_in
from tests.checkups.makers import checkups_of, first_of, make_plan, planned
from tests.people.makers import make_person, make_route
from tests.referrals.makers import make_accepted

pytestmark = pytest.mark.django_db(transaction=True)


def ended_introduction(lero, treatment):
    referral = make_accepted(lero, treatment)
    introductions.confirm_meeting(referral=referral, by=SYSTEM, on=timezone.localdate())
    introductions.end(referral=referral, by=SYSTEM, reason="got-what-was-wanted", outcomes={})
    make_route(referral.received_person)
    return referral


def agree(page: Page) -> None:
    press(page, "link", "Agree check-ups")
    expect(page.get_by_label("Light touch for six months")).to_be_checked()
    expect(page.get_by_label("The day they left treatment", exact=True)).to_be_checked()
    is_sound(page)
    page.get_by_label("Said face to face, reading the screen together").check()
    press(page, "button", "They agree: begin")
    expect(page.get_by_text("The first days are booked.")).to_be_visible()
    is_sound(page)


def test_a_plan_after_an_introduction_that_has_ended(page, live_server, lero, treatment, keyworker):
    referral = ended_introduction(lero, treatment)
    sign_in(page, live_server.url, keyworker.email)
    page.goto(live_server.url + reverse("referrals:referral", args=[referral.pk]))
    agree(page)
    press(page, "link", "Light touch for six months")
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()
    is_sound(page)
    plan = Plan.objects.unscoped_for("test").get()
    assert plan.referral_id == referral.pk
    assert planned(plan)


def test_a_check_up_by_phone(page, live_server, treatment, keyworker):
    plan = make_plan(treatment, keyworker)
    tomorrow = timezone.localdate() + timedelta(days=1)
    first = actions.move(checkup=first_of(plan), on=tomorrow, by=SYSTEM)
    sign_in(page, live_server.url, keyworker.email)
    page.goto(live_server.url + reverse("checkups:people_i_support"))
    is_sound(page)
    page.get_by_role("link", name="Robin").first.click()
    is_sound(page)
    press(page, "link", "Hold it now")
    expect(page.get_by_text("Ask first: can you talk freely?")).to_be_visible()
    page.get_by_label("What is going well?").fill("Singing again")
    page.get_by_label("A little", exact=True).check()
    is_sound(page)
    press(page, "button", "Save the check-up")
    expect(page.get_by_text("The next day is booked.")).to_be_visible()
    expect(page.get_by_text("It may be time to offer more")).to_be_visible()
    is_sound(page)
    held = next(one for one in checkups_of(plan) if one.pk == first.pk)
    assert held.answers.said["good"] == "Singing again"


def test_not_free_to_talk_misses_nothing(page, live_server, treatment, keyworker):
    plan = make_plan(treatment, keyworker)
    sign_in(page, live_server.url, keyworker.email)
    page.goto(live_server.url + reverse("checkups:hold", args=[first_of(plan).pk]))
    press(page, "link", "They cannot talk freely")
    page.get_by_label("At what time?").fill("15:30")
    press(page, "button", "Move it")
    expect(page.get_by_text("Nothing was missed.")).to_be_visible()
    assert f"{planned(plan)[0].due_at:%H:%M}" == "15:30"


def test_the_trend_in_print(page, live_server, treatment, keyworker):
    person = make_person(treatment)
    plan = make_plan(treatment, keyworker, person=person)
    actions.rate_strengths(plan=plan, by=SYSTEM, scores={"home": 4, "people": 6})
    StrengthsCheck.objects.update(on=timezone.localdate() - timedelta(days=80))
    actions.rate_strengths(plan=plan, by=SYSTEM, scores={"home": 7, "people": 6})
    sign_in(page, live_server.url, keyworker.email)
    page.goto(live_server.url + reverse("checkups:trend", args=[plan.pk]))
    is_sound(page)
    page.emulate_media(media="print")
    expect(page.locator("svg.trend__line")).to_have_count(2)
    expect(page.get_by_text("1 went up, 0 down, 1 stayed")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("link", name="Leave this site quickly")).to_be_hidden()
