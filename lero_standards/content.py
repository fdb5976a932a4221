"""What a LERO has said at a moment, as plain data: one shape for the result page, the file, a
snapshot, a comparison and what somebody else is shown.

    {"version", "lero_type", "by_voices", "statements": [
        {"id", "said", "note", "reason", "progress", "is_unconfirmed", "number", "meeting_note",
         "voices": [{"voice", "said", "note", "reason", "is_unconfirmed"}],
         "evidence": [...], "plan": [...]}],
     "closed": [{"id", "plan"}]}

Only statements that apply to its type are in it; what is planned for others is in "closed". A
snapshot has besides "organisation" and "taken_by", the names as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from lero_standards import framework
from lero_standards.models import Answer, Assessment, Evidence, Grant, PlannedAction
from lero_standards.wording import Voice
from rosc.accounts.models import Organisation

Content = dict[str, Any]
VOICED = ("voice", "said", "note", "reason", "is_unconfirmed")


def of(organisation: Organisation, assessment: Assessment | None = None) -> Content:
    """As it stands now. In four queries, however much there is."""
    assessment = assessment or Assessment.objects.of(organisation)
    version = assessment.version
    answers = _by_statement(Answer.objects.of(organisation, version))
    evidence = _evidence(organisation)
    plan: dict[str, list] = defaultdict(list)
    for one in PlannedAction.objects.filter(organisation=organisation):
        plan[one.statement].append(_planned(one))
    applying = framework.get(version).applying(organisation.lero_type)
    here = {one.id for one in applying}
    return {
        "version": version,
        "lero_type": organisation.lero_type,
        "by_voices": assessment.has_voices,
        "statements": [
            {
                "id": one.id,
                **_answered(answers[one.id], with_voices=assessment.has_voices),
                "evidence": evidence[one.id],
                "plan": plan.get(one.id, []),
            }
            for one in applying
        ],
        "closed": [{"id": id, "plan": rows} for id, rows in plan.items() if id not in here],
    }


def _by_statement(rows: Iterable[Answer]) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = defaultdict(dict)
    for row in rows:
        found[row.statement][row.voice] = row
    return found


def _answered(voices: Mapping[str, Answer], *, with_voices: bool) -> dict[str, Any]:
    agreed = voices.get(Voice.TOGETHER)
    names = ("said", "note", "reason", "progress", "meeting_note")
    said = {name: getattr(agreed, name) if agreed else "" for name in names}
    said["is_unconfirmed"] = bool(agreed and agreed.is_unconfirmed)
    said["number"] = agreed.number if agreed else 0
    apart = [voices[one] for one in Voice.values if one in voices and one != Voice.TOGETHER]
    said["voices"] = [{name: getattr(one, name) for name in VOICED} for one in apart if with_voices]
    return said


def _evidence(organisation: Organisation) -> dict[str, list]:
    found: dict[str, list] = defaultdict(list)
    for one in Evidence.objects.filter(organisation=organisation):
        for statement in one.statements:
            found[statement].append(
                {
                    "title": one.title,
                    "link": one.link,
                    "note": one.note,
                    "dated_on": one.dated_on.isoformat(),
                    "review_on": one.review_on.isoformat() if one.review_on else "",
                    "is_fact": one.is_fact,
                }
            )
    return found


def _planned(one: PlannedAction) -> dict[str, str]:
    return {
        "what": one.what,
        "owner": one.owner,
        "due_on": one.due_on.isoformat(),
        "shows": one.shows,
        "status": one.status,
    }


def shared(grant: Grant) -> Content:
    """What whoever holds a grant is shown: its sections of its snapshot, and no more of each
    statement than the grant says. Readings of single groups and notes of meetings stay at home."""
    content: Content = grant.snapshot.content
    known = {one.id: one.section for one in framework.get(content["version"]).statements}
    kept = {"id", "said", "is_unconfirmed"}
    kept |= {"note", "reason"} if grant.has_notes else set()
    kept |= {"evidence"} if grant.has_evidence else set()
    kept |= {"plan"} if grant.has_plan else set()
    empty = {"note": "", "reason": "", "progress": "", "meeting_note": ""}
    return {
        **{key: content[key] for key in ("version", "lero_type")},
        "by_voices": False,
        "statements": [
            {**empty, "voices": [], "evidence": [], "plan": [], **{k: one[k] for k in kept}}
            for one in content["statements"]
            if known.get(one["id"]) in grant.sections
        ],
    }


def day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
