"""Changing an entry: a question a page, its places and times, checking all answers, sending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directory import actions, reading
from directory.actions.entry_says import Says, new_key
from directory.actions.entry_words import Words
from directory.forms.places import PlaceForm
from directory.forms.questions import Question
from directory.forms.sessions import SessionForm
from directory.forms.upkeep import SubmitForm
from directory.models.choices import Mode
from directory.reading import QUESTIONS, Draft
from directory.views.entries import CHANGE, find_entry
from directory.workflow import ChangeStatus
from rosc.access import SomebodyGotThereFirst, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page


def _open(request: SignedInRequest, pk: UUID) -> Draft:
    return reading.draft_of(find_entry(request, pk))


def _form(draft: Draft, kind: type[Question], data: Any, says: Says) -> Question:
    more = {"draft": draft.says} if kind is SessionForm else {}
    organisation, seen = draft.service.organisation, draft.seen(kind.slug)
    return kind(data, says=says, organisation=organisation, seen=seen, **more)


@require(CHANGE)
def answer(request: SignedInRequest, pk: UUID, question: str) -> HttpResponse:
    draft = _open(request, pk)
    kind = QUESTIONS.get(question)
    if kind is None:
        raise Http404
    form = _form(draft, kind, request.POST or None, draft.says)
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, draft, form, form.values())
        except SomebodyGotThereFirst:
            return _ask_again(request, pk, kind, draft.says | form.values(), "answer")
        return redirect(_after(request, reading.draft_of(draft.service), question))
    return render(request, "directory/answer.html", _about(draft, form))


def _write(request: SignedInRequest, draft: Draft, form: Question, values: Says) -> None:
    actions.answer(
        service=draft.service,
        question=form.slug,
        seen=form.cleaned_data["seen"],
        values=values,
        by=request.user,
    )


def _after(request: SignedInRequest, draft: Draft, question: str) -> str:
    """Where somebody goes on: to a place or time to add, the next question, or the end."""
    pk = draft.service.pk
    is_there = Mode.IN_PERSON in draft.says.get("modes", [])
    needs_place = question == "where" and is_there and not draft.says.get("locations")
    if needs_place or "add_place" in request.POST:
        return reverse("directory:place", args=[pk, "new"])
    if "add_session" in request.POST:
        return reverse("directory:session", args=[pk, "new"])
    following = draft.next_question(question)
    if following:
        return reverse("directory:answer", args=[pk, following])
    return reverse("directory:submit", args=[pk])


@require(CHANGE)
def place(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    draft = _open(request, pk)
    before = _part(draft, "locations", key)
    form = _form(draft, PlaceForm, _typed(request), before)
    taken = _taken_over(request, draft)
    if request.method == "POST" and ("remove" in request.POST or taken or form.is_valid()):
        if "remove" in request.POST:
            values = _without_place(draft.says, key)
        else:
            values = _with(draft.says, "locations", key, taken or form.place(before))  # type: ignore[attr-defined]
        try:
            _write_part(request, draft, "where", values)
        except SomebodyGotThereFirst:
            return _ask_again(request, pk, PlaceForm, draft.says | values, "place", key)
        return redirect("directory:answer", pk, "where")
    elsewhere = reading.places_elsewhere(draft) if key == "new" else []
    context = {**_about(draft, form), "key": key, "elsewhere": elsewhere}
    return render(request, "directory/place.html", context)


@require(CHANGE)
def session(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    draft = _open(request, pk)
    before = _part(draft, "sessions", key)
    form = _form(draft, SessionForm, _typed(request), before)
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        if "remove" in request.POST:
            kept = [one for one in draft.says.get("sessions", []) if one["key"] != key]
            values: Says = {"sessions": kept}
        else:
            values = _with(draft.says, "sessions", key, form.session())  # type: ignore[attr-defined]
        try:
            _write_part(request, draft, "when", values)
        except SomebodyGotThereFirst:
            return _ask_again(request, pk, SessionForm, draft.says | values, "session", key)
        return redirect("directory:answer", pk, "when")
    return render(request, "directory/session.html", {**_about(draft, form), "key": key})


def _typed(request: SignedInRequest) -> Any:
    """What was typed into the form of a place or time; not a press of its other buttons."""
    is_other = {"remove", "use"} & set(request.POST)
    return request.POST if request.method == "POST" and not is_other else None


def _write_part(request: SignedInRequest, draft: Draft, question: str, values: Says) -> None:
    actions.answer(
        service=draft.service,
        question=question,
        seen=request.POST.get("seen", ""),
        values=values,
        by=request.user,
    )


def _part(draft: Draft, name: str, key: str) -> Says:
    """A place or time of the draft; nothing for a new one. Raises Http404."""
    if key == "new":
        return {}
    found = next((one for one in draft.says.get(name, []) if one["key"] == key), None)
    if found is None:
        raise Http404
    return found


def _with(says: Says, name: str, key: str, part: Says) -> Says:
    """The list with this part in it, in its place."""
    rows = says.get(name, [])
    if key == "new":
        return {name: [*rows, {"key": new_key(), **part}]}
    return {name: [{"key": key, **part} if one["key"] == key else one for one in rows]}


def _without_place(says: Says, key: str) -> Says:
    """Without a place; the times that were there are at no place in particular."""
    places = [one for one in says.get("locations", []) if one["key"] != key]
    times = says.get("sessions", [])
    if not any(one.get("location") == key for one in times):
        return {"locations": places}
    left = [{**one, "location": None} if one.get("location") == key else one for one in times]
    return {"locations": places, "sessions": left}


def _taken_over(request: SignedInRequest, draft: Draft) -> Says | None:
    """The organisation's other place that was chosen, as one of this entry's own."""
    chosen = request.POST.get("use")
    rows = reading.places_elsewhere(draft) if chosen else []
    found = next((one for one in rows if str(one.pk) == chosen), None)
    return reading.place_says(found) if found else None


def _ask_again(
    request: SignedInRequest,
    pk: UUID,
    kind: type[Question],
    typed: Says,
    template: str,
    key: str = "",
) -> HttpResponse:
    """Somebody else was first: what was typed stays in the boxes, beside what is there now. Sent
    once more, it is saved."""
    draft = _open(request, pk)
    data = request.POST.copy()
    data["seen"] = draft.seen(kind.slug)
    is_typed = not {"remove", "use"} & set(request.POST)
    form = _form(draft, kind, data if is_typed else None, draft.says if not key else {})
    words = Words()
    mine = [line for line in words.lines(typed) if line.question == kind.slug]
    now = [line for line in words.lines(draft.says) if line.question == kind.slug]
    differs = {line.label for line in set(mine) ^ set(now)}
    context = {
        **_about(draft, form),
        "key": key,
        "elsewhere": [],
        "theirs": [line for line in now if line.label in differs],
        "is_told": True,
    }
    return render(request, f"directory/{template}.html", context, status=409)


def _about(draft: Draft, form: Question) -> dict[str, Any]:
    """What the pages of a question show."""
    return {
        "draft": draft,
        "service": draft.service,
        "form": form,
        "number": draft.number_of(form.slug),
        "seen": draft.seen(form.slug),
        "is_told": False,
        "theirs": [],
        "back_url": reverse("directory:submit", args=[draft.service.pk]),
    }


@require(CHANGE)
def submit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Check all answers, then publish them or send them to be looked at."""
    draft = _open(request, pk)
    needs = draft.needs_approval(request.user)
    label = "Send it to be looked at" if needs else "Publish it"
    initial = {"seen": draft.service.version}
    form = SubmitForm(request.POST or None, label=label, initial=initial)
    status = 200
    if request.method == "POST" and draft.change and form.is_valid():
        try:
            sent = actions.submit(change=draft.change, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except SomebodyGotThereFirst:
            if not draft.change.is_worked_on:
                raise
            form, status = SubmitForm(label=label, initial=initial), 409
        else:
            messages.success(request, _said(sent.status))
            return redirect("directory:entry", pk)
    context = {"draft": draft, "form": form, "needs_approval": needs, "service": draft.service}
    return render(request, "directory/submit.html", context, status=status)


def _said(status: str) -> str:
    if status == ChangeStatus.PUBLISHED:
        return "It is published. People can find it now."
    return "It is sent. An administrator looks at it, and we tell you by e-mail."


@require(CHANGE)
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    change = _change(request, pk)
    return confirm_page(
        request,
        "directory/take_back.html",
        "Take it back",
        is_warning=False,
        act=lambda: actions.take_back(change=change, by=request.user),
        done="You can go on with it now. Send it again when it is ready.",
        to=reverse("directory:submit", args=[pk]),
        service=change.service,
    )


@require(CHANGE)
def drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    change = _change(request, pk)
    return confirm_page(
        request,
        "directory/drop.html",
        "Throw it away",
        act=lambda: actions.drop(change=change, by=request.user),
        done="It is thrown away. What people see has not changed.",
        to="directory:ours",
        service=change.service,
    )


def _change(request: SignedInRequest, pk: UUID) -> Any:
    """The change somebody is at work on. Raises SomebodyGotThereFirst where it is settled."""
    draft = _open(request, pk)
    if draft.change is None:
        raise SomebodyGotThereFirst
    return draft.change
