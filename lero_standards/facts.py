"""What the portal knows of a LERO already, offered as evidence.

Numbers of people go through the one rule for figures and are given for four whole quarters, once
and for all; how soon a group answers and when it is open are no numbers of people.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils import timezone

from directory.models import Service, Session
from referrals.models import Referral
from rosc.accounts.models import Organisation
from rosc.figures.actions import answer
from rosc.figures.disclosure import HIDDEN, Rule, Sheet, publish
from rosc.figures.quarters import Quarter, settled
from rosc.working_days import between

QUARTERS = 4
EVENING = time(17)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """`words` is the fact, `how` where it comes from, `statements` what it may speak to."""

    slug: str
    words: str
    how: str
    statements: tuple[str, ...]


def offered(organisation: Organisation, today: date) -> list[Fact]:
    """What is known; what is nothing, or too little to be told, is left out."""
    found = [*_of_people(organisation, today), *_of_times(organisation)]
    return [one for one in found if one]


def of(organisation: Organisation, slug: str, today: date) -> Fact | None:
    return next((one for one in offered(organisation, today) if one.slug == slug), None)


def _of_people(organisation: Organisation, today: date) -> list[Fact]:
    last = settled(today)[0]
    told = answer(
        question="standards-facts",
        scope=str(organisation.pk),
        quarter=last,
        take=lambda: _published(organisation, last),
    ).published
    first = date.fromisoformat(told["from"])
    how = (
        f"Introductions that were sent to you from {first.day} {first:%B %Y} to "
        f"{last.last.day} {last.last:%B %Y}. Small numbers are not shown, others go to the "
        "nearest 5."
    )
    met, days = told["across"]["met"]["met"], told["days"]
    found = []
    if met not in (0, HIDDEN):
        found.append(Fact("met", f"About {met} people met us in 12 months", how, ("14", "16")))
    if isinstance(days, int):
        soon = "the same day" if days == 0 else f"within {days} working day{'s' * (days != 1)}"
        found.append(Fact("reply", f"We usually answer {soon}", how, ("33",)))
    return found


def _published(organisation: Organisation, last: Quarter) -> dict[str, Any]:
    """What may be told of a year of introductions to a LERO."""
    first = last
    for _ in range(QUARTERS - 1):
        first = first.before()
    moments = (first.moments[0], last.moments[1])
    rows = Referral.objects.unscoped_for("figures").filter(
        receiver=organisation, sent_at__range=moments
    )
    sheet, days = Sheet(across={"met": ["met", "not-met"]}), []
    for one in rows.only("person", "sent_at", "acknowledged_at", "met_on"):
        sheet.add(one.person_id, across={"met": "met" if one.met_on else "not-met"})
        if one.acknowledged_at:
            sent, said = (timezone.localdate(m) for m in (one.sent_at, one.acknowledged_at))
            days.append((one.person_id, between(sent, said)))
    middle = Rule.of_this_portal().middle(days)
    return {**publish(sheet), "days": middle, "from": first.first.isoformat()}


def _of_times(organisation: Organisation) -> list[Fact]:
    services = Service.objects.published().filter(organisation=organisation, fellowship=None)
    sessions = list(Session.objects.filter(service__in=services))
    late = sum(_is_out_of_hours(one) for one in sessions)
    if not sessions:
        return []
    words = f"{len(sessions)} time{'s' * (len(sessions) != 1)} in our entries"
    words += f", {late} of them in the evening or at a weekend" if late else ""
    how = "Counted from the times of your entries, as they stood that day."
    return [Fact("times", words, how, ("12", "20"))]


def _is_out_of_hours(session: Session) -> bool:
    return session.weekday >= SATURDAY or session.starts_at >= EVENING
