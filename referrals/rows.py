"""Introductions as rows: of the list, of a person's page, and of the tables that are taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from directory.models import Kind
from referrals.models import Referral, Side, Status
from referrals.reading import (
    TONES,
    acts_for,
    called,
    due_tone,
    due_words,
    side_of,
    tells_why,
    whose_move,
)
from rosc.accounts.models import User
from rosc.people.models import Person


def kinds_of(referrals: Iterable[Referral]) -> dict[str, str]:
    """The plain names of the kinds of help asked for, in one query."""
    wanted = {slug for one in referrals for slug in one.needs}
    return dict(Kind.objects.filter(pk__in=wanted).values_list("pk", "plain_name"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list."""

    referral: Referral
    called: str
    is_received: bool
    needs: list[str]
    whose_move: str
    due: str
    due_tone: str
    tone: str
    reason: str  # why it closed, as far as the reader may know
    since: datetime  # when it was sent; a draft, when it was begun
    may_act: bool


def rows_of(referrals: list[Referral], user: User, today: date) -> list[Row]:
    names = kinds_of(referrals)
    return [_row(one, user, names, today) for one in referrals]


def _row(referral: Referral, user: User, names: dict[str, str], today: date) -> Row:
    side, may_act = side_of(referral, user), acts_for(referral, user)
    is_closed_to_them = side == Side.RECEIVER and referral.is_cut_off
    needs = [] if is_closed_to_them else [names[n] for n in referral.needs if n in names]
    return Row(
        referral=referral,
        called=called(referral, side),
        is_received=side == Side.RECEIVER,
        needs=needs,
        whose_move=whose_move(referral, side if may_act else Side.NOBODY),
        due=due_words(referral, today),
        due_tone=due_tone(referral, today),
        tone=TONES[Status(referral.status)],
        reason=referral.get_reason_display() if tells_why(referral, side) else "",
        since=referral.sent_at or referral.created_at,
        may_act=may_act,
    )


def named_in(rows: Iterable[Row]) -> list[Person]:
    """Whose names the list shows."""
    found = []
    for row in rows:
        person = row.referral.received_person if row.is_received else row.referral.person
        if person is not None and row.called != "Somebody":
            found.append(person)
    return found


def panel_of(person: Person, user: User) -> dict[str, Any]:
    """The introductions of one person, for their page."""
    own = Referral.objects.visible_to(user).for_list()
    found = (own.filter(person=person) | own.filter(received_person=person)).order_by("-created_at")
    return {"rows": rows_of(list(found[:20]), user, timezone.localdate()), "person": person}
