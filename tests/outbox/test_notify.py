"""GOV.UK Notify: asked by our reference before any second try, so that nothing goes twice."""

from datetime import timedelta

import pytest

from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage, State

pytestmark = pytest.mark.django_db


def state_after(row):
    sending.send_due()
    row.refresh_from_db()
    return row.state, row.reason


def test_an_e_mail_and_a_text_pass_through(plan, notify, settings):
    mail, text = plan(), plan(channel="text")
    assert state_after(mail) == state_after(text) == (State.SENT, "")
    by_path = {one["path"]: one for one in notify.taken}
    assert by_path["/v2/notifications/email"] | {"status": ""} == {
        "path": "/v2/notifications/email",
        "status": "",
        "email_address": "ada@people.example",
        "template_id": settings.NOTIFY_EMAIL_TEMPLATE_ID,
        "personalisation": {"subject": "Hello", "body": "Come and see us.\nAda"},
        "reference": str(mail.reference),
    }
    assert by_path["/v2/notifications/sms"]["personalisation"] == {"body": "Come and see us.\nAda"}
    assert (mail.text, notify.asked) == (None, [])


def test_what_went_before_the_backup_was_restored_is_not_sent_again(plan, notify, later):
    row = plan()
    assert state_after(row) == (State.SENT, "")
    # As the backup has it: waiting, and never tried.
    OutboundMessage.objects.update(
        state=State.PLANNED, provider="", tries=0, may_have_gone=False, settled_at=None
    )
    later()
    assert state_after(row) == (State.SENT, "")
    assert row.provider == "notify"
    assert len(notify.taken) == 1
    assert notify.asked == [str(row.reference)]


def test_what_has_waited_and_is_not_known_there_is_sent(plan, notify, later):
    row = plan()
    later()
    assert state_after(row) == (State.SENT, "")
    assert len(notify.taken) == len(notify.asked) == 1


@pytest.mark.parametrize("mishap", ["taken then silence", "taken then 500"])
def test_taken_but_not_answered_is_found_and_not_sent_again(plan, notify, later, mishap):
    notify.mishaps.append(mishap)
    row = plan()
    assert state_after(row) == (State.PLANNED, "notify_no_answer")
    later()
    assert state_after(row) == (State.SENT, "")
    assert len(notify.taken) == 1
    assert notify.asked == [str(row.reference)]


def test_not_taken_is_sent_again_once_asked(plan, notify, later):
    notify.mishaps += ["500", "429"]
    row = plan()
    assert state_after(row) == (State.PLANNED, "notify_no_answer")
    later()
    assert state_after(row) == (State.PLANNED, "notify_429")
    later()
    assert state_after(row) == (State.SENT, "")
    assert len(notify.taken) == 1
    assert len(notify.asked) == 2


def test_nothing_is_sent_again_while_notify_cannot_be_asked(plan, notify, later, settings):
    settings.OUTBOX_MAX_TRIES = 3
    notify.mishaps.append("taken then silence")
    notify.is_blind = True
    row = plan()
    for _ in range(4):
        sending.send_due()
        later()
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.UNKNOWN, "look_up_failed")
    assert len(notify.taken) == 1


def test_a_refusal_for_good_is_shown(plan, notify):
    notify.mishaps.append("400")
    row = plan()
    assert state_after(row) == (State.FAILED, "notify_400")


def test_a_worker_lost_after_notify_took_it(plan, notify, later):
    from django.utils import timezone

    row = plan()
    message = sending.claim(timezone.now())
    letter = sending._prepare(message)
    sending._send(message, letter)
    later(timedelta(minutes=11))
    assert state_after(row) == (State.SENT, "")
    assert len(notify.taken) == 1


def test_what_was_tried_at_notify_is_asked_there_whatever_the_settings_say_now(
    plan, notify, later, settings
):
    notify.mishaps.append("taken then silence")
    row = plan()
    sending.send_due()
    settings.OUTBOX_EMAIL_PROVIDER = "page"
    later()
    assert state_after(row) == (State.SENT, "")
    assert len(notify.taken) == 1


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ("sending", State.SENT, ""),
        ("delivered", State.DELIVERED, ""),
        ("permanent-failure", State.FAILED, "notify_permanent_failure"),
        ("temporary-failure", State.FAILED, "notify_temporary_failure"),
    ],
)
def test_learns_what_became_of_it(plan, notify, later, said, state, reason):
    row = plan()
    sending.send_due()
    notify.taken[0]["status"] = said
    later()
    assert sending.check_delivered() == 1
    row.refresh_from_db()
    assert (row.state, row.reason) == (state, reason)
    assert sending.check_delivered() == 0
