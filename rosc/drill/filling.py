"""People with a plan and a check-up each, of which a reminder is due by now and nobody planned."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from checkups.models import CheckUp, Plan
from checkups.schedule import AnchorKind
from rosc.accounts.models import Membership, Organisation, User
from rosc.people.models import Consent, ContactRoute, Person, Purpose

AT_ONCE = 1000
LONG_AGO = timedelta(days=14)


def fill(count: int) -> None:
    """Make them, at one organisation with one worker; each person has a number of their own."""
    house = Organisation.objects.create(name="House", kinds=["rss"], status="approved")
    worker = User.objects.create_user("worker@drill.example", "Worker")
    Membership.objects.create(user=worker, organisation=house, role="keyworker")
    on, at = when(timezone.localtime())
    for start in range(0, count, AT_ONCE):
        _people(range(start, min(start + AT_ONCE, count)), house, worker, on, at)
    CheckUp.objects.unscoped_for("timer").update(created_at=timezone.now() - LONG_AGO)


def when(now: datetime) -> tuple[date, time]:
    """The day and hour of a check-up of which the day before's reminder is due, and still right."""
    if now.time() >= time(9):
        return now.date() + timedelta(days=1), time(8, 30)
    return now.date(), time(19, 30)


def number(index: int) -> str:
    return f"07700 {900_000 + index}"


def _people(some: range, house: Organisation, worker: User, on: date, at: time) -> None:
    begun = timezone.localdate() - LONG_AGO
    people = [Person(organisation=house, preferred_name=f"Robin {index}") for index in some]
    Person.objects.bulk_create(people)
    safe = {"kind": "text", "is_safe": True, "is_preferred": True}
    ContactRoute.objects.bulk_create(
        ContactRoute(person=person, value=number(index), **safe)
        for index, person in zip(some, people, strict=True)
    )
    agreed: dict[str, Any] = {"purpose": Purpose.CHECK_UP, "method": "together"}
    agreed |= {"wording_version": "1", "taken_by_kind": "system", "starts_on": begun}
    consents = [Consent(person=person, **agreed) for person in people]
    Consent.objects.bulk_create(consents)
    facts: dict[str, Any] = {"days": [14, 42], "schedule_name": "Drill", "at": at}
    facts |= {"anchor_kind": AnchorKind.AGREEMENT.value, "anchor_on": begun}
    facts |= {"booked_to": on, "book_more_on": on + timedelta(days=7)}
    plans = [
        Plan(person=one.person, organisation=house, consent=one, worker=worker, **facts)
        for one in consents
    ]
    Plan.objects.bulk_create(plans)
    CheckUp.objects.bulk_create(
        CheckUp(plan=plan, organisation=house, scheduled_on=on, due_on=on, due_at=at)
        for plan in plans
    )
