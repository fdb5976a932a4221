"""Invented agreements between the organisations of the demo, whom an area asks where nobody
answers, a week's limit, and a service that closes: so that whoever tries the portal sees each."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory import actions as directory
from directory.models import Kind, LocalAuthority, Service
from directory.models.choices import ServiceStatus
from referrals import actions
from referrals.examples import LEEDS, SAFE, WORKERS, home_of
from referrals.models import AgreedPathway, AreaFallback, Reception, Referral
from rosc.accounts.models import User
from rosc.people import actions as people

YEAR = timedelta(days=365)
LIMIT = 4  # new people a week, at the coordinator's service
CLOSING = "Thursday craft table"
NAMES_IT = "commissioner@demo.example"


def _workers() -> dict[str, User]:
    found = {user.email: user for user in User.objects.filter(email__in=WORKERS.values())}
    return {name: found[address] for name, address in WORKERS.items() if address in found}


@transaction.atomic
def seed_fallback() -> str:
    """Name the coordinator's service for Leeds, where its partnership has named nobody."""
    by = User.objects.filter(email=NAMES_IT).first()
    coordinator = _workers().get("coordinator")
    is_named = AreaFallback.objects.filter(area=LEEDS).exists()
    if by is None or coordinator is None or is_named:
        return "Whom an area asks: nobody new"
    area = LocalAuthority.objects.get(pk=LEEDS)
    actions.set_fallback(area=area, organisation=home_of(coordinator), seen="", by=by)
    return "Whom an area asks: one named"


@transaction.atomic
def seed() -> str:
    """After the introductions: agreed pathways, how much a group can take and how soon it has
    answered, and people whose place closes."""
    workers = _workers()
    if len(workers) < len(WORKERS) or Service.objects.filter(name=CLOSING).exists():
        return "Examples between organisations: none made"
    _seed_pathways(workers)
    _seed_load(workers)
    _close_one(workers)
    return "Examples between organisations: 3 pathways and a service that closes"


def _seed_pathways(workers: dict[str, User]) -> None:
    """One that is agreed, one that waits for a yes, and one to be looked at again."""
    manager, coordinator, lero = (workers[name] for name in ("manager", "coordinator", "lero"))
    agreed = _propose(
        manager,
        coordinator,
        for_whom="Anybody who would like company and something to do, at any point.",
        type="step-across",
        answer_days=2,
        contact="The duty worker, on the number of our entry",
    )
    again = _propose(coordinator, lero, for_whom="Anybody who would like to give back.")
    for pathway, by in ((agreed, coordinator), (again, lero)):
        seen = pathway.updated_at
        actions.agree_pathway(pathway=pathway, side="receiver", by=by, seen=seen)
    late = timezone.localdate() - timedelta(days=3)
    AgreedPathway.objects.filter(pk=again.pk).update(review_on=late)
    _propose(manager, lero, side="receiver", for_whom="Anybody who would like to meet us.")


def _propose(sender: User, receiver: User, side: str = "sender", **terms: Any) -> AgreedPathway:
    by = sender if side == "sender" else receiver
    return actions.propose_pathway(
        sender=home_of(sender),
        receiver=home_of(receiver),
        side=side,
        by=by,
        services=(),
        audiences=(),
        review_on=timezone.localdate() + YEAR,
        **{"answer_days": 3, **terms},
    )


def _seed_load(workers: dict[str, User]) -> None:
    """A limit; how soon they answer is told by the examples of the past."""
    coordinator = workers["coordinator"]
    home = home_of(coordinator)
    if not Reception.objects.filter(organisation=home).exists():
        facts = {"email": "", "code_email": "", "code_phone": "", "handling": "signed-in"}
        actions.set_reception(
            organisation=home, by=coordinator, weekly_limit=LIMIT, fallback=None, **facts
        )


def _close_one(workers: dict[str, User]) -> None:
    """Two people are introduced to it: one has been asked, one not yet."""
    coordinator, keyworker = workers["coordinator"], workers["keyworker"]
    home = home_of(coordinator)
    service = Service(organisation=home, name=CLOSING, status=ServiceStatus.PUBLISHED)
    service.description = "Glue, paper and company. It ends, as the room is let to somebody else."
    service.modes = ["in-person"]
    service.save(force_insert=True)
    like = Service.objects.taking_introductions().filter(organisation=home).order_by("name")[0]
    service.areas.set(like.areas.all())
    service.locations.set(like.locations.all())
    kind = Kind.objects.filter(pk="peer-support").first()
    service.kinds.set([kind] if kind else [])
    pat, _ = (_introduced(name, number, service, keyworker) for number, name in _PEOPLE)
    directory.close(service=service, by=coordinator)
    successors = Service.objects.taking_introductions().filter(
        organisation=home_of(workers["lero"])
    )
    actions.hand_over(referrals=[pat], successor=successors.order_by("name")[0], by=coordinator)


_PEOPLE = ((50, "Pat"), (51, "Dee"))


def _introduced(name: str, number: int, service: Service, by: User) -> Referral:
    person = people.create(
        organisation=home_of(by),
        by=by,
        preferred_name=name,
        own_reference=f"AB-1{number}",
        confidentiality_said_on=timezone.localdate(),
    )
    people.add_route(person=person, by=by, value=f"07700 9001{number}", **SAFE)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=by)
    referral = actions.begin(person=person, service=service, by=by)
    actions.change(referral=referral, by=by, needs=["peer-support"], safety=["none-known"])
    actions.agree_and_send(referral=referral, by=by, method="together")
    return referral
