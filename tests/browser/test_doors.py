"""Somebody comes in by a door, or needs help right now: what they see and press, on a phone."""

import re

import pytest
import time_machine
from playwright.sync_api import Page, expect

from directory import actions
from tests.directory.makers import MANCHESTER, make_fellowship, make_meeting, make_service, north_of

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}


@pytest.fixture(params=["scripts", "no scripts"])
def phone(request, new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=request.param == "scripts").new_page()


@pytest.fixture
def town(postcodes) -> None:
    make_service("Tea with Sam", kinds=("peer-support",), phone="0161 496 0101")
    make_service("The clinic", kinds=("community-treatment",), at=north_of(MANCHESTER, 1))
    family = make_service("Side by side", kinds=("family-support",), at=north_of(MANCHESTER, 2))
    kin = make_meeting(0, "19:00", "20:00", name="Kin", fellowship=make_fellowship("al-anon"))
    family.audiences.set(["parents"])
    kin.service.audiences.set(["family-and-friends"])
    actions.index(services=[family.pk, kin.service_id])


def answer(page: Page, question: str, choice: str) -> None:
    expect(page.get_by_role("heading", name=question, level=1)).to_be_visible()
    page.get_by_role("radio", name=choice).check()
    page.get_by_role("button", name="Continue").click()


def near(page: Page, place: str) -> None:
    page.get_by_label("Where should it be near?").fill(place)
    page.get_by_role("button", name="Show what there is").click()


def expect_found(page: Page, *names: str) -> None:
    expect(page.locator("main article").locator("h3, h4")).to_have_text(names)


def test_for_me(phone, live_server, town):
    phone.goto(live_server.url)
    phone.get_by_role("link", name=re.compile("^For me")).click()
    answer(phone, "What would help you most right now?", "Talking to somebody who has been there")
    answer(phone, "How would you like to take part?", "I am not sure, show me both")
    near(phone, "M1 1AE")
    expect(phone.get_by_role("heading", name="1 result for M1 1AE")).to_be_in_viewport()
    expect_found(phone, "Tea with Sam")
    expect(phone.get_by_role("link", name="Tea with Sam: 0161 496 0101")).to_be_visible()

    phone.go_back()  # each answer can be taken back
    expect(phone.get_by_label("Where should it be near?")).to_be_visible()
    phone.get_by_role("link", name="Back").click()
    phone.get_by_role("link", name="Back").click()
    expect(phone.get_by_role("heading", name="What would help you most right now?")).to_be_visible()


def test_for_somebody_i_care_about(phone, live_server, town):
    phone.goto(live_server.url)
    phone.get_by_role("link", name=re.compile("^For someone I care about")).click()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert")).to_contain_text("It is fine to choose")
    answer(phone, "Who is it about?", "My son or daughter")
    answer(phone, "What would help most?", "Meeting others")
    near(phone, "M1 1AE")
    expect(phone).to_have_url(re.compile(r"/meetings/\?postcode=M1\+1AE&for=family-and-friends"))
    expect_found(phone, "Kin")
    phone.go_back()
    phone.get_by_role("link", name="Back").click()
    answer(phone, "What would help most?", "Both, or I am not sure")
    near(phone, "M1 1AE")
    expect_found(phone, "Tea with Sam", "The clinic", "Side by side")


def test_i_work_with_people(phone, live_server, town):
    phone.goto(live_server.url)
    phone.get_by_role("link", name=re.compile("^I work with people")).click()
    answer(phone, "What does the person want?", "Treatment, or to go back to it")
    answer(phone, "Should it be just for some people?", "No, or I am not sure")
    near(phone, "")
    expect_found(phone, "The clinic")


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 720}])
def test_one_press_says_who_answers_right_now(new_context, live_server, size):
    page = new_context(viewport=size, java_script_enabled=False).new_page()
    with time_machine.travel("2026-11-27T21:30:00Z", tick=True):
        page.goto(live_server.url + "/meetings/")
        strip = page.get_by_role("complementary", name="Urgent help")
        samaritans = strip.get_by_role("link", name="Samaritans: 116 123")
        expect(samaritans).to_be_hidden()
        strip.get_by_text("Need help right now?").click()
        expect(samaritans).to_be_in_viewport()
        expect(samaritans).to_have_attribute("href", "tel:116123")
        expect(strip.get_by_text("Open day and night").first).to_be_visible()
        expect(page.get_by_role("link", name="Leave this site quickly")).to_be_in_viewport()
        strip.get_by_role("link", name="Step by step").click()
        expect(
            page.get_by_role("heading", name="If somebody may have taken too much")
        ).to_be_visible()
