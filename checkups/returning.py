"""Where a way back into treatment could lead, and how long each part of it takes, in days."""

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from checkups.models import CallRequest, CheckUp, Plan, Prompt, WantedCall
from checkups.schedule import AnchorKind
from directory.models import LocalAuthority, Service
from directory.search.where import locate
from referrals.models import Referral
from referrals.workflow import TOGETHER
from rosc.accounts.models import OrganisationKind, User
from rosc.people.models import Person

MOST = 8
# Kinds of help that are a place in treatment; the one near home is thought of first.
TREATS = ("community-treatment", "detox", "residential-treatment")
AFTER_TREATMENT = (AnchorKind.TREATMENT, AnchorKind.RESIDENTIAL)


def services_for(person: Person, plan: Plan | None) -> list[Service]:
    """Treatment that could take them back: where they were before first, then their own
    organisation's, then what serves their area; of each, what is near home first. Empty where none
    is known."""
    rows = Service.objects.taking_introductions().filter(
        organisation__kinds__contains=[OrganisationKind.TREATMENT]
    )
    before = _been_at(person)
    area = area_of(person, plan)
    wanted = Q(pk__in=before) | Q(organisation=person.organisation_id)
    if area is not None:
        wanted |= Q(areas=area)
    treats = Q(pk__in=before) | Q(kinds__in=TREATS)
    found = rows.filter(wanted, treats).distinct().prefetch_related("kinds")

    def rank(one: Service) -> tuple[bool, bool, bool, str]:
        is_far = all(kind.pk != TREATS[0] for kind in one.kinds.all())
        is_other = one.organisation_id != person.organisation_id
        return (one.pk not in before, is_other, is_far, one.name)

    return sorted(found, key=rank)[:MOST]


def _been_at(person: Person) -> set[Any]:
    rows = Referral.objects.unscoped_for("plan").filter(
        Q(person=person) | Q(received_person=person), status__in=[*TOGETHER, "ended"]
    )
    return set(rows.exclude(met_on=None).values_list("service", flat=True))


def area_of(person: Person, plan: Plan | None) -> LocalAuthority | None:
    """As an introduction says, else by their postcode; None where neither is known."""
    if plan is not None and plan.referral is not None and plan.referral.area is not None:
        return plan.referral.area
    code = locate(person.postcode).authority_code if person.postcode else ""
    return LocalAuthority.objects.filter(pk=code).first() if code else None


def was_in_treatment(people: list[Person], plan: Plan | None) -> bool:
    """Whether it would be a way back: the words then say so."""
    if plan is not None and plan.anchor_kind in AFTER_TREATMENT:
        return True
    treated = Referral.objects.unscoped_for("plan").filter(
        Q(person__in=people) | Q(received_person__in=people),
        receiver__kinds__contains=[OrganisationKind.TREATMENT],
    )
    here = any(OrganisationKind.TREATMENT in one.organisation.kinds for one in people)
    return here or treated.exclude(met_on=None).exists()


# --- How long it takes ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Way:
    """One way back: from the day it was asked for or seen, to the offer, to arriving."""

    person: Person
    reasons: list[str]
    prompted_on: date
    offered_on: date | None
    referral: Referral | None
    url: str
    said: str = ""

    @property
    def arrived_on(self) -> date | None:
        if self.referral is None:
            return None
        return self.referral.met_on or self.referral.first_intervention_on

    @property
    def days_to_offer(self) -> int | None:
        return (self.offered_on - self.prompted_on).days if self.offered_on else None

    @property
    def days_to_arrival(self) -> int | None:
        start = self.offered_on or self.prompted_on
        return (self.arrived_on - start).days if self.arrived_on else None

    @property
    def days_in_all(self) -> int | None:
        return (self.arrived_on - self.prompted_on).days if self.arrived_on else None


def ways_of(user: User, since: date) -> list[Way]:
    """Every way back since a day, of people whom `user` may see, the latest on top."""
    seen = Plan.objects.visible_to(user)
    checkups = CheckUp.objects.unscoped_for("plan").filter(plan__in=seen, prompted_on__gte=since)
    with_all = ("plan__person__organisation", "led_to__service", "led_to__receiver")
    found = [_of_checkup(one) for one in checkups.select_related(*with_all)]
    calls = CallRequest.objects.visible_to(user).filter(what=WantedCall.TREATMENT)
    found += [_of_call(one) for one in calls.filter(asked_at__date__gte=since).for_list()]
    return sorted(found, key=lambda one: one.prompted_on, reverse=True)


def to_offer(user: User) -> Any:
    """The check-ups after which it may be time to offer a way back, and nobody has yet."""
    seen = Plan.objects.visible_to(user).standing()
    rows = CheckUp.objects.unscoped_for("plan").filter(plan__in=seen, offered_on=None)
    return rows.filter(prompted_on__isnull=False).for_list()


def _of_checkup(checkup: CheckUp) -> Way:
    return Way(
        person=checkup.plan.person,
        reasons=reasons_of(checkup),
        prompted_on=checkup.prompted_on or checkup.due_on,
        offered_on=checkup.offered_on,
        referral=checkup.led_to,
        url=reverse("checkups:offer_way_back", args=[checkup.pk]),
        said=checkup.get_offer_display(),
    )


def _of_call(call: CallRequest) -> Way:
    return Way(
        person=call.person,
        reasons=[call.get_what_display()],
        prompted_on=timezone.localdate(call.asked_at),
        offered_on=timezone.localdate(call.done_at) if call.done_at else None,
        referral=call.led_to,
        url=reverse("checkups:answer_request", args=[call.pk]),
    )


def reasons_of(checkup: CheckUp) -> list[str]:
    """Why, in words."""
    return [str(Prompt(one).label) for one in checkup.prompts]


@dataclass(frozen=True, slots=True)
class Days:
    """The middle of how many days it took, and for how many people that is known."""

    middle: int | None
    count: int


def measures_of(ways: list[Way]) -> dict[str, Days]:
    def days(name: str) -> Days:
        known = [value for one in ways if (value := getattr(one, name)) is not None]
        return Days(round(median(known)) if known else None, len(known))

    return {name: days(name) for name in ("days_to_offer", "days_to_arrival", "days_in_all")}
