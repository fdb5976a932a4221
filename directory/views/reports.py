"""What people tell us without an account, and the list in which it is answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from directory import actions, open_forms
from directory.filters import ReportFilter
from directory.forms.reports import AnswerForm, ContactForm, OpenForm, TellUsForm
from directory.models import Report, Service, TurnedAway
from rosc.access import ANYBODY, Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import PER_PAGE, confirm_page, find, form_page

LONGEST_PATH = 200


# No cookie is needed to send these two forms: their stamp says that they are ours. What they count
# stays counted when the page breaks down after it.
@login_not_required
@csrf_exempt
@non_atomic_requests
def tell_us(request: HttpRequest) -> HttpResponse:
    page, entry = _told_from(request.GET.get("page", ""))
    form = TellUsForm(request.POST or None, is_of_entry=entry is not None)
    about = {
        "page": page,
        "service": entry if isinstance(entry, Service) else None,
        "organisation": entry if isinstance(entry, Organisation) else None,
    }
    return _take(request, form, "directory/tell_us.html", about, entry=entry)


@login_not_required
@csrf_exempt
@non_atomic_requests
def contact(request: HttpRequest) -> HttpResponse:
    return _take(request, ContactForm(request.POST or None), "directory/contact.html", {})


@login_not_required
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/thanks.html")


@require(Permission.REPORT_ANSWER)
def reports(request: SignedInRequest) -> HttpResponse:
    rows = Report.objects.visible_to(request.user).answerable_by(request.user).for_list()
    narrowed = ReportFilter(request.GET, queryset=rows)
    context = {
        "filter": narrowed,
        "page": Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("page")),
        "turned_away": TurnedAway.objects.lately(timezone.localdate())
        if request.user.is_administrator
        else [],
    }
    return render(request, "directory/reports.html", context)


@require(Permission.REPORT_ANSWER)
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _report(request, pk)
    context = {"report": found, "moves": found.history.all()}
    return render(request, "directory/report.html", context)


@require(Permission.REPORT_ANSWER)
def check_report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _report(request, pk)
    return confirm_page(
        request,
        "directory/check_report.html",
        "I am looking into it",
        is_warning=False,
        act=lambda: actions.check_report(report=found, by=request.user),
        done="It is marked as being looked into.",
        to=reverse("directory:report", args=[pk]),
        report=found,
    )


@require(Permission.REPORT_ANSWER)
def answer_report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _report(request, pk)
    form = AnswerForm(request.POST or None, report=found)
    return form_page(
        request,
        form,
        "directory/answer_report.html",
        act=lambda data: actions.answer_report(report=found, by=request.user, **data),
        done="Your answer is saved.",
        to=reverse("directory:report", args=[pk]),
        report=found,
    )


def _take(
    request: HttpRequest,
    form: OpenForm,
    template: str,
    about: dict[str, Any],
    **context: Any,
) -> HttpResponse:
    """Show an open form; once it is sent and right, take it down, unless too much has come."""
    status = 200
    if request.method == "POST" and form.is_valid():
        why = open_forms.over_the_limit(request)
        if why is None:
            actions.tell_us(by=ANYBODY, **about, **form.cleaned_data)
            return redirect("directory:thanks")
        form.refuse(why)
        status = 429
    for reason in form.turned_away() if form.is_bound else ():
        actions.turn_away(why=reason, on=timezone.localdate())
    return render(request, template, {"form": form, **context}, status=status)


def _told_from(path: str) -> tuple[str, Service | Organisation | None]:
    """The page of ours that somebody came from, without its query, and whose entry it shows."""
    path = path.partition("?")[0]
    if len(path) > LONGEST_PATH or not path.startswith("/"):
        return "", None
    try:
        match = resolve(path)
    except Resolver404:
        return "", None
    rows = _ENTRIES.get(match.view_name, lambda: None)()
    return path, rows.filter(pk=match.kwargs["pk"]).first() if rows is not None else None


_ENTRIES: dict[str, Callable[[], Any]] = {
    "directory:service": lambda: Service.objects.for_public().select_related("organisation"),
    "directory:organisation": lambda: Organisation.objects.approved(),
}


def _report(request: SignedInRequest, pk: UUID) -> Report:
    rows = Report.objects.select_related("service", "organisation")
    return find(request, rows, pk, Permission.REPORT_ANSWER)
