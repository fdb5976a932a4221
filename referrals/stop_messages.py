"""When contact with somebody is stopped, or allowed again: those who were asked about them and hold
no record of their own are told at once to look first. Who holds one is told by `rosc.people`."""

from referrals import group_messages, notifications
from referrals.models import Referral
from referrals.workflow import OPEN
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import OutboundMessage
from rosc.people.models import Person


def tell_to_look(person: Person, referrals: list[Referral], event: str) -> None:
    """Of those that `person` was introduced by; `event` says which change it is, told once."""
    for referral in referrals:
        is_known = referral.sent_at is not None and not referral.is_cut_off
        if referral.person_id != person.pk or not is_known or referral.status not in OPEN:
            continue
        reason = f"referrals.look.{referral.pk}.{event}"
        group_messages.tell_group_to_look(referral, reason)
        notifications.tell_referrer(referral, reason)
        if referral.received_person_id is None:
            for user in notifications.receivers_of(referral):
                notifications.plan_event(LOOK_FIRST, referral, user.pk, reason)


def prepare_look_first(message: OutboundMessage) -> Prepared | Skip:
    return notifications.to_worker(message, "look_first", "Please look first")


LOOK_FIRST = Kind("referrals.look_first", "Please look first", prepare_look_first)
