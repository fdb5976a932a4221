"""When each move is due. London days; working days are those of England (`rosc.working_days`)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from referrals.models import Origin, Referral, ReferralType, Status, Tier
from referrals.models.choices import BY_THEMSELVES, WITHOUT_A_WORKER
from referrals.workflow import UNANSWERED
from rosc import working_days

MOVED_BY_A_PAUSE = (
    *("acknowledge_by", "pathway_by", "contact_by", "intervene_by"),
    *("expires_on", "review_on"),
)
LAST_WORD_DAYS = 7  # to read what can be done next, before what nobody accepted is erased
LONGEST_PAUSE = timedelta(days=92)
MOST_DAYS_HELD = 14  # paused in all, while nobody has answered: no silence hides behind a pause
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
    """Three weeks to the first treatment; from the release for somebody leaving prison, be it to
    come or past, and before a medicine runs out. Never before the day it is sent."""
    if referral.type == ReferralType.LEAVING_PRISON and referral.leaves_on:
        start, days = referral.leaves_on, PRISON_DAYS
    elif referral.tier == Tier.FULLER:
        start, days = today, settings.REFERRAL_INTERVENTION_DAYS
    else:
        return None
    by = start + timedelta(days=days)
    by = min(by, referral.medicine_until) if referral.medicine_until else by
    return max(by, today)


def due_on(referral: Referral, values: Mapping[str, Any]) -> date | None:
    """The day by which whoever's move it is should have moved, with `values` already changed.

    Where a medicine runs out, nothing is due later than that until treatment has begun.
    """

    def now(name: str) -> Any:
        return values[name] if name in values else getattr(referral, name)

    status = now("status")
    treated_by = None if now("first_intervention_on") else now("intervene_by")
    if now("paused_until") or status not in _DUE:
        return None
    days = [_usual(status, now, treated_by), treated_by if now("medicine_until") else None]
    return min((day for day in days if day), default=None)


_DUE = (Status.SENT, Status.ASKED, Status.WAITING, Status.ACCEPTED, Status.MET)


def _usual(status: str, now: Callable[[str], Any], treated_by: date | None) -> date | None:
    if status == Status.SENT:
        return _day(now("acknowledge_by"))
    if status in (Status.ASKED, Status.WAITING):
        return _day(now("review_on"))
    if status == Status.ACCEPTED and not now("reached_at"):
        return min((day for day in (_day(now("contact_by")), treated_by) if day), default=None)
    return treated_by or _day(now("review_on"))


def _day(found: Any) -> date | None:
    return found if isinstance(found, date) else None


def shifted(referral: Referral, by: timedelta) -> dict[str, date]:
    """Every day that still counts, later by the length of a pause; but a medicine runs out when it
    does, and who came without a worker is deleted when they were told."""
    days = {name: getattr(referral, name) for name in MOVED_BY_A_PAUSE}
    later = {name: day + by for name, day in days.items() if day}
    bounds = {"intervene_by": referral.medicine_until, "expires_on": _told_on(referral)}
    for name, bound in bounds.items():
        if bound and name in later:
            later[name] = max(days[name], min(later[name], bound))
    return later


def _told_on(referral: Referral) -> date | None:
    """The last day on which somebody who came without a worker may be answered, as they were told
    at the start."""
    if referral.origin not in WITHOUT_A_WORKER or referral.sent_at is None:
        return None
    return timezone.localdate(referral.sent_at) + timedelta(days=_days_to_expiry(referral))


def passed_on_after(referral: Referral) -> date | None:
    """The last day on which somebody who came by themselves hears, before they are passed on."""
    if referral.sent_at is None:
        return None
    sent_on = timezone.localdate(referral.sent_at)
    return working_days.after(sent_on, settings.REFERRAL_FALLBACK_WORKING_DAYS)


def last_day_of_a_pause(referral: Referral, today: date) -> date:
    """Until when it may be paused at most; `today` or before, where it may not be paused.

    While nobody has answered: a short time in all, and never past what somebody who came without a
    worker was told at the start.
    """
    if referral.status not in UNANSWERED:
        return today + LONGEST_PAUSE
    days: list[date | None] = [today + timedelta(days=max(MOST_DAYS_HELD - referral.days_held, 0))]
    if referral.origin in WITHOUT_A_WORKER:
        days.append(referral.expires_on)
    if referral.origin in BY_THEMSELVES and referral.acknowledged_at is None:
        days.append(passed_on_after(referral))
    return min(day for day in days if day)


def days_left(referral: Referral, today: date) -> int | None:
    """Days until it is due; negative when it is late, None when nothing is due."""
    return (referral.due_on - today).days if referral.due_on else None
