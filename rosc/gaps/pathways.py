"""How introductions went, in numbers: between which kinds of organisation, and what came of them.

Each was sent in the quarter and is counted as it stood when the numbers were taken. Nobody is named
but the area or the organisation that asks; who said no is never told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from directory.models import Kind, LocalAuthority, UnmetNeed
from referrals.models import Goal, Origin, Outcome, Referral, Status
from referrals.models.choices import WHEN_DECLINING
from rosc.accounts.models import Organisation
from rosc.figures.actions import answer
from rosc.figures.disclosure import Rule, Sheet, publish
from rosc.figures.models import Answer
from rosc.figures.quarters import Quarter
from rosc.ui.templatetags.ui import within_sentence

WAYS_BETWEEN = {
    "lero": "LERO",
    "treatment": "Treatment service",
    "rss": "Recovery support",
    "other": "Other organisation",
}
SENDERS = {
    **WAYS_BETWEEN,
    "professional": "A professional",
    "themselves": "The person themselves",
}
STANDS = {
    "ended": "Ended",
    "met": "Met, and going on",
    "accepted": "Accepted, not met yet",
    "waiting": "On a waiting list",
    "declined": "Not possible there",
    "withdrawn": "Withdrawn",
    "expired": "Never answered",
    "open": "Not answered yet",
}
_STATUS = {
    Status.SENT: "open",
    Status.ASKED: "open",
    Status.REDIRECTED: "declined",
}
REASONS = {
    **{reason.value: str(reason.label) for reason in WHEN_DECLINING},
    "elsewhere": "Somewhere else was proposed",
}
OUTCOMES = {
    Outcome.ACHIEVED.value: "A goal was reached",
    Outcome.PARTLY.value: "A goal was reached in part",
    Outcome.NOT_THIS_TIME.value: "Not this time",
    Outcome.NOT_KNOWN.value: "Not known",
}
ANSWERED = {"in-time": "Answered in time", "late": "Answered later", "never": "Not answered"}
MET = {"met": "Met", "not-met": "Not met"}
NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose numbers: those of an area, or of one organisation."""

    code: str
    name: str
    rows: Q
    authority: str = ""


def of_area(authority: LocalAuthority) -> Scope:
    return Scope(f"area:{authority.pk}", authority.name, Q(area=authority), authority.pk)


def of_organisation(organisation: Organisation) -> Scope:
    rows = Q(held_by=organisation) | Q(receiver=organisation)
    return Scope(f"organisation:{organisation.pk}", organisation.name, rows)


def introductions(scope: Scope, quarter: Quarter) -> Answer:
    """What is told of the introductions of a quarter: the same whenever it is asked."""
    return answer(
        question="introductions",
        scope=scope.code,
        quarter=quarter,
        take=lambda: _taken(list(_sent_in(scope, quarter))),
    )


def unmet_need(scope: Scope, quarter: Quarter) -> Answer:
    """What was looked for in an area and was not there; and what was asked for and not given."""
    return answer(
        question="unmet-need",
        scope=scope.code,
        quarter=quarter,
        take=lambda: _needed(scope.authority, quarter),
    )


def way(referral: Referral) -> str:
    """From which kind of sender to which kind of receiver, as one code."""
    sender = kind_of(referral.held_by)
    if referral.origin == Origin.PROFESSIONAL:
        sender = "professional"
    elif referral.origin != Origin.WORKER:
        sender = "themselves"
    return f"{sender}.{kind_of(referral.receiver)}"


def kind_of(organisation: Organisation) -> str:
    """The one kind that an organisation counts as: peer-led before anything else."""
    return next((kind for kind in WAYS_BETWEEN if kind in organisation.kinds), "other")


def way_name(code: str) -> str:
    sender, _, receiver = code.partition(".")
    return f"{SENDERS[sender]} to {within_sentence(WAYS_BETWEEN[receiver])}"


ALL_WAYS = [f"{sender}.{receiver}" for sender in SENDERS for receiver in WAYS_BETWEEN]


def _sent_in(scope: Scope, quarter: Quarter) -> QuerySet[Referral]:
    rows: QuerySet[Referral] = Referral.objects.unscoped_for("figures").filter(scope.rows)
    goals = Goal.objects.only("referral_id", "outcome")
    return (
        rows.filter(sent_at__range=quarter.moments)
        .select_related("held_by", "receiver")
        .prefetch_related(Prefetch("goals", queryset=goals))
    )


def _taken(rows: list[Referral]) -> dict[str, Any]:
    sheet = Sheet(
        rows=ALL_WAYS,
        columns=list(STANDS),
        within={"declined": list(REASONS), "ended": list(OUTCOMES)},
        across={"answered": list(ANSWERED), "met": list(MET)},
    )
    for row in rows:
        column = _STATUS.get(Status(row.status), row.status)
        sheet.add(
            row.person_id,
            row=way(row),
            column=column,
            within=_within(row, column),
            across={"answered": _answered(row), "met": "met" if row.met_on else "not-met"},
        )
    return {**publish(sheet), "days": _days(rows)}


def _within(row: Referral, column: str) -> str:
    if column == "declined":
        return row.reason if row.reason in REASONS else "elsewhere"
    if column != "ended":
        return ""
    said = {goal.outcome for goal in row.goals.all()}
    return next((outcome for outcome in OUTCOMES if outcome in said), Outcome.NOT_KNOWN.value)


def _answered(row: Referral) -> str:
    if row.acknowledged_at is None:
        return "never"
    on = timezone.localdate(row.acknowledged_at)
    is_late = row.acknowledge_by is not None and on > row.acknowledge_by
    return "late" if is_late else "in-time"


def _days(rows: Iterable[Referral]) -> dict[str, Any]:
    """Medians, in days: from sending to the first answer, and to the first meeting."""
    to_answer: list[tuple[Any, int]] = []
    to_meet: list[tuple[Any, int]] = []
    for row in rows:
        sent = timezone.localdate(row.sent_at)
        if row.acknowledged_at:
            answered = timezone.localdate(row.acknowledged_at)
            to_answer.append((row.person_id, (answered - sent).days))
        if row.met_on:
            to_meet.append((row.person_id, max(0, (row.met_on - sent).days)))
    rule = Rule.of_this_portal()
    return {"answer": rule.middle(to_answer), "meeting": rule.middle(to_meet)}


def _needed(authority: str, quarter: Quarter) -> dict[str, Any]:
    kinds = list(Kind.objects.order_by("pk").values_list("pk", flat=True))
    sheet = Sheet(across={"kind": [*kinds, NOT_SAID]})
    events = UnmetNeed.objects.filter(
        authority=authority, month__range=(quarter.first, quarter.last)
    )
    for key, kind in events.values_list("pk", "kind"):
        sheet.add(key, across={"kind": kind or NOT_SAID})
    return publish(sheet)
