"""Help getting to a meeting: the worker's own record, and the person's word on it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory.models import Service
from referrals import actions, meeting_help
from referrals.forms.drafting import FindPersonForm
from referrals.forms.meetings import WentForm
from referrals.models import MeetingHelp
from referrals.views.drafting import people_of
from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find
from rosc.people import actions as people
from rosc.people.models import Person
from rosc.people.views.pages import home_of
from rosc.people.visits import Me, in_person

P = Permission


@require(P.PERSON_CHANGE)
def start_meeting_help(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose who it is: then the worker's own record is there. The group hears nothing."""
    service = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    if not service.is_mutual_aid:
        return redirect("referrals:start", pk)
    error = ""
    if request.method == "POST":
        try:
            return redirect("referrals:note_meeting_help", _start(request, service).pk)
        except ValidationError as refused:
            error = refused.messages[0]
    found = people_of(request)
    people.searched(people=found, by=request.user, filters={"q"} & set(request.GET))
    finder = FindPersonForm(request.GET or None)
    context = {"service": service, "finder": finder, "people": found, "error": error}
    return render(request, "referrals/start_meeting_help.html", context)


def _start(request: SignedInRequest, service: Service) -> MeetingHelp:
    rows = Person.objects.visible_to(request.user).select_related("organisation")
    try:
        person = get_object_or_404(rows, pk=UUID(request.POST.get("person", "")))
    except ValueError as error:
        raise Http404 from error
    return actions.start_meeting_help(person=person, service=service, by=request.user)


@require(P.PERSON_CHANGE)
def note_meeting_help(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One press a step, and one to take it back."""
    found = find(request, MeetingHelp.objects.for_list(), pk, P.PERSON_CHANGE)
    here = reverse("referrals:note_meeting_help", args=[pk])
    people.opened(person=found.person, by=request.user, what="meeting_help")
    error = ""
    if request.method == "POST":
        try:
            _note(request, found, here)
            return redirect(here)
        except ValidationError as refused:
            error = refused.messages[0]
    context = {"found": found, "person": found.person, "steps": meeting_help.steps_of(found)}
    context |= {"back_url": home_of(found.person), "error": error}
    return render(request, "referrals/note_meeting_help.html", context)


def _note(request: SignedInRequest, found: MeetingHelp, here: str) -> None:
    step, is_done = request.POST.get("step", ""), "undo" not in request.POST
    try:
        actions.note_meeting_help(found=found, step=step, is_done=is_done, by=request.user)
    except SomebodyGotThereFirst as error:
        error.back_url = here
        raise


@in_person
def say_went(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """The person says how it was, if they wish."""
    found = get_object_or_404(MeetingHelp.objects.of(me.people).for_list(), pk=pk)
    form = WentForm(request.POST or None, initial={"went": found.went})
    if request.method == "POST" and form.is_valid():
        actions.say_went(found=found, by=me.actor, **form.cleaned_data)
        return redirect(f"{reverse('people:mine')}?done=noted")
    context = {"form": form, "person": me.people[0], "found": found}
    return render(request, "referrals/say_went.html", context)
