"""The two pages a load balancer asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from rosc.outbox import pulse, sending
from rosc.outbox.models import OutboundMessage


@pytest.fixture(autouse=True)
def nothing_noted(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


def lines(content: bytes) -> list[str]:
    """The lines of a plain answer."""
    return content.decode().splitlines()


def test_up_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # pytest-django refuses the database here
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_the_database_is_reached_and_migrated(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, lines(answer.content)) == (
        200,
        [
            "database: reached",
            "migrations: applied",
            "messages: on time",
            "schedule: not run yet",
        ],
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, lines(answer.content)) == (
        503,
        ["database: reached", "migrations: 1 not applied"],
    )


@pytest.mark.django_db
def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused for somebody")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, lines(answer.content)) == (503, ["database: not reached"])


@pytest.mark.django_db
def test_late_and_stuck_messages_are_said_and_leave_it_ready(client: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    for state in ("planned", "unknown"):
        OutboundMessage.objects.create(
            key=state,
            reference=uuid4(),
            kind="library.mail",
            channel="email",
            state=state,
            due_at=long_ago,
            next_try_at=long_ago,
        )
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert lines(answer.content)[2] == "messages: 1 late, 1 waiting for somebody"


@pytest.mark.django_db
def test_a_schedule_that_has_stopped_is_said(client: Client) -> None:
    with time_machine.travel("2026-03-02T09:00:00+00:00", tick=False) as clock:
        sending.send_due()  # as when a page wakes a worker: that proves nothing about beat
        assert lines(client.get("/readyz").content)[-1] == "schedule: not run yet"
        call_command("tick")
        assert lines(client.get("/readyz").content)[-1] == "schedule: on time"
        clock.shift(timedelta(minutes=40))
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert lines(answer.content)[-1] == "schedule: late, last run 40 minutes ago"


@pytest.mark.django_db
def test_a_database_lost_between_two_checks_is_no_server_error(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection lost by somebody")

    monkeypatch.setattr(pulse, "last", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, lines(answer.content)[-1]) == (503, "database: lost meanwhile")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
