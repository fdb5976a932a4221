"""A private number that nobody has agreed to is in nothing that anybody can get: every public
address is asked, and every message read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory import actions
from directory.actions import kept_apart
from directory.actions.entry_versions import keep_found, read_service
from directory.imports.payload import OrganisationPayload, ServicePayload, SessionPayload
from directory.models import (
    CheckRequest,
    ContactAgreement,
    OrganisationProfile,
    Service,
    Session,
    Source,
)
from directory.notifications import token_of
from directory.reading import draft_of
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from tests import open_links
from tests.directory.entries.conftest import send_change
from tests.directory.makers import (
    MANCHESTER,
    make_fellowship,
    make_kind,
    make_service,
    make_session,
    north_of,
)
from tests.people.makers import make_basis
from tests.test_access import ON_ONES_OWN_PAGE, PUBLIC

pytestmark = pytest.mark.django_db
NUMBER = "07700 900123"
CANARY = re.compile(r"7700\W{0,3}900\W{0,3}123")
AGREED = {"phone": NUMBER, "private": ["phone"], "whose": "leader", "agreed_on": "2026-01-02"}
PLACE = {"postcode": "M1 1AE"}
# Public addresses that show nothing of any entry, or are asked below in a way of their own.
SENT_ONLY = {f"directory:shortlist_{verb}" for verb in ("add", "remove", "clear", "share")}
NO_ENTRIES = re.compile(r"account_|mfa_|accounts:|directory:(leave|security_txt)$")


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        cache.clear()
        yield


@pytest.fixture
def entries(postcodes, lero, lero_leader) -> list[Service]:
    """A place that goes along with people and a group that meets by phone, of one organisation;
    somebody's own number stands on both, with their agreement."""
    OrganisationProfile.objects.create(organisation=lero, is_trusted=True)
    make_basis(lero)
    coffee = make_service(
        "Riverside Coffee", organisation=lero, goes_along="yes", description="Tea."
    )
    make_session(coffee, 4, "19:00", "20:00")
    group = make_service(
        "Lamp",
        organisation=lero,
        fellowship=make_fellowship(),
        modes=["in-person", "phone"],
        description="Talk and tea.",
    )
    make_session(group, 4, "19:30", "20:30")
    make_service("Long Table", at=north_of(MANCHESTER, 1))
    for one in (coffee, group):
        send_change(one, lero_leader, **AGREED)
        Service.objects.filter(pk=one.pk).update(checked_on=None)
        one.refresh_from_db()
    return [coffee, group]


def browser_with(services: list[Service]) -> Client:
    client = Client()
    times = [one.sessions.get().pk for one in services]
    chosen = {"service": [*(one.pk for one in services), *times]}
    client.post(reverse("directory:shortlist_add"), chosen)
    return client


def addresses(services: list[Service]) -> Iterator[tuple[str, str]]:
    """Every public address, with these for its arguments; the name of each with it."""
    other = Service.objects.get(name="Long Table")
    lero = services[0].organisation
    request, _ = CheckRequest.objects.get_or_create(
        organisation=lero, asked_on=timezone.localdate()
    )
    token = actions.share_shortlist(keys=[one.pk for one in services], now=timezone.now())
    sessions = [one.sessions.get().pk for one in services]
    arguments = {
        **open_links.for_anybody(services[0]),
        "directory:service": [one.pk for one in (*services, other)],
        "directory:service_sheet": [one.pk for one in services],
        "directory:service_calendar": [one.pk for one in services],
        "directory:session_calendar": sessions,
        "directory:organisation": [lero.pk],
        "directory:door": ["me"],
        "directory:fellowship": ["aa"],
        "directory:sitemap_section": ["services"],
        "directory:shared_shortlist": [token],
        "directory:still_right": [token_of(request)],
    }
    for name in sorted(PUBLIC - SENT_ONLY - ON_ONES_OWN_PAGE):
        if not NO_ENTRIES.match(name):
            for one in arguments.get(name, [None]):
                yield name, reverse(name, args=[] if one is None else [one])


