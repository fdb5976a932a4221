"""Writing down that an introduction was opened or listed, in the transaction that shows it."""

from collections.abc import Iterable

from referrals.models import Referral, Side
from rosc.access import Actor
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Person


def opened(*, referral: Referral, by: Actor, side: str, what: str = "introduction") -> None:
    """`by` opened it, and so a part of the person's record: both are written down."""
    where = referral.receiver if side == Side.RECEIVER else referral.held_by
    details = {"what": what, "side": side}
    record(by=by, verb="referral.open", subject=referral, organisation=where, details=details)
    if side == Side.SENDER:
        people.opened(person=referral.person, by=by, what=what)
        return
    record(
        by=by,
        verb="person.open",
        subject=referral.person,
        organisation=where,
        details={"what": what, "is_named": referral.shows_identity()},
    )
    if referral.received_person and referral.received_person_id != referral.person_id:
        people.opened(person=referral.received_person, by=by, what=what)


def listed(
    *,
    referrals: Iterable[Referral],
    named: Iterable[Person],
    by: Actor,
    filters: Iterable[str] = (),
) -> None:
    """`by` was shown these: one row with all ids, and one with the people who were named."""
    shown = list(referrals)
    if not shown:
        return
    details = {"filters": sorted(filters)}
    record(by=by, verb="referral.list", subjects=shown, details=details)
    people.searched(people=named, by=by, filters=filters)


def exported(
    *, referrals: Iterable[Referral], named: Iterable[Person], by: Actor, why: str = "without-names"
) -> None:
    """`by` took these out as a table, and why (a code); with names, it says whose."""
    details = {"why": why}
    record(by=by, verb="referral.export", subjects=list(referrals), details=details)
    people.searched(people=named, by=by, filters=["export"])
