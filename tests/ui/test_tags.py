from datetime import UTC, datetime, time

import pytest
from django.template import Context, RequestContext, Template

from rosc.ui.templatetags import ui


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "under 200 yards"),
        (182, "under 200 yards"),
        (183, "0.1 miles"),
        (644, "0.4 miles"),
        (1600, "1 mile"),
        (1609.344, "1 mile"),
        (4200, "2.6 miles"),
        (15_900, "9.9 miles"),
        (16_050, "10 miles"),
        (80_467, "50 miles"),
    ],
)
def test_miles_says_a_distance_as_people_do(metres, words):
    assert ui.miles(metres) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(0, 0), "midnight"),
        (time(0, 15), "12:15am"),
        (time(7, 0), "7am"),
        (time(12, 0), "midday"),
        (time(12, 5), "12:05pm"),
        (time(19, 30), "7:30pm"),
        (datetime(2026, 7, 1, 18, 0, tzinfo=UTC), "7pm"),
        (datetime(2026, 12, 1, 18, 0, tzinfo=UTC), "6pm"),
        (datetime(2026, 7, 1, 18, 0), "6pm"),  # noqa: DTZ001 - wall time stays as it is
    ],
)
def test_clock_says_the_time_on_the_wall(moment, words):
    assert ui.clock(moment) == words


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("0161 496 0123", "tel:01614960123"),
        ("(0161) 496-0123", "tel:01614960123"),
        ("+44 (0)161 496 0123", "tel:+441614960123"),
        ("01632 960123 ext 45", "tel:01632960123"),
        ("999", "tel:999"),
        ("Ask at the desk", ""),
        ("Text HELLO to 85258", ""),
        ("", ""),
    ],
)
def test_phone_href_rings_numbers_only(number, address):
    assert ui.phone_href(number) == address


def test_nothing_links_to_a_page_that_is_not_there(rf):
    context = RequestContext(rf.get("/"), {})
    assert Template('{% nav_link "Nowhere" "nowhere:at_all" %}').render(context) == ""
    assert Template('{% url_if_any "nowhere:at_all" default="/" %}').render(Context()) == "/"


def test_the_page_one_is_on_is_marked(rf):
    here = RequestContext(rf.get("/services/?q=walk"), {})
    elsewhere = RequestContext(rf.get("/"), {})
    link = Template('{% nav_link "Find support" "directory:services" %}')
    assert 'aria-current="page"' in link.render(here)
    assert "aria-current" not in link.render(elsewhere)


def test_pagination_keeps_what_was_asked(rf):
    request = rf.get("/services/", {"q": "a&b", "kind": ["x", "y"], "page": "4"})
    html = Template("{% pagination 4 20 %}").render(RequestContext(request, {}))
    assert 'href="?q=a%26b&amp;kind=x&amp;kind=y&amp;page=5"' in html
    assert html.count('aria-current="page"') == 1
    assert "…" in html
    first = Template("{% pagination 1 2 %}").render(RequestContext(request, {}))
    assert "Previous" not in first
    assert "Next" in first


def test_an_icon_is_drawn_and_never_read_out():
    html = Template('{% icon "clock" %}').render(Context())
    assert 'aria-hidden="true"' in html
    assert 'icons.svg#clock"' in html


@pytest.mark.parametrize(
    ("label", "within"),
    [
        ("Keyworker", "keyworker"),
        ("LERO leader", "LERO leader"),
        ("E-mail address", "e-mail address"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_a_label_reads_on_within_a_sentence(label, within):
    assert ui.within_sentence(label) == within


@pytest.mark.parametrize(
    ("sent", "called"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on an iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101", "A browser on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(sent, called):
    assert ui.browser_name(sent) == called


def test_999_and_111_in_a_sentence_can_be_pressed():
    said = ui.with_numbers_to_press("<Call> 111, or 999. Not 1112")
    assert said == (
        '&lt;Call&gt; <a href="tel:111">111</a>, or <a href="tel:999">999</a>. Not 1112'
    )