def shown_by(services: list[Service]) -> set[str]:
    """The names of the public addresses that give the number away."""
    client, shown = browser_with(services), set()
    for name, address in addresses(services):
        queries = [{}] if name == "directory:door" else [{}, PLACE, PLACE | {"name": "yes"}]
        for query in queries:
            answer = client.get(address, query)
            assert answer.status_code == 200, (name, answer.status_code)
            if CANARY.search(answer.content.decode()):
                shown.add(name)
    return shown | mailed(client)


def mailed(client: Client) -> set[str]:
    """Whether a message says it that somebody sends to themselves."""
    form = {"address": "me@people.example", "wording": "names"}
    client.post(reverse("directory:shortlist_email"), form)
    texts = [one.text or "" for one in OutboundMessage.objects.filter(kind="shortlist")]
    assert texts
    OutboundMessage.objects.filter(kind="shortlist").delete()
    return {"an e-mail"} if any(map(CANARY.search, texts)) else set()


def test_with_an_agreement_it_is_shown_and_so_the_walk_would_see_it(entries):
    assert shown_by(entries) == {
        *("directory:services", "directory:service", "directory:service_sheet"),
        *("directory:organisation", "directory:meetings_week", "directory:still_right"),
        *("directory:services_table", "directory:meetings_table"),
        *("directory:services_calendar", "directory:meetings_calendar"),
        *("directory:service_calendar", "directory:session_calendar"),
        *("directory:shortlist", "directory:shortlist_compare", "directory:shortlist_paper"),
        *("directory:shortlist_calendar", "directory:shortlist_email"),
        *("directory:shared_shortlist", "an e-mail"),
    }


def test_taken_back_it_is_nowhere(entries, lero_leader):
    for agreement in ContactAgreement.objects.all():
        actions.withdraw_agreement(agreement=agreement, by=lero_leader)
    assert shown_by(entries) == set()


