"""Every public page in bytes, as an old phone pays for it, with the whole demo behind it; and how
often each asks the database."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import actions, shortlist
from directory.models import CheckRequest, Fellowship, OrganisationProfile, Service
from directory.notifications import token_of
from directory.search.doors import DOORS
from referrals.actions.receiving import can_hold
from rosc.accounts.models import Organisation
from tests import open_links
from tests.browser.walk import NO_PAGE, Stop, Visitor, World
from tests.directory.conftest import postcodes as manchester  # noqa: F401
from tests.directory.makers import make_fellowship, make_service, make_session
from tests.directory.test_examples import postcodes, seeded  # noqa: F401  fixtures of theirs
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis
from tests.test_access import ON_ONES_OWN_PAGE, PUBLIC, views

pytestmark = pytest.mark.django_db
BUILT = Path(settings.BASE_DIR) / "static" / "build"
FIRST, AFTER = 100_000, 30_000  # bytes over the wire
FRIDAY = 4
MORE_QUERIES = 5  # a public page asks fewer than so many more than the search does
# Pages behind a link find its row, read one introduction, and write down that it was opened.
MORE_BY_LINK = 13
BY_LINK = {
    *("referrals:answer_by_link", "referrals:confirm_reception", "referrals:follow"),
    *("referrals:follow_hand_over", "referrals:identity", "referrals:introduce"),
    *("referrals:thought_of", "checkups:how_it_is"),
}
LEEDS = {"postcode": "LS2 7EW", "within": "50"}
MANCHESTER = {"postcode": "M1 1AE"}
# Addresses that are no page of their own: sent only, a file, a word for a machine, or a way out.
NOT_WEIGHED = PUBLIC & set(NO_PAGE) | ON_ONES_OWN_PAGE
# Public, but only for somebody at that step of signing in: as in the walk of the browser.
STEPS = re.compile(r"account_|mfa_|accounts:")


def weight(answer: HttpResponse) -> int:
    """Bytes on the wire, as the server packed them, with what goes before."""
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    return head + len(answer.content)


def files_of(html: str) -> set[str]:
    """What a browser fetches with the page: both weights of the typeface are in every page."""
    prefix = re.escape(settings.STATIC_URL)
    named = re.findall(rf'(?<!data-script=)(?<!data-style=)"{prefix}([^"#?]+)', html)
    return {*named, "fonts/atkinson-400.woff2", "fonts/atkinson-700.woff2"}


def weight_of_file(name: str) -> int:
    path = BUILT / name
    content = Path(path if path.exists() else finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


def unpacked(answer: HttpResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


def get(client: Client, address: str, **query: str) -> HttpResponse:
    answer = client.get(address, query, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, (address, answer.status_code)
    return answer


def richest() -> list[Service]:
    """The services of which most is said: their pages are the heaviest."""
    services = Service.objects.for_public().for_detail()
    assert len(services) > 150

    def words(one: Service) -> int:
        said = sum(map(len, (one.description, one.what_happens_first, one.opening_text)))
        return said + 100 * len(one.sessions.all()) + 100 * len(one.locations.all())

    return sorted(services, key=lambda one: (-words(one), one.pk))[:30]


def keys(services: list[Service]) -> list:
    return [one.pk for one in services]


def takes_introductions(services: list[Service]) -> Service:
    """One to which people may come by themselves, of these if there is one."""
    rows = Service.objects.taking_introductions()
    found = [one for one in rows if can_hold(one.organisation)]
    return next((one for one in found if one in services), found[0])


def arguments(services: list[Service]) -> dict[str, list]:
    """What the address of each public page is made with: all there are."""
    token = actions.share_shortlist(keys=keys(services[: shortlist.MOST]), now=timezone.now())
    most = max(Organisation.objects.approved(), key=lambda one: (one.services.count(), str(one.pk)))
    asked, _ = CheckRequest.objects.get_or_create(organisation=most, asked_on=timezone.localdate())
    return {
        **open_links.for_anybody(takes_introductions(services)),
        "directory:service": keys(services),
        "directory:service_sheet": keys(services),
        "directory:organisation": list(
            Organisation.objects.approved().values_list("pk", flat=True)
        ),
        "directory:door": list(DOORS),
        "directory:fellowship": list(Fellowship.objects.in_use().values_list("pk", flat=True)),
        "directory:shared_shortlist": [token],
        "directory:still_right": [token_of(asked)],
    }


def with_a_list(services: list[Service]) -> Client:
    client = Client()
    chosen = {"service": keys(services[: shortlist.MOST])}
    client.post(reverse("directory:shortlist_add"), chosen)
    return client


def public_pages(
    services: list[Service], near: dict[str, str]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The name and address of every public page for these services, searches there too."""
    made_with = arguments(services)
    searches = {"directory:services", "directory:meetings", "directory:meetings_week"}
    for name in sorted(PUBLIC - NOT_WEIGHED):
        if not STEPS.match(name):
            for one in made_with.get(name, [None]):
                yield name, reverse(name, args=[] if one is None else [one]), {}
        if name in searches:
            yield name, reverse(name), near


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        yield


