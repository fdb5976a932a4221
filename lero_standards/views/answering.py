"""Where a LERO starts, answers, and settles what it says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lero_standards import actions, composition, content, framework, reading
from lero_standards.actions import ColleagueChangedIt
from lero_standards.forms.answering import (
    AnswerForm,
    ChooseForm,
    SettleForm,
    StillTrueForm,
    TypeInForm,
    show_with,
)
from lero_standards.framework import Statement
from lero_standards.models import Answer, Assessment, Grant, Remark
from lero_standards.views.pages import ANSWERS, at, find_lero, statement_for
from lero_standards.wording import Voice
from rosc.access import Permission, require
from rosc.accounts.models import LeroType, Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page, page_of
from rosc.ui.templatetags.ui import clock

OTHERWISE = "A colleague has changed meanwhile how your groups answer. Yours is not saved."


@require(Permission.ORGANISATION_READ)
def standards(request: SignedInRequest) -> HttpResponse:
    """One's own LEROs, and what others share with one's organisations."""
    shared = Grant.objects.visible_to(request.user).for_pages()
    own = [one for one in request.user.organisations_with(ANSWERS) if one.is_lero]
    context = {"own": own, "page": page_of(request, shared)}
    return render(request, "lero_standards/standards.html", context)


@require(ANSWERS)
def assessment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    chosen = Assessment.objects.of(lero)
    context = {
        "lero": lero,
        "reading": reading.of(content.of(lero, chosen)),
        "chosen": chosen,
        "has_newer": chosen.version != framework.NEWEST,
    }
    return render(request, "lero_standards/assessment.html", context)


@require(ANSWERS)
def which_apply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Which standards are for this LERO, why, and which would become so."""
    lero = find_lero(request, pk)
    known = framework.get(Assessment.objects.of(lero).version)
    now = [one for one in known.sections if one.applies(lero.lero_type)]
    later = [one for one in known.sections if one.applies(LeroType.CONSTITUTED) and one not in now]
    context = {
        "lero": lero,
        "framework": known,
        "now": now,
        "later": later,
        "count": sum(len(one.statements) for one in now),
        "more": sum(len(one.statements) for one in later),
    }
    return render(request, "lero_standards/which_apply.html", context)


@require(ANSWERS)
def answer(request: SignedInRequest, pk: UUID, statement: str) -> HttpResponse:
    """One statement for one voice. What the page sends by itself while somebody types (`autosave`)
    is answered in data."""
    lero = find_lero(request, pk)
    asked, voice = statement_for(lero, statement), _voice(request, lero)
    if request.method == "POST" and _asked_for(request) != voice:
        return _otherwise_by_now(request, lero, asked, voice)
    if not voice:
        return redirect(at("settle", lero, statement))
    row = _row(lero, asked, voice)
    form = AnswerForm(request.POST or None, row=row, voice=voice)
    saved, theirs = _keep(request, lero, asked, voice, form)
    if request.POST.get("autosave") == "yes":
        return _in_data(form, saved, theirs)
    if saved:
        messages.success(request, f"Statement {asked.id} is saved.")
        return redirect(_next(lero, asked, voice))
    context = _about(lero, asked) | {"voice": voice, "voice_label": Voice(voice).label}
    context |= {"form": form, "theirs": theirs, "is_copied": bool(row and row.is_unconfirmed)}
    return render(request, "lero_standards/answer.html", context, status=409 if theirs else 200)


def _otherwise_by_now(
    request: SignedInRequest, lero: Organisation, asked: Statement, voice: str
) -> HttpResponse:
    """Since the page was opened, groups have begun to answer apart, or ceased to: nothing is saved,
    as it would be in place of another's answer, and nothing that was typed is lost."""
    if request.POST.get("autosave") == "yes":
        return JsonResponse({"said": f"{OTHERWISE} Press Save to go on."}, status=409)
    theirs = _row(lero, asked, voice) if voice else None
    form = AnswerForm(request.POST)
    if voice:
        show_with(form, number=theirs.number if theirs else 0, voice=voice)
    else:
        form.ask_voice()
    context = _about(lero, asked) | {"voice": voice or Voice.TOGETHER, "form": form}
    context |= {"theirs": theirs, "otherwise": OTHERWISE, "is_apart": not voice}
    return render(request, "lero_standards/answer.html", context, status=409)


Kept = tuple[Answer | None, Answer | None]


