"""Pages for paper: a sheet about one place, and a week of meetings for those without internet."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from directory.filters import MeetingFilterSet
from directory.forms.paper import Paper
from directory.forms.search import SearchForm
from directory.models import Service
from directory.search.meeting_search import search_meetings
from directory.search.whole import MOST, whole, without_internet
from directory.shortlist import entry_of
from directory.views.find import asked_of


@login_not_required
def service_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    service = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    entry = entry_of(service, timezone.now())
    context = {
        "service": service,
        "said": entry.said(is_neutral=False),
        "paper": Paper.of(request.GET),
        "now": timezone.now(),
    }
    return render(request, "directory/service_sheet.html", context)


@login_not_required
def meetings_week(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    asked = asked_of(form, MeetingFilterSet(request.GET))
    found = whole(search_meetings, asked) if asked.point else None
    context = {
        "form": form,
        "said": form.cleaned_data,
        "where": asked.where,
        "found": found,
        "hits": without_internet(found.hits) if found else [],
        "paper": Paper.of(request.GET),
        "most": MOST,
        "now": asked.now,
    }
    return render(request, "directory/meetings_week.html", context)
