"""A leader adds an entry by phone, an administrator approves it, and the public finds it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from directory import actions, notifications
from directory.models import Service
from rosc.outbox.models import OutboundMessage
from tests.browser.test_sign_in import sign_in
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}


def go_on(page: Page, button: str = "Save and go on") -> None:
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def write_entry(page: Page) -> None:
    """The eight questions, from the desk to the last page."""
    page.get_by_role("link", name="Our entries").click()
    page.get_by_role("link", name="Add an entry").click()
    page.get_by_label("Name").fill("Harbour Walks")
    go_on(page)
    page.locator("input[value=peer-support]").check()
    go_on(page)
    page.get_by_label("What you do there").fill("We walk by the water and talk.")
    go_on(page)
    go_on(page)
    page.get_by_label("In person").check()
    go_on(page)
    page.get_by_label("Street and number").fill("1 Quay Row")
    page.get_by_label("Town").fill("Ancoats")
    page.get_by_label("Postcode").fill("m11ae")
    go_on(page, "Save the place")
    expect(page.get_by_text("1 Quay Row, Ancoats, M1 1AE").first).to_be_visible()
    go_on(page)
    go_on(page, "Save, and add a time")
    page.get_by_label("Wednesday").check()
    page.get_by_label("Starts at").fill("10.30am")
    page.get_by_label("Ends at").fill("12:00")
    go_on(page, "Save the time")
    expect(page.get_by_text("Wednesdays, 10:30am to midday").first).to_be_visible()
    go_on(page)
    page.get_by_role("textbox", name="Phone number").fill("0161 496 0101")
    go_on(page)
    page.get_by_label("Free", exact=True).check()
    go_on(page)


def test_from_a_leaders_phone_to_the_public(
    new_context, live_server, postcodes, lero_leader, administrator
):
    phone = new_context(viewport=PHONE).new_page()
    sign_in(phone, live_server.url, lero_leader.email)
    write_entry(phone)
    expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
    go_on(phone, "Send it to be looked at")
    expect(phone.get_by_text("It is sent.")).to_be_visible()

    desk = new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(desk, live_server.url, administrator.email)
    desk.get_by_role("link", name="Entries to look at: 1").click()
    desk.get_by_role("link", name="Harbour Walks").click()
    expect(desk.get_by_text("We walk by the water and talk.")).to_be_visible()
    go_on(desk, "Approve and publish")
    expect(desk.get_by_text("Nothing waits")).to_be_visible()

    anybody = new_context(viewport=PHONE).new_page()
    anybody.goto(f"{live_server.url}/services/?postcode=M1+1AE&q=walks")
    anybody.get_by_role("link", name="Harbour Walks", exact=True).click()
    expect(anybody.get_by_role("link", name="Call 0161 496 0101")).to_be_visible()
    expect(
        anybody.get_by_text(re.compile("Last checked on .* by Tideway Together"))
    ).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_room_and_still_right_by_one_press(new_context, live_server, lero, lero_leader, scripts):
    service = make_service("Riverside Coffee", organisation=lero)
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    sign_in(page, live_server.url, lero_leader.email)
    page.get_by_role("button", name="Full at the moment").click()
    expect(page.get_by_text("Thank you. It is noted for Riverside Coffee.")).to_be_visible()
    page.goto(live_server.url + service.get_absolute_url())
    expect(page.get_by_text(re.compile("Full at the moment .said on")).first).to_be_visible()
    page.get_by_role("button", name="All still right").click()
    expect(page.get_by_text(re.compile("Last checked on .* by Tideway Together"))).to_be_visible()


def test_a_link_is_answered_without_an_account(new_context, live_server, lero, lero_leader):
    service = make_service("Riverside Coffee", organisation=lero)
    actions.ask_to_check(today=timezone.localdate())
    letter = notifications.CHECK.prepare(OutboundMessage.objects.get(kind="directory.check"))
    page = new_context(viewport=PHONE).new_page()
    page.goto(live_server.url + re.search(r"(/still-right/\S+/)", letter.text)[1])
    page.get_by_role("button", name="All still right").click()
    assert Service.objects.get().checked_on is None
    page.get_by_label("Your name").fill("Ann Other")
    page.get_by_label("I lead it").check()
    page.locator("main").get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    service.refresh_from_db()
    assert service.checked_on == timezone.localdate()
