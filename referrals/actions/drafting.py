"""Writing an introduction: begun from a service, kept as it is written, sent once they agree."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.models import LocalAuthority, Service
from directory.search.where import locate
from referrals import pathways, questions, snapshots
from referrals.actions.sending import FACTS, change, send, start
from referrals.models import Answers, Origin, Referral, ReferralType, Source, Status
from referrals.models.choices import Reason
from referrals.models.referral import ReferralQuerySet
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Consent, Detail, Person, Purpose

REOPENED = (Reason.NOT_REACHED,)


@transaction.atomic
def begin(*, person: Person, service: Service, by: Actor) -> Referral:
    """Start one with all that is known already: the form, the area, what the service asks for, and
    what the two organisations agreed is usual between them.

    Raises PermissionDenied, and ValidationError for a service that takes none.
    """
    tier = questions.tier_of(service)
    kinds = list(service.kinds.values_list("pk", flat=True))
    pathway = pathways.along(person.organisation, service)
    usual = [kind for kind in kinds if pathway and kind in pathway.needs]
    referral = start(
        person=person,
        service=service,
        by=by,
        tier=tier,
        source=_source(person.organisation),
        area=_area(person, service),
        needs=kinds if len(kinds) == 1 else usual,
        type=(pathway and pathway.type) or ReferralType.NEW,
    )
    asked = service.asked_items.values_list("detail", flat=True)
    Answers.objects.create(referral=referral, details=questions.details_for(tier, asked))
    return referral


@transaction.atomic
def begin_with_new(
    *,
    organisation: Organisation,
    service: Service,
    by: Actor,
    preferred_name: str,
    own_reference: str = "",
) -> Referral:
    """The same for somebody who has no record yet: a name is enough. Raises as `begin` does, and
    ValidationError for a reference that somebody has."""
    person = people.create(
        organisation=organisation,
        by=by,
        preferred_name=preferred_name,
        own_reference=own_reference,
        how="introduction",
    )
    return begin(person=person, service=service, by=by)


def _source(organisation: Organisation) -> Source:
    if "treatment" in organisation.kinds:
        return Source.TREATMENT
    return Source.PEER_LED if organisation.is_lero else Source.OTHER


def _area(person: Person, service: Service) -> LocalAuthority | None:
    code = locate(person.postcode).authority_code if person.postcode else ""
    if code:
        return LocalAuthority.objects.filter(pk=code).first()
    areas = list(service.areas.all()[:2])
    return areas[0] if len(areas) == 1 else None


@transaction.atomic
def tell(*, referral: Referral, by: Actor, detail: str, told: Mapping[str, str]) -> Answers:
    """Keep the answers to the questions of one detail. Raises PermissionDenied, and
    SomebodyGotThereFirst once it is sent."""
    answers = _answers(referral, by)
    said = {name: words for name, words in told.items() if words}
    answers.text = json.dumps(answers.told | {detail: said})
    answers.save(update_fields=["text", "updated_at"])
    _note(referral, by, [detail])
    return answers


@transaction.atomic
def choose_details(
    *, referral: Referral, by: Actor, details: Collection[str], notes: str = ""
) -> Answers:
    """What is to be told, with words they wrote together. Raises as `tell` does, and
    ValidationError for offence data where either side may not hold any."""
    wanted = {*questions.ALWAYS, *details}
    wanted = wanted | {Detail.NOTES} if notes.strip() else wanted - {Detail.NOTES}
    if Detail.OFFENCES in wanted and not questions.may_share_offences(
        referral.held_by, referral.receiver
    ):
        raise ValidationError("Nothing about convictions may be told between these two.")
    answers = _answers(referral, by)
    answers.details = [detail for detail in Detail.values if detail in wanted]
    answers.notes = notes.strip() or None
    answers.save(update_fields=["details", "notes", "updated_at"])
    _note(referral, by, ["details"])
    return answers


def _answers(referral: Referral, by: Actor) -> Answers:
    """Locked; made where a draft came about in another way."""
    if not by.may(Permission.REFERRAL_SEND, referral.held_by):
        raise PermissionDenied(Permission.REFERRAL_SEND)
    draft = Referral.objects.unscoped_for("change").select_for_update().get(pk=referral.pk)
    if draft.status != Status.DRAFT:
        raise SomebodyGotThereFirst
    return answers_of(referral)


def answers_of(referral: Referral) -> Answers:
    """The answers of a draft; without any, those that it would begin with."""
    found = Answers.objects.filter(referral=referral).first()
    if found is None:
        asked = referral.service.asked_items.values_list("detail", flat=True)
        details = questions.details_for(referral.tier, asked)
        found = Answers.objects.create(referral=referral, details=details)
    return found


@transaction.atomic
def agree_and_send(
    *,
    referral: Referral,
    by: Actor,
    method: str,
    until: date | None = None,
    tells_outcome: bool = False,
    offences_method: str = "",
    word: str = "",
) -> Referral:
    """Write down what the person agrees to, one purpose at a time, and send exactly that. `word`:
    what their own page asks for from now on, where they chose one.

    Raises PermissionDenied, TransitionNotAllowed, and ValidationError where it may not be sent.
    """
    answers = _answers(referral, by)
    if word:
        people.choose_second_factor(person=referral.person, kind="word", word=word, by=by)
    common: dict[str, Any] = {"person": referral.person, "by": by, "until": until}
    to = referral.receiver
    if Detail.OFFENCES in answers.details:
        _agree_to_offences(offences_method, recipient=to, **common)
    common["method"] = method
    if tells_outcome:
        people.agree(purpose=Purpose.OUTCOME, recipient=referral.held_by, **common)
    change(referral=referral, by=by, tells_outcome=tells_outcome)
    details = answers.details
    consent = people.agree(purpose=Purpose.INTRODUCE, recipient=to, details=details, **common)
    return send(referral=referral, consent=consent, by=by, notes=answers.notes or "")


def _agree_to_offences(method: str, **common: Any) -> None:
    if not method:
        raise ValidationError("Ask separately about court, prison and probation.")
    only: dict[str, Any] = {"details": [Detail.OFFENCES], "method": method}
    people.agree(purpose=Purpose.OFFENCES, **only, **common)


@transaction.atomic
def reopen(*, referral: Referral, by: Actor) -> Referral:
    """Begin again, with all that was said, where nobody could reach them: a linked draft at the
    sender. A draft that is there already is it.

    Raises PermissionDenied, SomebodyGotThereFirst (it closed for another reason, or is open), and
    ValidationError for a service that takes nobody.
    """
    if referral.is_open or referral.reason not in REOPENED or referral.is_cut_off:
        raise SomebodyGotThereFirst
    there = draft_after(referral)
    if there:
        return there
    again = {"origin": referral.origin, "type": ReferralType.RE_ENGAGEMENT}
    return begin_after(referral, referral.service, by=by, **again)


@transaction.atomic
def try_elsewhere(*, referral: Referral, service: Service, by: Actor) -> Referral:
    """Begin one to another service, with all that was said, where the first did not help; the
    person is asked anew. A draft that is there already is it.

    Raises PermissionDenied, SomebodyGotThereFirst (something has followed, or it is not over), and
    ValidationError for a service that takes nobody.
    """
    rows = _locked_to_follow_up(referral, by)
    there = draft_after(referral)
    if there:
        return there
    if not rows.exists():
        raise SomebodyGotThereFirst
    return begin_after(referral, service, by=by)


@transaction.atomic
def let_rest(*, referral: Referral, by: Actor) -> None:
    """Nothing more is needed after one that did not help. Raises PermissionDenied, and
    SomebodyGotThereFirst when something has followed, or that was said already."""
    rows = _locked_to_follow_up(referral, by)
    now = timezone.now()
    if not rows.exists():
        raise SomebodyGotThereFirst
    Referral.objects.unscoped_for("change").filter(pk=referral.pk).update(rested_at=now)
    where = referral.held_by
    record(by=by, verb="referral.let_rest", subject=referral, organisation=where)


def _locked_to_follow_up(referral: Referral, by: Actor) -> ReferralQuerySet:
    """The row in hand, locked, among those that wait for what comes next."""
    if not by.may(Permission.REFERRAL_SEND, referral.held_by):
        raise PermissionDenied(Permission.REFERRAL_SEND)
    rows = Referral.objects.unscoped_for("change").filter(pk=referral.pk)
    rows.select_for_update().get()
    found: ReferralQuerySet = rows.to_follow_up([referral.held_by_id])
    return found


def draft_after(referral: Referral) -> Referral | None:
    """The draft that follows from it, if there is one."""
    rows = Referral.objects.unscoped_for("reopen").select_related("held_by")
    return rows.filter(follows_from=referral, status=Status.DRAFT).first()


def begin_after(
    referral: Referral,
    service: Service,
    *,
    by: Actor,
    origin: str = Origin.WORKER,
    **changed: Any,
) -> Referral:
    """A draft that follows from `referral` and says the same, for `service`; the agreement, that on
    hearing how it went included, is asked for anew. Raises as `start` does."""
    facts: dict[str, Any] = {name: getattr(referral, name) for name in FACTS}
    facts |= {"tier": questions.tier_of(service), "tells_outcome": False, **changed}
    draft = start(
        person=referral.person,
        service=service,
        by=by,
        origin=origin,
        follows_from=referral,
        **facts,
    )
    _copy_words(referral, draft, by)
    return draft


def keep_with(worker: User | None, draft: Referral) -> Referral:
    """The draft is for whoever introduced them before."""
    draft.started_by = worker
    draft.save(update_fields=["started_by", "updated_at"])
    return draft


def _copy_words(referral: Referral, draft: Referral, by: Actor) -> None:
    """Goals and answers go along to a draft that follows; the agreement is asked for anew."""
    change(referral=draft, by=by, goals=[goal.text for goal in referral.goals.all()])
    before = Answers.objects.filter(referral=referral).first()
    if before is None:
        return
    asked = draft.service.asked_items.values_list("detail", flat=True)
    details = questions.details_for(draft.tier, asked)
    Answers.objects.create(referral=draft, details=details, text=before.text, notes=before.notes)


def on_other_consent(consent: Consent) -> None:
    """What hangs on an agreement beside the introduction itself ends with it: who introduced them
    hears no more how it goes, and the receiver no longer reads what concerned prison."""
    rows = Referral.objects.unscoped_for("consent").filter(person=consent.person_id)
    if consent.purpose == Purpose.OUTCOME:
        rows.filter(held_by=consent.recipient_id).update(tells_outcome=False)
    if consent.purpose == Purpose.OFFENCES:
        for referral in rows.filter(receiver=consent.recipient_id, snapshot__isnull=False):
            snapshots.leave_out_offences(referral.snapshot)


def _note(referral: Referral, by: Actor, fields: list[str]) -> None:
    record(
        by=by,
        verb="referral.change",
        subject=referral,
        organisation=referral.held_by,
        details={"fields": fields},
    )
