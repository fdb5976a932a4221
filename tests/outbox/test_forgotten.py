"""A kind of message that is nobody's to decide: however it ends, address and words are gone."""

import pytest

from rosc.outbox import actions, kinds, sending
from rosc.outbox.kinds import Kind
from rosc.outbox.models import OutboundMessage, State
from rosc.outbox.notifications import prepare_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(example):
    kinds.register(Kind("example.letter", "Letter", prepare_library, is_forgotten=True))
    actions.plan_mail(
        address="a@people.example", subject="Hello", text="Words", kind="example.letter"
    )


@pytest.mark.parametrize(
    ("mishap", "reason"), [("rcpt 550", "smtp_550"), ("data 554", "smtp_554"), ("vanish", None)]
)
def test_one_that_did_not_go_or_may_have_is_let_go(mail_server, letter, mishap, reason):
    mail_server.mishaps.append(mishap)
    sending.send_due()
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.title, row.text) == (State.SKIPPED, None, None, None)
    assert reason is None or row.reason == reason
    assert not OutboundMessage.objects.needing_somebody().exists()


def test_one_that_may_still_go_is_kept_until_it_is_too_late(mail_server, letter, later, settings):
    mail_server.mishaps.append("rcpt 451")
    sending.send_due()
    row = OutboundMessage.objects.get()
    assert (row.state, row.text) == (State.PLANNED, "Words")
    settings.OUTBOX_MAX_TRIES = 1
    later()
    sending.send_due()
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.text) == (State.SKIPPED, None, None)


def test_mail_of_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(KeyError):
        actions.plan_mail(address="a@people.example", subject="x", text="x", kind="example.none")


def test_one_that_notify_could_not_deliver_is_let_go_too(notify, letter, later):
    sending.send_due()
    assert OutboundMessage.objects.get().state == State.SENT
    notify.taken[0]["status"] = "permanent-failure"
    later()
    sending.check_delivered()
    row = OutboundMessage.objects.get()
    assert (row.state, row.reason) == (State.SKIPPED, "notify_permanent_failure")
    assert not OutboundMessage.objects.needing_somebody().exists()
