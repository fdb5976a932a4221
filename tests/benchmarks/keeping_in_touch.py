"""Plans and check-ups by the hundred thousand: booking, reminding, a worker's day, and the sweep.

Rows are copied inside PostgreSQL from one plan that the portal's own actions made. One plan in ten
has a check-up tomorrow of which nobody has been reminded yet.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from checkups import timers
from checkups.actions import Chosen, agree
from checkups.models import CheckUp, Plan
from checkups.schedule import Anchor, AnchorKind
from checkups.shipped import shipped
from rosc.access import SYSTEM
from rosc.accounts.models import Membership, Organisation, User
from rosc.drill.filling import when
from rosc.outbox import kinds, sending
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import ContactRoute
from tests.benchmarks import measure
from tests.benchmarks.introductions import _copy

WORKERS = 10  # in each organisation
DUE = 10  # of a hundred plans
SECONDS = 20  # at most, for each rate
A_SWEEP = 10  # rows of each sort in every sweep that is timed
KIND = "checkups.reminder"
SCHEDULE = "stepdown_open"


def measured(plans: int, requests: int) -> dict[str, float]:
    """Every figure, with a tenth of the plans first to see how the sweep grows."""
    pattern, workers = _begin()
    _grow(pattern, plans // 10)
    tenth = sweep_p95_ms(requests)
    _grow(pattern, plans)
    return {
        "checkups_planned_per_s": booked_per_s(),
        "reminders_per_s": reminders_per_s(),
        "day_view_p95_ms": day_view_p95_ms(workers, requests),
        "sweep_p95_ms": (whole := sweep_p95_ms(requests)),
        "sweep_growth_10x": round(whole / tenth, 2),
    }


def counted() -> dict[str, int]:
    rows = CheckUp.objects.unscoped_for("bench")
    tomorrow = when(timezone.localtime())[0]
    return {
        "active_plans": Plan.objects.unscoped_for("bench").active().count(),
        "checkups": rows.count(),
        "checkups_due": rows.planned().filter(due_on=tomorrow).count(),
    }


# --- Making them ----------------------------------------------------------------------------------
def _begin() -> tuple[Plan, list[User]]:
    """One plan through the portal's own actions, and workers for all the others."""
    houses = list(Organisation.objects.filter(name__startswith="House ").order_by("pk"))
    users = User.objects.bulk_create(
        User(email=f"support{number}@work.example", name=f"Support {number}", password="!")
        for number in range(len(houses) * WORKERS)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=houses[number % len(houses)], role="keyworker")
        for number, user in enumerate(users)
    )
    person = people.create(organisation=houses[0], by=SYSTEM, preferred_name="Robin")
    chosen = Chosen(SCHEDULE, shipped(SCHEDULE).name, shipped(SCHEDULE).pattern)
    anchor = Anchor(AnchorKind.AGREEMENT, timezone.localdate())
    facts: dict[str, Any] = {"schedule": chosen, "anchor": anchor, "method": "together"}
    return agree(person=person, by=SYSTEM, worker=users[0], **facts), users[:WORKERS]


def _grow(pattern: Plan, plans: int) -> None:
    """Add plans until there are as many, each with one check-up to come and three that were."""
    more = plans - Plan.objects.unscoped_for("bench").count()
    without = """SELECT p.id, p.organisation_id FROM people_person p WHERE p.organisation_id IN
        (SELECT id FROM accounts_organisation WHERE name LIKE 'House %') AND NOT EXISTS
        (SELECT 1 FROM people_consent c WHERE c.person_id = p.id AND c.purpose = 'check-up')"""
    own = {"id": "gen_random_uuid()"}
    _copy(pattern.consent, f"({without} LIMIT {more}) p", own | {"person_id": "p.id"})
    _plans(pattern)
    _checkups(pattern)
    _routes()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _plans(pattern: Plan) -> None:
    source = f"""
        (SELECT c.id AS consent, p.id AS person, p.organisation_id AS house,
                abs(hashtext(c.id::text)) AS n
         FROM people_consent c JOIN people_person p ON p.id = c.person_id
         WHERE c.purpose = 'check-up'
           AND NOT EXISTS (SELECT 1 FROM checkups_plan q WHERE q.consent_id = c.id)) c
        JOIN (SELECT m.user_id, m.organisation_id,
                     row_number() OVER (PARTITION BY m.organisation_id ORDER BY m.user_id) - 1 AS n
              FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
              WHERE u.email LIKE 'support%') w
        ON w.organisation_id = c.house AND w.n = c.n % {WORKERS}
    """  # noqa: S608 - our own
    values = {
        "id": "gen_random_uuid()",
        "person_id": "c.person",
        "consent_id": "c.consent",
        "organisation_id": "c.house",
        "worker_id": "w.user_id",
        "book_more_on": "current_date + 2 + (c.n % 28)::int",
        "booked_to": "current_date + 6",
    }
    _copy(pattern, source, values)


