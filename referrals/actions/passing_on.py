"""Going on somewhere else: where nobody answered, as the person agreed at the start; where another
place was proposed, as they say on their own page. Or erased, as they were told."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals import clock, notifications
from referrals.actions.answering import leave_unmet_need
from referrals.actions.drafting import answers_of, begin_after, draft_after
from referrals.actions.fallbacks import may_be_asked, services_of
from referrals.actions.moving import move
from referrals.actions.receiving import can_hold
from referrals.actions.sending import send
from referrals.models import Answers, Referral, Status
from referrals.models.choices import BY_THEMSELVES, Follows, Reason
from rosc.access import SYSTEM, Link, Oneself, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.people import actions as people
from rosc.people import links as own_links
from rosc.people.models import Consent, ConsentMethod, Detail, Purpose


def _service_like(service: Service, organisation: Organisation) -> Service | None:
    """The service of `organisation` that offers most of the same."""
    wanted = set(service.kinds.values_list("pk", flat=True))

    def shared(one: Service) -> int:
        return len(wanted & {kind.pk for kind in one.kinds.all()})

    return max(services_of(organisation), key=shared, default=None)


def is_unanswered(referral: Referral, today: date) -> bool:
    """Whether the whole of the working days that the person was told have passed in silence. No
    pause goes beyond them."""
    last = clock.passed_on_after(referral)
    return last is not None and not referral.acknowledged_at and last < today


@transaction.atomic
def pass_on(*, referral: Referral, today: date) -> Referral | None:
    """Ask the organisation that the person agreed to at the start; None where they agreed to none,
    or it cannot take anybody.

    The record moves out of the hands of who did not answer. Raises TransitionNotAllowed when
    somebody answered meanwhile.
    """
    consent = _agreed(referral, today)
    service = consent and consent.recipient and _service_like(referral.service, consent.recipient)
    if not consent or not service or not is_unanswered(referral, today):
        return None
    closed = {"closed_at": timezone.now(), "what_follows": Follows.ELSEWHERE}
    move(referral, "expire", by=SYSTEM, changes=closed, to=service.organisation_id)
    leave_unmet_need(referral, Reason.NOT_PROVIDED)
    after = go_on(referral, service, details=consent.details)
    notifications.tell_passed_on(after)
    return after


@transaction.atomic
def go_elsewhere(*, referral: Referral, by: Oneself) -> Referral:
    """The person says yes, on their own page, to the service that was proposed instead: exactly
    what they had agreed to tell goes there.

    Raises SomebodyGotThereFirst when it can no longer be asked, and ValidationError.
    """
    rows = Referral.objects.unscoped_for("own_page").select_for_update(of=("self",))
    found = elsewhere_for(rows.get(pk=referral.pk))
    if found is None:
        raise SomebodyGotThereFirst
    draft = found.draft
    if draft is None:
        return go_on(referral, found.service, details=found.details)
    consent = _agree(draft, found.service, found.details, by)
    right, where = Permission.REFERRAL_SEND, draft.held_by_id
    mover = Link(draft.person_id, right, where, actor_kind="person")
    return send(referral=draft, consent=consent, by=mover, notes=found.notes)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What would be told to the service that was proposed, and in which draft it stands."""

    service: Service
    draft: Referral | None
    details: list[str]
    notes: str = ""


def elsewhere_for(referral: Referral) -> Elsewhere | None:
    """What a person may say yes to, where another service was proposed and nothing has followed.

    Nothing about convictions is agreed to on a page of one's own: that is asked for separately.
    """
    service = referral.proposed
    if referral.status != Status.REDIRECTED or service is None or not _can_be_asked(service):
        return None
    if not referral.has_worker:
        return _without_a_draft(referral, service)
    draft = draft_after(referral)
    if draft is None or draft.service_id != service.pk:
        return None
    answers = answers_of(draft)
    return Elsewhere(service, draft, _open(answers.details), answers.notes or "")


def _without_a_draft(referral: Referral, service: Service) -> Elsewhere | None:
    """For who came by themselves: what they had agreed to tell, as long as they have not taken it
    back."""
    rows = Referral.objects.unscoped_for("own_page")
    consent = referral.consent
    if referral.origin not in BY_THEMSELVES or consent is None or referral.is_cut_off:
        return None
    if rows.filter(follows_from=referral).exists():
        return None
    return Elsewhere(service, None, _open(consent.details))


def _open(details: list[str]) -> list[str]:
    return [detail for detail in details if detail != Detail.OFFENCES]


def _can_be_asked(service: Service) -> bool:
    is_there = Service.objects.taking_introductions().filter(pk=service.pk).exists()
    return is_there and can_hold(service.organisation)


def go_on(
    referral: Referral,
    service: Service,
    *,
    details: list[str],
    method: str = ConsentMethod.OWN_LINK,
    by: Link | None = None,
) -> Referral:
    """The record goes along unseen, with its links, and what was agreed is told at the new place;
    nothing but coded words stays behind. Agreed to by themselves, or as a professional says (`by`).
    """
    if referral.consent:
        people.withdraw(consent=referral.consent, by=SYSTEM)
    people.hand_on(person=referral.person, to=service.organisation)
    after = begin_after(referral, service, by=SYSTEM, origin=referral.origin)
    who = by or own_links.oneself([referral.person])
    agreed = _agree(after, service, details, who, method)
    answers = Answers.objects.filter(referral=after).first()
    notes = (answers.notes if answers else None) or ""
    return send(referral=after, consent=agreed, by=SYSTEM, notes=notes)


def _agree(
    referral: Referral,
    service: Service,
    details: list[str],
    by: Oneself | Link,
    method: str = ConsentMethod.OWN_LINK,
) -> Consent:
    return people.agree(
        person=referral.person,
        purpose=Purpose.INTRODUCE,
        recipient=service.organisation,
        details=details,
        method=method,
        by=by,
    )


def _agreed(referral: Referral, today: date) -> Consent | None:
    """Their agreement to be passed on, to somebody else than who was asked."""
    person = referral.person
    if person.is_stopped or person.is_restricted or not person.is_hidden:
        return None
    rows = person.consents.standing(today).filter(purpose=Purpose.PASS_ON)
    consent = rows.exclude(recipient=referral.receiver_id).select_related("recipient").first()
    if consent is None or consent.recipient is None:
        return None
    return consent if may_be_asked(consent.recipient) else None


def erase_unanswered(referral: Referral) -> bool:
    """Erase the record that nobody accepted; False where it may not go."""
    person = referral.person
    if not person.is_hidden or person.is_held or person.erased_on:
        return False
    people.erase_unanswered(person=person)
    return True
