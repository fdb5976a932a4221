"""No log says who somebody is.

The web and a worker run as they do in earnest, a made-up person goes through every flow and every
way of failing, and then all that was written down is searched for them.
"""

import logging
import re
from collections import Counter
from io import StringIO
from urllib.parse import urlencode, urljoin

import pytest
from django.db import connection

from rosc.logs import ClientFailed
from rosc.outbox.actions import SEND_DUE, plan_mail
from rosc.outbox.models import OutboundMessage, State
from tests.browser.walk import World
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory, UserFactory
from tests.faults.conftest import (
    Browsers,
    mail_server,  # noqa: F401
    own_redis,  # noqa: F401
    portal,  # noqa: F401
    token_of,
    until,
)
from tests.sent_forms import forms_of
from tests.test_odd_input import sent

NAME, ADDRESS, POSTCODE = "Zephyrine Quillfeather", "zephyrine@quill.example", "LS1 4AP"
CANARIES = re.compile(r"zephyrine|quillfeather|quill\.example|ls1(?:\s|%20|\+)*4ap", re.IGNORECASE)
TRIGGER = f"""
CREATE FUNCTION refuse_{{0}}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'Key (email)=({ADDRESS}) of {NAME} already exists'; END $$;
CREATE TRIGGER refuse_{{0}} BEFORE {{0}} ON outbox_outboundmessage
FOR EACH ROW EXECUTE FUNCTION refuse_{{0}}();
"""


@pytest.fixture
def fails_with_words():
    """Make the next {INSERT, UPDATE} of a message fail with words that hold a person's data."""
    made = []

    def fail(verb):
        made.append(verb)
        with connection.cursor() as cursor:
            cursor.execute(TRIGGER.format(verb))

    yield fail
    with connection.cursor() as cursor:
        for verb in made:
            cursor.execute(f"DROP FUNCTION refuse_{verb} CASCADE")


def post(browser, path, **data):
    data["csrfmiddlewaretoken"] = token_of(browser.get(path))
    return browser.post(path, data=data)


def test_a_person_appears_in_no_log(portal, mail_server, own_redis, fails_with_words):  # noqa: F811
    leader = UserFactory(name=NAME, email=ADDRESS)
    group = OrganisationFactory(name=f"{NAME} Trust")
    MembershipFactory(user=leader, organisation=group, role="coordinator")
    browser = portal.web()

    # Looking for help: in a query, a path, a header, a host.
    for query in ({"postcode": POSTCODE}, {"q": NAME, "postcode": POSTCODE}, {"page": NAME}):
        browser.get("/services/", params=query)
        browser.get("/meetings/", params=query)
    browser.get(f"/{NAME}/")
    browser.get("/", headers={"Referer": f"http://{ADDRESS}/", "User-Agent": NAME, "Cookie": NAME})
    browser.get("/", headers={"Host": "quillfeather.example:bad"})
    browser.post(f"/accounts/login/?next=/{NAME}/", data={"login": ADDRESS})

    # Signing in, wrongly and rightly; inviting; sending without and with trouble.
    post(browser, "/accounts/login/", login=ADDRESS, password=NAME)
    post(browser, "/accounts/password/reset/", email=ADDRESS)
    assert post(browser, "/accounts/login/", login=ADDRESS, password=PASSWORD).status_code == 302
    invite = f"/accounts/organisations/{group.pk}/invite/"
    post(browser, invite, email=f"new.{ADDRESS}", role="peer_worker")
    waiting = OutboundMessage.objects.count()
    assert waiting >= 1
    plan_mail(address=f"x\n{ADDRESS}", subject=NAME, text=NAME)
    mail_server.mishaps += ["rcpt 550", "data 451"]
    worker = portal.worker()
    portal.manage("shell", "-c", f"from rosc.outbox.actions import wake; wake('{SEND_DUE}')")
    until(lambda: not OutboundMessage.objects.filter(state=State.PLANNED, tries=0).exists())

    # Errors whose own words hold the person: in a page, in a task, in a sweep run by hand.
    fails_with_words("INSERT")
    post(browser, "/accounts/logout/")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cache")  # the limit on how often a password is asked for
    failed = post(browser, "/accounts/password/reset/", email=ADDRESS)
    assert failed.status_code == 500
    fails_with_words("UPDATE")
    OutboundMessage.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_outboundmessage DISABLE TRIGGER refuse_insert")
    plan_mail(address=ADDRESS, subject=NAME, text=NAME)
    portal.manage("shell", "-c", f"from rosc.outbox.actions import wake; wake('{SEND_DUE}')")
    until(lambda: re.search(r"Task rosc\.outbox\.tasks\.send_due\S+ raised", portal.logs()))
    assert worker.poll() is None

    logs = portal.logs()
    assert CANARIES.findall(logs) == []
    for expected in ("directory:services", "account_login", "accounts:invite", "message moved"):
        assert expected in logs
    reference = re.search(r"<strong>([0-9a-f]{8})</strong>", failed.text)[1]
    assert re.search(rf"request failed.*{reference}|{reference}.*request failed", logs)
    assert not CANARIES.search(failed.text)


