"""Nothing is lost, nothing goes twice, and one message's trouble is its own."""

import threading
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from rosc.outbox import kinds, sending
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage, State
from rosc.outbox.providers import Answer, Outcome
from rosc.outbox.providers.page import Carrier

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def test_sent_with_words_made_at_the_last_moment(plan, example):
    row = plan()
    assert example.asked == 0
    assert sending.send_due() == 1
    row.refresh_from_db()
    assert (row.state, row.tries, row.claim, row.lease_until) == (State.SENT, 1, None, None)
    assert (row.address, row.title) == ("ada@people.example", "Hello")  # the page keeps them
    assert sending.send_due() == 0


def test_what_is_no_longer_right_is_skipped_with_a_reason(plan, example, mail_server):
    example.answer = Skip("consent_withdrawn")
    row = plan()
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, "consent_withdrawn")
    assert mail_server.mails == []


def test_one_persons_bad_data_does_not_stop_the_others(plan, example):
    bad = plan(not_before=timezone.now() - timedelta(minutes=5))
    example.answer = ValueError("Ada Lovelace, LS1 4AP")
    sending.send_due()
    example.answer = Skip("fine")
    good = plan()
    sending.send_due()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.reason) == (State.PLANNED, "error_ValueError")
    assert bad.next_try_at > timezone.now()
    assert good.state == State.SKIPPED


def test_a_kind_that_is_gone_does_not_stop_the_others(plan, example, later, settings):
    """As after going back to a version that does not know it yet."""
    settings.OUTBOX_MAX_TRIES = 1
    gone = plan(not_before=timezone.now() - timedelta(minutes=5))
    OutboundMessage.objects.update(kind="example.gone")
    good = plan()
    sending.send_due()
    gone.refresh_from_db()
    good.refresh_from_db()
    assert (gone.state, gone.reason, good.state) == (State.FAILED, "error_KeyError", State.SENT)


def test_gives_up_where_somebody_can_see_it(plan, example, later, settings):
    settings.OUTBOX_MAX_TRIES = 3
    row = plan()
    example.answer = ValueError()
    for _ in range(5):
        sending.send_due()
        later()
    row.refresh_from_db()
    assert (row.state, row.tries, row.needs_somebody) == (State.FAILED, 3, True)


def test_a_late_message_is_flagged_and_not_sent(plan, example, later):
    row = plan()
    later(timedelta(hours=25))
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.reason, example.asked) == (State.FAILED, "too_late", 0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27 19:59", None),
        ("2026-11-27 20:00", "2026-11-28 08:00"),
        ("2026-11-28 07:59", "2026-11-28 08:00"),
        ("2026-11-28 08:00", None),
        ("2026-10-24 23:30", "2026-10-25 08:00"),  # the clocks go back in this night
        ("2027-03-27 23:30", "2027-03-28 08:00"),  # and forward in this one
        ("2026-06-30 23:30", "2026-07-01 08:00"),
    ],
)
def test_quiet_hours_by_the_clock_on_the_wall(now, expected):
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    ends = expected and datetime.fromisoformat(expected).replace(tzinfo=LONDON)
    assert kinds.quiet_until(moment) == ends


def test_unasked_messages_wait_until_morning_others_go_at_once(plan, time_machine):
    time_machine.move_to(datetime(2026, 11, 27, 23, 0, tzinfo=LONDON))
    reminder, news = plan("example.reminder"), plan("example.news")
    sending.send_due()
    reminder.refresh_from_db()
    news.refresh_from_db()
    assert (reminder.state, reminder.tries, news.state) == (State.PLANNED, 0, State.SENT)
    time_machine.move_to(datetime(2026, 11, 28, 8, 0, 1, tzinfo=LONDON))
    sending.send_due()
    reminder.refresh_from_db()
    assert reminder.state == State.SENT


def test_a_worker_lost_while_preparing_is_made_good(plan, example, later):
    row = plan()
    assert sending.claim(timezone.now()).pk == row.pk
    assert sending.send_due() == 0
    later(timedelta(minutes=11))
    assert sending.send_due() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == (State.SENT, 2)


def test_mail_whose_worker_was_lost_while_sending_is_left_to_a_person(plan, mail_server, later):
    row = plan()
    message = sending.claim(timezone.now())
    assert sending._prepare(message)
    later(timedelta(minutes=11))
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.reason, mail_server.mails) == (State.UNKNOWN, "worker_lost", [])


def test_a_worker_that_slept_through_its_lease_sends_and_writes_nothing(
    plan, mail_server, later, settings
):
    row = plan()
    sleeper = sending.claim(timezone.now())
    letter = sending._prepare(sleeper)
    later(timedelta(minutes=11))
    assert sending._send(sleeper, letter) is None
    assert mail_server.mails == []
    sending.send_due()
    sending._settle_by(sleeper, Answer(Outcome.ACCEPTED))
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_a_claim_that_was_lost_prepares_nothing(plan, example, later):
    plan()
    message = sending.claim(timezone.now())
    OutboundMessage.objects.update(claim=uuid.uuid4())
    sending.deliver(message)
    assert example.asked == 0


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once(plan, monkeypatch):
    sent = []

    def send(self, letter):
        sent.append(letter.reference)
        return Answer(Outcome.ACCEPTED)

    monkeypatch.setattr(Carrier, "send", send)
    rows = [plan() for _ in range(40)]
    start = threading.Barrier(4)

    def work():
        start.wait()
        try:
            sending.send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == sorted(row.reference for row in rows)
    assert OutboundMessage.objects.filter(state=State.SENT).count() == 40


def test_the_text_of_what_failed_is_cleared_after_a_week(db, later, mail_server):
    from rosc.outbox.actions import plan_mail

    mail_server.mishaps.append("rcpt 550")
    plan_mail(address="gone@people.example", subject="Hello", text="Words")
    sending.send_due()
    assert sending.clear_unsent_text() == 0
    assert OutboundMessage.objects.get().text == "Words"
    later(timedelta(days=8))
    assert sending.clear_unsent_text() == 1
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.title, row.text) == (State.FAILED, None, None, None)
