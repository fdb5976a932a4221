"""A way back into treatment: drafted for a worker to look over and send, never sent by itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from checkups.actions.checks import need
from checkups.models import CheckUp, Offer, Plan
from checkups.returning import services_for, was_in_treatment
from directory.models import Service
from referrals import actions as referrals
from referrals.actions.drafting import keep_with
from referrals.models import Referral, ReferralType, Timing
from rosc.access import SYSTEM, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.models import Person

GOAL = "Get into treatment, with somebody at my side on the way"
GOAL_BACK = "Get back into treatment, with somebody at my side on the way"
HANDOVER = (
    "Please let us hand over warmly: agree the first appointment with us on the phone, while they "
    "are there. Somebody they know goes along if they wish. We stay in touch until they have "
    "arrived with you."
)


def draft_return(
    *, person: Person, plan: Plan | None, service: Service | None = None, by: User | None = None
) -> Referral | None:
    """A draft of an introduction to treatment, kept with whoever does the check-ups: they look it
    over with the person, who agrees anew. None where no place is known to write to, or the record
    is not in use."""
    if person.is_restricted or person.is_hidden or person.died_on:
        return None
    found = service or next(iter(services_for(person, plan)), None)
    if found is None:
        return None
    try:
        with transaction.atomic():
            draft = referrals.begin(person=person, service=found, by=SYSTEM)
    except ValidationError:  # it takes nobody just now: a human looks for another place
        return None
    _say(draft, is_back=was_in_treatment([person], plan))
    worker = by or (plan.worker if plan else None)
    return keep_with(worker, draft)


def _say(draft: Referral, *, is_back: bool) -> None:
    kind = ReferralType.RE_ENGAGEMENT if is_back else draft.type
    referrals.change(
        referral=draft,
        by=SYSTEM,
        goals=[GOAL_BACK if is_back else GOAL],
        type=kind,
        timing=Timing.SOON,
    )
    details = referrals.answers_of(draft).details
    referrals.choose_details(referral=draft, by=SYSTEM, details=details, notes=HANDOVER)


@transaction.atomic
def offer_way_back(
    *, checkup: CheckUp, by: User, offer: str, service: Service | None = None
) -> Referral | None:
    """It was offered, and this is what they said. A yes drafts an introduction.

    Raises PermissionDenied, SomebodyGotThereFirst (somebody has offered it already) and
    ValidationError (nowhere to write to).
    """
    need(by, Permission.CHECK_UP_HOLD, checkup.plan)
    if offer not in Offer.values:
        raise ValidationError({"offer": "Choose what they said"})
    today = timezone.localdate()
    rows = CheckUp.objects.unscoped_for("plan").filter(pk=checkup.pk, offered_on=None)
    changes: dict[str, Any] = {"offered_on": today, "offer": offer, "updated_at": timezone.now()}
    if checkup.prompted_on is None:
        changes["prompted_on"] = today
    if not rows.update(**changes):
        raise SomebodyGotThereFirst
    draft = None
    if offer == Offer.YES:
        draft = draft_return(person=checkup.plan.person, plan=checkup.plan, service=service, by=by)
        if draft is None:
            raise ValidationError("No place that takes people now is known. Look for one first.")
        CheckUp.objects.unscoped_for("plan").filter(pk=checkup.pk).update(led_to=draft)
    details = {"offer": offer, "referral": draft and draft.pk}
    where = checkup.organisation
    record(
        by=by, verb="checkup.offer_way_back", subject=checkup, organisation=where, details=details
    )
    return draft
