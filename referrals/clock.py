"""When each move is due. London days; working days are those of England (`rosc.working_days`)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from referrals.models import Origin, Referral, ReferralType, Status, Tier
from rosc import working_days

MOVED_BY_A_PAUSE = (
    *("acknowledge_by", "pathway_by", "contact_by", "intervene_by"),
    *("expires_on", "review_on"),
)
LAST_WORD_DAYS = 7  # to read what can be done next, before what nobody accepted is erased
PRISON_DAYS = 21  # continuity of care: seen within three weeks of release (OHID)


def is_soon(referral: Referral) -> bool:
    """Whether it is acknowledged sooner than others: they come back, come by themselves, or leave
    prison or hospital (by the next working day)."""
    return (
        referral.type == ReferralType.RE_ENGAGEMENT
        or referral.is_leaving
        or referral.origin in (Origin.SELF, Origin.RELATIVE)
    )


def when_sent(referral: Referral, today: date) -> dict[str, Any]:
    """The days by which each thing should have happened, counted from the day it is sent.

    Who came without a worker is erased after the last of them if nobody answered; it runs out a
    week before that, so that there is time to read what can be done next.
    """
    soon, usual = settings.REFERRAL_SOON_WORKING_DAYS, settings.REFERRAL_ACKNOWLEDGE_WORKING_DAYS
    agreed = referral.pathway.answer_days if referral.pathway else None
    answer_in = min(soon, agreed or soon) if is_soon(referral) else agreed or usual
    return {
        "pathway_by": working_days.after(today, agreed) if agreed else None,
        "acknowledge_by": working_days.after(today, answer_in),
        "contact_by": working_days.after(today, settings.REFERRAL_CONTACT_WORKING_DAYS),
        "intervene_by": _intervene_by(referral, today),
        "expires_on": today + timedelta(days=_days_to_expiry(referral)),
    }


def _days_to_expiry(referral: Referral) -> int:
    is_by_worker = referral.origin == Origin.WORKER
    days: int = settings.REFERRAL_EXPIRY_DAYS
    return days if is_by_worker else days - LAST_WORD_DAYS - 1


def _intervene_by(referral: Referral, today: date) -> date | None:
    """Three weeks to the first treatment; from the release for somebody leaving prison, and before
    a medicine runs out."""
    if referral.type == ReferralType.LEAVING_PRISON and referral.leaves_on:
        start, days = max(referral.leaves_on, today), PRISON_DAYS
    elif referral.tier == Tier.FULLER:
        start, days = today, settings.REFERRAL_INTERVENTION_DAYS
    else:
        return None
    by = start + timedelta(days=days)
    return min(by, referral.medicine_until) if referral.medicine_until else by


def due_on(referral: Referral, values: Mapping[str, Any]) -> date | None:
    """The day by which whoever's move it is should have moved, with `values` already changed."""

    def now(name: str) -> Any:
        return values[name] if name in values else getattr(referral, name)

    if now("paused_until"):
        return None
    status = now("status")
    if status == Status.SENT:
        return now("acknowledge_by")
    if status in (Status.ASKED, Status.WAITING):
        return now("review_on")
    if status not in (Status.ACCEPTED, Status.MET):
        return None
    if status == Status.ACCEPTED and not now("reached_at"):
        return now("contact_by")
    if now("intervene_by") and not now("first_intervention_on"):
        return now("intervene_by")
    return now("review_on")


def shifted(referral: Referral, by: timedelta) -> dict[str, date]:
    """Every day that still counts, later by the length of a pause."""
    days = {name: getattr(referral, name) for name in MOVED_BY_A_PAUSE}
    return {name: day + by for name, day in days.items() if day}


def days_left(referral: Referral, today: date) -> int | None:
    """Days until it is due; negative when it is late, None when nothing is due."""
    return (referral.due_on - today).days if referral.due_on else None
