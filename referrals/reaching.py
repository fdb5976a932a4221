"""Whether the one side or the other may reach the person, and what its page says where it may not.

Each side goes by its own record where it holds one: it was told when the other's was stopped. The
reason for a stop is never told across: that it is not safe is for who has to know.
"""

from typing import Any

from referrals.models import Referral, Side
from rosc.people.hearing import why_unheard
from rosc.people.models import Person

WAYS = ("routes", "address")  # in a snapshot: how somebody can be reached
STOPPED = "They asked not to be contacted. Please do not ring, write or visit. They can come to us."
DIED = "They have died. Please do not ring, write or visit."


def record_at(referral: Referral, side: str) -> Person:
    """The record by which a side goes: its own, or that of who introduced them."""
    if side == Side.RECEIVER and referral.received_person is not None:
        return referral.received_person
    return referral.person


def is_stopped(referral: Referral, side: str) -> bool:
    """Whether nobody on this side is to reach them."""
    return record_at(referral, side).is_stopped


def words_for(referral: Referral, side: str) -> str:
    """What the pages of a side say where nobody is to reach them; else nothing."""
    person = record_at(referral, side)
    if not person.is_stopped:
        return ""
    return DIED if person.died_on else STOPPED


def without_ways(referral: Referral, side: str, facts: dict[str, Any]) -> dict[str, Any]:
    """`identity` of a snapshot, without how to reach them while nobody is to."""
    if not is_stopped(referral, side):
        return facts
    return {name: value for name, value in facts.items() if name not in WAYS}


def must_ring(referral: Referral) -> bool:
    """Whether a worker of the sending side has to tell the person how it goes: they hear nothing
    from us, by whatever lacks."""
    is_told = referral.sent_at is not None and referral.has_worker and not referral.is_cut_off
    return is_told and bool(why_unheard(referral.person))


class Reached:
    """What a page of one side knows of it."""

    referral: Referral
    side: str

    @property
    def stopped(self) -> str:
        """What to say where nobody is to reach them; empty while they may be reached."""
        return words_for(self.referral, self.side)

    @property
    def is_unheard(self) -> bool:
        """Whether the reader's side has to tell the person what the portal cannot."""
        return self.side == Side.SENDER and must_ring(self.referral)
