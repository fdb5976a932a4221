"""A check-up on somebody's own phone: by a link and a second thing, or from their own page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from checkups import actions, form_links, form_pages, own_reading
from checkups.forms.own_form import SayHowItIsForm
from checkups.models import SelfCompletion
from rosc.accounts import limits
from rosc.people import visits
from rosc.people.forms.own_page import AnswerForm
from rosc.people.views.own_page import PER_PLACE
from rosc.people.visits import Me, in_person


@login_not_required
@never_cache
@sensitive_post_parameters()
@transaction.non_atomic_requests  # a wrong answer counts, whatever becomes of the request
def how_it_is(request: HttpRequest, token: str) -> HttpResponse:
    """Says nothing of anybody. Looking changes nothing, and sending it empty does not either."""
    if not limits.is_within(request, "own_page", PER_PLACE, counts_looking=True):
        return visits.unlisted(render(request, "checkups/form_over.html", status=429))
    now, form = timezone.now(), form_links.find(token)
    why = form.why_shut(now) if form else "unknown"
    if form is None or why:
        return _over(request, form, why)
    kind = form.checkup.plan.person.second_factor
    asked = AnswerForm(request.POST or None, kind=kind)
    if request.method == "POST" and asked.is_valid():
        key = actions.open_form(form=form, answer=asked.answer(), now=now)
        if key:
            return visits.keep(redirect("checkups:say_how_it_is"), key)
        form.refresh_from_db(fields=["tries", "ended_at", "expires_at"])
        if form.why_shut(now):
            return _over(request, form, form.why_shut(now))
    context = {  # what was typed is never shown again
        "form": AnswerForm(kind=kind),
        "is_wrong": request.method == "POST",
        "is_empty": not asked.is_valid(),
    }
    return visits.unlisted(render(request, "checkups/how_it_is.html", context))


def _over(request: HttpRequest, form: SelfCompletion | None, why: str) -> HttpResponse:
    """The one polite page, whatever is wrong with a link; why stands in the audit alone."""
    actions.turn_form_away(form=form, why=why)
    context = {"is_page": why in ("no_visit", "another_form"), "is_lost": request.method == "POST"}
    return visits.unlisted(render(request, "checkups/form_over.html", context, status=410))


@login_not_required
@never_cache
def say_how_it_is(request: HttpRequest) -> HttpResponse:
    """A page of questions; each is saved, and none is shown again."""
    now = timezone.now()
    key, sent = request.COOKIES.get(settings.VISIT_COOKIE_NAME, ""), request.POST.get("mark", "")
    found = form_links.find_visit(key, now)
    is_late = request.method == "POST" and (found is None or found.finished_at is not None)
    if is_late:
        found = form_links.find_late(key, sent, now)
    if found is None:
        return _over(request, None, "no_visit")
    if request.method == "POST" and sent != form_links.mark_of(found):
        return _over(request, None, "another_form")  # left open by somebody else on this phone
    if found.finished_at and not is_late:
        return _done(request, found, now)
    return _page(request, found, now, is_late=is_late)


def _page(request: HttpRequest, found: SelfCompletion, now: datetime, *, is_late: bool) -> Any:
    """The page before them; once it is sent, the next. Late, it is taken and no other shown."""
    number, page = form_pages.page_now(found, request.POST.get("page", ""))
    sent, mark = request.POST if request.method == "POST" else None, form_links.mark_of(found)
    form = SayHowItIsForm(sent, page=page, number=number, mark=mark)
    if sent is not None and form.is_valid():
        actions.save_answers(
            form=found,
            page=number,
            said=form.said(),
            by=form_links.actor_of(found),
            ring=form.ring(),
            is_late=is_late,
        )
        return _sent_late(request, found, now) if is_late else _go_on()
    pages = len(form_pages.pages_of(found.checkup.plan))
    context = {"form": form, "page": page, "number": number + 1, "pages": pages}
    context |= {"until": found.expires_at, **own_reading.around_form(found, now)}
    return visits.unlisted(render(request, "checkups/say_how_it_is.html", context))


def _go_on() -> HttpResponse:
    return visits.unlisted(redirect("checkups:say_how_it_is"))


def _done(request: HttpRequest, found: SelfCompletion, now: datetime) -> HttpResponse:
    around = own_reading.around_form(found, now)
    return visits.unlisted(render(request, "checkups/how_it_is_done.html", around))


def _sent_late(request: HttpRequest, found: SelfCompletion, now: datetime) -> HttpResponse:
    key = request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")
    if form_links.find_visit(key, now) is not None:  # their page is open still
        return _go_on()
    around = own_reading.around_form(found, now)
    context = {**around, "place": found.organisation.name, "is_sent": found.finished_at}
    return visits.unlisted(render(request, "checkups/sent_late.html", context))


say_how_it_is.neutral_home = "people:mine"  # type: ignore[attr-defined]


@in_person
def start_how_it_is(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """From one's own page, with no link to wait for."""
    found = get_object_or_404(own_reading.checkups_of(me.people), pk=pk)
    if request.method == "POST":
        actions.begin_form(checkup=found, by=me.actor)
        return redirect("checkups:say_how_it_is")
    context = {"person": me.people[0], "checkup": found}
    return render(request, "checkups/start_how_it_is.html", context)
