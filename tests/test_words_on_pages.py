"""Words that stand on no rendered page, whoever opens it: the URLconf is walked for each role."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.walk import World
from tests.test_access import OWN_ACCOUNT, ROLES_OF, address, cells, world  # noqa: F401
from tests.wording import forbidden_in

pytestmark = pytest.mark.django_db
# Where a word is shown because somebody typed it, each with the reason.
TYPED = {"/reference/synonyms/": "what people type into the search, only to be understood"}


def read_on(page: str) -> str:
    """What a reader sees and hears of a page: not its codes, scripts and addresses."""
    body = re.sub(r"<(script|style|code|textarea)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', body)
    return html.unescape(" ".join([re.sub(r"<[^>]*>", " ", body), *spoken]))


def wrong_on(client: Client, url: str) -> list[str]:
    page = client.get(url)
    if not page.headers.get("Content-Type", "").startswith("text/html"):
        return []
    return forbidden_in(read_on(page.content.decode()))


def test_a_word_is_found_where_it_can_be_read():
    assert forbidden_in(read_on('<p title="a junkie">An <b>addict</b></p><code>user.x</code>')) == [
        "addict",
        "junkie",
    ]


def test_no_page_of_any_role_says_one(world):  # noqa: F811
    asked, wrong = 0, []
    for name in ROLES_OF:
        for who, user, where, expected in cells(world, name):
            url = address(name, where)
            if expected == 200 and not url.startswith(tuple(TYPED)):
                asked += 1
                wrong += [(who, url, word) for word in wrong_on(world.client_of(user), url)]
    for name in OWN_ACCOUNT - {"accounts:kept"}:
        for who, user in world.by_role.items():
            asked += 1
            wrong += [(who, name, word) for word in wrong_on(world.client_of(user), reverse(name))]
    assert wrong == []
    assert asked > 150


def test_no_public_page_and_no_page_of_signing_in_says_one(settings):
    settings.DEMO = True
    stops = [stop for stop in World().stops() if not stop.address.startswith(tuple(TYPED))]
    assert len(stops) > 60
    said = [(stop.name, wrong_on(stop.visitor.client, stop.address)) for stop in stops]
    assert [one for one in said if one[1]] == []


def test_nor_do_the_tables_of_words_and_what_happened(client_as, administrator, keyworker):
    client = client_as(administrator)
    client_as(keyworker).get(reverse("audit:events"))  # turned away, and so on the record
    tables = ("kinds", "interventions", "audiences", "fellowships", "housing-levels", "glossary")
    for url in (reverse("audit:events"), *(f"/reference/{table}/" for table in tables)):
        assert wrong_on(client, url) == [], url


def test_the_exception_is_one():
    """Were nothing forbidden shown there, the reason would no longer hold."""
    from directory.models import Synonym

    phrases = " ".join(Synonym.objects.values_list("phrase", flat=True))
    assert forbidden_in(phrases)
