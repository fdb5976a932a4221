"""The example set and the people who sign in to try the portal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from directory import actions
from directory.actions.upsert import upsert
from directory.imports import examples
from directory.imports.report import Report
from directory.models import OrganisationProfile, Service, Source
from directory.reading import draft_of
from rosc.access import SYSTEM
from rosc.accounts import actions as accounts
from rosc.accounts import demo
from rosc.accounts.models import Organisation, User

SOURCE = "example"
SOURCE_NAME = "Example data: invented organisations"
PASSWORD = "recovery-demo"  # noqa: S105 - printed at every start, and never made in production


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody to sign in as; `organisation` is a key of the example set."""

    address: str  # before @demo.example
    name: str
    role: str
    organisation: str = ""

    @property
    def email(self) -> str:
        return f"{self.address}@demo.example"


VISITORS = [
    Visitor("keyworker", "Priya Nair", "keyworker", "airebridge"),
    Visitor("keyworker-two", "Tom Ashworth", "keyworker", "airebridge"),
    Visitor("manager", "Grace Okafor", "coordinator", "airebridge"),
    Visitor("coordinator", "Helen Marsden", "coordinator", "towpath"),
    Visitor("lero", "Danny Whitaker", "lero_leader", "millrace"),
    Visitor("peer", "Shaz Akhtar", "peer_worker", "millrace"),
    Visitor("informal-lero", "Pete Lumb", "lero_leader", "sunday-boots"),
    Visitor("commissioner", "Ruth Adeyemi", "commissioner", "partnership-leeds"),
    Visitor("admin", "Alex Thornber", "administrator"),
]


class Command(BaseCommand):
    help = (
        "Bring in the example organisations, services and meetings, and make the demo sign-ins. "
        "Safe to run again: what somebody changed stays as they left it. Never in production."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "These organisations are invented and their passwords are known to everybody: "
                "they are never put into a portal in production."
            )
        report = seed_directory(_monday(timezone.localdate()))
        if report.refused:
            raise CommandError(report.refused)
        for held in report.quarantined:
            self.stderr.write(f"{held.row}: {held.reason}")
        said = ", ".join(f"{count} {fate}" for fate, count in report.counts().items())
        self.stdout.write(f"Example services: {said}")
        made = seed_visitors()
        if any(user.email == "lero@demo.example" for user in made):
            seed_change()
        self.stdout.write(f"Demo sign-ins: {len(made)} made, {len(VISITORS) - len(made)} there")
        for line in demo.seed():
            self.stdout.write(line)


def _monday(day: date) -> date:
    """The dates of the example set are counted from here, so that they move once a week at most."""
    return day - timedelta(day.weekday())


def seed_directory(day: date) -> Report:
    """The example services as they stand on `day`."""
    source = Source.objects.filter(pk=SOURCE).first() or Source(
        slug=SOURCE, name=SOURCE_NAME, format="examples"
    )
    return upsert(source=source, payloads=examples.read(day), by=SYSTEM)


@transaction.atomic
def seed_visitors() -> list[User]:
    """Those who can sign in now and could not before; all of them or, after an error, nobody."""
    there = set(User.objects.values_list("email", flat=True))
    organisations = {
        profile.source_key: profile.organisation
        for profile in OrganisationProfile.objects.filter(source=SOURCE).select_related(
            "organisation"
        )
    }
    return [
        _sign_up(visitor, organisations.get(visitor.organisation))
        for visitor in VISITORS
        if visitor.email not in there
    ]


@transaction.atomic
def seed_change() -> None:
    """A change of the LERO's that waits to be looked at; the coordinator's service is trusted."""
    profiles = OrganisationProfile.objects.filter(source=SOURCE)
    profiles.filter(source_key="towpath").update(is_trusted=True)
    leader = User.objects.get(email="lero@demo.example")
    own = Service.objects.published().filter(organisation__in=leader.organisation_ids)
    service = own.filter(fellowship=None).order_by("name").first()
    if service is None:
        return
    draft = draft_of(service)
    first = (
        "Ring the bell, and somebody comes down and makes you a tea. You need not say why you came."
    )
    values = {"what_happens_first": first}
    change = actions.answer(
        service=service, question="about", seen=draft.seen("about"), values=values, by=leader
    )
    service.refresh_from_db()
    actions.submit(change=change, seen=service.version, by=leader)


def _sign_up(visitor: Visitor, organisation: Organisation | None) -> User:
    if organisation is None:
        return accounts.create_administrator(
            email=visitor.email, name=visitor.name, password=PASSWORD
        )
    invitation = accounts.invite(
        email=visitor.email, organisation=organisation, role=visitor.role, by=SYSTEM
    )
    return accounts.join(invitation=invitation, name=visitor.name, password=PASSWORD)
