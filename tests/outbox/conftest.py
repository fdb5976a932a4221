import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rosc.outbox import actions, kinds
from rosc.outbox.kinds import Kind, Prepared
from rosc.outbox.models import OutboundMessage
from tests.outbox.standins import API_KEY, MailServer, Notify, running


class Example:
    """What the example kinds answer when asked; a test changes it."""

    def __init__(self):
        self.answer = Prepared("ada@people.example", "Hello", "Come and see us.\nAda")
        self.asked = 0

    def prepare(self, message):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def example(monkeypatch):
    made = Example()
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(Kind("example.news", "News", made.prepare))
    kinds.register(Kind("example.reminder", "Reminder", made.prepare, is_unsolicited=True))
    return made


@pytest.fixture
def plan(db, example):
    def make(kind="example.news", **fields):
        key = fields.pop("key", None) or f"{kind}:{uuid.uuid4()}:1"
        assert actions.plan(key=key, kind=kind, subject_id=uuid.uuid4(), **fields)
        return OutboundMessage.objects.get(key=key)

    return make


@pytest.fixture
def mail_server(settings):
    settings.OUTBOX_EMAIL_PROVIDER = "smtp"
    with running(MailServer()) as server:
        settings.SMTP_URL = server.url
        yield server
        server.wake_up.set()


@pytest.fixture
def notify(settings):
    settings.OUTBOX_EMAIL_PROVIDER = settings.OUTBOX_TEXT_PROVIDER = "notify"
    settings.NOTIFY_API_KEY = API_KEY
    settings.NOTIFY_EMAIL_TEMPLATE_ID = settings.NOTIFY_TEXT_TEMPLATE_ID = str(uuid.uuid4())
    settings.NOTIFY_TIMEOUT_SECONDS = 0.3
    with running(Notify()) as server:
        settings.NOTIFY_URL = server.url
        yield server
        server.wake_up.set()


@pytest.fixture
def later(time_machine):
    """Moves the clock on, past every wait between two tries unless told how far."""

    def move(by=timedelta(minutes=20)):
        time_machine.move_to(timezone.now() + by)

    return move
