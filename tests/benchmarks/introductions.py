"""People and introductions by the hundred thousand, and how fast a worker gets to them.

Each organisation holds the same share. Rows are copied inside PostgreSQL from one that the portal's
own actions made, with what differs written as SQL.
"""

import random
import time
from collections.abc import Iterable, Mapping

from django.db import connection, models
from django.utils import timezone

from directory.models import Kind, Service
from referrals import actions, timers
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.accounts.models import Membership, Organisation, User
from rosc.people import actions as people
from rosc.people.models import Consent, LawfulBasis, Person
from tests.benchmarks import measure

SHARE_OPEN = 20  # of a hundred introductions, so many are open
OVERDUE = 40  # of a hundred open ones, so many are due already


def grow(*, organisations: int, held: int, introductions: int) -> list[User]:
    """Make it all; a worker of each of the first ten organisations.

    `held`: people; each organisation holds the same share of them.
    """
    houses = _organisations(organisations)
    draft = _one(houses)
    _people(draft.person, held)
    _consents(draft.consent, introductions)
    _introductions(draft, introductions)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [_worker(house, number) for number, house in enumerate(houses[:10])]


def _organisations(count: int) -> list[Organisation]:
    """Half of them send, all receive; each has a service and a ground to hold records on."""
    kind = Kind.objects.get(pk="peer-support")
    houses = Organisation.objects.bulk_create(
        Organisation(name=f"House {number}", kinds=["rss"], status="approved")
        for number in range(count)
    )
    services = Service.objects.bulk_create(
        Service(organisation=house, name=f"Support at {house.name}", status="published")
        for house in houses
    )
    Service.kinds.through.objects.bulk_create(
        Service.kinds.through(service=service, kind=kind) for service in services
    )
    leader = User.objects.create_user("bench@work.example", "Bench Leader")
    now = timezone.now()
    LawfulBasis.objects.bulk_create(
        LawfulBasis(
            organisation=house,
            article_6="public-task",
            article_9="care",
            set_by=leader,
            set_at=now,
        )
        for house in houses
    )
    return houses


def _one(houses: list[Organisation]) -> Referral:
    """One introduction through the portal's own actions."""
    person = people.create(organisation=houses[0], by=SYSTEM, preferred_name="Robin")
    service = Service.objects.filter(organisation=houses[1]).get()
    referral = actions.start(person=person, service=service, by=SYSTEM, needs=["peer-support"])
    consent = people.agree(
        person=person,
        purpose="introduce",
        recipient=houses[1],
        details=["name", "need"],
        method="together",
        by=SYSTEM,
    )
    return actions.send(referral=referral, consent=consent, by=SYSTEM)


def _copy(
    pattern: models.Model, source: str, values: Mapping[str, str], skip: Iterable[str] = ()
) -> None:
    """INSERT copies of `pattern` from `source`, with `values` (column: SQL) in place of its own."""
    table = pattern._meta.db_table
    columns = [f.column for f in pattern._meta.concrete_fields if f.column not in set(skip)]
    picked = [values.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(picked)}'  # noqa: S608 - our own
            f""" FROM {source}, "{table}" t WHERE t.id = '{pattern.pk}'"""
        )


HOUSES = "accounts_organisation WHERE name LIKE 'House %'"