def test_no_page_of_the_portal_logs_whom_it_is_about(portal):  # noqa: F811
    """Every page of the walk is opened. The things walked over are called Hazel, in names, notes,
    messages and addresses."""
    world, browsers = World(), Browsers(portal)
    statuses = [browsers.of(stop).get(stop.address).status_code for stop in world.stops()]
    assert statuses.count(200) > 240
    logs = portal.logs()
    assert "people:create" in logs
    assert "referrals:referral" in logs
    assert not re.findall("hazel", logs, re.IGNORECASE)


def bodies(form):
    """A form with words in every box that was empty, and then in every field there is."""
    words = f"{NAME} {ADDRESS} {POSTCODE}"
    for fills_all in (False, True):
        said = {
            key: [words if fills_all else one or words for one in values or [""]]
            for key, values in form.fields.items()
        }
        yield urlencode(said, doseq=True)


@pytest.mark.django_db
def test_no_form_of_the_portal_logs_what_is_sent():
    """Every form of the walk is sent, filled in and filled in wrongly, with words of a person; what
    it wrote is taken back, so that the next finds all as it was."""
    handler = next(one for one in logging.getLogger().handlers if one.get_name() == "console")
    before, answered = handler.setStream(StringIO()), Counter()
    try:
        for stop in World().stops():
            for form in forms_of(stop.visitor.client.get(stop.address).content.decode()):
                address = urljoin(stop.address, form.action)
                for body in bodies(form) if form.is_post else ():
                    answered[sent(stop, address, body)] += 1
    finally:
        logs = handler.setStream(before).getvalue()
    assert answered[200] > 200
    assert answered[302] > 600
    assert "people:create" in logs
    assert CANARIES.findall(logs) == []


def test_what_waits_in_redis_is_a_name_of_a_task(portal, own_redis):  # noqa: F811
    user = UserFactory(name=NAME, email=ADDRESS)
    browser = portal.web()
    post(browser, "/accounts/password/reset/", email=user.email)
    queued = until(lambda: own_redis.client.lrange("celery", 0, -1))
    everything = b"".join(map(own_redis.client.dump, own_redis.client.scan_iter()))
    assert SEND_DUE.encode() in queued[0]
    assert not CANARIES.search(everything.decode("latin-1"))
    assert b'"argsrepr": "()"' in queued[0]


def test_an_address_too_long_to_be_read_is_answered_in_plain_words(portal) -> None:  # noqa: F811
    """gunicorn answers it by itself, before Django: in our words too, and none of it is logged."""
    browser = portal.web()
    assert browser.get("/services/", params={"q": "quillfeather" * 500}).status_code == 200
    answer = browser.get("/services/", params={"q": "quillfeather" * 1000})
    assert answer.status_code == 400
    assert "use fewer words" in answer.text
    assert "tel:116123" in answer.text
    assert not CANARIES.search(answer.text + portal.logs())


def test_what_gunicorn_says_of_a_failure_holds_no_words() -> None:
    """Its own handler prints whatever is raised, unless it is taken away before."""
    logger = logging.Logger("gunicorn.error")
    logger.addFilter(ClientFailed())
    printed = StringIO()
    logger.addHandler(logging.StreamHandler(printed))
    try:
        raise ValueError("Ada Lovelace, LS1 4AP")
    except ValueError:
        logger.exception("Error handling request /people/?name=Ada")
    assert re.fullmatch(
        r"a request could not be handled: ValueError tests\.test_logs:\d+\n", printed.getvalue()
    )


def test_what_stops_the_start_is_said_in_its_words() -> None:
    """Or nobody would know which setting it is."""
    record = logging.makeLogRecord({"msg": "Exception in worker process", "exc_info": (1, 2, 3)})
    assert ClientFailed().filter(record)
    assert record.exc_info == (1, 2, 3)
