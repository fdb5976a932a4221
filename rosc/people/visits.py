"""The cookie by which a browser stays on somebody's own page, after the second thing.

The address of the link is left behind at once: what stands in a history or on a screen opens
nothing. The cookie ends with the browser, the visit on the server half an hour after the last
press. What was being written then still reaches us for some hours: it is taken, nothing is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
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
from rosc.people.models.links import SENT_LATE


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever is on their own page: their records, and themselves as who acts."""

    visit: PersonVisit
    people: list[Person]
    actor: Oneself
    is_late: bool = False  # the visit is over: what they send is taken, and nothing shown


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


def _visit_of(request: HttpRequest, late: timedelta = timedelta(0)) -> PersonVisit | None:
    key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
    return links.find_visit(key, timezone.now(), late=late) if key else None


def in_person(view: OwnView) -> Callable[..., HttpResponse]:
    """Open a page for the person themselves only, while their visit goes on."""
    return _guarded(view, takes_late=False)


def in_person_or_late(view: OwnView) -> Callable[..., HttpResponse]:
    """The same; but what is sent from a page that was left open is taken for some hours more."""
    return _guarded(view, takes_late=True)


def _guarded(view: OwnView, *, takes_late: bool) -> Callable[..., HttpResponse]:
    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = _visit_of(request)
        is_late = visit is None and takes_late and request.method == "POST"
        if is_late:
            visit = _visit_of(request, SENT_LATE)
        if visit is None:
            return leads_nowhere(request, None, "no_visit")
        if not is_late:
            actions.prolong_visit(visit=visit, now=timezone.now())
        people = links.people_of(visit.link)
        me = Me(visit, people, links.oneself(people), is_late)
        return unlisted(view(request, me, *args, **kwargs))

    guarded.neutral_home = "people:mine"  # type: ignore[attr-defined]
    return guarded


def leads_nowhere(request: HttpRequest, link: PersonLink | None, why: str) -> HttpResponse:
    """The one polite page, whatever is wrong with a link; why stands in the audit alone."""
    actions.turn_away(link=link, why=why)
    context = {"is_lost": request.method == "POST" and why == "no_visit"}
    return unlisted(render(request, "people/link_over.html", context, status=410))


def unlisted(response: HttpResponse) -> HttpResponse:
    """Found by no search engine."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
