"""Invented plans and check-ups for the demo, so that the day of each role has something in it."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkups import actions
from checkups.actions import Chosen
from checkups.models import (
    CallRequest,
    CheckUp,
    CheckUpAnswers,
    Plan,
    Rating,
    Status,
    StrengthsCheck,
)
from checkups.reaching import READ_FROM
from checkups.schedule import Anchor, AnchorKind, moment
from checkups.shipped import shipped
from referrals.examples import WORKERS
from rosc.accounts.models import User
from rosc.people.models import Person
from rosc.working_days import after

KINDS = AnchorKind
# Who, by the reference of the example people; which schedule; from what and how many days ago it
# counts.
PLANS = (
    ("AB-101", "stepdown_open", KINDS.TREATMENT, 70),
    ("AB-105", "phone12", KINDS.AGREEMENT, 21),
    ("AB-106", "first_six_months", KINDS.RESIDENTIAL, 28),
    ("AB-108", "phone12", KINDS.AGREEMENT, 14),
    ("AB-110", "quarterly2", KINDS.TREATMENT, 40),
    ("AB-104", "leaving_prison", KINDS.RELEASE, -10),
)
RATED = (
    (91, {"home": 3, "people": 4, "health": 5, "hope": 4}),
    (35, {"home": 6, "people": 4, "health": 6, "hope": 7}),
)


@transaction.atomic
def seed() -> str:
    """Make them, unless they are there or the people they hang on are not."""
    found = {user.email: user for user in User.objects.filter(email__in=WORKERS.values())}
    worker = found.get(WORKERS["keyworker"])
    there = Plan.objects.unscoped_for("examples").filter(organisation__is_example=True)
    if worker is None or there.exists():
        return "Example check-ups: none made"
    plans = {row[0]: _agree(worker, *row) for row in PLANS}
    made = {reference: plan for reference, plan in plans.items() if plan is not None}
    for reference, plan in made.items():
        SHAPES.get(reference, _leave)(plan, worker)
    _given_to_peer(found.get(WORKERS["peer"]), found.get(WORKERS["lero"]))
    return f"Example check-ups: {len(made)} plans made"


def _agree(worker: User, reference: str, slug: str, kind: AnchorKind, ago: int) -> Plan | None:
    rows = Person.objects.unscoped_for("examples").filter(own_reference=reference)
    person = rows.select_related("organisation").first()
    if person is None or person.is_hidden or person.is_stopped:
        return None
    anchor = Anchor(kind, timezone.localdate() - timedelta(days=ago))
    return _plan(person, worker, slug, anchor, worker)


def _plan(person: Person, worker: User, slug: str, anchor: Anchor, by: User) -> Plan:
    one = shipped(slug)
    schedule = Chosen(one.slug, one.name, one.pattern)
    return actions.agree(
        person=person, by=by, worker=worker, schedule=schedule, anchor=anchor, method="together"
    )


def _first(plan: Plan) -> CheckUp:
    rows = CheckUp.objects.unscoped_for("examples").filter(plan=plan).planned()
    rows = rows.select_related("plan__organisation", "plan__person", "organisation")
    first: CheckUp = rows.earliest("due_on")
    return first


def _leave(plan: Plan, worker: User) -> None:
    """As it was agreed."""


def _long_going(plan: Plan, worker: User) -> None:
    """Held some times, with ratings to see over time, and a call today."""
    today = timezone.localdate()
    for ago, how in ((49, 4), (35, 5), (21, 5), (14, 7), (7, 7)):
        _held(plan, worker, today - timedelta(days=ago), {"how": how, "good": "Walking the dog"})
    for ago, scores in RATED:
        check = StrengthsCheck.objects.create(
            plan=plan, on=today - timedelta(days=ago), by_kind="user", by_id=worker.pk
        )
        for resource, score in scores.items():
            Rating.objects.create(check_of=check, resource=resource, score=score)
    on = today - timedelta(days=60)
    told: dict[str, Any] = {"name": "A score the clinic took", "on": on, "total": Decimal(41)}
    actions.add_outside_score(plan=plan, by=worker, **told)
    _due(_first(plan), today)


def _held(plan: Plan, worker: User, on: date, said: dict[str, Any]) -> None:
    held = CheckUp.objects.create(
        plan=plan,
        organisation=plan.organisation,
        scheduled_on=on,
        due_on=on,
        due_at=plan.at,
        status=Status.HELD,
        how=plan.how,
        held_at=moment(on, plan.at),
        held_by=worker,
        minutes=15,
    )
    CheckUpAnswers(checkup=held, sealed=json.dumps(said)).save(force_insert=True)


def _due(checkup: CheckUp, on: date) -> None:
    checkup.due_on = on
    checkup.save(update_fields=["due_on", "updated_at"])


def _today(plan: Plan, worker: User) -> None:
    """Held a moment ago, with something agreed; the next is soon."""
    agreed = [actions.Action("Ring the college about the course", "person")]
    said = {"how": 6, "good": "Sleeping better", "next": ["more-calls"], "use": "a-little"}
    actions.hold(checkup=_first(plan), by=worker, said=said, agreed=agreed, minutes=12)


def _late(plan: Plan, worker: User) -> None:
    _due(_first(plan), timezone.localdate() - timedelta(days=2))


def _not_reached(plan: Plan, worker: User) -> None:
    """Three tries, and the plan goes on."""
    checkup = _first(plan)
    now = timezone.now()
    _due(checkup, timezone.localdate() - timedelta(days=6))
    for days, route in ((5, "phone"), (4, "text"), (2, "phone")):
        at = now - timedelta(days=days, hours=days)
        told: dict[str, Any] = {"at": at, "result": "no-answer", "route": route}
        actions.record_attempt(checkup=checkup, by=worker, **told)
    actions.could_not_reach(checkup=checkup, by=worker)


def _wants_a_call(plan: Plan, worker: User) -> None:
    now = timezone.now()
    day = after(timezone.localdate(now), 1)
    CallRequest.objects.create(
        person=plan.person,
        plan=plan,
        what="ring-me",
        words="After two, when the house is empty",
        asked_at=now - timedelta(hours=3),
        promised_on=day,
        promised_at=READ_FROM,
        answer_by=day,
    )


SHAPES = {
    "AB-101": _long_going,
    "AB-105": _today,
    "AB-106": _late,
    "AB-108": _wants_a_call,
    "AB-110": _not_reached,
}


def _given_to_peer(peer: User | None, lead: User | None) -> None:
    """Somebody whom the peer worker goes along with, and a schedule of their group's own."""
    if peer is None or lead is None:
        return
    given = peer.grants.standing(timezone.now()).given().values("person")
    rows = Person.objects.unscoped_for("examples").filter(
        pk__in=given, organisation__is_example=True
    )
    person = rows.select_related("organisation").order_by("preferred_name", "pk").first()
    if person is None:
        return
    anchor = Anchor(AnchorKind.AGREEMENT, timezone.localdate() - timedelta(days=10))
    _due(_first(_plan(person, peer, "phone12", anchor, lead)), timezone.localdate())
    one = shipped("phone12")
    actions.copy_schedule(
        organisation=person.organisation,
        pattern=one.pattern,
        by=lead,
        name="Our Tuesday calls",
        about=one.about,
        based_on=one.slug,
        is_shown=True,
    )