def _keep(
    request: SignedInRequest, lero: Organisation, asked: Statement, voice: str, form: AnswerForm
) -> Kept:
    """What was saved, or what a colleague has saved meanwhile: then the form keeps one's own words,
    and sending it again writes over theirs knowingly."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    said = form.cleaned_data
    try:
        saved = actions.answer(
            organisation=lero,
            statement=asked.id,
            values=said,
            seen=said["number"],
            by=request.user,
            voice=voice,
        )
    except ValidationError as error:
        form.add_error(None, error)
    except ColleagueChangedIt as error:
        show_with(form, number=error.now.number)
        return None, error.now
    else:
        return saved, None
    return None, None


def _in_data(form: AnswerForm, saved: Answer | None, theirs: Answer | None) -> JsonResponse:
    if saved:
        said = f"Saved at {clock(timezone.now())}."
        return JsonResponse({"number": saved.number, "said": said})
    if theirs:
        who = theirs.changed_by.name if theirs.changed_by else "A colleague"
        said = f"{who} changed this meanwhile. Yours is not saved. Press Save to see both."
        return JsonResponse({"said": said}, status=409)
    first = next((errors[0] for errors in form.errors.values()), "")
    return JsonResponse({"said": f"Not saved yet. {first}"}, status=400)


def _voice(request: SignedInRequest, lero: Organisation) -> str:
    """Whose answer it is: all together, or, where groups answer apart, the one that the address
    names; nothing where it names none."""
    if not Assessment.objects.of(lero).has_voices:
        return str(Voice.TOGETHER)
    asked = _asked_for(request)
    return asked if asked in Voice.values and asked != Voice.TOGETHER else ""


def _asked_for(request: SignedInRequest) -> str:
    """Whose answer the page was about, as it was opened."""
    return request.POST.get("voice") or request.GET.get("voice") or str(Voice.TOGETHER)


def _row(lero: Organisation, asked: Statement, voice: str) -> Answer | None:
    version = Assessment.objects.of(lero).version
    return Answer.objects.of(lero, version).by(asked.id, voice)


def _next(lero: Organisation, asked: Statement, voice: str) -> str:
    """The statement after this one, for the same voice; after the last, where one started."""
    version = Assessment.objects.of(lero).version
    after = framework.get(version).after(asked.id, lero.lero_type)
    if after is None:
        return at("assessment", lero)
    query = "" if voice == Voice.TOGETHER else f"?voice={voice}"
    return at("answer", lero, after.id) + query


def _about(lero: Organisation, asked: Statement) -> dict[str, Any]:
    """What stands beside a statement."""
    known = framework.get(Assessment.objects.of(lero).version)
    return {
        "lero": lero,
        "statement": asked,
        "section": known.section_of(asked),
        "framework": known,
        "line": reading.of(content.of(lero)).line(asked.id),
        "days": composition.over_time(lero) if asked.id in composition.BESIDE else [],
        "has_composition": asked.id in composition.BESIDE,
        "remarks": Remark.objects.of(lero, asked.id),
    }


@require(ANSWERS)
def settle(request: SignedInRequest, pk: UUID, statement: str) -> HttpResponse:
    """Readings side by side, and the one that all agree on."""
    lero = find_lero(request, pk)
    asked = statement_for(lero, statement)
    form = SettleForm(request.POST or None, row=_row(lero, asked, Voice.TOGETHER))
    voices = [(value, label) for value, label in Voice.choices if value != Voice.TOGETHER]
    context = {**_about(lero, asked), "voices": voices}
    try:
        return form_page(
            request,
            form,
            "lero_standards/settle.html",
            act=lambda data: actions.settle(
                organisation=lero,
                statement=asked.id,
                values=data,
                seen=data["number"],
                by=request.user,
            ),
            done=f"Statement {asked.id} is settled.",
            to=at("assessment", lero),
            **context,
        )
    except ColleagueChangedIt as error:
        show_with(form, number=error.now.number)
        context |= {"form": form, "theirs": error.now, "line": _about(lero, asked)["line"]}
        return render(request, "lero_standards/settle.html", context, status=409)


@require(ANSWERS)
def confirm(request: SignedInRequest, pk: UUID, statement: str) -> HttpResponse:
    """Still true: one press, also from the list."""
    lero = find_lero(request, pk)
    asked = statement_for(lero, statement)
    line = reading.of(content.of(lero)).line(asked.id)
    form = StillTrueForm(request.POST or None, initial={"number": line.number if line else 0})
    return form_page(
        request,
        form,
        "lero_standards/confirm.html",
        act=lambda data: actions.confirm(
            organisation=lero, statement=asked.id, seen=data["number"], by=request.user
        ),
        done=f"Statement {asked.id} is still true.",
        to=at("assessment", lero) + f"#statement-{asked.id}",
        line=line,
    )


@require(ANSWERS)
def type_in(request: SignedInRequest, pk: UUID, section: str) -> HttpResponse:
    """A whole section at once, as it stands on paper."""
    lero = find_lero(request, pk)
    found = reading.of(content.of(lero))
    part = next((one for one in found.parts if one.section.slug == section), None)
    if part is None:
        raise Http404
    if request.method != "POST" and Assessment.objects.of(lero).has_voices:
        messages.info(request, actions.APART)
        return redirect(at("assessment", lero) + f"#{section}")
    rows = Answer.objects.of(lero, found.framework.version)
    form = TypeInForm(request.POST or None, part=part, rows=rows.together())
    context = {"lero": lero, "part": part}
    try:
        return form_page(
            request,
            form,
            "lero_standards/type_in.html",
            act=lambda _: actions.type_in(
                organisation=lero, answers=form.answers(), by=request.user
            ),
            done=f"{part.section.title} is saved.",
            to=at("assessment", lero) + f"#{section}",
            **context,
        )
    except ColleagueChangedIt:
        theirs = form.show_again(rows.together())
        context |= {"form": form, "theirs": theirs}
        return render(request, "lero_standards/type_in.html", context, status=409)


@require(ANSWERS)
def choose(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How the LERO goes about it."""
    lero = find_lero(request, pk)
    row = Assessment.objects.of(lero)
    return form_page(
        request,
        ChooseForm(request.POST or None, row=row, is_begun=not row._state.adding),
        "lero_standards/choose.html",
        act=lambda data: actions.choose(
            organisation=lero, values=data, seen=data["seen"], by=request.user
        ),
        done="That is how you do it from now on.",
        to=at("assessment", lero),
        lero=lero,
    )


@require(ANSWERS)
def move_on(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go over to a newer version of the standards, after seeing what has changed."""
    lero = find_lero(request, pk)
    version = Assessment.objects.of(lero).version
    return confirm_page(
        request,
        "lero_standards/move_on.html",
        "Go over to the new version",
        act=lambda: actions.move_on(organisation=lero, to=framework.NEWEST, by=request.user),
        is_warning=False,
        done="You are on the new version. Each answer waits to be confirmed.",
        to=at("assessment", lero),
        lero=lero,
        has_newer=version != framework.NEWEST,
        changes=framework.changes(version, lero.lero_type),
    )
