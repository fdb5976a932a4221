"""Every page there is, found in the URLconf: sound to every check, with scripts and without."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checks import (
    Watch,
    broken_rules,
    cut_words,
    lost_by_keyboard,
    sticking_out,
    unclear_names,
)
from tests.browser.walk import NO_PAGE, Stop, World, questions, searches
from tests.test_access import views

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


@pytest.fixture
def world(postcodes, settings) -> World:
    settings.DEMO = True  # there the words of messages can be read
    return World()


@pytest.fixture
def stops(world) -> list[Stop]:
    anybody = world.visitors[0]
    more = [*questions(), *searches()]
    return [*world.stops(), *(Stop(name, address, anybody) for name, address in more)]


@contextmanager
def walking(browser: Browser, address: str, stops: list[Stop], **options) -> Iterator[Page]:
    """The page of a browser that carries the cookies of these stops' visitor."""
    context = stops[0].visitor.context(browser, address, **options)
    yield context.new_page()
    context.close()


def by_visitor(stops: list[Stop]) -> Iterator[list[Stop]]:
    ordered = sorted(stops, key=lambda stop: stop.visitor.name)
    for _, group in groupby(ordered, key=lambda stop: stop.visitor.name):
        yield list(group)


def test_every_view_is_walked_or_is_no_page(stops):
    walked = [stop.name for stop in stops if "?" not in stop.name]
    assert set(views()) - set(walked) == set(NO_PAGE)
    assert len(walked) == 334
    assert len(stops) == 361


def test_every_page_is_sound(stops, browser, live_server):
    wrong = []
    for group in by_visitor(stops):
        with walking(browser, live_server.url, group) as page:
            watch = Watch(page, live_server.url)
            for stop in group:
                page.set_viewport_size(DESKTOP)
                answer = page.goto(live_server.url + stop.address)
                found = [] if answer.status == 200 else [f"status {answer.status}"]
                found += unclear_names(page) + broken_rules(page) + sticking_out(page)
                page.set_viewport_size(PHONE)
                found += broken_rules(page) + sticking_out(page) + watch.complaints()
                wrong += [(stop.name, one) for one in found]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_page_is_whole_without_scripts(stops, browser, live_server):
    wrong = []
    for group in by_visitor(stops):
        with walking(browser, live_server.url, group, java_script_enabled=False) as page:
            watch = Watch(page, live_server.url)
            for stop in group:
                page.set_viewport_size(PHONE)
                answer = page.goto(live_server.url + stop.address)
                found = [] if answer.status == 200 else [f"status {answer.status}"]
                found += unclear_names(page) + sticking_out(page)
                # Text twice as large, and no wider window for it.
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                found += sticking_out(page) + cut_words(page) + watch.complaints()
                wrong += [(stop.name, one) for one in found]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_page_is_gone_through_by_keyboard(world, browser, live_server):
    """On a phone, where the way out stays at the edge of the window."""
    wrong = []
    for group in by_visitor(list(world.stops())):
        with walking(browser, live_server.url, group, viewport=PHONE) as page:
            for stop in group:
                page.goto(live_server.url + stop.address)
                wrong += [(stop.name, one) for one in lost_by_keyboard(page)]
    assert not wrong, "\n".join(map(str, wrong))