def test_taken_back_it_goes_from_wherever_else_it_stands(entries, lero_leader):
    """A feed or an older version of the portal may have put it there."""
    coffee, group = entries
    Service.objects.filter(pk=coffee.pk).update(
        description="Ring Ann on +44 (0)7700 900123 at 10.30.",
        text_number="07700-900-123",
        links=[{"label": "Ring 07700900123", "url": "https://coffee.example"}],
    )
    Session.objects.filter(service=group).update(join_phone=NUMBER, note=f"Ask on {NUMBER}")
    OrganisationProfile.objects.update(phone=NUMBER, description=f"We are on {NUMBER}.")
    coffee.locations.update(directions=f"Lost? {NUMBER}", accessibility_note=NUMBER)
    assert "directory:meetings" in shown_by(entries)
    for agreement in ContactAgreement.objects.all():
        actions.withdraw_agreement(agreement=agreement, by=lero_leader)
    assert shown_by(entries) == set()
    coffee.refresh_from_db()
    assert coffee.description == "Ring Ann on at 10.30."
    with connection.cursor() as cursor:
        for table in ("service", "session", "location", "organisationprofile", "entrychange"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM directory_{table} t")  # noqa: S608
            assert not any(CANARY.search(row) for (row,) in cursor.fetchall()), table


def test_while_nobody_has_agreed_it_waits_in_a_draft_that_nobody_sees(entries, lero_leader):
    for agreement in ContactAgreement.objects.all():
        actions.withdraw_agreement(agreement=agreement, by=lero_leader)
    for one in entries:
        draft = draft_of(one)
        unagreed = {"phone": NUMBER, "private": ["phone"]}
        change = actions.answer(
            service=one, question="touch", seen=draft.seen("touch"), values=unagreed, by=lero_leader
        )
        one.refresh_from_db()
        with pytest.raises(ValidationError, match="only when its owner has agreed"):
            actions.submit(change=change, seen=one.version, by=lero_leader)
    assert shown_by(entries) == set()


@pytest.mark.parametrize(
    "where",
    [
        {"text_number": NUMBER},
        {"description": "Ring Ann: 07700 900 123"},
        {"opening_text": "By arrangement on +447700900123"},
        {"sessions": [{"join_phone": "07700900123"}]},
    ],
)
def test_it_stands_in_its_own_box_and_nowhere_else(entries, lero_leader, where):
    """So that when it is taken back nothing of it is left, not even in what was said before."""
    coffee = entries[0]
    if "sessions" in where:
        (slot,) = draft_of(coffee).says["sessions"]
        where = {"sessions": [{**slot, **where["sessions"][0]}]}
    with pytest.raises(ValidationError, match="in another place as well"):
        send_change(coffee, lero_leader, **where)
    change = draft_of(coffee).change
    actions.drop(change=change, by=lero_leader)
    other = {"phone": "0161 496 0101", "private": [], "whose": "", "agreed_on": None}
    with pytest.raises(ValidationError, match="in another place as well"):
        send_change(coffee, lero_leader, **other, **where)


def test_an_old_version_that_had_it_in_a_time_does_not_bring_it_back(entries, lero_leader):
    group = entries[1]
    Session.objects.filter(service=group).update(join_phone=NUMBER)
    keep_found(read_service(group.pk))
    found = group.versions.get(verb="found", says__sessions__0__join_phone=NUMBER)
    actions.withdraw_agreement(agreement=group.agreements.get(), by=lero_leader)
    group.refresh_from_db()
    actions.restore(service=group, number=found.number, seen=group.version, by=lero_leader)
    assert "directory:meetings" not in shown_by(entries)
    assert group.sessions.get().join_phone == ""


def test_a_feed_does_not_bring_it_back(entries, lero_leader):
    group = entries[1]
    source = Source.objects.create(slug="feed", name="Feed")
    own = OrganisationPayload("o", "Lamps", profile={"phone": "0161 496 0101"})
    payload = ServicePayload("1", 1, own, "Lamp", (make_kind("mutual-aid").pk,), fellowship="aa")
    payload = replace(payload, sessions=(SessionPayload(4, time(19)),), areas=("E08000003",))

    def bring(said):
        return actions.upsert(source=source, payloads=[said], by=SYSTEM)

    bring(payload)
    service = Service.objects.get(source=source)
    withdrawn = group.agreements.get()
    actions.withdraw_agreement(agreement=withdrawn, by=lero_leader)
    ContactAgreement.objects.filter(pk=withdrawn.pk).update(service=service)
    late = replace(payload, sessions=(SessionPayload(4, time(19), join_phone=NUMBER),))
    for again in (late, replace(payload, fields={"phone": "+44 7700 900123"})):
        report = bring(again)
        assert [one.reason for one in report.quarantined] == [
            "It holds a number or address whose owner has asked us not to show it."
        ]
    public_side = replace(payload, organisation=replace(own, profile={"phone": NUMBER}))
    assert "not to show it" in bring(public_side).remarks[0].reason
    assert not CANARY.search(str(list(Service.objects.filter(source=source).values())))
    assert service.organisation.profile.phone == "0161 496 0101"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("07700 900123", ""),
        ("Ring +44 (0) 7700 900123, ext 4", "Ring, ext 4"),
        ("Call 0044 7700900123 or 0161 496 0101", "Call or 0161 496 0101"),
        ("at 10 07700 900123 12", "at 10 12"),
        ("077009001234", "077009001234"),
        ("Nothing here", "Nothing here"),
    ],
)
def test_a_number_is_one_however_it_is_written(text, left):
    gone = {kept_apart.digest_of("07700 900123")}
    assert kept_apart.without(text, gone) == left
    assert kept_apart.holds({"a": [text]}, gone) == (text != left)


def test_an_address_is_found_within_words():
    gone = {kept_apart.digest_of("Ann@lamp.example")}
    assert kept_apart.without("Write to ann@lamp.example.", gone) == "Write to."