@pytest.mark.skipif(not (BUILT / "app.css").exists(), reason="run `npm run build` first")
class TestOfTheDemo:
    def test_every_public_page_is_light(self, seeded):  # noqa: F811
        services = richest()
        client, seen, heavy = with_a_list(services), set(), []
        for name, address, query in public_pages(services, LEEDS):
            seen.add(name)
            heavy += too_heavy(name, get(client, address, **query))
        assert heavy == []
        assert {name for name in PUBLIC - NOT_WEIGHED if not STEPS.match(name)} == seen

    def test_every_public_page_asks_little_more_than_the_search(self, seeded):  # noqa: F811
        asked = queries(richest(), LEEDS)
        search = asked["directory:services?"]
        over = {
            name: count
            for name, count in asked.items()
            if count >= search + (MORE_BY_LINK if name in BY_LINK else MORE_QUERIES)
        }
        assert over == {}
        assert len(asked) > 30

    def test_every_page_of_signing_in(self):
        steps = [stop for stop in World().stops() if stop.name in PUBLIC and STEPS.match(stop.name)]
        assert len(steps) >= 8
        heavy = [one for stop in steps for one in too_heavy(stop.name, page_of(stop))]
        assert heavy == []

    def test_what_a_page_fetches_is_counted(self, client):
        assert files_of(unpacked(get(client, "/"))) >= {"app.css", "app.js", "icons.svg"}

    def test_a_heavy_page_would_be_told(self):
        (told,) = too_heavy("home", HttpResponse(b"x" * (AFTER + 1)))
        assert "alone 30" in told


def page_of(stop: Stop) -> HttpResponse:
    visitor: Visitor = stop.visitor
    return get(visitor.client, stop.address)


def too_heavy(name: str, answer: HttpResponse) -> list[str]:
    """By how much a page weighs more than an old phone should pay for, if it does."""
    alone = weight(answer)
    first = alone + sum(map(weight_of_file, files_of(unpacked(answer))))
    if first < FIRST and alone < AFTER:
        return []
    return [f"{name}: first visit {first / 1000:.1f} kB of 100, alone {alone / 1000:.1f} kB of 30"]


# --- Queries ------------------------------------------------------------------------------------
def queries(services: list[Service], near: dict[str, str]) -> dict[str, int]:
    """How often each public page asks the database, the most of its addresses."""
    client, asked = with_a_list(services), {}
    for name, address, query in public_pages(services, near):
        client.get(address, query)  # what is kept for all is read once
        with CaptureQueriesContext(connection) as caught:
            client.get(address, query)
        key = f"{name}?" if query else name
        asked[key] = max(asked.get(key, 0), len(caught))
    return asked


def make_town(count: int) -> list[Service]:
    """So many places and groups of one organisation in one town, each with a time and all alike."""
    found = Organisation.objects.filter(name="Hazel").first()
    organisation = found or OrganisationFactory(name="Hazel")
    OrganisationProfile.objects.get_or_create(organisation=organisation, description="Here we are")
    if found is None:
        make_basis(organisation)
    made = []
    for number in range(count):
        group = {"fellowship": make_fellowship()} if number % 2 else {}
        service = make_service(
            f"Lamp {number:02}",
            organisation=organisation,
            goes_along="yes",
            is_indexed=False,
            **group,
        )
        make_session(service, FRIDAY, "19:00", "20:00")
        made.append(service)
    return made


def test_every_public_page_asks_as_often_for_30_as_for_one(manchester):  # noqa: F811
    few = make_town(2)  # one place, one group
    for_few = queries(few, MANCHESTER)
    many = few + make_town(30)
    assert queries(many, MANCHESTER) == for_few


def test_every_public_view_is_looked_at():
    assert set(views()) >= PUBLIC
