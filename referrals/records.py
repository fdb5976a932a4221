"""What introductions hold about people, as `rosc.people.records` asks for it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from referrals import notifications, rows, shown, stop_messages
from referrals.actions.closing import close_for
from referrals.actions.drafting import on_other_consent
from referrals.models import Referral
from referrals.models.choices import Reason
from referrals.questions import LABELS
from rosc.access import SYSTEM, Actor, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from rosc.people.models import Article6, Consent, LawfulBasis, Person, Purpose, StopReason
from rosc.people.records import Exported, PersonRecord

TABLES = ("referrals.Referral",)


def of(person: Person) -> list[Referral]:
    """Every introduction of the person, as either side's record knows them."""
    every = Referral.objects.unscoped_for("person").select_related(
        *("held_by", "receiver", "service", "person__organisation"),
        "received_person__organisation",
    )
    own = every.filter(person=person)
    return list((own | every.filter(received_person=person)).order_by("created_at", "pk"))


def export(person: Person) -> Exported:
    return {"How I was introduced": [_referral(one, person) for one in of(person)]}


def _referral(referral: Referral, person: Person) -> dict[str, Any]:
    where = [person.organisation_id]
    return {
        "from": referral.held_by.name,
        "to": f"{referral.service.name}, {referral.receiver.name}",
        "where it stands": referral.get_status_display(),
        "what we wrote down to tell them": _answers(referral, person),
        "sent": referral.sent_at,
        "somewhere else was proposed": [
            {"where": one.successor.name, "on": one.asked_on, "my answer": one.get_said_display()}
            for one in referral.hand_overs.select_related("successor")
        ],
        "goals": [
            {"goal": goal.text, "how it came out": goal.get_outcome_display()}
            for goal in referral.goals.all()
        ],
        "what was written": [
            {"on": note.created_at, "by": note.get_side_display(), "words": note.text}
            for note in referral.notes.readable_at(where)
        ],
    }


def _answers(referral: Referral, person: Person) -> dict[str, str]:
    """The sending side's own answers and notes, for its record alone."""
    answers = getattr(referral, "answers", None)
    if answers is None or referral.person_id != person.pk:
        return {}
    said = {LABELS[name]: words for one in answers.told.values() for name, words in one.items()}
    return said | ({"What we wrote together": answers.notes} if answers.notes else {})


def anonymise(person: Person) -> None:
    """Clear the words and the snapshot of what this record's organisation sent, and its own words
    on what it received. What the other side wrote in its own record stays until that is erased.
    The fact that there was an introduction stays."""
    for referral in of(person):
        if referral.person_id == person.pk:
            close_for(referral, Reason.CONSENT_WITHDRAWN, SYSTEM)
            _clear(referral)
        else:
            referral.notes.filter(organisation=person.organisation_id).delete()
            if referral.person.erased_on:
                referral.goals.all().delete()


def _clear(referral: Referral) -> None:
    if _is_held_there(referral):
        referral.notes.exclude(organisation=referral.receiver_id).delete()
    else:
        referral.notes.all().delete()
        referral.goals.all().delete()
    referral.answer_links.all().delete()
    for name in ("snapshot", "answers", "referrer"):
        row = getattr(referral, name, None)
        if row is not None:
            row.delete()
    referral.is_cut_off = True
    referral.save(update_fields=["is_cut_off", "updated_at"])


def _is_held_there(referral: Referral) -> bool:
    """Whether the receiver has a record of its own, with its own words and what came of it."""
    theirs = referral.received_person
    return theirs is not None and theirs.pk != referral.person_id and theirs.erased_on is None


def on_consent_withdrawn(consent: Consent, by: Actor) -> None:
    """Access closes at once: the snapshot is emptied, links end, the introduction is withdrawn."""
    if consent.purpose != Purpose.INTRODUCE:
        on_other_consent(consent)
        return
    every = Referral.objects.unscoped_for("consent").select_related(
        "held_by", "receiver", "person__organisation", "service", "received_person__organisation"
    )
    for referral in every.filter(consent=consent):
        _cut_off(referral)
        if referral.is_open:
            close_for(referral, Reason.CONSENT_WITHDRAWN, by)
        else:
            notifications.tell_cut_off(referral)
        _review_at_receiver(referral)


