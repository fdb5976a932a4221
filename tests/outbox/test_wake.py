"""A wake that cannot be delivered is let go; the message does not depend on it."""

import pytest
from celery import current_app

from rosc.outbox import actions


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(actions, "_paused_until", 0.0)


@pytest.fixture
def publishing(monkeypatch):
    """What is handed to Celery; set `fails` to have that fail."""
    calls = []

    def send_task(task, **options):
        calls.append((task, options))
        if publish.fails:
            raise ConnectionError("redis://:secret@127.0.0.1")

    def publish():
        actions._publish(actions.SEND_DUE)
        return len(calls)

    publish.fails, publish.calls = False, calls
    monkeypatch.setattr(current_app._get_current_object(), "send_task", send_task)
    return publish


def test_hands_over_a_name_and_nothing_else(publishing):
    publishing()
    assert publishing.calls == [(actions.SEND_DUE, {"expires": 50, "retry": False})]


def test_after_a_failure_the_process_stops_trying_for_a_while(publishing, time_machine):
    publishing.fails = True
    assert publishing() == 1
    publishing.fails = False
    assert publishing() == 1
    actions._paused_until -= actions.PAUSE_AFTER_FAILURE
    assert publishing() == 2


def test_the_log_does_not_hold_where_redis_is(publishing, caplog):
    publishing.fails = True
    publishing()
    assert "wake failed" in caplog.text
    assert "secret" not in caplog.text
