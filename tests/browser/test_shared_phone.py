"""Somebody on a phone that others use too: a short list, paper, e-mail, and away."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from directory.shortlist import MOST
from rosc.outbox.models import OutboundMessage
from tests.browser.checks import Watch, broken_rules, sticking_out
from tests.browser.test_keyboard import IS_SEEN, tab
from tests.directory.makers import MANCHESTER, make_meeting, make_service, make_session, north_of

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
# What the way out lies over, of all that can have the focus, each brought into view as it is.
COVERED = """() => {
  const out = document.querySelector("[data-leave]");
  const found = [];
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const one of document.querySelectorAll(kinds)) {
    if (one === out || !one.checkVisibility() || one.matches(".govuk-skip-link")) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    const [a, b] = [one.getBoundingClientRect(), out.getBoundingClientRect()];
    const apart = a.right <= b.left || a.left >= b.right || a.bottom <= b.top || a.top >= b.bottom;
    if (!apart) found.push(one.outerHTML.slice(0, 100));
  }
  return found;
}"""


@pytest.fixture(params=["scripts", "no scripts"])
def phone(request, new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=request.param == "scripts").new_page()


@pytest.fixture
def town(postcodes):
    cache.clear()
    boats = make_service("Boat trips", phone="0161 496 0101", cost="free")
    make_session(boats, 1, "19:00", "20:30")
    make_service("Alcohol Advice", at=north_of(MANCHESTER, 1), phone="0161 496 0102")
    make_meeting(2, "19:30", "20:30", name="Quiet Steps")
    return boats


@pytest.fixture
def away(settings, live_server):
    """Where the way out leads: a page of the test's own, since nothing else can be reached."""
    settings.EXIT_URL = live_server.url + "/healthz"
    return settings.EXIT_URL


def fill_list(page: Page, address: str) -> None:
    page.goto(address + reverse("directory:services") + "?postcode=M1+1AE")
    for name in ("Boat trips", "Alcohol Advice"):
        page.get_by_role("button", name=f"Add to my list {name}").click()
        expect(page.get_by_role("button", name=f"Take off my list {name}")).to_be_in_viewport()


def test_two_places_are_kept_compared_and_taken_off(phone, live_server, town):
    fill_list(phone, live_server.url)
    phone.goto(live_server.url + reverse("directory:meetings") + "?postcode=M1+1AE&day=wed")
    phone.get_by_role("button", name="Add to my list Quiet Steps").click()
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="My list").click()
    expect(phone.get_by_text("3 places to think about")).to_be_visible()

    phone.get_by_role("link", name="Compare side by side").click()
    cost = phone.get_by_role("row").filter(has_text="Cost")
    expect(cost).to_contain_text("Free")
    expect(cost.get_by_text("Boat trips")).to_be_visible()
    assert sticking_out(phone) == []

    phone.get_by_role("link", name="My list").first.click()
    phone.get_by_role("button", name="Take off my list Boat trips").click()
    expect(phone.get_by_text("2 places to think about")).to_be_visible()
    phone.get_by_role("button", name="Empty my list").click()
    expect(phone.get_by_text("Your list is empty now.")).to_be_visible()


def test_a_list_is_sent_to_oneself(phone, live_server, town):
    fill_list(phone, live_server.url)
    phone.goto(live_server.url + reverse("directory:shortlist"))
    phone.get_by_role("link", name="E-mail it to myself").click()
    phone.get_by_label("Your e-mail address").fill("me")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_role("link", name=re.compile("Enter one e-mail address"))).to_be_visible()
    phone.locator("summary", has_text="In neutral words").click()
    expect(phone.get_by_text("Phone: 0161 496 0102").first).to_be_visible()
    phone.get_by_label("Your e-mail address").fill("me@people.example")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("It is on its way")).to_be_visible()
    message = OutboundMessage.objects.get()
    assert "Boat trips" in message.text
    assert "Alcohol" not in message.text


def test_a_list_is_shared_and_opened_by_somebody_else(phone, live_server, town, new_context):
    fill_list(phone, live_server.url)
    phone.goto(live_server.url + reverse("directory:shortlist"))
    phone.get_by_role("button", name="Share by a link").click()
    expect(phone.get_by_role("heading", name="Your link is ready")).to_be_visible()
    link = phone.get_by_label("The link, to copy").input_value()
    path = re.sub(r"^https?://[^/]+", "", link)
    friend = new_context(viewport=PHONE).new_page()
    friend.goto(live_server.url + path)
    expect(friend.get_by_role("link", name="Boat trips", exact=True)).to_be_visible()
    friend.get_by_role("button", name="Put all of them on my list").click()
    expect(friend.get_by_text("2 places to think about")).to_be_visible()


