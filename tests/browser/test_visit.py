"""Somebody looks for help on a phone: what they see, press and come back to."""

import re

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.directory.makers import MANCHESTER, make_meeting, make_service, north_of

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}
HELPLINES = ["999", "0300 123 6600", "116 123", "111"]


@pytest.fixture(params=["scripts", "no scripts"])
def phone(request, new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=request.param == "scripts").new_page()


def search(page: Page, place: str = "", need: str = "", when: str = "") -> None:
    """Fill in the form that is on the page, and send it."""
    form = page.get_by_role("search")
    form.get_by_label("Postcode or place").fill(place)
    form.get_by_label("What do you need?").fill(need)
    if when:
        form.get_by_label("When", exact=True).select_option(when)
    form.get_by_role("button", name="Search").click()


def expect_found(page: Page, *names: str) -> None:
    """These were found, in this order, and nothing else."""
    expect(page.locator("main article").locator("h3, h4")).to_have_text(names)


def test_the_nearest_help_is_found_opened_rung_and_left_again(phone, live_server, postcodes):
    make_service("Coffee up the hill", at=north_of(MANCHESTER, 4), phone="0161 496 0103")
    make_service("Coffee round the corner", at=MANCHESTER, phone="0161 496 0101")
    make_service("Coffee by the park", at=north_of(MANCHESTER, 1.5), phone="0161 496 0102")
    make_service("Walking football", at=MANCHESTER)

    phone.goto(live_server.url)
    search(phone, "m1 1ae", "coffee")
    expect(phone.get_by_role("heading", name="3 results for M1 1AE")).to_be_in_viewport()
    nearest = ["Coffee round the corner", "Coffee by the park", "Coffee up the hill"]
    expect_found(phone, *nearest)

    phone.get_by_role("link", name=nearest[0], exact=True).click()
    expect(phone.get_by_role("heading", name=nearest[0], level=1)).to_be_visible()
    call = phone.get_by_role("link", name="Call 0161 496 0101")
    expect(call).to_have_attribute("href", "tel:01614960101")
    expect(call).to_be_in_viewport()
    call.click()
    expect(phone.get_by_role("heading", name=nearest[0], level=1)).to_be_visible()

    phone.go_back()
    expect_found(phone, *nearest)
    expect(phone.get_by_label("What do you need?")).to_have_value("coffee")


def test_meetings_tonight_say_what_is_on_and_leave_out_what_is_over(phone, live_server, postcodes):
    friday = 4
    make_meeting(friday, "18:00", "19:00", name="Over and gone")
    make_meeting(friday, "19:30", "20:30", name="Already on")
    make_meeting(friday, "21:00", "22:00", name="Later on")
    make_meeting(friday + 1, "00:30", "01:30", name="In the small hours")
    make_meeting(friday + 1, "19:00", "20:00", name="Tomorrow evening")

    with time_machine.travel("2026-11-27T19:42:00Z", tick=True):
        phone.goto(live_server.url)
        phone.get_by_role("link", name="A meeting tonight").click()
        expect(phone).to_have_url(re.compile(r"/meetings/\?day=tonight$"))
        search(phone, "M1 1AE")
        expect(phone.get_by_role("heading", name="3 meetings for M1 1AE")).to_be_in_viewport()
        expect_found(phone, "Already on", "Later on", "In the small hours")
        on = phone.get_by_role("article").filter(has_text="Already on")
        expect(on).to_contain_text(re.compile("Started 1[23] minutes ago"))
        expect(phone.get_by_text("ago")).to_have_count(1)


def test_the_list_is_narrowed_and_widened_again(phone, live_server, postcodes):
    housing = {"kinds": ("recovery-housing",)}
    make_service("Boat trips", cost="free")
    make_service("Rooms", cost="benefits", at=north_of(MANCHESTER, 1), **housing)
    make_service("Long talks", cost="free", at=north_of(MANCHESTER, 2), **housing)

    phone.goto(live_server.url + reverse("directory:services") + "?postcode=M1+1AE")
    expect_found(phone, "Boat trips", "Rooms", "Long talks")
    phone.get_by_text("Narrow the list").click()
    phone.get_by_role("checkbox", name="A home that supports recovery").check()
    phone.get_by_role("button", name="Show these").click()
    expect_found(phone, "Rooms", "Long talks")
    expect(phone.get_by_label("Postcode or place")).to_have_value("M1 1AE")

    phone.get_by_text("Narrow the list").click()
    phone.locator("summary").filter(has_text=re.compile("^Cost$")).click()
    phone.get_by_role("checkbox", name="Free").check()
    phone.get_by_role("button", name="Show these").click()
    expect_found(phone, "Long talks")

    phone.go_back()
    phone.go_back()
    expect_found(phone, "Boat trips", "Rooms", "Long talks")


def test_what_is_not_near_is_looked_for_further_away(phone, live_server, postcodes):
    make_service("Pottery", at=north_of(MANCHESTER, 20))
    phone.goto(live_server.url)
    search(phone, "M1 1AE", "pottery")
    expect(phone.get_by_text("so we looked within 25 miles")).to_be_in_viewport()
    expect_found(phone, "Pottery")
    assert_helplines(phone.locator("main"))


def test_finding_nothing_gives_numbers_to_ring_and_a_way_on(phone, live_server, postcodes):
    make_service("Pottery")
    phone.goto(live_server.url)
    search(phone, "M1 1AE", "qqqqq")
    expect(phone.get_by_role("heading", name="We found nothing this time")).to_be_in_viewport()
    assert_helplines(phone.locator("main"))
    phone.get_by_role("link", name="See all help near M1 1AE").click()
    expect_found(phone, "Pottery")


def test_words_of_dying_lead_first_to_somebody_to_ring(phone, live_server, postcodes):
    make_service("Pottery")
    for name in ("directory:services", "directory:meetings"):
        phone.goto(live_server.url + reverse(name))
        search(phone, "M1 1AE", "suicide")
        expect(
            phone.get_by_role("heading", name="You do not have to face this alone")
        ).to_be_in_viewport()
        expect(phone.get_by_role("link", name="Samaritans: 116 123")).to_be_in_viewport()
        assert_helplines(phone.locator(".notice--warm"))


def assert_helplines(part: Locator) -> None:
    for number in HELPLINES:
        link = part.locator(".phone").filter(has_text=re.compile(rf"\b{number}$"))
        expect(link).to_have_attribute("href", f"tel:{number.replace(' ', '')}")


@pytest.mark.parametrize("page_name", ["directory:services", "directory:meetings"])
def test_a_place_we_cannot_start_from_gets_words_and_help_from_anywhere(
    page, live_server, postcodes, page_name
):
    """What somebody would have to travel to is shown only to those we know to be near it."""
    for weekday in range(7):
        carlisle = {"at": (54.89, -2.94), "name": "Round the table"}
        make_meeting(weekday, "00:00", "00:00", **carlisle)
        online = {"at": None, "modes": ["online"], "is_national": True, "name": "On the screen"}
        make_meeting(weekday, "00:00", "00:00", **online)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse(page_name))
    for typed, said, is_near in (
        ("ZZ9 9ZZ", "We do not know that postcode or place", False),
        ("CA1 1AA", "an old postcode that is no longer in use", True),
        ("EH1 1AA", "That is in Scotland", False),
        ("no fixed address", "No fixed address is fine", False),
    ):
        search(page, typed)
        expect(page.get_by_text(said)).to_be_in_viewport()
        expect(page.get_by_role("link", name="On the screen").first).to_be_visible()
        near = page.get_by_role("link", name="Round the table")
        assert (near.count() > 0) == is_near, typed