def _numbered(table: str) -> tuple[str, int]:
    """A sub-query of a table's keys with a number from 0, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own
        count = cursor.fetchone()[0]
    return f"(SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM {table})", count  # noqa: S608


def _people(pattern: Person, count: int) -> None:
    houses, of = _numbered(HOUSES)
    _copy(
        pattern,
        f"generate_series(1, {count}) g JOIN {houses} o ON o.n = g % {of}",
        {
            "id": "gen_random_uuid()",
            "organisation_id": "o.id",
            "preferred_name": "'Robin ' || g",
            "own_reference": "'R' || g",
        },
    )


def _consents(pattern: Consent, count: int) -> None:
    """One for each introduction, of people taken in turn."""
    held, of = _numbered("people_person")
    _copy(
        pattern,
        f"generate_series(1, {count}) g JOIN {held} p ON p.n = g % {of}",
        {"id": "gen_random_uuid()", "person_id": "p.id"},
    )


def _introductions(pattern: Referral, count: int) -> None:
    """Each by its own consent, from the house of its person to the next but a few; one in five
    open, spread over the states."""
    services, of = _numbered("directory_service WHERE name LIKE 'Support at House %'")
    source = f"""
        (SELECT c.id, c.person_id, p.organisation_id, abs(hashtext(c.id::text)) AS n
         FROM people_consent c JOIN people_person p ON p.id = c.person_id
         WHERE c.id <> '{pattern.consent_id}') c
        JOIN {services} s ON s.n = (c.n / 7) % {of}
        JOIN directory_service v ON v.id = s.id
    """  # noqa: S608 - our own
    is_open = f"c.n % 100 < {SHARE_OPEN}"
    state = "(ARRAY['sent', 'waiting', 'accepted', 'met'])[1 + (c.n / 100) % 4]"
    _copy(
        pattern,
        source,
        {
            "id": "gen_random_uuid()",
            "person_id": "c.person_id",
            "consent_id": "c.id",
            "held_by_id": "c.organisation_id",
            "receiver_id": "v.organisation_id",
            "service_id": "v.id",
            "status": f"CASE WHEN {is_open} THEN {state} ELSE 'ended' END",
            "whose_move": f"CASE WHEN {is_open} THEN 'receiver' ELSE 'nobody' END",
            "reason": f"CASE WHEN {is_open} THEN '' ELSE 'moved-on' END",
            "due_on": f"CASE WHEN {is_open} THEN current_date + (c.n % 97)::int - {OVERDUE} END",
            "expires_on": "current_date + 30",
            "contact_by": "current_date + 30",
            "created_at": "now() - (c.n % 700) * interval '1 day'",
        },
    )


def _worker(house: Organisation, number: int) -> User:
    user = User.objects.create_user(f"bench{number}@work.example", f"Worker {number}")
    Membership.objects.create(user=user, organisation=house, role="keyworker")
    return user


# --- Measuring ------------------------------------------------------------------------------------
def measured(workers: list[User], requests: int) -> dict[str, float]:
    """The three figures, under the names that do not change."""
    return {
        "referral_inbox_p95_ms": inbox_p95_ms(workers, requests),
        "referral_send_p95_ms": send_p95_ms(workers, requests),
        "timer_sweep_rows_per_s": sweep_rows_per_s(),
    }


def counted() -> dict[str, int]:
    return {
        "people": Person.objects.unscoped_for("bench").count(),
        "introductions": Referral.objects.unscoped_for("bench").count(),
    }


def inbox_p95_ms(workers: list[User], requests: int) -> float:
    """The list of what is one's own move, as a whole page."""
    chance, took = random.Random(5), []
    clients = [measure.signed_in(worker) for worker in workers]
    for client in clients:
        client.get("/referrals/")
    for _ in range(requests):
        client = chance.choice(clients)
        started = time.perf_counter()
        response = client.get("/referrals/")
        took.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"/referrals/ answered {response.status_code}")
    return measure.percentile(took, 95)


def send_p95_ms(workers: list[User], requests: int) -> float:
    """Sending one introduction: the move, its history, audit, snapshot and messages."""
    took = []
    offered = Service.objects.filter(name__startswith="Support at House")
    services = list(offered.order_by("pk")[: len(workers) + 1])
    for number in range(requests):
        worker = workers[number % len(workers)]
        person = Person.objects.visible_to(worker).order_by("pk")[number % 20]
        service = services[(number % len(workers)) + 1]
        referral = actions.start(person=person, service=service, by=worker, needs=["peer-support"])
        consent = people.agree(
            person=person,
            purpose="introduce",
            recipient=service.organisation,
            details=["name", "need"],
            method="together",
            by=worker,
        )
        started = time.perf_counter()
        actions.send(referral=referral, consent=consent, by=worker)
        took.append((time.perf_counter() - started) * 1000)
    return measure.percentile(took, 95)


def sweep_rows_per_s() -> float:
    """How many open introductions the sweep looks through a second, with what is due in them."""
    today = timezone.localdate()
    looked_at = Referral.objects.unscoped_for("timer").open().count()
    started = time.perf_counter()
    timers.sweep(today)
    return round(looked_at / (time.perf_counter() - started), 0)
