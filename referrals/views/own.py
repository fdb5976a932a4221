"""What the person themselves does with an introduction, on their own page."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from referrals import actions, shown
from referrals.forms.moves import AnswerForm, HowItWentForm
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.forms import ConfirmForm
from rosc.people.models import Detail
from rosc.people.visits import Me, in_person


@in_person
def mine_answer(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """They came by themselves, and were asked something."""
    found = get_object_or_404(shown.asked_of(me.people), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_myself(referral=found, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("people:mine")
    context = {"form": form, "person": me.people[0], "standing": shown.standing(found)}
    return render(request, "referrals/mine_answer.html", context)


@in_person
def say_how_it_went(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Did they meet, and did they get help? Each may stay unanswered, and be said otherwise."""
    found = get_object_or_404(shown.under_way_or_over(me.people), pk=pk)
    form = HowItWentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_how_it_went(referral=found, by=me.actor, answers=form.answers())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("people:mine")
    context = {"form": form, "person": me.people[0], "receiver": found.receiver}
    return render(request, "referrals/say_how_it_went.html", context)


@in_person
def go_elsewhere(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Another place was proposed to them: what it would be told, and their yes."""
    found = get_object_or_404(shown.proposed_to(me.people), pk=pk)
    elsewhere = actions.elsewhere_for(found)
    if elsewhere is None:
        raise SomebodyGotThereFirst
    form = ConfirmForm(request.POST or None, label="Yes, introduce me there", is_warning=False)
    if request.method == "POST" and form.is_valid():
        actions.go_elsewhere(referral=found, by=me.actor)
        return redirect("people:mine")
    labels = [Detail(one).label for one in elsewhere.details]
    context = {"form": form, "person": me.people[0], "service": elsewhere.service, "labels": labels}
    return render(request, "referrals/go_elsewhere.html", context)
