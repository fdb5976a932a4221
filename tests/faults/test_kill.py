"""A worker that dies in the middle of a message, and a database that restarts under it."""

import os
import signal
import uuid

import psycopg
import pytest
from django.utils import timezone

from rosc.embedded import FOLDER
from rosc.embedded_servers import start_postgres
from rosc.outbox.actions import plan_mail
from rosc.outbox.models import OutboundMessage, State
from tests.faults.conftest import until
from tests.faults.test_redis import WAKE
from tests.outbox.standins import API_KEY


@pytest.fixture
def by_notify(portal, notify):
    portal.environment |= {
        "OUTBOX_EMAIL_PROVIDER": "notify",
        "OUTBOX_LEASE_SECONDS": "1",
        "NOTIFY_URL": notify.url,
        "NOTIFY_API_KEY": API_KEY,
        "NOTIFY_EMAIL_TEMPLATE_ID": str(uuid.uuid4()),
    }
    return notify


def plan_one():
    plan_mail(address="kay@work.example", subject="Hello", text="Words")
    return OutboundMessage.objects.get()


def lease_has_ended(row):
    row.refresh_from_db()
    return row.lease_until and row.lease_until < timezone.now()


def test_killed_after_notify_took_it_it_goes_once(portal, by_notify):
    by_notify.mishaps.append("taken then silence")
    worker = portal.worker()
    row = plan_one()
    portal.manage("shell", "-c", WAKE)
    until(lambda: by_notify.taken)
    portal.kill(worker)
    until(lambda: lease_has_ended(row))
    assert row.state == State.SENDING
    portal.tick()
    row.refresh_from_db()
    assert (row.state, row.tries, len(by_notify.taken)) == (State.SENT, 2, 1)
    assert by_notify.asked == [str(row.reference)]


def test_killed_before_notify_took_it_it_still_goes(portal, by_notify):
    by_notify.mishaps.append("silence")
    worker = portal.worker()
    row = plan_one()
    portal.manage("shell", "-c", WAKE)
    until(lambda: not by_notify.mishaps)
    portal.kill(worker)
    until(lambda: lease_has_ended(row))
    portal.tick()
    row.refresh_from_db()
    assert (row.state, len(by_notify.taken)) == (State.SENT, 1)


def test_killed_while_mail_went_out_a_person_decides(portal, mail_server):
    portal.environment["OUTBOX_LEASE_SECONDS"] = "1"
    mail_server.mishaps.append("silence")
    worker = portal.worker()
    row = plan_one()
    portal.manage("shell", "-c", WAKE)
    until(lambda: mail_server.mails)
    portal.kill(worker)
    until(lambda: lease_has_ended(row))
    portal.tick()
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.UNKNOWN, "worker_lost")
    assert len(mail_server.mails) == 1


def test_many_messages_many_kills_each_goes_once(portal, by_notify, own_redis):
    """Beat sends the sweeps; each worker is killed after ten more messages, Redis emptied twice."""
    portal.environment["DJANGO_SETTINGS_MODULE"] = "tests.faults.quick_beat"
    for number in range(60):
        plan_mail(address=f"kay{number}@work.example", subject="Hello", text="Words")
    portal.start("beat", "celery", "-A", "rosc", "beat")
    for kill in range(4):
        by_notify.mishaps += [""] * 9 + [("taken then silence", "silence")[kill % 2]]
        worker = portal.worker()
        until(lambda: not by_notify.mishaps)
        portal.kill(worker)
        if kill % 2:
            own_redis.empty()
    portal.worker()
    until(lambda: not OutboundMessage.objects.exclude(state=State.SENT).exists())
    references = sorted(one["reference"] for one in by_notify.taken)
    rows = OutboundMessage.objects.values_list("reference", flat=True)
    assert references == sorted(map(str, rows))


@pytest.fixture
def own_postgres():
    folder = FOLDER / "test" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    server = start_postgres(folder, "secret", durable=True)
    yield server
    server.stop()


def crash(url):
    """Kill one backend, on which PostgreSQL ends all of them and recovers as after a power cut."""
    with psycopg.connect(url, autocommit=True) as session:
        os.kill(session.info.backend_pid, signal.SIGKILL)

    def is_back():
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return False
        return True

    until(is_back)


def states(url):
    with psycopg.connect(url) as session:
        return [row[0] for row in session.execute("SELECT state FROM outbox_outboundmessage")]


def test_the_database_restarts_in_the_middle_of_a_message(portal, by_notify, own_postgres):
    portal.environment |= {"DATABASE_URL": own_postgres.url, "OUTBOX_LEASE_SECONDS": "600"}
    portal.environment["NOTIFY_TIMEOUT_SECONDS"] = "60"
    portal.manage("migrate")
    browser = portal.web()
    worker = portal.worker()
    by_notify.mishaps.append("slow")
    portal.manage("shell", "-c", SEND)
    until(lambda: by_notify.taken)
    assert states(own_postgres.url) == ["sending"]

    crash(own_postgres.url)
    by_notify.wake_up.set()
    until(lambda: states(own_postgres.url) == ["sent"])
    assert len(by_notify.taken) == 1
    assert worker.poll() is None
    assert browser.get("/accounts/login/").status_code == 200

    portal.manage("shell", "-c", SEND)
    until(lambda: states(own_postgres.url) == ["sent", "sent"])


SEND = (
    "from django.core.mail import send_mail;send_mail('Hello', 'Words', None, ['kay@work.example'])"
)
