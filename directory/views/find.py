"""The public pages: find support, see what it is, see when it meets."""

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from directory import actions, badges
from directory.filters import FacetFilterSet, MeetingFilterSet, ServiceFilterSet
from directory.forms.search import SearchForm
from directory.models import Kind, Service
from directory.models.choices import Mode
from directory.search.around import around
from directory.search.asked import Asked, Found
from directory.search.cards import ServiceHit, services_of
from directory.search.danger import is_in_danger
from directory.search.doors import DOORS
from directory.search.meeting_search import search_meetings
from directory.search.service_search import search_services
from directory.search.typed_as_one import told_apart
from directory.search.when import occurrences, open_state
from directory.search.where import Outcome, locate
from directory.search.words import understand
from rosc.accounts.models import Organisation

MOST_NEAREST = 3
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|http", re.IGNORECASE)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    kinds = Kind.objects.recovery_support()
    context = {"form": SearchForm(request.GET), "kinds": kinds, "doors": DOORS.values()}
    return render(request, "home.html", context)


@login_not_required
def urgent(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/urgent.html")


@login_not_required
def services(request: HttpRequest) -> HttpResponse:
    form, filters = SearchForm(request.GET), ServiceFilterSet(request.GET)
    asked = asked_of(form, filters)
    found = search_services(asked, form.cleaned_data["page"])
    _note_unmet_need(request, asked, found)
    return render(request, "directory/services.html", _context(request, form, filters, found))


@login_not_required
def meetings(request: HttpRequest) -> HttpResponse:
    form, filters = SearchForm(request.GET), MeetingFilterSet(request.GET)
    asked = asked_of(form, filters)
    found = search_meetings(asked, form.cleaned_data["page"])
    _note_unmet_need(request, asked, found)
    return render(request, "directory/meetings.html", _context(request, form, filters, found))


@login_not_required
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    now = timezone.now()
    sessions = sorted(found.sessions.all(), key=lambda s: (s.weekday, s.starts_at))
    upcoming = sorted(
        (held[0] for s in sessions if (held := occurrences(s, now, days=36))),
        key=lambda held: held.starts,
    )
    context = {
        "service": found,
        "sessions": sessions,
        "state": open_state(sessions, now),
        "upcoming": upcoming,
        "now": now,
        "around": around(found),
        "badges": badges.of(found.organisation),
    }
    return render(request, "directory/service.html", context)


@login_not_required
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.approved().select_related("profile"), pk=pk)
    hits = services_of(found, timezone.now())
    context = {"organisation": found, "hits": hits, "badges": badges.of(found)}
    return render(request, "directory/organisation.html", context)


def asked_of(form: SearchForm, filters: FacetFilterSet) -> Asked:
    """The search in plain data. "food bank in Leeds", typed as one, is taken apart."""
    form.is_valid()
    said = form.cleaned_data
    where, words = locate(said["postcode"]), said["q"]
    if where.outcome == Outcome.EMPTY:
        where, words = told_apart(words) or (where, words)
    return Asked(
        where=where,
        now=timezone.now(),
        meaning=understand(words),
        miles=said["within"],
        day=said["day"],
        at=said["time"],
        chosen=filters.chosen(),
    )


def _context(
    request: HttpRequest, form: SearchForm, filters: FacetFilterSet, found: Found
) -> dict[str, Any]:
    kept = ("postcode", "q", "day", "time", "within")
    return {
        "form": form,
        "said": form.cleaned_data,
        "where": found.asked.where,
        "found": found,
        "nearest": _nearest(found),
        "groups": filters.options(found.counts),
        "unknown": form.unknown() + filters.unknown(),
        "kept": [(name, form.cleaned_data[name]) for name in kept if form.cleaned_data[name]],
        "is_search": any(request.GET.values()),
        "is_in_danger": is_in_danger(form.cleaned_data["q"]),
        "remote_modes": [Mode.ONLINE, Mode.PHONE],
        "tile_url": settings.TILE_URL,
        "tile_attribution": settings.TILE_ATTRIBUTION,
    }


def _nearest(found: Found) -> list[ServiceHit]:
    """The nearest help of any kind, where nothing was found and somebody said where they are."""
    if found.total or not found.asked.point:
        return []
    return search_services(found.asked.anything(), size=MOST_NEAREST).hits


def _note_unmet_need(request: HttpRequest, asked: Asked, found: Found) -> None:
    """Leave what could not be found for the gap report; never for a robot."""
    is_robot = ROBOT.search(request.headers.get("User-Agent") or "robot")
    is_of_england = asked.where.outcome != Outcome.ELSEWHERE
    is_known = asked.kinds() or asked.where.authority_code
    if found.is_met or is_robot or not (is_of_england and is_known):
        return
    actions.record_unmet_need(
        kinds=asked.kinds(), authority_code=asked.where.authority_code, now=asked.now
    )