def test_on_paper_there_is_nothing_to_press_and_large_print_is_large(page, live_server, town):
    fill_list(page, live_server.url)
    for name, query in (
        ("shortlist_paper", "wording=neutral&"),
        ("meetings_week", "postcode=M1+1AE&"),
        ("service_sheet", ""),
    ):
        args = [town.pk] if name == "service_sheet" else []
        for size in ("", "large"):
            page.emulate_media(media="screen")
            address = reverse(f"directory:{name}", args=args)
            page.goto(f"{live_server.url}{address}?{query}size={size}")
            expect(page.get_by_role("button", name="Print this page")).to_be_visible()
            page.emulate_media(media="print")
            parts = ".leave, .site-nav, button, form, .paper__bar, nav, .govuk-back-link"
            shown = page.locator(parts).evaluate_all("all => all.filter(o => o.checkVisibility())")
            assert shown == [], name
            assert smallest(page) >= (18 if size else 10), name
            if size:
                page.emulate_media(media="screen")
                assert smallest(page) >= 18, name


def smallest(page: Page) -> float:
    """The smallest text of the main part, in points."""
    return page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("main *")]
          .filter((one) => one.checkVisibility()
            && !one.closest(".no-print, .govuk-visually-hidden, .govuk-back-link")
            && [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .map((one) => parseFloat(getComputedStyle(one).fontSize) * 0.75))"""
    )


def test_a_sheet_is_one_sheet(page, live_server, town, tmp_path):
    page.goto(live_server.url + reverse("directory:service_sheet", args=[town.pk]))
    made = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1


def test_leaving_empties_the_list_and_the_form_and_the_way_back(page, live_server, town, away):
    page.goto(live_server.url)
    fill_list(page, live_server.url)
    page.goto(live_server.url + reverse("directory:shortlist_email"))
    page.get_by_label("Your e-mail address").fill("me@people.example")
    assert "shortlist" in {cookie["name"] for cookie in page.context.cookies()}
    page.get_by_role("link", name="Leave this site quickly").click()
    page.wait_for_url(away)
    for _ in range(100):  # the word to the server goes by itself, behind the page that is left
        if "shortlist" not in {cookie["name"] for cookie in page.context.cookies()}:
            break
        page.wait_for_timeout(100)
    page.go_back()
    assert "/email/" not in page.url
    page.goto(live_server.url + reverse("directory:shortlist"))
    expect(page.get_by_role("heading", name="Nothing is on it yet")).to_be_visible()


def test_without_scripts_the_link_does_the_same(new_context, live_server, town, away):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    fill_list(page, live_server.url)
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.headers)))
    page.get_by_role("link", name="Leave this site quickly").click()
    page.wait_for_url(away)
    assert all("referer" not in headers for url, headers in sent if url == away)
    assert "shortlist" not in {cookie["name"] for cookie in page.context.cookies()}
    page.goto(live_server.url + reverse("directory:shortlist"))
    expect(page.get_by_role("heading", name="Nothing is on it yet")).to_be_visible()


def test_the_way_out_stays_in_sight_and_covers_nothing(page, live_server, town):
    page.set_viewport_size(PHONE)
    fill_list(page, live_server.url)
    for path in (
        reverse("home"),
        reverse("directory:services") + "?postcode=M1+1AE",
        reverse("directory:meetings") + "?postcode=M1+1AE",
        reverse("directory:shortlist"),
        reverse("directory:shortlist_email"),
        reverse("directory:this_phone"),
        reverse("account_login"),
        town.get_absolute_url(),
    ):
        page.goto(live_server.url + path)
        assert page.evaluate(COVERED) == [], path
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("[data-leave]")).to_be_in_viewport(ratio=1)


def test_the_list_is_made_and_sent_with_the_keyboard_alone(page, live_server, town):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + town.get_absolute_url())
    tab(page, until="Add to my list Boat trips")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take off my list Boat trips")).to_be_visible()
    page.goto(live_server.url + reverse("directory:shortlist"))
    tab(page, until="E-mail it to myself")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="E-mail it to myself")).to_be_visible()
    tab(page, until="Your e-mail address")
    page.keyboard.type("me@people.example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is on its way")).to_be_visible()
    assert page.evaluate(IS_SEEN) is not None


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_full_list_is_sound_and_asks_nobody_else(page, live_server, town, window):
    page.set_viewport_size(window)
    watch = Watch(page, live_server.url)
    for number in range(MOST - 2):
        make_service(f"Walk {number} a long way", at=north_of(MANCHESTER, 2), cost="free")
    fill_list(page, live_server.url)
    for name in ("shortlist", "shortlist_compare", "shortlist_paper", "this_phone", "files"):
        page.goto(live_server.url + reverse(f"directory:{name}"))
        assert broken_rules(page) + sticking_out(page) + watch.complaints() == [], name
