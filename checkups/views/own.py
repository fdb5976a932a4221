"""What the person themselves does on their own page: move a day, pause, stop, and say that things
have slipped."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from checkups import actions, own_reading
from checkups.forms.own import MoveMineForm, PauseMineForm, SlippedForm
from checkups.models import CallRequest, Status
from checkups.trend import strengths_of
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.forms import ConfirmForm
from rosc.people.visits import Me, in_person, in_person_or_late

JUST_NOW = timedelta(seconds=5)


@in_person_or_late
def slipped(request: HttpRequest, me: Me) -> HttpResponse:
    """What is there now, and what would help; the numbers are on top whatever they choose."""
    found = own_reading.slipped_of(me.people, timezone.now())
    form = SlippedForm(request.POST or None, is_back=found.is_back, call=found.call)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_for_help(
                person=found.person, plan=found.plan, by=me.actor, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if me.is_late:
                return _sent_late(request, made)
            return redirect("checkups:slipped_done", made.pk)
    context = {"form": form, "person": me.people[0], "found": found}
    return render(request, "checkups/slipped.html", context)


def _sent_late(request: HttpRequest, asked: CallRequest) -> HttpResponse:
    """Their page had closed meanwhile: it has reached us, and what happens next, in few words."""
    now = timezone.now()
    context = {
        "asked": asked,
        "promised": own_reading.promised_in_words(asked),
        "urgent": own_reading.latest_flag([asked.person], asked.asked_at - JUST_NOW),
        "is_on_call": own_reading.is_anybody_on_call(asked.person, now),
        "place": asked.person.organisation.name,
    }
    return render(request, "checkups/sent_late.html", context)


@in_person
def slipped_done(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """What happens next: only what somebody is there to keep."""
    asked = get_object_or_404(own_reading.own_request(me.people, pk))
    context = {
        "person": me.people[0],
        "asked": asked,
        "promised": own_reading.promised_in_words(asked),
        "urgent": own_reading.latest_flag(me.people, asked.asked_at - JUST_NOW),
        "is_on_call": own_reading.is_anybody_on_call(asked.person, timezone.now()),
        "tonight": own_reading.open_tonight(asked.person, timezone.now()),
    }
    return render(request, "checkups/slipped_done.html", context)


@in_person
def move_mine(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    found = get_object_or_404(own_reading.checkups_of(me.people), pk=pk)
    if found.status != Status.PLANNED:  # moved or held since their page was opened
        raise SomebodyGotThereFirst
    days = own_reading.days_for(found, timezone.localdate())
    form = MoveMineForm(request.POST or None, days=days, at=found.due_at)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_mine(checkup=found, by=me.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done("moved")
    context = {"form": form, "person": me.people[0], "checkup": found}
    return render(request, "checkups/move_mine.html", context)


@in_person
def pause_mine(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    form = PauseMineForm(request.POST or None)
    return _of_plan(
        *(request, me, pk, form, "checkups/pause_mine.html", "paused"),
        act=lambda plan: actions.pause_mine(
            plan=plan, by=me.actor, until=timezone.localdate() + form.cleaned_data["weeks"]
        ),
    )


@in_person
def resume_mine(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    form = ConfirmForm(request.POST or None, label="Yes, go on", is_warning=False)
    return _of_plan(
        *(request, me, pk, form, "checkups/resume_mine.html", "resumed"),
        act=lambda plan: actions.resume_mine(plan=plan, by=me.actor),
        needs_active=False,
    )


@in_person
def stop_mine(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    form = ConfirmForm(request.POST or None, label="Stop these", is_warning=True)
    return _of_plan(
        *(request, me, pk, form, "checkups/stop_mine.html", "stopped"),
        act=lambda plan: actions.stop_mine(plan=plan, by=me.actor),
        needs_active=False,
    )


@in_person
def strengths_mine(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """What they rated, over time: only where they said that they want to see it here."""
    plan = get_object_or_404(own_reading.plans_of(me.people), pk=pk, shows_strengths=True)
    form = ConfirmForm(request.POST or None, label="Take it off my page", is_warning=False)
    if request.method == "POST" and form.is_valid():
        actions.hide_strengths(plan=plan, by=me.actor)
        return _done("taken_away")
    context = {"form": form, "person": me.people[0], **strengths_of(plan)}
    return render(request, "checkups/strengths_mine.html", context)


def _of_plan(
    request: HttpRequest,
    me: Me,
    pk: UUID,
    form: Any,
    template: str,
    done: str,
    *,
    act: Any,
    needs_active: bool = True,
) -> HttpResponse:
    """One verb of a plan of theirs; looked at, it says at once where it cannot be done any more."""
    plan = get_object_or_404(own_reading.every_plan_of(me.people), pk=pk)
    if not (plan.is_active or (plan.is_standing and not needs_active)):
        raise SomebodyGotThereFirst
    if request.method == "POST" and form.is_valid():
        act(plan)
        return _done(done)
    return render(request, template, {"form": form, "person": me.people[0], "plan": plan})


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('people:mine')}?done={what}")
