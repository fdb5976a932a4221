"""One message for one reason, whoever asks and however often; nothing without its transaction."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from rosc.outbox import actions, keys, kinds
from rosc.outbox.kinds import Kind
from rosc.outbox.models import OutboundMessage, State, reference_of

pytestmark = pytest.mark.django_db


def test_the_same_reason_makes_one_row(example):
    ids = {"subject_id": uuid.uuid4(), "route_id": uuid.uuid4()}
    key = keys.event(uuid.uuid4(), ids["route_id"], "email")
    assert actions.plan(key=key, kind="example.news", **ids)
    assert not actions.plan(key=key, kind="example.news", **ids)
    row = OutboundMessage.objects.get()
    assert (row.subject_id, row.route_id) == (ids["subject_id"], ids["route_id"])
    assert (row.state, row.text, row.address) == (State.PLANNED, None, None)


def test_a_provider_knows_a_restored_row_by_the_same_reference(plan):
    assert plan(key="x:1").reference == reference_of("x:1") == reference_of("x:1")
    assert reference_of("x:2") != reference_of("x:1")


def test_waits_for_its_time(plan):
    when = timezone.now() + timedelta(days=3)
    assert plan(not_before=when).next_try_at == when
    assert not OutboundMessage.objects.due(timezone.now()).exists()
    assert OutboundMessage.objects.due(when).exists()


def test_a_kind_nobody_registered_is_refused(example):
    with pytest.raises(KeyError):
        actions.plan(key="k:1", kind="example.unknown", subject_id=None)
    assert not OutboundMessage.objects.exists()


def test_two_kinds_cannot_share_a_name(example):
    with pytest.raises(ValueError, match=r"example\.news"):
        kinds.register(Kind("example.news", "Other", lambda message: None))


def test_goes_with_the_transaction_it_belongs_to(plan):
    with transaction.atomic():
        plan()
        transaction.set_rollback(True)
    assert not OutboundMessage.objects.exists()


def test_wakes_a_worker_only_once_committed(plan, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(actions, "_publish", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        plan()
        assert woken == []
    assert woken == ["rosc.outbox.tasks.send_due"]


def test_keys_say_why():
    subject, recipient = uuid.uuid4(), uuid.uuid4()
    first = keys.scheduled("check_up.due", subject, date(2026, 10, 25), "text", recipient)
    assert first == f"check_up.due:{subject}:2026-10-25:text:{recipient}:1"
    assert keys.next_try(first).endswith(f"{recipient}:2")
    assert keys.library() != keys.library()