def _checkups(pattern: Plan) -> None:
    """Of each plan that has none: three that were held, and the next, for one in ten tomorrow."""
    first = CheckUp.objects.unscoped_for("bench").filter(plan=pattern).first()
    on, at = when(timezone.localtime())
    far = (
        f"CASE WHEN q.n % 100 < {DUE} THEN DATE '{on}' ELSE current_date + 9 + (q.n % 19)::int END"
    )
    source = """
        (SELECT q.id, q.organisation_id, abs(hashtext(q.id::text)) AS n, k
         FROM checkups_plan q, generate_series(0, 3) k
         WHERE NOT EXISTS (SELECT 1 FROM checkups_checkup u WHERE u.plan_id = q.id)) q
    """
    values = {
        "id": "gen_random_uuid()",
        "plan_id": "q.id",
        "organisation_id": "q.organisation_id",
        "due_on": f"CASE WHEN q.k = 0 THEN {far} ELSE current_date - (q.k * 30)::int END",
        "due_at": f"TIME '{at}'",
        "status": "CASE WHEN q.k = 0 THEN 'planned' ELSE 'held' END",
        "held_at": "CASE WHEN q.k = 0 THEN NULL ELSE now() - q.k * interval '30 days' END",
        "created_at": "now() - interval '120 days'",
    }
    _copy(first, source, values)


def _routes() -> None:
    """A number for everybody who is due: it is sealed, so SQL cannot make it."""
    on = when(timezone.localtime())[0]
    due = (
        CheckUp.objects.unscoped_for("bench").planned().filter(due_on=on, plan__person__routes=None)
    )
    safe = {"kind": "text", "is_safe": True, "is_preferred": True}
    ContactRoute.objects.bulk_create(
        ContactRoute(person_id=person, value=f"07700 {900_000 + number}", **safe)
        for number, person in enumerate(due.values_list("plan__person_id", flat=True))
    )


# --- Measuring ------------------------------------------------------------------------------------
def _rate(act: Callable[[float], int]) -> float:
    """How many a second, for `SECONDS` at most."""
    started = time.perf_counter()
    done = act(time.monotonic() + SECONDS)
    return round(done / (time.perf_counter() - started), 0)


def booked_per_s() -> float:
    """Check-ups booked a second by one worker: those of plans whose days run out."""
    today, rows = timezone.localdate(), CheckUp.objects.unscoped_for("bench")
    plans = Plan.objects.unscoped_for("bench")
    some = list(plans.order_by("pk").values_list("pk", flat=True)[:2000])
    plans.filter(pk__in=some).update(book_more_on=today)
    before = rows.count()

    def book(stop: float) -> int:
        timers.book_due(today, stop)
        return rows.count() - before

    try:
        return _rate(book)
    finally:  # what was left over is no part of the sweeps that are timed next
        later = today + timedelta(days=9)
        plans.filter(book_more_on__lte=today).update(book_more_on=later)


def reminders_per_s() -> float:
    """Reminders planned and then handed to a provider that takes them, a second by one worker."""
    today, began = timezone.localdate(), time.perf_counter()
    timers.remind_due(today, time.monotonic() + SECONDS)
    planned = time.perf_counter() - began
    rows = OutboundMessage.objects.filter(kind=KIND)
    count, quiet = rows.count(), kinds.quiet_until
    kinds.quiet_until = lambda now: None  # whoever measures at night has reminders all the same
    began, stop = time.perf_counter(), time.monotonic() + SECONDS
    try:
        while time.monotonic() < stop and (message := sending.claim(timezone.now())):
            sending.deliver(message)
    finally:
        kinds.quiet_until = quiet
    sent = rows.filter(state="sent").count()
    took = time.perf_counter() - began
    OutboundMessage.objects.filter(kind=KIND, state="planned").delete()
    return round(1 / (planned / count + took / sent), 0)


def day_view_p95_ms(workers: list[User], requests: int) -> float:
    """The day of somebody who supports people, as a whole page."""
    clients = [measure.signed_in(one) for one in workers]
    took = [_get(client) for _ in range(2) for client in clients][len(clients) :]
    while len(took) < requests:
        took.append(_get(clients[len(took) % len(clients)]))
    return measure.percentile(took, 95)


def _get(client: Client) -> float:
    started = time.perf_counter()
    response = client.get("/check-ups/")
    if response.status_code != 200:
        raise SystemExit(f"/check-ups/ answered {response.status_code}")
    return (time.perf_counter() - started) * 1000


def sweep_p95_ms(requests: int) -> float:
    """The whole sweep while the same few rows of each sort are due."""
    today = timezone.localdate()
    on = when(timezone.localtime())[0]
    stop = time.monotonic() + 10 * SECONDS
    plans, rows = Plan.objects.unscoped_for("bench"), CheckUp.objects.unscoped_for("bench")
    unseen = rows.planned().filter(reminded_at=None, due_on__lte=today + timedelta(days=8))
    kept = list(unseen.values_list("pk", flat=True))
    rows.filter(pk__in=kept).update(reminded_at=timezone.now())
    some = list(plans.order_by("pk").values_list("pk", flat=True)[:A_SWEEP])
    due = list(
        rows.planned().filter(due_on=on).order_by("pk").values_list("pk", flat=True)[:A_SWEEP]
    )
    took = []
    while len(took) < max(requests // 5, 5) and time.monotonic() < stop:
        plans.filter(pk__in=some).update(book_more_on=today)
        rows.filter(pk__in=due).update(reminded_at=None)
        started = time.perf_counter()
        timers.sweep(today)
        took.append((time.perf_counter() - started) * 1000)
    rows.filter(pk__in=kept).update(reminded_at=None)
    return measure.percentile(took, 95)
