"""`/healthz` says that the process answers, `/readyz` that it can do its work.

Plain text, one line a check, for a load balancer, a watchdog or a person. What each line means is
written in docs/operations.md.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rosc.outbox import pulse
from rosc.outbox.models import OutboundMessage

LATE = timedelta(minutes=15)


class Unready(Exception):
    """A check failed; the message is its line."""


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The web server is up. Asks nobody else, so that a lost database never restarts it."""
    return _plain(["web: up"], status=200)


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check's line; 503 where one of them failed, and the later ones are then not asked."""
    lines = []
    for check in CHECKS:
        try:
            lines.append(check())
        except Unready as reason:
            return _plain([*lines, str(reason)], status=503)
        except DatabaseError:
            return _plain([*lines, "database: lost meanwhile"], status=503)
    return _plain(lines, status=200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise Unready("database: not reached") from error
    return "database: reached"


def _migrations() -> str:
    missing = _shipped() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise Unready(f"migrations: {len(missing)} not applied")
    return "migrations: applied"


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """The migrations of this code: read from the files once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _messages() -> str:
    """How the ledger stands: for a watchdog to read, since a late message is no lost portal."""
    now = timezone.now()
    late = OutboundMessage.objects.due(now - LATE).count()
    stuck = OutboundMessage.objects.needing_somebody().count()
    said = [f"{late} late" if late else "on time"]
    if stuck:
        said.append(f"{stuck} waiting for somebody")
    return f"messages: {', '.join(said)}"


def _schedule() -> str:
    """Whether beat or cron does its work; without it nothing late is ever looked for."""
    last = pulse.last()
    if last is None:
        return "schedule: not run yet"
    minutes = (timezone.now() - last) // timedelta(minutes=1)
    return (
        f"schedule: late, last run {minutes} minutes ago" if minutes > 15 else "schedule: on time"
    )


def _plain(lines: list[str], status: int) -> HttpResponse:
    text = "\n".join(lines) + "\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


CHECKS: list[Callable[[], str]] = [_database, _migrations, _messages, _schedule]
