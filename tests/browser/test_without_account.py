"""A group answers from its e-mail; somebody asks for help on a small phone with scripts off."""

import re

import pytest
from playwright.sync_api import expect

from referrals.group_messages import prepare_by_link
from referrals.models import Referral
from rosc.outbox.models import OutboundMessage
from tests.browser.checks import broken_rules, sticking_out
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import make_reception
from tests.referrals.makers import make_sent

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}


def path_of(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", text)[1]


def is_sound(page) -> None:
    page.wait_for_load_state()
    assert sticking_out(page) == []


def newest(kind: str):
    return OutboundMessage.objects.filter(kind=kind).latest("created_at")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_group_answers_from_its_e_mail(has_scripts, new_context, live_server, treatment, lero):
    make_reception(lero)
    person = make_person(treatment, "Robin")
    make_route(person)
    referral = make_sent(treatment, lero, person=person)
    mail = prepare_by_link(newest("referrals.by_link"))
    page = new_context(viewport=PHONE, java_script_enabled=has_scripts).new_page()
    page.goto(live_server.url + path_of(mail.text))
    expect(page.locator("main")).not_to_contain_text("Robin")
    is_sound(page)
    if has_scripts:
        assert broken_rules(page) == []
    page.get_by_role("button", name="Yes, we can").click()
    is_sound(page)
    page.get_by_label("Day").fill("27")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("2099")
    page.get_by_label("Where, and whom should they ask for?").fill("The Lamp, ask for Ann")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("What you do there").fill("I make the tea")
    page.get_by_role("button", name="Yes, we can").click()
    expect(page.get_by_text("You said yes.")).to_be_visible()
    is_sound(page)
    page.goto(live_server.url + path_of(mail.text))
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    page.goto(live_server.url + path_of(prepare_by_link(newest("referrals.by_link")).text))
    expect(page.locator("#seen-after")).to_contain_text("Robin")
    page.get_by_role("button", name="We met").click()
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("What you do there").fill("I make the tea")
    page.get_by_role("button", name="We met").click()
    expect(page.get_by_text("You met. That is the part that matters most.")).to_be_visible()
    assert Referral.objects.unscoped_for("test").get(pk=referral.pk).status == "met"


def test_somebody_asks_for_help_with_scripts_off(new_context, live_server, lero):
    make_basis(lero)
    service = make_service("Somebody to talk to", organisation=lero)
    context = new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + service.get_absolute_url())
    page.get_by_role("link", name="Ask for help here").click()
    is_sound(page)
    page.get_by_label("What do you like to be called?").fill("Robin")
    page.locator("input[name=needs]").first.check()
    page.get_by_label("I would rather look myself").check()
    page.get_by_label("Your word").fill("lantern")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="This is what they will see")).to_be_visible()
    expect(page.locator("#seen-before")).not_to_contain_text("Robin")
    expect(page.locator("#seen-after")).to_contain_text("Robin")
    is_sound(page)
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("What do you like to be called?")).to_have_value("Robin")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("I agree that this is sent").check()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="It is sent. Well done.")).to_be_visible()
    is_sound(page)
    assert context.cookies() == []
    page.goto(live_server.url + path_of(page.locator(".letter").inner_text()))
    page.get_by_label("The word we agreed").fill("lantern")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("They have not answered yet")).to_be_visible()
    page.locator("main").get_by_role("link", name=re.compile("Take it back")).first.click()
    page.get_by_role("button", name="Take it back").click()
    assert Referral.objects.unscoped_for("test").get().status == "withdrawn"
