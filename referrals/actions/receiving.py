"""The receiver's own record of somebody they accepted, made from what was agreed to be shared."""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from referrals.models import Referral, Side, Status
from rosc.access import SYSTEM
from rosc.accounts.models import Organisation
from rosc.people import actions as people
from rosc.people import records
from rosc.people.models import Person

SOMETHING_NOTED = (
    "Something has been written down since you said yes. It stays, and so does the yes. You can "
    "still propose somewhere else, or end the introduction."
)


def can_hold(organisation: Organisation) -> bool:
    """Whether it has said on what ground it holds records of people."""
    return hasattr(organisation, "lawful_basis")


def may_hold(organisation: Organisation) -> None:
    """Raises ValidationError unless it has said on what ground it holds records of people."""
    if not can_hold(organisation):
        raise ValidationError(
            f"{organisation.name} has not said on what ground it keeps records of people. Whoever "
            "leads it can do so on its own page; until then the person can be brought to you.",
            code="basis",
        )


def take_in(referral: Referral) -> Person:
    """Make the receiver's record, or show the one it held unseen since somebody came by themselves.

    The referral points to it from then on.
    """
    if referral.person.organisation_id == referral.receiver_id:
        person = referral.person
        person.is_hidden = False
        person.save(update_fields=["is_hidden", "updated_at"])
    else:
        person = _made_from(referral)
    referral.received_person = person
    referral.save(update_fields=["received_person", "updated_at"])
    return person


def _made_from(referral: Referral) -> Person:
    found = referral.snapshot.identity
    born = referral.person.date_of_birth if "born_on" in found else None
    person = people.create(
        organisation=referral.receiver,
        by=SYSTEM,
        how="referral",
        preferred_name=found.get("name") or "Not told yet",
        full_name=found.get("full_name", ""),
        date_of_birth=born,
        address=found.get("address"),
        needs=found.get("helps"),
    )
    for facts in found.get("routes", []):
        _add_route(person, facts)
    if referral.person.is_stopped:  # not safe there is not safe here
        people.stop_contact(person=person, why=referral.person.contact_stopped_why, by=SYSTEM)
    return person


def _add_route(person: Person, facts: dict[str, Any]) -> None:
    times = {
        name: time.fromisoformat(facts[name]) if facts.get(name) else None
        for name in ("safe_from", "safe_until")
    }
    people.add_route(person=person, by=SYSTEM, **{**facts, **times, "is_safe": True})


def may_undo(referral: Referral) -> bool:
    """Whether an acceptance may be taken back: the same London day, and nothing recorded since."""
    return is_of_today(referral) and not is_recorded_since(referral)


def is_of_today(referral: Referral) -> bool:
    """Whether it was accepted on this London day, and is so still."""
    accepted = referral.history.filter(name="accept").order_by("-id").first()
    if accepted is None or referral.status != Status.ACCEPTED:
        return False
    return timezone.localdate(accepted.at) == timezone.localdate()


def is_recorded_since(referral: Referral) -> bool:
    """Whether anybody has written anything down since: of the introduction, or, in whatever app,
    in the receiver's record. Where it is not known since when, nothing is risked."""
    since = referral.taken_at
    if since is None or _is_noted(referral, since):
        return True
    person = referral.received_person
    return person is not None and records.recorded_since(person, since)


def _is_noted(referral: Referral, since: datetime) -> bool:
    later = {"created_at__gt": since}
    return (
        referral.attempts.filter(**later).exists()
        or referral.confirmations.filter(**later).exists()
        or referral.pairings.filter(**later).exists()
        or referral.notes.filter(side=Side.RECEIVER, **later).exists()
        or referral.history.filter(at__gt=since).exists()
    )


def locked(referral: Referral) -> Person | None:
    """The receiver's record, so that nothing is hung on it while it is looked through."""
    if referral.received_person_id is None:
        return None
    rows = Person.objects.unscoped_for("change").select_for_update()
    return rows.get(pk=referral.received_person_id)


@transaction.atomic
def let_go(referral: Referral, person: Person | None) -> None:
    """Undo what accepting made: hide what was held unseen before, delete what was made new."""
    if person is None:
        return
    if person.pk == referral.person_id:
        person.is_hidden = True
        person.save(update_fields=["is_hidden", "updated_at"])
    else:
        person.delete()
