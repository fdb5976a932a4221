"""The person's own page: by a link and a second thing that only they know, without an account."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from rosc.accounts import limits
from rosc.accounts.forms import ConfirmForm
from rosc.people import actions, links, reading, visits
from rosc.people.forms.own_page import AnswerForm, StopEverywhereForm
from rosc.people.forms.routes import ReachMeForm
from rosc.people.models import PersonLink
from rosc.people.visits import Me, in_person

PER_PLACE = "60/5m/ip"
# What has just happened goes with the address: no session is begun for somebody without an account.
DONE = {
    "withdrawn": "You have taken it back. It counts from now.",
    "reach": "Thank you. We use this from now on.",
    "again": "Thank you. It is good to be back in touch.",
    "taken_off": "They are taken off, from now.",
    "taken_away": "It is off your page, from now. Ask whenever you want to see it again.",
    "noted": "Thank you. It is noted.",
    "moved": "It is moved. Thank you for saying so.",
    "paused": "It is paused. You can go on whenever you like.",
    "resumed": "Good to be back in touch.",
    "stopped": "It is stopped, from now. You can come back on any day.",
}


@login_not_required
@never_cache
@sensitive_post_parameters()
@transaction.non_atomic_requests  # a wrong answer counts, whatever becomes of the request
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Says nothing of anybody. Looking changes nothing, and sending it empty does not either."""
    if not limits.is_within(request, "own_page", PER_PLACE, counts_looking=True):
        return visits.unlisted(render(request, "people/link_over.html", status=429))
    link = links.find(token)
    why = link.why_shut(timezone.now()) if link else "unknown"
    if link is None or why:
        return _over(request, link, why)
    form = AnswerForm(request.POST or None, kind=link.person.second_factor)
    if request.method != "POST":
        return visits.unlisted(render(request, "people/own_page.html", {"form": form}))
    return _answer(request, link, form)


def _answer(request: HttpRequest, link: PersonLink, form: AnswerForm) -> HttpResponse:
    """Let them in, or ask again in an empty form; the fifth wrong answer ends the link."""
    now = timezone.now()
    if form.is_valid() and actions.open_by_link(link=link, answer=form.answer(), now=now):
        key = actions.begin_visit(link=link, now=now)
        return visits.keep(redirect("people:mine"), key)
    link.refresh_from_db(fields=["tries", "ended_at", "expires_at"])
    if link.why_shut(now):
        return _over(request, link, link.why_shut(now))
    context = {
        "form": AnswerForm(kind=link.person.second_factor),
        "is_wrong": True,
        "is_empty": not form.is_valid(),
    }
    return visits.unlisted(render(request, "people/own_page.html", context))


def _over(request: HttpRequest, link: PersonLink | None, why: str) -> HttpResponse:
    """The same for every link that leads nowhere. A new one is asked for in two presses."""
    step = request.POST.get("new_link", "")
    if step == "send":
        actions.ask_for_link(link=link, why=why)
    if step in ("ask", "send"):
        page = render(request, "people/link_over.html", {"step": step}, status=410)
        return visits.unlisted(page)
    return visits.leads_nowhere(request, link, why)


@in_person
def mine(request: HttpRequest, me: Me) -> HttpResponse:
    actions.opened(person=me.people[0], by=me.actor, what="own_page")
    context = {**reading.own_page_of(me.people), "done": DONE.get(request.GET.get("done", ""))}
    return render(request, "people/mine.html", context)


@in_person
def mine_withdraw(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    consent = get_object_or_404(reading.own_consents(me.people), pk=pk)
    form = ConfirmForm(request.POST or None, label="Take it back")
    if request.method == "POST" and form.is_valid():
        actions.withdraw(consent=consent, by=me.actor)
        return _done("withdrawn")
    return _page(request, "people/mine_withdraw.html", me, form, consent=consent)


@in_person
def reach_me_by(request: HttpRequest, me: Me) -> HttpResponse:
    form = ReachMeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reach_me_by(people=me.people, by=me.actor, **form.cleaned_data)
        return _done("reach")
    return _page(request, "people/reach_me_by.html", me, form)


@in_person
def stop_everywhere(request: HttpRequest, me: Me) -> HttpResponse:
    form = StopEverywhereForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.stop_everywhere(people=me.people, by=me.actor, **form.cleaned_data)
        response = render(request, "people/stopped.html", {"why": form.cleaned_data["why"]})
        if form.cleaned_data["why"] == "unsafe":
            visits.forget(request, response)
        return response
    return _page(request, "people/stop_everywhere.html", me, form)


@in_person
def contact_me_again(request: HttpRequest, me: Me) -> HttpResponse:
    form = ConfirmForm(request.POST or None, label="You may contact me again", is_warning=False)
    if request.method == "POST" and form.is_valid():
        actions.contact_me_again(people=me.people, by=me.actor)
        return _done("again")
    return _page(request, "people/contact_me_again.html", me, form)


@in_person
def end_visit(request: HttpRequest, me: Me) -> HttpResponse:
    """Close the page behind oneself; a link that is followed by chance closes nothing."""
    if request.method != "POST":
        return redirect("people:mine")
    response = render(request, "people/end_visit.html")
    visits.forget(request, response)
    return response


def _page(request: HttpRequest, template: str, me: Me, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, "person": me.people[0], **context})


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('people:mine')}?done={what}")
