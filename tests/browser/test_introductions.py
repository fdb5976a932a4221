"""A keyworker introduces somebody; the group says yes, is in touch, meets, and ends with what came
of it."""

import pytest
from playwright.sync_api import Page, expect

from referrals.models import Referral
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_sign_in import sign_in
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}


class Counted:
    """A page whose clicks are counted; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, role: str, name: str, exact: bool = False) -> None:
        self.page.locator("main").get_by_role(role, name=name, exact=exact).first.click()
        self.clicks += 1
        self.check()

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.clicks += 1

    def check(self) -> None:
        assert sticking_out(self.page) == []


def introduce(page: Page, address: str) -> int:
    """From a search result to "it is with them"; how many clicks it took."""
    page.goto(f"{address}/services/?postcode=M1+1AE")
    counted = Counted(page)
    counted.click("link", "Coffee on Tuesdays")
    counted.click("link", "Introduce somebody")
    counted.click("button", "Introduce Robin")
    counted.click("button", "Save and go on")  # first time, as soon as there is room
    page.get_by_label("What do they want from it").fill("A reason to get up")
    counted.click("button", "Save and go on")  # the service's one kind of help is chosen
    counted.click("button", "Save and go on")
    counted.tick("Nothing known")
    counted.click("button", "Save and go on")
    expect(page.locator("#seen-before")).not_to_contain_text("Robin")
    expect(page.locator("#seen-after")).to_contain_text("Robin")
    assert broken_rules(page) == []
    counted.tick("Said face to face, reading the screen together")
    counted.click("button", "They agree: send it")
    expect(page.get_by_text("It is with Tideway Together.")).to_be_visible()
    return counted.clicks


def say_yes_and_meet(page: Page) -> None:
    page.get_by_role("link", name="Introductions: it is your move: 1").click()
    page.locator("main").get_by_role("link", name="Somebody").click()
    expect(page.locator("main")).not_to_contain_text("Robin")
    for verb in ("Yes, we can", "Yes, we can"):
        page.locator("main").get_by_text(verb, exact=True).click()
    expect(page.get_by_role("heading", name="Robin")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Note a contact").click()
    page.get_by_label("We spoke or met").check()
    page.get_by_label("Peer support").check()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("In touch since")).to_be_visible()
    page.locator("main").get_by_role("link", name="We met", exact=True).click()
    page.locator("main").get_by_role("button", name="We met", exact=True).click()
    expect(page.get_by_text("Tideway Together said that they met")).to_be_visible()


def end_with_outcomes(page: Page) -> None:
    page.get_by_role("link", name="End the introduction").click()
    page.get_by_label("Yes, that worked").check()
    page.get_by_label("They have what they came for").check()
    page.get_by_label("Nothing more for now").check()
    page.get_by_role("button", name="End the introduction").click()
    expect(page.get_by_text("A reason to get up: Yes, that worked")).to_be_visible()
    assert broken_rules(page) == []


def test_from_a_search_result_to_what_came_of_it(
    new_context, live_server, postcodes, keyworker, lero_leader, treatment, lero
):
    make_basis(lero)
    make_service("Coffee on Tuesdays", organisation=lero)
    make_route(make_person(treatment))
    phone = new_context(viewport=PHONE).new_page()
    sign_in(phone, live_server.url, keyworker.email)
    assert introduce(phone, live_server.url) < 12
    theirs = new_context(viewport=PHONE).new_page()
    sign_in(theirs, live_server.url, lero_leader.email)
    say_yes_and_meet(theirs)
    end_with_outcomes(theirs)
    assert Referral.objects.visible_to(keyworker).get().status == "ended"
    phone.reload()
    expect(phone.get_by_role("heading", name="It is over")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text("Yes, that worked")  # not agreed to
