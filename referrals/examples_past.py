"""A quarter of invented introductions that are over, so that figures have something to tell.

Written as rows and not by the actions: nobody is to be told of something months ago.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Kind, LocalAuthority, OrganisationProfile, Service, UnmetNeed
from referrals.examples import LEEDS
from referrals.models import Goal, Outcome, Referral, Status
from referrals.models.choices import WHOSE, Reason, Whose
from rosc.accounts.models import Organisation
from rosc.figures.quarters import Quarter, settled
from rosc.measures import LONDON
from rosc.people.models import Consent, Person

MARK = "PAST"  # what their references begin with
NAMES = ("Alex", "Bel", "Cass", "Dee", "Ellis", "Finn", "Gwen", "Hal", "Indy", "Jude", "Kai", "Lou")


@dataclass(frozen=True, slots=True)
class Way:
    """From whom to whom, as keys of the example set, and how many ended how."""

    sender: str
    receiver: str
    ended: int
    met: int = 0
    declined: int = 0
    expired: int = 0
    withdrawn: int = 0


WAYS = (
    Way("larkbeck", "millrace", ended=21, met=9, declined=10, expired=3),
    Way("larkbeck", "towpath", ended=14, met=10, declined=9, withdrawn=2),
    Way("kitestring", "kin-and-kettle", ended=12, declined=4, expired=9),
    Way("tamarind", "larkbeck", ended=9, met=11, declined=2),
    Way("kirkgate-keys", "millrace", ended=3, met=2),
)
DECLINED = (Reason.NO_ROOM, Reason.NO_ROOM, Reason.OUTSIDE_AREA, Reason.NOT_PROVIDED)
OUTCOMES = (Outcome.ACHIEVED, Outcome.PARTLY, Outcome.ACHIEVED, Outcome.NOT_THIS_TIME)
NEEDED = ("peer-support", "recovery-housing", "peer-support", "family-support")


@transaction.atomic
def seed() -> str:
    """Make them once, where the example set is."""
    keys = {key for way in WAYS for key in (way.sender, way.receiver)}
    profiles = OrganisationProfile.objects.filter(
        source_key__in=keys, organisation__is_example=True
    )
    places = {one.source_key: one.organisation for one in profiles.select_related("organisation")}
    there = Person.objects.unscoped_for("examples").filter(own_reference__startswith=MARK)
    if keys - set(places) or there.exists():
        return "Example introductions of the past: none made"
    quarter = settled(timezone.localdate())[0]
    made = [row for way in WAYS for row in _along(way, places, quarter)]
    _save(made)
    _needs(quarter)
    return f"Example introductions of the past: {len(made)} made"


def _along(way: Way, places: dict[str, Organisation], quarter: Quarter) -> Iterator[Referral]:
    sender, receiver = places[way.sender], places[way.receiver]
    services = Service.objects.taking_introductions().filter(organisation=receiver)
    service = services.order_by("name").first()
    if service is None:
        return
    number = 0
    for status in (Status.ENDED, Status.MET, Status.DECLINED, Status.EXPIRED, Status.WITHDRAWN):
        for _ in range(getattr(way, status.value)):
            number += 1
            person = Person(
                organisation=sender,
                preferred_name=NAMES[number % len(NAMES)],
                own_reference=f"{MARK}-{way.receiver}-{number}",
            )
            yield _one(person, service, status, number, quarter.first + timedelta(number % 85))


def _one(person: Person, service: Service, status: Status, number: int, on: date) -> Referral:
    """As it stands, with the days that a figure is made of."""
    is_met = status in (Status.ENDED, Status.MET)
    made = Referral(
        person=person,
        held_by=person.organisation,
        receiver=service.organisation,
        service=service,
        area=LocalAuthority(pk=LEEDS),
        status=status,
        whose_move="receiver" if status == Status.MET else "nobody",
        sent_at=_at(on),
        acknowledge_by=on + timedelta(4),
        met_on=on + timedelta(6 + number % 9) if is_met else None,
        consent=_agreement(person, service.organisation, on),
    )
    if status not in (Status.EXPIRED, Status.WITHDRAWN):
        made.acknowledged_at = _at(on + timedelta(1 + number % 6))
    if status == Status.MET:
        made.review_on = made.due_on = timezone.localdate() + timedelta(number)
        return made
    made.closed_at = _at(on + timedelta(40))
    if status != Status.EXPIRED:
        made.reason = _reason(status, number).value
        made.whose_reason = WHOSE.get(Reason(made.reason), Whose.NEITHER)
    return made


def _agreement(person: Person, recipient: Organisation, on: date) -> Consent:
    return Consent(
        person=person,
        purpose="introduce",
        recipient=recipient,
        wording_version="2026-11",
        method="together",
        taken_by_kind="system",
        starts_on=on,
    )


def _reason(status: Status, number: int) -> Reason:
    if status == Status.DECLINED:
        return DECLINED[number % len(DECLINED)]
    return Reason.GOT_WHAT_WAS_WANTED if status == Status.ENDED else Reason.CHANGED_MIND


def _at(on: date) -> datetime:
    return datetime.combine(on, time(11), tzinfo=LONDON)


def _save(made: list[Referral]) -> None:
    Person.objects.bulk_create([row.person for row in made])
    consents: list[Any] = [row.consent for row in made]
    Consent.objects.bulk_create(consents)
    Referral.objects.bulk_create(made)
    ended = [row for row in made if row.status == Status.ENDED]
    for number, row in enumerate(ended):
        outcome = OUTCOMES[number % len(OUTCOMES)]
        Goal.objects.create(referral=row, text="Something of my own", outcome=outcome)


def _needs(quarter: Quarter) -> None:
    """What was looked for in the meantime, and was not there."""
    kinds = set(Kind.objects.values_list("pk", flat=True))
    wanted = [kind for kind in NEEDED if kind in kinds]
    UnmetNeed.objects.bulk_create(
        [
            UnmetNeed(
                kind_id=wanted[number % len(wanted)],
                authority_id=LEEDS,
                month=(quarter.first + timedelta(number)).replace(day=1),
                hour=_at(quarter.first + timedelta(number)),
                origin="search" if number % 3 else "declined",
            )
            for number in range(60)
        ],
        ignore_conflicts=True,
    )
