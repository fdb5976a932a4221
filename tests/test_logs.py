"""No log says who somebody is.

The web and a worker run as they do in earnest, a made-up person goes through every flow and every
way of failing, and then all that was written down is searched for them.
"""

import re

import pytest
from django.db import connection

from rosc.outbox.actions import SEND_DUE, plan_mail
from rosc.outbox.models import OutboundMessage, State
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory, UserFactory
from tests.faults.conftest import mail_server, own_redis, portal, token_of, until  # noqa: F401

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


def test_what_waits_in_redis_is_a_name_of_a_task(portal, own_redis):  # noqa: F811
    user = UserFactory(name=NAME, email=ADDRESS)
    browser = portal.web()
    post(browser, "/accounts/password/reset/", email=user.email)
    queued = until(lambda: own_redis.client.lrange("celery", 0, -1))
    everything = b"".join(map(own_redis.client.dump, own_redis.client.scan_iter()))
    assert SEND_DUE.encode() in queued[0]
    assert not CANARIES.search(everything.decode("latin-1"))
    assert b'"argsrepr": "()"' in queued[0]
