"""Keeping how everything stands, starting again from it, and moving to a new version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lero_standards import content, framework
from lero_standards.actions.checks import assessment_of, check_lero, note, user_of
from lero_standards.framework import Framework
from lero_standards.models import Answer, Assessment, Evidence, PlannedAction, Snapshot
from lero_standards.wording import Voice
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.accounts.models import Organisation


@transaction.atomic
def take_snapshot(*, organisation: Organisation, by: Actor, label: str = "") -> Snapshot:
    """Lock how everything stands now. Raises PermissionDenied, and ValidationError while nothing
    is answered."""
    check_lero(by, organisation)
    assessment_of(organisation)
    made = content.of(organisation)
    if not any(one["said"] or one["voices"] for one in made["statements"]):
        raise ValidationError("Answer at least one statement first.")
    row = Snapshot(
        organisation=organisation,
        taken_on=timezone.localdate(),
        label=label,
        taken_by=user_of(by),
        content={**made, "organisation": organisation.name, "taken_by": _name_of(by)},
    )
    row.save(force_insert=True)
    note("snapshot.take", by, organisation, row)
    return row


def _name_of(by: Actor) -> str:
    user = user_of(by)
    return user.name if user else ""


@transaction.atomic
def copy_snapshot(*, snapshot: Snapshot, by: Actor) -> int:
    """Bring the answers of a snapshot back, each to be confirmed; how many were. What somebody has
    typed since it was taken stays as it is.

    Raises PermissionDenied, and ValidationError for one of another version of the standards.
    """
    organisation = snapshot.organisation
    check_lero(by, organisation)
    assessment = assessment_of(organisation)
    if assessment.version != snapshot.content["version"]:
        raise ValidationError("That was another version of the standards.")
    where = {"organisation": organisation, "version": assessment.version}
    rows = {
        (row.statement, row.voice): row
        for row in Answer.objects.select_for_update().filter(**where)
    }
    copied = 0
    for entry in snapshot.content["statements"]:
        for voice, said in _said_in(entry):
            key = {"statement": entry["id"], "voice": voice}
            row = rows.get((entry["id"], voice)) or Answer(**where, **key, number=0)
            if not row.number or row.is_unconfirmed or row.updated_at <= snapshot.created_at:
                _bring_back(row, said, by)
                copied += 1
    note("snapshot.copy", by, organisation, snapshot, answers=copied)
    return copied


def _said_in(entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    names = ("said", "note", "reason", "progress", "meeting_note")
    together = {name: entry[name] for name in names}
    found = [(str(Voice.TOGETHER), together)] if _says_something(together) else []
    return found + [
        (one["voice"], {name: one[name] for name in ("said", "note", "reason")})
        for one in entry["voices"]
        if _says_something(one)
    ]


def _says_something(said: dict[str, Any]) -> bool:
    """Also a note where nothing is answered yet."""
    return any(said.get(name) for name in ("said", "note", "meeting_note"))


def _bring_back(row: Answer, said: dict[str, Any], by: Actor) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.is_unconfirmed, row.changed_by = True, user_of(by)
    row.number += 1
    try:
        with transaction.atomic():
            row.save(force_insert=row.number == 1)
    except IntegrityError:  # somebody else answered it this very moment
        raise SomebodyGotThereFirst from None


@transaction.atomic
def move_on(*, organisation: Organisation, to: str, by: Actor) -> Assessment:
    """Go over to a newer version of the standards: answers, evidence and plan come along by what
    its statements came from; answers wait to be confirmed, and older ones stay where they are.

    Raises PermissionDenied, ValidationError, SomebodyGotThereFirst.
    """
    check_lero(by, organisation)
    assessment = assessment_of(organisation)
    old, new = assessment.version, framework.get(to)
    if old == to:
        raise SomebodyGotThereFirst
    ways = framework.came_from(new, old)
    rows = Answer.objects.filter(organisation=organisation, version=old)
    there = {(row.statement, row.voice): row for row in rows}
    for statement in new.statements:
        for voice in Voice.values:
            found = [there[one, voice] for one in ways[statement.id] if (one, voice) in there]
            wanted = [one for one in found if one.said or one.note or one.meeting_note]
            row = next((one for one in wanted if one.said), next(iter(wanted), None))
            if row:
                _carry(row, to, statement.id, by)
    _take_along(organisation, new, old)
    assessment.version = to
    assessment.save()
    note("standards.move_on", by, organisation, assessment, version=to)
    return assessment


def _take_along(organisation: Organisation, new: Framework, old: str) -> None:
    """What shows a statement shows all that it has become; what is planned is for the first of
    them. Of a statement that is gone, its number stays where nothing else has it now."""
    became, taken = framework.became(new, old), {one.id for one in new.statements}
    for row in Evidence.objects.select_for_update().filter(organisation=organisation):
        kept = [now for id in row.statements for now in became.get(id, [id] * (id not in taken))]
        if (now := list(dict.fromkeys(kept))) != row.statements:
            row.statements = now
            row.save()
    for action in PlannedAction.objects.select_for_update().filter(organisation=organisation):
        statement = became.get(action.statement, [action.statement])[0]
        if statement != action.statement:
            action.statement = statement
            action.save()


def _carry(row: Answer, version: str, statement: str, by: Actor) -> None:
    Answer.objects.create(
        organisation=row.organisation,
        version=version,
        statement=statement,
        voice=row.voice,
        said=row.said,
        note=row.note,
        reason=row.reason,
        progress=row.progress,
        meeting_note=row.meeting_note,
        is_unconfirmed=True,
        changed_by=user_of(by),
    )
