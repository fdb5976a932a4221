"""The cookie by which a browser stays on somebody's own page, after the second thing.

The address of the link is left behind at once: what stands in a history or on a screen opens
nothing. The cookie ends with the browser, the visit on the server after half an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from rosc.access import Oneself
from rosc.people import actions, links
from rosc.people.models import Person, PersonLink, PersonVisit


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever is on their own page: their records, and themselves as who acts."""

    visit: PersonVisit
    people: list[Person]
    actor: Oneself


OwnView = Callable[Concatenate[HttpRequest, Me, ...], HttpResponse]


def keep(response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(
        settings.VISIT_COOKIE_NAME,
        key,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """End the visit, here and in the browser."""
    visit = _visit_of(request)
    if visit:
        actions.end_visit(visit=visit)
    if settings.VISIT_COOKIE_NAME in request.COOKIES:
        response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Strict")


def _visit_of(request: HttpRequest) -> PersonVisit | None:
    key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
    return links.find_visit(key, timezone.now()) if key else None


def in_person(view: OwnView) -> Callable[..., HttpResponse]:
    """Open a page for the person themselves only, while their visit goes on."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = _visit_of(request)
        if visit is None:
            return leads_nowhere(request, None, "no_visit")
        people = links.people_of(visit.link)
        me = Me(visit, people, links.oneself(people))
        return unlisted(view(request, me, *args, **kwargs))

    guarded.neutral_home = "people:mine"  # type: ignore[attr-defined]
    return guarded


def leads_nowhere(request: HttpRequest, link: PersonLink | None, why: str) -> HttpResponse:
    """The one polite page, whatever is wrong with a link; why stands in the audit alone."""
    actions.turn_away(link=link, why=why)
    return unlisted(render(request, "people/link_over.html", status=410))


def unlisted(response: HttpResponse) -> HttpResponse:
    """Found by no search engine."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
