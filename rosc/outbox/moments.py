"""When a message may reach the person it is for, and who hears of it when it cannot.

What is safe for people is known above the ledger (`rosc.people`), which registers it here. It holds
for every kind that goes to a person; no kind can forget to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rosc.outbox import kinds
from rosc.outbox.kinds import Skip

if TYPE_CHECKING:
    from rosc.outbox.models import OutboundMessage

Until = datetime | Skip | None


@dataclass(frozen=True, slots=True)
class SafeMoments:
    """`wait` says until when a message waits for a moment that is safe (None: it may go now), or
    why there is none; `not_told` runs, in the same transaction, when one is let go for a reason."""

    wait: Callable[["OutboundMessage", datetime], Until]
    not_told: Callable[["OutboundMessage", str], None]


_registered: list[SafeMoments] = []


def register(moments: SafeMoments) -> None:
    """Make known what is safe for people. Raises ValueError when something else is known."""
    if moments not in _registered:
        if _registered:
            raise ValueError("Only one part of the portal says what is safe for people.")
        _registered.append(moments)


def wait(message: "OutboundMessage", now: datetime) -> Until:
    """Until when it waits: for a safe moment of a person's, for the end of the quiet hours of
    anybody else; None when it may go now. Raises KeyError for a kind that nobody registered."""
    kind = kinds.get(message.kind)
    if kind.is_to_person and _registered:
        return _registered[0].wait(message, now)
    return kinds.quiet_until(now) if kind.is_unsolicited else None


def let_go(message: "OutboundMessage", reason: str) -> None:
    """A message is let go unsent: whoever works with the person may have to ring them."""
    if kinds.get(message.kind).is_to_person and _registered:
        _registered[0].not_told(message, reason)
