"""Tags and filters every template has without loading them."""

import re
from datetime import datetime, time
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from rosc.measures import METRES_A_MILE
from rosc.ui.addresses import address

register = template.Library()

METRES_IN_200_YARDS = 183
NEVER_TOLD = ("/accounts/", "/people/", "/referrals/")  # addresses that may hold somebody's link
# In this order: many browsers call themselves by the names of those further down as well.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
]


@register.filter
def miles(metres: float) -> str:
    """A distance in metres as people say it: "under 200 yards", "0.4 miles", "12 miles"."""
    if metres < METRES_IN_200_YARDS:
        return "under 200 yards"
    distance = metres / METRES_A_MILE
    words = f"{distance:.0f}" if distance >= 9.95 else f"{distance:.1f}".removesuffix(".0")
    return "1 mile" if words == "1" else f"{words} miles"


@register.filter
def clock(moment: time | datetime) -> str:
    """A time of day, as people say it: "7pm", "7:30pm", "midday", "midnight".

    A moment that knows its zone is told in the portal's own.
    """
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midnight" if moment.hour == 0 else "midday"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


@register.filter
def within_sentence(words: str) -> str:
    """A label as it reads inside a sentence: "keyworker", but "LERO leader" as it stands."""
    is_name = len(words) > 1 and words.split()[0].isupper()
    return words if is_name else words[:1].lower() + words[1:]


@register.filter
def browser_name(user_agent: str) -> str:
    """A browser and what it runs on, as people call them: "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


@register.filter
@lru_cache(maxsize=4096)
def phone_href(number: str) -> str:
    """The address that rings a number, or nothing where the text is no telephone number."""
    dialled = re.split(r"\b(?:ext|extension|option)\b", number, flags=re.IGNORECASE)[0]
    dialled = dialled.replace("(0)", "")
    if not re.fullmatch(r"\s*\+?[\d\s().-]{3,25}", dialled):
        return ""
    return "tel:" + re.sub(r"[^\d+]", "", dialled)


@register.filter
def to_press(number: str) -> str:
    """A number that can be pressed as well as read; any other text as it is."""
    href = phone_href(number)
    return format_html('<a class="no-break" href="{}">{}</a>', href, number) if href else number


@register.filter
def with_numbers_to_press(text: str) -> SafeString:
    """A sentence in which 999 and 111 can be pressed."""
    parts = re.split(r"\b(999|111)\b", text)
    pressed = (format_html('<a href="tel:{}">{}</a>', part, part) for part in parts[1::2])
    return format_html_join("", "{}{}", zip_longest(parts[::2], pressed, fillvalue=""))


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small line drawing from static/src/icons.svg; it never stands without words."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def url_if_any(name: str, *, default: str = "") -> str:
    try:
        return address(name)
    except NoReverseMatch:
        return default


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, label: str, name: str) -> str:
    """A list item linking to the named page; nothing where the portal has no such page."""
    address = url_if_any(name)
    if not address:
        return ""
    request = context.get("request")
    current = SafeString(' aria-current="page"') if request and request.path == address else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)


@register.inclusion_tag("components/tell_us.html", takes_context=True)
def tell_us_link(context: template.Context) -> dict[str, str]:
    """Where somebody says that a public page is wrong: it carries the page's path, never its query.

    Nothing on the pages of those who work here, and on the form itself.
    """
    request = context.get("request")
    address = url_if_any("directory:tell_us")
    if request is None or request.resolver_match is None or not address:
        return {"href": ""}
    is_public = not getattr(request.resolver_match.func, "login_required", True)
    if not is_public or request.path.startswith((address, *NEVER_TOLD)):
        return {"href": ""}
    return {"href": f"{address}?{urlencode({'page': request.path})}"}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: template.Context, number: int, total: int, *, anchor: str = ""
) -> dict[str, Any]:
    """Links to the other pages of a list; every other part of the query stays as it is.

    `anchor` is the id of the list, where it does not stand at the top of its page.
    """
    query = context["request"].GET.copy()

    def address(page: int) -> str:
        query["page"] = str(page)
        return f"?{query.urlencode()}{'#' * bool(anchor)}{anchor}"

    shown = Paginator(range(total), 1).get_elided_page_range(number, on_each_side=1, on_ends=1)
    return {
        "items": [
            {"number": page, "href": address(page), "is_current": page == number}
            if isinstance(page, int)
            else None
            for page in shown
        ],
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < total else "",
    }
