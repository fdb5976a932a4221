"""Answering: one statement at a time, a whole section from paper, and settling on one reading."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lero_standards.actions.checks import applying, assessment_of, check_lero, note, user_of
from lero_standards.models import Answer, Assessment
from lero_standards.wording import Said, Voice
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.accounts.models import Organisation

SAYS = ("said", "note", "reason", "progress")
APART = "Your groups answer apart. Open each statement, and type in what each group says of it."


class ColleagueChangedIt(SomebodyGotThereFirst):
    """Somebody has saved this answer since the page was opened; `now` is what they saved."""

    def __init__(self, now: Answer) -> None:
        super().__init__()
        self.now = now


@transaction.atomic
def answer(
    *,
    organisation: Organisation,
    statement: str,
    values: Mapping[str, Any],
    seen: int,
    by: Actor,
    voice: str = Voice.TOGETHER,
    is_confirmed: bool = True,
) -> Answer:
    """Save what one voice says. `seen` is the number of the answer as the page showed it, 0 for
    none. The same again changes nothing, unless it confirms what was copied.

    Raises PermissionDenied, ValidationError, ColleagueChangedIt.
    """
    check_lero(by, organisation)
    assessment = Assessment.objects.of(organisation)
    applying(organisation, statement, assessment.version)
    said = _said(values, SAYS)
    row = Answer(
        organisation=organisation, version=assessment.version, statement=statement, voice=voice
    )
    return _save(row, {**said, "is_unconfirmed": not is_confirmed}, seen, by, "answer.save")


@transaction.atomic
def settle(
    *, organisation: Organisation, statement: str, values: Mapping[str, Any], seen: int, by: Actor
) -> Answer:
    """Agree on one reading, with a note of the meeting where that was done.

    Raises PermissionDenied, ValidationError, ColleagueChangedIt.
    """
    check_lero(by, organisation)
    if not str(values.get("meeting_note", "")).strip():
        raise ValidationError("Say when you talked about it, and what you agreed.")
    version = Assessment.objects.of(organisation).version
    applying(organisation, statement, version)
    said = _said(values, ("said", "reason", "meeting_note"))
    row = Answer(organisation=organisation, version=version, statement=statement)
    return _save(row, {**said, "is_unconfirmed": False}, seen, by, "answer.settle")


@transaction.atomic
def confirm(*, organisation: Organisation, statement: str, seen: int, by: Actor) -> Answer:
    """Say that a copied answer is still true: the one with the number that the page showed.

    Raises PermissionDenied, ValidationError, ColleagueChangedIt.
    """
    check_lero(by, organisation)
    version = Assessment.objects.of(organisation).version
    rows = Answer.objects.of(organisation, version).filter(statement=statement)
    row = rows.filter(voice=Voice.TOGETHER).first()
    if row is None:
        raise ValidationError("There is nothing to confirm.")
    if not row.is_unconfirmed:
        raise ColleagueChangedIt(row)
    return _save(row, {"is_unconfirmed": False}, seen, by, "answer.confirm")


@transaction.atomic
def type_in(
    *, organisation: Organisation, answers: Mapping[str, Mapping[str, Any]], by: Actor
) -> int:
    """Several answers at once, as typed from paper: all of them or, where a colleague has been
    there meanwhile, none. How many were changed. What is ticked is confirmed by that.

    `answers`: by statement, what is said, with `seen` as in `answer`. Raises as `answer` does, and
    ValidationError where groups answer apart: one page cannot say whose answers these are.
    """
    changed = 0
    assessment = Assessment.objects.of(organisation)
    if assessment.has_voices:
        raise ValidationError(APART)
    there = Answer.objects.of(organisation, assessment.version).together()
    for statement, values in answers.items():
        row = there.get(statement)
        now = {name: getattr(row, name) if row else "" for name in SAYS}
        wanted = {**now, **{name: values[name] for name in SAYS if name in values}}
        if wanted != now or (row and row.is_unconfirmed and values.get("said")):
            answer(
                organisation=organisation,
                statement=statement,
                values=wanted,
                seen=values["seen"],
                by=by,
                is_confirmed="said" in values or not (row and row.is_unconfirmed),
            )
            changed += 1
    return changed


@transaction.atomic
def choose(
    *, organisation: Organisation, values: Mapping[str, bool], seen: datetime | None, by: Actor
) -> Assessment:
    """How the LERO goes about it: separate answers, being counted, the badge.

    Raises PermissionDenied, ValidationError, SomebodyGotThereFirst.
    """
    check_lero(by, organisation)
    is_new = not Assessment.objects.filter(organisation=organisation).exists()
    row = assessment_of(organisation)
    if not is_new and row.updated_at != seen:
        raise SomebodyGotThereFirst
    names = ("has_voices", "is_counted", "has_badge")
    for name in names:
        setattr(row, name, bool(values[name]))
    row.save()
    note("standards.choose", by, organisation, row, **{name: getattr(row, name) for name in names})
    return row


def _said(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What is kept of `values`: a reason only, and always, beside what does not apply."""
    said = {name: values.get(name, "") for name in names}
    if said["said"] != Said.DOES_NOT_APPLY:
        said["reason"] = ""
    elif not str(said["reason"]).strip():
        raise ValidationError({"reason": "Say in a few words why it does not apply to you."})
    return said


def _save(row: Answer, values: Mapping[str, Any], seen: int, by: Actor, verb: str) -> Answer:
    """The row as it is then. A page that saw another number is told (ColleagueChangedIt)."""
    key = {"version": row.version, "statement": row.statement, "voice": row.voice}
    there = Answer.objects.filter(organisation=row.organisation, **key)
    now = there.select_related("changed_by").first()
    if now is None:
        now = _first(row, values, by, there)
    elif seen != now.number:
        raise ColleagueChangedIt(now)
    elif all(getattr(now, name) == value for name, value in values.items()):
        return now
    else:
        _compare_and_set(now, values, by, there)
    note(verb, by, row.organisation, now, statement=row.statement, voice=row.voice)
    return now


def _first(row: Answer, values: Mapping[str, Any], by: Actor, there: Any) -> Answer:
    for name, value in {**values, "changed_by": user_of(by)}.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else saved the first one a moment ago
        raise ColleagueChangedIt(there.select_related("changed_by").get()) from None
    return row


def _compare_and_set(now: Answer, values: Mapping[str, Any], by: Actor, there: Any) -> None:
    changes = {**values, "changed_by": user_of(by), "number": now.number + 1}
    set_at = {"updated_at": timezone.now()}
    if not there.filter(number=now.number).update(**changes, **set_at):
        raise ColleagueChangedIt(there.select_related("changed_by").get())
    for name, value in {**changes, **set_at}.items():
        setattr(now, name, value)