def _cut_off(referral: Referral) -> None:
    referral.is_cut_off = True
    referral.save(update_fields=["is_cut_off", "updated_at"])
    referral.answer_links.all().delete()
    snapshot = referral.snapshot
    snapshot.after = None
    snapshot.save(update_fields=["after", "updated_at"])


def _review_at_receiver(referral: Referral) -> None:
    """The receiver's own record goes on only where it has a ground of its own."""
    person = referral.received_person
    if person is None or person.pk == referral.person_id:
        return
    basis = LawfulBasis.objects.filter(organisation=referral.receiver_id).first()
    if basis is None or basis.article_6 == Article6.CONSENT:
        _quietly(people.restrict, person=person)


def on_stopped(person: Person, by: Actor) -> None:
    """Not safe here is not safe there: the linked records are stopped too."""
    stop_messages.tell_to_look(person, of(person), f"stopped.{person.contact_stopped_at}")
    for other in linked(person):
        _quietly(people.stop_contact, person=other, why=StopReason(person.contact_stopped_why))


def on_contact_again(person: Person, by: Actor) -> None:
    """What was stopped because of this record's stop may be reached again too; what another
    organisation stopped by itself stays so."""
    stop_messages.tell_to_look(person, of(person), f"again.{timezone.now()}")
    own = _last_stop(person)
    if own is None or own.actor_kind == SYSTEM.actor_kind:
        return
    for other in linked(person):
        theirs = _last_stop(other)
        if theirs and (theirs.actor_kind, theirs.details) == (SYSTEM.actor_kind, own.details):
            _quietly(people.contact_again, person=other)


def _last_stop(person: Person) -> AuditEvent | None:
    rows = AuditEvent.objects.filter(verb="person.stop_contact", subject_id=person.pk)
    return rows.order_by("-id").first()


def on_ended(person: Person, by: Actor) -> None:
    """They have died: every introduction closes, and the linked records say so too."""
    for referral in of(person):
        close_for(referral, Reason.DIED, SYSTEM)
    for other in linked(person):
        _quietly(people.record_death, person=other, on=person.died_on)


def recorded_since(person: Person, since: datetime) -> bool:
    """An introduction begun from the record; what is known of others moves by itself."""
    begun = Referral.objects.unscoped_for("person").filter(person=person, created_at__gt=since)
    return begun.exists()


def linked(person: Person) -> list[Person]:
    """The records that other organisations hold of the same person, by introductions whose consent
    stands."""
    found = {}
    for referral in of(person):
        if not referral.is_cut_off:
            for one in (referral.person, referral.received_person):
                if one is not None and one.pk != person.pk:
                    found[one.pk] = one
    return list(found.values())


def workers(person: Person) -> list[UUID]:
    """Who works with them by what is under way: who introduced them, or who answers there, by the
    side on which this record is."""
    found: set[UUID] = set()
    for referral in of(person):
        if referral.is_open and not referral.is_cut_off:
            is_received = referral.person_id != person.pk or person.is_hidden
            staff = notifications.receivers_of if is_received else notifications.senders_of
            found |= {user.pk for user in staff(referral)}
    return list(found)


def page_for(person: Person, user: User) -> str:
    """Their introduction, for somebody to whom the record is not open (yet)."""
    own = [referral.pk for referral in of(person)]
    rows = Referral.objects.visible_to(user).filter(pk__in=own).order_by("-created_at")
    found = rows.first()
    return found.get_absolute_url() if found else ""


def _quietly(act: Any, **options: Any) -> None:
    """Once is enough: the other record may have been stopped already."""
    try:
        act(by=SYSTEM, **options)
    except SomebodyGotThereFirst:
        return


RECORD = PersonRecord(
    "referrals",
    TABLES,
    place=1,
    export=export,
    anonymise=anonymise,
    on_consent_withdrawn=on_consent_withdrawn,
    on_stopped=on_stopped,
    on_contact_again=on_contact_again,
    on_ended=on_ended,
    panel="referrals/_panel.html",
    panel_context=rows.panel_of,
    own_panel="referrals/_own_panel.html",
    own_panel_context=shown.own_panel,
    linked=linked,
    workers=workers,
    page_for=page_for,
    recorded_since=recorded_since,
    subjects=lambda person: [referral.pk for referral in of(person)],
)
