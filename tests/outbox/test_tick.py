"""`manage.py tick` runs every sweep that beat would; one that fails does not stop the others."""

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import CommandError, call_command

from rosc.outbox import sending
from rosc.outbox.models import State

pytestmark = pytest.mark.django_db


def test_sends_what_is_due_without_a_worker(plan, mail_server, capsys):
    row = plan()
    call_command("tick")
    row.refresh_from_db()
    assert row.state == State.SENT
    said = capsys.readouterr().out
    assert all(f"{name}: done" in said for name in settings.CELERY_BEAT_SCHEDULE)


def test_a_sweep_that_fails_does_not_stop_the_others(plan, mail_server, monkeypatch, capsys):
    def broken():
        raise ZeroDivisionError("zephyrine@quill.example")

    monkeypatch.setattr(sending, "send_due", broken)
    with pytest.raises(CommandError, match="send-due-messages"):
        call_command("tick")
    assert "check-delivered-messages: done" in capsys.readouterr().out


def test_every_sweep_of_the_schedule_is_a_task_there_is():
    current_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks
        assert entry["options"]["expires"] < entry["schedule"]


def test_no_task_keeps_a_result_or_runs_in_the_caller():
    assert current_app.conf.task_ignore_result
    assert not current_app.conf.task_always_eager
