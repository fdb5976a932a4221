"""A Redis that is gone, hangs or has forgotten everything breaks no page and loses no message."""

import pytest
from django.urls import URLPattern, get_resolver

from rosc.outbox.models import OutboundMessage, State
from tests.browser.walk import World
from tests.factories import UserFactory
from tests.faults.conftest import Browsers, token_of, until

TROUBLES = {
    "gone": lambda redis: redis.stop(),
    "hanging": lambda redis: redis.freeze(),
    "emptied": lambda redis: redis.empty(),
}


def addresses(patterns=None, prefix=""):
    """Every address of the portal that needs no id."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{entry.pattern}"
        if "<" in route or "^" in route:
            continue
        if isinstance(entry, URLPattern):
            yield f"/{route}"
        else:
            yield from addresses(entry.url_patterns, route)


def ask_for_a_new_password(browser, address):
    page = browser.get("/accounts/password/reset/")
    data = {"email": address, "csrfmiddlewaretoken": token_of(page)}
    return browser.post("/accounts/password/reset/", data=data)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_page_answers_and_no_message_is_lost(portal, own_redis, mail_server, trouble):
    user = UserFactory(email="kay@work.example")
    browser = portal.web()
    TROUBLES[trouble](own_redis)
    answers = {address: browser.get(address).status_code for address in addresses()}
    assert len(answers) > 10
    assert {one: code for one, code in answers.items() if code >= 500} == {}
    assert ask_for_a_new_password(browser, user.email).status_code == 302
    assert OutboundMessage.objects.get().state == State.PLANNED
    portal.tick()
    assert [recipient for recipient, _ in mail_server.mails] == [user.email]
    assert OutboundMessage.objects.get().state == State.SENT


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_page_of_everybody_answers(portal, own_redis, trouble):
    """Desks, lists and records as well, as who may open each of them."""
    stops, browsers = list(World().stops()), Browsers(portal)
    TROUBLES[trouble](own_redis)
    answers = [(stop.name, browsers.of(stop).get(stop.address).status_code) for stop in stops]
    assert len(answers) > 300
    assert [(name, code) for name, code in answers if code != 200] == []


def test_a_worker_is_woken_at_once_and_outlives_a_lost_redis(portal, own_redis, mail_server):
    """No beat runs here, so only the wake itself brings the worker to send."""
    first, second = UserFactory(), UserFactory()
    browser = portal.web()
    worker = portal.worker()
    ask_for_a_new_password(browser, first.email)
    until(lambda: len(mail_server.mails) == 1)

    own_redis.stop()
    own_redis.start()
    assert worker.poll() is None
    assert ask_for_a_new_password(browser, second.email).status_code == 302
    portal.manage("shell", "-c", WAKE)  # as the next beat does, should the page's own be lost
    until(lambda: len(mail_server.mails) == 2)
    assert worker.poll() is None


WAKE = "from rosc.outbox.actions import SEND_DUE, wake; wake(SEND_DUE)"


def test_beat_sends_the_sweeps_and_writes_no_file(portal, own_redis, settings):
    before = set(settings.BASE_DIR.iterdir())
    portal.environment["DJANGO_SETTINGS_MODULE"] = "tests.faults.quick_beat"
    portal.start("beat", "celery", "-A", "rosc", "beat")
    until(lambda: own_redis.client.llen("celery") >= len(settings.CELERY_BEAT_SCHEDULE))
    assert set(settings.BASE_DIR.iterdir()) == before
