"""A check-up on somebody's own phone: by a link and a second thing, or from their own page."""

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
    return visits.unlisted(render(request, "checkups/form_over.html", status=410))


@login_not_required
@never_cache
def say_how_it_is(request: HttpRequest) -> HttpResponse:
    """A page of questions; each is saved, and none is shown again."""
    now = timezone.now()
    found = form_links.find_visit(request.COOKIES.get(settings.VISIT_COOKIE_NAME, ""), now)
    if found is None:
        return _over(request, None, "no_visit")
    sent, mark = request.POST if request.method == "POST" else None, form_links.mark_of(found)
    if sent is not None and sent.get("mark") != mark:  # left open by somebody else on this phone
        return _over(request, None, "another_form")
    around = own_reading.around_form(found, now)
    if found.finished_at:
        return visits.unlisted(render(request, "checkups/how_it_is_done.html", around))
    number, page = form_pages.page_now(found, request.POST.get("page", ""))
    form = SayHowItIsForm(sent, page=page, number=number, mark=mark)
    if sent is not None and form.is_valid():
        actions.save_answers(
            form=found,
            page=number,
            said=form.said(),
            by=form_links.actor_of(found),
            ring=form.ring(),
        )
        return visits.unlisted(redirect("checkups:say_how_it_is"))
    pages = len(form_pages.pages_of(found.checkup.plan))
    context = {**around, "form": form, "page": page, "number": number + 1, "pages": pages}
    context["until"] = found.expires_at
    return visits.unlisted(render(request, "checkups/say_how_it_is.html", context))


say_how_it_is.neutral_home = "people:mine"  # type: ignore[attr-defined]


@in_person
def start_how_it_is(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """From one's own page, with no link to wait for."""
    found = get_object_or_404(own_reading.planned_of(me.people), pk=pk)
    if request.method == "POST":
        actions.begin_form(checkup=found, by=me.actor)
        return redirect("checkups:say_how_it_is")
    context = {"person": me.people[0], "checkup": found}
    return render(request, "checkups/start_how_it_is.html", context)
