"""Invented people and introductions for the demo, so that each role sees something of its own."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import LocalAuthority, Service
from referrals import actions
from referrals.models import Referral
from rosc.accounts.models import User
from rosc.people import actions as people
from rosc.people.models import Person

SAFE = {"kind": "text", "is_safe": True, "is_preferred": True, "may_leave_message": False}
LEEDS = "E08000035"
WORKERS = {
    **{name: f"{name}@demo.example" for name in ("keyworker", "manager", "coordinator", "lero")},
    "peer": "peer@demo.example",
    "informal": "informal-lero@demo.example",
}


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody, whom they are introduced by and to, and how far it has come."""

    name: str
    reference: str
    state: str
    to: str = "coordinator"
    by: str = "keyworker"
    goals: tuple[str, ...] = ()
    safety: tuple[str, ...] = ("none-known",)
    facts: dict[str, Any] = field(default_factory=dict)


EXAMPLES = (
    Example("Robin", "AB-101", "sent", goals=("A reason to get up", "Sleep better")),
    Example("Jo", "AB-102", "accepted", to="lero", goals=("Meet people who get it",)),
    Example("Ash", "AB-103", "differs", to="lero", safety=("safe-place",)),
    Example("Sky", "AB-104", "sent", to="informal", goals=("Get out walking",)),
    Example("Lee", "AB-105", "asked", safety=("woman-worker", "safe-address")),
    Example("Max", "AB-106", "waiting", goals=("Help with a college form",)),
    Example("Kit", "AB-107", "ended", to="lero", goals=("Stay in touch with my brother", "Cook")),
    Example("Nas", "AB-108", "declined"),
    Example("Bo", "AB-109", "draft", to="lero"),
    Example("Val", "AB-110", "late", facts={"type": "re-engagement"}),
    Example("Fran", "MR-21", "sent", to="keyworker", by="lero", facts={"type": "re-engagement"}),
)


@transaction.atomic
def seed() -> str:
    """Make them, unless they are there or the demo's people are not."""
    found = {user.email: user for user in User.objects.filter(email__in=WORKERS.values())}
    workers = {name: found[address] for name, address in WORKERS.items() if address in found}
    references = [one.reference for one in EXAMPLES]
    there = Person.objects.unscoped_for("examples").filter(own_reference__in=references)
    if len(workers) < len(WORKERS) or there.exists():
        return "Example introductions: none made"
    for leader in ("manager", "coordinator", "lero"):
        people.set_basis(
            organisation=home_of(workers[leader]),
            by=workers[leader],
            article_6="consent" if leader == "lero" else "public-task",
            article_9="consent" if leader == "lero" else "care",
        )
    for number, example in enumerate(EXAMPLES):
        make(example, number, workers)
    return f"Example introductions: {len(EXAMPLES)} made"


def home_of(user: User) -> Any:
    return user.active_memberships[0].organisation


def make(example: Example, number: int, workers: dict[str, User]) -> None:
    by, other = workers[example.by], workers[example.to]
    person = people.create(
        organisation=home_of(by),
        by=by,
        preferred_name=example.name,
        own_reference=example.reference,
        confidentiality_said_on=timezone.localdate(),
    )
    people.add_route(person=person, by=by, value=f"07700 9000{number:02}", **SAFE)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=by)
    services = Service.objects.taking_introductions().filter(organisation=home_of(other))
    referral = actions.begin(person=person, service=services.order_by("name")[0], by=by)
    facts = {"area": LocalAuthority.objects.get(pk=LEEDS), "age_band": "25-59", **example.facts}
    needs = list(referral.service.kinds.values_list("pk", flat=True)[:2])
    actions.change(
        referral=referral,
        by=by,
        goals=example.goals,
        needs=needs,
        safety=list(example.safety),
        **facts,
    )
    if example.state == "draft":
        return
    tells = example.state in ("ended", "accepted")
    actions.agree_and_send(referral=referral, by=by, method="together", tells_outcome=tells)
    _STATES.get(example.state, _as_sent)(referral, by, other, workers)


def _as_sent(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    """Nobody has answered yet."""


def _asked(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    actions.ask(referral=referral, by=other, text="Would a morning suit, or rather an evening?")


def _waiting(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    week = timezone.localdate() + timedelta(days=21)
    actions.wait(referral=referral, by=other, expected_on=week, note="About three weeks.")


def _declined(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    note = "We are full until spring. The Sunday walk is open to anybody."
    actions.decline(referral=referral, by=other, reason="no-room", follows="elsewhere", note=note)


def _late(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    day = timezone.localdate() - timedelta(days=2)
    rows = Referral.objects.unscoped_for("examples").filter(pk=referral.pk)
    rows.update(due_on=day, acknowledge_by=day)


def _accepted(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    actions.accept(referral=referral, by=other, note="Come for a brew on Tuesday at 11.")
    now = timezone.now()
    actions.record_contact(referral=referral, by=other, at=now, result="no-answer", route="phone")
    actions.record_contact(
        referral=referral,
        by=other,
        at=now,
        result="reached",
        route="text",
        support=["peer-support"],
    )
    people.agree(
        person=referral.person,
        purpose="return",
        recipient=referral.held_by,
        method="together",
        by=by,
    )
    actions.say(referral=referral, by=by, text="They would like to sit near the door at first.")


def _met(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    actions.accept(referral=referral, by=other)
    on: date = timezone.localdate()
    actions.confirm_meeting(referral=referral, by=other, on=on)


def _differs(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    _met(referral, by, other, workers)
    actions.confirm(referral=referral, question="met", is_yes=False, by=by)


def _ended(referral: Referral, by: User, other: User, workers: dict[str, User]) -> None:
    _met(referral, by, other, workers)
    came = ["achieved", "partly"]
    outcomes = {goal.pk: came[number] for number, goal in enumerate(referral.goals.all())}
    actions.end(referral=referral, by=other, reason="got-what-was-wanted", outcomes=outcomes)


_STATES = {
    "asked": _asked,
    "waiting": _waiting,
    "declined": _declined,
    "late": _late,
    "accepted": _accepted,
    "differs": _differs,
    "ended": _ended,
}
