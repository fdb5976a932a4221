"""What somebody sees when a page cannot be shown: kind, with numbers to call and a way on."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.html import format_html

from rosc.ui.templatetags.ui import phone_href


def bare_page(title: str, words: str) -> str:
    """A page without templates, styles or the database, with the numbers that are always open."""
    numbers = (
        format_html('<p>{}: <a href="{}">{}</a>', line.name, phone_href(line.number), line.number)
        for line in settings.HELPLINES
        if line.is_always_open and line.number and "anybody" in line.audiences
    )
    return (
        f"<!doctype html><html lang=en-GB><title>{title}</title><h1>{title}</h1><p>{words}"
        '<p><a href="/">Go to the first page</a>'
        "<p>In danger? Call <a href=tel:999>999</a>." + "".join(numbers)
    )


# For the moment when even the template of the error page cannot be read.
LAST_RESORT = bare_page(
    "Sorry, something went wrong here", "It is not your fault. Please try again in a few minutes."
)
log = structlog.get_logger("rosc.ui")


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """The page of an error; on a page that says nothing of what the portal is about, one that does
    not either."""
    home = _neutral_home(request)
    if home:
        context |= {"status": status, "back_url": reverse(home)}
        return render(request, "neutral_error.html", context, status=status)
    return render(request, template, context, status=status)


def _neutral_home(request: HttpRequest) -> str:
    """Where a neutral view says that its visitors are at home: the name of a page; else nothing."""
    match = request.resolver_match
    return getattr(match.func, "neutral_home", "") if match else ""


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return _page(request, "400.html", 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return _page(request, "403.html", 403)


@login_not_required
def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a page that was open too long, so it says how to go on."""
    return _page(request, "403_csrf.html", 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return _page(request, "404.html", 404)


@login_not_required
def conflict(request: HttpRequest, **context: Any) -> HttpResponse:
    """409: somebody else changed the same thing first. `back_url`, if known, shows it as it is."""
    return _page(request, "409.html", 409, **context)


@login_not_required
def too_many_requests(
    request: HttpRequest, exception: Exception | None = None, retry_after: int = 300
) -> HttpResponse:
    """429, also allauth's `handler429`; `retry_after` in seconds."""
    response = _page(request, "429.html", 429)
    response.headers["Retry-After"] = str(retry_after)
    return response


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: without the database or context processors, if need be without files."""
    try:
        reference = structlog.contextvars.get_contextvars().get("request_id", "")[:8]
        context = {
            "portal_name": settings.PORTAL_NAME,
            "reference": reference,
            "is_neutral": bool(_neutral_home(request)),
        }
        page = loader.get_template("500.html").render(context)
    except Exception:
        log.exception("error_page_failed")
        page = LAST_RESORT
    return HttpResponseServerError(page)
