"""What the person themselves does with an introduction, on their own page."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from referrals import actions, shown
from referrals.forms.moves import AnswerForm
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
