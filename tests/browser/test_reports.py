"""Somebody on an old phone says that an entry is wrong, and hears what came of it."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Page, expect

from directory.models import Report
from directory.tasks import forget_reports
from rosc.outbox import sending
from tests.browser.checks import Watch, broken_rules, sticking_out
from tests.browser.test_entries import go_on
from tests.browser.test_sign_in import sign_in
from tests.directory.makers import make_service
from tests.outbox.conftest import mail_server  # noqa: F401  a fixture of theirs

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
WORDS = "The number is old. A new one is on the door."
ADDRESS = "sam@people.example"


def letters(server) -> list[tuple[str, str]]:
    """Who was written to, and the words."""
    return [
        (address, message_from_bytes(data, policy=policy.default).get_content())
        for address, data in server.mails
    ]


def say_it_is_wrong(phone: Page, watch: Watch, clock) -> None:
    """From the page of the entry to "thank you", with a slip on the way."""
    phone.get_by_role("link", name="Tell us this is wrong").click()
    expect(phone.get_by_text("About: Riverside Coffee")).to_be_visible()
    phone.get_by_label("The phone number, e-mail or website").check()
    phone.get_by_label("Your e-mail, if you want to hear back").fill(ADDRESS)
    go_on(phone, "Send")  # quicker than anybody types, and without a word
    expect(phone.get_by_role("alert")).to_contain_text("That was very quick")
    expect(phone.get_by_role("alert")).to_contain_text("Write a few words")
    assert sticking_out(phone) == []
    expect(phone.get_by_label("Your e-mail, if you want to hear back")).to_have_value(ADDRESS)
    phone.get_by_label("What should it say, or what did you find?").fill(WORDS)
    clock.shift(timedelta(minutes=1))
    go_on(phone, "Send")
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert sticking_out(phone) + watch.complaints() == []
    assert phone.context.cookies() == []


def answer_it(desk: Page) -> None:
    """From the desk of who leads the group, through the entry, to what came of it."""
    desk.get_by_role("link", name="What people have told us: 1").click()
    desk.get_by_role("link", name="The phone number, e-mail or website").click()
    expect(desk.get_by_text(WORDS)).to_be_visible()
    assert ADDRESS not in desk.content()
    assert broken_rules(desk) == []
    desk.get_by_role("link", name="I am looking into it").click()
    go_on(desk, "I am looking into it")
    expect(desk.get_by_text("Being looked into").first).to_be_visible()
    desk.get_by_role("link", name="Say what came of it").click()
    desk.get_by_label("Put right").check()
    desk.get_by_label("What shall we tell them?").fill("We have put the new number in.")
    go_on(desk, "Save the answer")
    expect(desk.get_by_text("Your answer is saved.")).to_be_visible()


def test_from_a_wrong_number_to_the_answer(
    new_context,
    live_server,
    lero,
    lero_leader,
    mail_server,  # noqa: F811
):
    cache.clear()
    service = make_service("Riverside Coffee", organisation=lero, phone="0161 496 0101")
    phone = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    watch = Watch(phone, live_server.url)
    with time_machine.travel("2026-11-27T12:00:00Z", tick=True) as clock:
        phone.goto(live_server.url + service.get_absolute_url())
        say_it_is_wrong(phone, watch, clock)
        sending.send_due()
        (asked,) = letters(mail_server)
        assert asked[0] == lero_leader.email
        assert WORDS not in asked[1]

        desk = new_context(viewport=DESKTOP).new_page()
        sign_in(desk, live_server.url, lero_leader.email)
        answer_it(desk)
        sending.send_due()
        forget_reports()
    address, told = letters(mail_server)[-1]
    assert address == ADDRESS
    assert "It has now been put right." in told
    assert "We have put the new number in." in told
    assert Report.objects.get().email is None
