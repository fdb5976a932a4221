"""What every move has in common: whose move it is next, when that is due, what was written."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from referrals import clock, notifications
from referrals.models import Handling, Note, NoteKind, Referral, Side, Status
from referrals.models.choices import BY_THEMSELVES, WHOSE
from referrals.workflow import BACK, CLOSED, WHOSE_MOVE
from rosc.access import Actor, Link
from rosc.accounts.models import Organisation, User
from rosc.workflow import TransitionRecord, advance, before_last


def move(
    referral: Referral,
    name: str,
    *,
    by: Actor,
    changes: Mapping[str, Any] | None = None,
    **details: Any,
) -> TransitionRecord:
    """Advance `referral`, with whose move it is next and when, and tell the other side.

    Raises PermissionDenied (403) and TransitionNotAllowed (409).
    """
    step = referral.TRANSITIONS[name]
    target = step.target if step.target != BACK else before_last(referral)
    values = {**(changes or {}), "status": target}
    values["whose_move"] = _mover(referral, target, values)
    values["due_on"] = clock.due_on(referral, values)
    if target in CLOSED:
        values |= {"paused_on": None, "paused_until": None}
    values.pop("status")
    history = advance(referral, name, by=by, changes=values, **details)
    notifications.tell(referral, history)
    return history


def _mover(referral: Referral, target: str, values: Mapping[str, Any]) -> str:
    """Where a group is brought somebody it has no way to reach, whoever brings them is to move."""
    handling = values.get("handling", referral.handling)
    is_brought = handling == Handling.BRINGS and referral.origin not in BY_THEMSELVES
    if target == Status.ACCEPTED and is_brought:
        return Side.SENDER
    return WHOSE_MOVE[target]


def answered(referral: Referral) -> dict[str, Any]:
    """The first answer, whatever it is, stops the clock of acknowledging."""
    if referral.acknowledged_at:
        return {}
    paused = referral.days_paused_by(timezone.localdate())
    return {"acknowledged_at": timezone.now(), "days_paused": paused}


def closed(reason: str, follows: str) -> dict[str, Any]:
    """Why it closes, whose reason that is, and what follows."""
    return {
        "reason": reason,
        "whose_reason": WHOSE[reason],  # type: ignore[index]
        "what_follows": follows,
        "closed_at": timezone.now(),
    }


def write(
    referral: Referral, kind: NoteKind, text: str, *, by: Actor, side: str, said: Mapping[str, str]
) -> Note | None:
    """Keep what was written, if anything was. `said` is who answers by a link: name and role."""
    if not text.strip():
        return None
    return Note.objects.create(
        referral=referral,
        kind=kind,
        side=side,
        organisation=_organisation(referral, side),
        text=text.strip(),
        by_kind=by.actor_kind,
        by_id=by.actor_id,
        by_name=said.get("name", "") or _name(by),
        by_role=said.get("role", ""),
    )


def _organisation(referral: Referral, side: str) -> Organisation | None:
    if side == Side.RECEIVER:
        return referral.receiver
    return referral.held_by if side == Side.SENDER else None


def _name(by: Actor) -> str:
    return by.name if isinstance(by, User) else ""


def said_by(by: Actor, name: str, role: str) -> dict[str, str]:
    """Who answered, where they have no account. Raises ValueError for a link without a name."""
    if isinstance(by, Link) and not name.strip():
        raise ValueError("Whoever answers by a link says who they are.")
    return {"name": name.strip(), "role": role.strip()}
