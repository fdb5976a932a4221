"""The results without a mouse, and on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.checks import IS_SEEN
from tests.browser.walk import rich_service
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
NAME = """() => {
  const element = document.activeElement;
  return (element.labels?.[0] || element).textContent.replace(/\\s+/g, " ").trim();
}"""


def tab(page: Page, *, until: str) -> list[str]:
    """Press Tab until something of that name has the focus; the names on the way, all seen."""
    names = []
    while until not in names:
        assert len(names) < 60, f"{until} is not reached: {names}"
        page.keyboard.press("Tab")
        page.wait_for_function(IS_SEEN)
        names.append(page.evaluate(NAME))
    return names


@pytest.mark.parametrize("width", [320, 1280])
def test_tab_goes_through_the_results_in_a_sensible_order(page, live_server, postcodes, width):
    make_service("Boat trips", cost="free")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + reverse("directory:services") + "?postcode=M1+1AE")
    wanted = [
        "Skip to the main part of the page",
        "Leave this site quickly",
        "Postcode or place",
        "What do you need?",
        "When",
        "Search",
        "Time of day, and how far",
        *(["Narrow the list"] if width == 320 else ["Kind of help"]),
        "Boat trips",
    ]
    passed = tab(page, until=wanted[-1])
    assert [name for name in passed if name in wanted] == wanted


def test_a_search_is_made_and_narrowed_with_the_keyboard_alone(page, live_server, postcodes):
    make_service("Boat trips", kinds=("peer-support",))
    make_service("Rooms by the canal", kinds=("recovery-housing",))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url)
    tab(page, until="Postcode or place")
    page.keyboard.type("m1 1ae")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 results for M1 1AE")).to_be_in_viewport()

    page.goto(page.url.removesuffix("#results"))
    tab(page, until="Narrow the list")
    page.keyboard.press("Enter")
    option = page.get_by_role("checkbox", name="A home that supports recovery")
    tab(page, until=" ".join(option.locator("..").inner_text().split()))
    page.keyboard.press("Space")
    tab(page, until="Show these")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 result for M1 1AE")).to_be_in_viewport()
    tab(page, until="Rooms by the canal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rooms by the canal", level=1)).to_be_visible()


def test_paper_holds_what_matters_and_nothing_to_press(page, live_server, postcodes):
    service = rich_service(OrganisationFactory(name="Hazel Houses"))
    page.emulate_media(media="print")
    page.goto(live_server.url + service.get_absolute_url())
    for words in ("Hazel House", "Hazel Houses", "0161 496 0102", "house@hazel.example"):
        expect(page.get_by_text(words).first).to_be_visible()
    for words in ("You have a cup of tea", "Ancoats", "10am to 4pm", "Good to know"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert shown(page) == []

    page.goto(live_server.url + reverse("directory:services") + "?postcode=M1+1AE")
    expect(page.get_by_role("heading", name="1 result for M1 1AE")).to_be_visible()
    expect(page.get_by_text("0161 496 0102")).to_be_visible()
    assert shown(page) == []


def shown(page: Page) -> list[str]:
    """What has no place on paper and is displayed all the same."""
    parts = ".site-nav, .leave, .govuk-skip-link, form.search, .filters, .govuk-pagination, nav"
    return page.locator(parts).evaluate_all(
        "parts => parts.filter(part => part.checkVisibility()).map(part => part.className)"
    )
