"""The audit, for administrators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rosc.access import Permission, require
from rosc.audit.filters import AuditFilter
from rosc.audit.models import AuditEvent
from rosc.audit.names import names_of

PER_PAGE = 50


@require(Permission.AUDIT_READ)
def events(request: HttpRequest) -> HttpResponse:
    found = AuditFilter(request.GET, queryset=AuditEvent.objects.visible_to(request.user))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    names = names_of(pair for event in page for pair in event.named())
    rows = [
        {
            "event": event,
            "actor": names.get(event.actor_id) or event.actor_label,
            "subject": names.get(event.subject_id, ""),
            "organisation": names.get(event.organisation_id, ""),
        }
        for event in page
    ]
    return render(request, "audit/events.html", {"filter": found, "page": page, "rows": rows})
