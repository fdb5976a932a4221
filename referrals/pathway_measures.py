"""How an agreed pathway is kept: how many were answered in the time that was agreed.

People are the sender's own: their side sees the last year as it is. The other side is told a whole
quarter, once and for all, by the one rule for figures about people (`rosc.figures`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from referrals.load import FEWEST_ANSWERS
from referrals.models import AgreedPathway, Referral, Side
from rosc import working_days
from rosc.figures.actions import answer
from rosc.figures.disclosure import Rule, Sheet, publish
from rosc.figures.quarters import Quarter, settled

MEASURED = timedelta(days=365)
WAYS = {
    "in-time": "Answered in the time that was agreed",
    "late": "Answered later",
    "never": "Not answered yet",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What one of the two sides is told, of which time."""

    period: str
    lines: list[tuple[str, str]]
    is_hidden: bool


def measured(pathway: AgreedPathway, side: str, today: date) -> Measure:
    """How those sent along it were answered, as this side may see it."""
    if side == Side.SENDER:
        sent = _sent(pathway).filter(sent_at__date__gt=today - MEASURED)
        return Measure("in the last year", _lines(_exact(sent)), is_hidden=False)
    quarter = settled(today)[0]
    told = answer(
        question="pathway",
        scope=str(pathway.pk),
        quarter=quarter,
        take=lambda: _published(pathway, quarter),
    )
    return Measure(f"from {quarter}", _lines(told.published), is_hidden=True)


def _sent(pathway: AgreedPathway) -> Any:
    return Referral.objects.unscoped_for("pathway").filter(pathway=pathway, sent_at__isnull=False)


def _exact(rows: Iterable[Referral]) -> dict[str, Any]:
    found = list(rows)
    days = [_days(one) for one in found if one.acknowledged_at]
    ways = [_way(one) for one in found]
    return {
        "total": len(found),
        "across": {"answered": {way: ways.count(way) for way in WAYS}},
        "days": round(median(days)) if len(days) >= FEWEST_ANSWERS else None,
    }


def _published(pathway: AgreedPathway, quarter: Quarter) -> dict[str, Any]:
    """The same as it may be told to who did not introduce them."""
    sheet = Sheet(across={"answered": list(WAYS)})
    rows = list(_sent(pathway).filter(sent_at__range=quarter.moments))
    for one in rows:
        sheet.add(one.person_id, across={"answered": _way(one)})
    days = [(one.person_id, _days(one)) for one in rows if one.acknowledged_at]
    return {**publish(sheet), "days": Rule.of_this_portal().middle(days)}


def _way(referral: Referral) -> str:
    if referral.acknowledged_at is None:
        return "never"
    by = referral.pathway_by
    return "in-time" if by is None or _day(referral.acknowledged_at) <= by else "late"


def _days(referral: Referral) -> int:
    """Working days until the answer, those of a pause left out."""
    sent = _day(referral.sent_at) + timedelta(days=referral.days_paused)
    return working_days.between(sent, _day(referral.acknowledged_at))


def _day(moment: Any) -> date:
    return timezone.localdate(moment)


def _lines(told: dict[str, Any]) -> list[tuple[str, str]]:
    ways = told["across"]["answered"]
    return [
        ("Introduced", str(told["total"])),
        *((label, str(ways[way])) for way, label in WAYS.items()),
        ("Typical time to an answer", _typical(told["days"])),
    ]


def _typical(days: int | str | None) -> str:
    if days is None:
        return f"Shown from {FEWEST_ANSWERS} answers on"
    if days == 0:
        return "The same day"
    return f"{days} working day{'s' * (days != 1)}" if isinstance(days, int) else days
