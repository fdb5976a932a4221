"""Files to take away: calendars and tables of what was found. See directory/exports."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from directory.exports.calendar import calendar_of
from directory.exports.table import MEETING_COLUMNS, SERVICE_COLUMNS, table_of
from directory.filters import FacetFilterSet, MeetingFilterSet, ServiceFilterSet
from directory.forms.search import SearchForm
from directory.models import Service, Session
from directory.search.asked import Found
from directory.search.meeting_search import search_meetings
from directory.search.service_search import search_services
from directory.search.whole import MOST, Search, whole
from directory.views.find import asked_of
from directory.views.traceless import traceless


@login_not_required
@traceless
def session_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(Session.objects.for_public(), pk=pk)
    return calendar_of(request, [session], timezone.now())


@login_not_required
@traceless
def service_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    service = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    return calendar_of(request, service.sessions.all(), timezone.now())


@login_not_required
@traceless
def meetings_calendar(request: HttpRequest) -> HttpResponse:
    found = _meetings(request)
    return calendar_of(request, [hit.occurrence.session for hit in found.hits], found.asked.now)


@login_not_required
@traceless
def services_calendar(request: HttpRequest) -> HttpResponse:
    found = _services(request)
    sessions = [session for hit in found.hits for session in hit.sessions]
    return calendar_of(request, sessions, found.asked.now)


@login_not_required
@traceless
def meetings_table(request: HttpRequest) -> HttpResponse:
    return table_of(MEETING_COLUMNS, _meetings(request).hits)


@login_not_required
@traceless
def services_table(request: HttpRequest) -> HttpResponse:
    return table_of(SERVICE_COLUMNS, _services(request).hits)


@login_not_required
def files(request: HttpRequest) -> HttpResponse:
    """What is in the files, column by column."""
    tables = [("Meetings", MEETING_COLUMNS), ("Places and people that help", SERVICE_COLUMNS)]
    return render(request, "directory/files.html", {"tables": tables, "most": MOST})


def _meetings(request: HttpRequest) -> Found:
    return _found(request, MeetingFilterSet, search_meetings)


def _services(request: HttpRequest) -> Found:
    return _found(request, ServiceFilterSet, search_services)


def _found(request: HttpRequest, filters: type[FacetFilterSet], search: Search) -> Found:
    return whole(search, asked_of(SearchForm(request.GET), filters(request.GET)))
