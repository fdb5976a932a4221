"""LEROs by the hundred, each with all its answers and five snapshots, and how fast the list of
statements opens and an answer is saved."""

import random
import re
import time

from django.db import connection
from django.test import Client
from django.utils import timezone

from lero_standards import content, framework
from lero_standards.models import Answer, Assessment, Evidence, PlannedAction, Snapshot
from rosc.accounts.models import Membership, Organisation, User
from rosc.months import months_before
from tests.benchmarks import measure

SNAPSHOTS = 5
LEADERS = 10
STATEMENTS = [one.id for one in framework.newest().applying("constituted")]
SAID = ("in-place", "partly", "not-yet")


def grow(leros: int) -> list[User]:
    """Make it all; a leader of each of the first ten."""
    made = Organisation.objects.bulk_create(
        Organisation(
            name=f"Lantern {number}", kinds=["lero"], lero_type="constituted", status="approved"
        )
        for number in range(leros)
    )
    Assessment.objects.bulk_create(Assessment(organisation=one) for one in made)
    Answer.objects.bulk_create(
        (_answer(one, statement) for one in made for statement in STATEMENTS), batch_size=2000
    )
    today = timezone.localdate()
    Evidence.objects.bulk_create(
        Evidence(organisation=one, title="Minutes", dated_on=today, statements=STATEMENTS[::4])
        for one in made
    )
    PlannedAction.objects.bulk_create(
        PlannedAction(organisation=one, statement=id, what="A step", owner="Jo", due_on=today)
        for one in made
        for id in STATEMENTS[::5]
    )
    said = content.of(made[0])
    Snapshot.objects.bulk_create(
        (
            Snapshot(organisation=one, taken_on=months_before(today, 12 * year), content=said)
            for one in made
            for year in range(SNAPSHOTS)
        ),
        batch_size=250,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [_leader(one, number) for number, one in enumerate(made[:LEADERS])]


def _answer(lero: Organisation, statement: str) -> Answer:
    said = SAID[(int(statement) + len(lero.name)) % len(SAID)]
    return Answer(
        organisation=lero,
        version=framework.NEWEST,
        statement=statement,
        said=said,
        note="What is there, and what is not yet. " * 6,
    )


def _leader(lero: Organisation, number: int) -> User:
    user = User.objects.create_user(f"lantern{number}@work.example", f"Leader {number}")
    Membership.objects.create(user=user, organisation=lero, role="lero_leader")
    return user


# --- Measuring ------------------------------------------------------------------------------------
def measured(leaders: list[User], requests: int) -> dict[str, float]:
    """The two figures, under the names that do not change."""
    chance, clients = random.Random(6), [(one, measure.signed_in(one)) for one in leaders]
    pages, saves = [], []
    for number in range(requests):
        leader, client = chance.choice(clients)
        lero = leader.active_memberships[0].organisation_id
        pages.append(_page_ms(client, f"/standards/{lero}/"))
        saves.append(_save_ms(client, f"/standards/{lero}/statements/{STATEMENTS[number % 33]}/"))
    return {
        "assessment_page_p95_ms": measure.percentile(pages, 95),
        "assessment_save_p95_ms": measure.percentile(saves, 95),
    }


def counted() -> dict[str, int]:
    return {"leros": Assessment.objects.count(), "snapshots": Snapshot.objects.count()}


def _page_ms(client: Client, url: str) -> float:
    started = time.perf_counter()
    response = client.get(url)
    took = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    return took


def _save_ms(client: Client, url: str) -> float:
    """As a page saves itself while somebody types."""
    number = int(re.search(rb'name="number" value="(\d+)"', client.get(url).content)[1])
    data = {"said": "partly", "note": f"At {time.time()}", "number": number, "autosave": "yes"}
    started = time.perf_counter()
    response = client.post(url, data)
    took = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    return took
