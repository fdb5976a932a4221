"""The frame of every page: the way out, the keyboard, small screens, large text, no JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

PAGES = ["home", "directory:services", "directory:meetings", "directory:urgent", "account_login"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def weather(page):
    """Where the way out leads, answered here: nothing is asked of the real one."""
    page.route("**/weather", lambda route: route.fulfill(body="Sunny", content_type="text/html"))
    return re.compile(r"/weather$")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 800})
    problems = []
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        problems += [(name, one["id"], one["nodes"][0]["html"]) for one in found]
        problems += sticking_out(page, name)
    assert problems == []


def test_text_twice_as_large_still_fits(page, live_server):
    page.set_viewport_size({"width": 640, "height": 800})
    problems = []
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        problems += sticking_out(page, name)
    assert problems == []


def sticking_out(page, name):
    """Nothing, or by how many pixels the page is wider than the window."""
    pixels = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [(name, "wider", pixels)] if pixels > 0 else []


def test_leaving_quickly_takes_the_page_out_of_the_history(page, live_server, weather):
    page.goto(live_server.url + reverse("home"))
    page.goto(live_server.url + reverse("directory:meetings"))
    page.click("text=Leave this site quickly")
    page.wait_for_url(weather)
    page.go_back()
    assert page.url == live_server.url + reverse("home")
    assert page.is_visible("h1")


def test_escape_three_times_leaves_and_twice_does_not(page, live_server, weather):
    page.goto(live_server.url + reverse("home"))
    for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
        page.keyboard.press(key)
    assert page.url == live_server.url + reverse("home")
    page.keyboard.press("Escape")
    page.wait_for_url(weather)


def test_the_keyboard_sees_where_it_is(page, live_server):
    page.goto(live_server.url + reverse("home"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip to the main")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(live_server.url + reverse("home"))
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
              const element = document.activeElement;
              const style = getComputedStyle(element);
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return (style.outlineStyle !== "none" || style.boxShadow !== "none")
                && (element.contains(top) || top.contains(element));
            }"""
        )


def test_the_browser_refuses_nothing_of_ours(page, live_server):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
    assert complaints == []


def test_errors_of_a_form_take_the_eye_and_the_keyboard_to_them(page, live_server):
    page.goto(live_server.url + reverse("account_login"))
    page.click("main button:has-text('Sign in')")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.click(".govuk-error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_login"
