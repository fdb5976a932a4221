"""A worker that was held up past its lease sends nothing, however far it had come."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from urllib3.util import connection

from rosc.outbox.models import OutboundMessage, State
from rosc.outbox.providers import Letter, Outcome
from rosc.outbox.providers.notify import Carrier
from rosc.outbox.sending import claim, deliver

HELD_UP = timedelta(minutes=5)


@pytest.fixture
def hold_up(monkeypatch, time_machine):
    """Has the process stand still for five minutes once the connection is made."""
    connect = connection.create_connection

    def slowly(*args, **options):
        made = connect(*args, **options)
        time_machine.move_to(timezone.now() + HELD_UP)
        return made

    return lambda: monkeypatch.setattr(connection, "create_connection", slowly)


@pytest.mark.parametrize(("lease", "goes"), [(HELD_UP * 2, True), (HELD_UP, False)])
def test_nothing_is_written_once_the_lease_is_over(notify, hold_up, lease, goes):
    hold_up()
    words = ("ada@people.example", "Hello", "Words")
    letter = Letter(uuid.uuid4(), "email", *words, timezone.now() + lease)
    answer = Carrier().send(letter)
    assert len(notify.taken) == goes
    assert answer.outcome == (Outcome.ACCEPTED if goes else Outcome.MAY_HAVE_GONE)


@pytest.mark.django_db
def test_who_overslept_leaves_it_to_the_next(plan, notify, hold_up, settings):
    settings.OUTBOX_LEASE_SECONDS = 60
    row = plan()
    first = claim(timezone.now())
    hold_up()
    deliver(first)
    assert notify.taken == []
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.PLANNED, "notify_no_answer")
    OutboundMessage.objects.update(next_try_at=timezone.now())
    settings.OUTBOX_LEASE_SECONDS = 3600
    deliver(claim(timezone.now()))
    assert (len(notify.taken), len(notify.asked)) == (1, 1)
