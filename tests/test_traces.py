"""What a page leaves in a history, a link's preview, a mailbox or another site's log: no topic."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.browser.checks import TOPICS
from tests.browser.walk import NO_PAGE, World, searches
from tests.directory.conftest import postcodes  # noqa: F401  a fixture of theirs
from tests.test_access import views

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
SUBJECTS = sorted((BASE / "templates").rglob("*_subject.txt"))
FETCHING = ("img", "script", "iframe", "link", "source", "video", "audio", "embed", "object")
PREVIEWS = re.compile(r"^(og|twitter|article|dc|dcterms):?|^(description|keywords|author)$", re.I)


class Page(HTMLParser):
    """What of a page goes further than the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.metas, self.links, self.fetched = "", [], [], []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        own = {name: value or "" for name, value in attributes}
        self._in_title = tag == "title" or (self._in_title and tag != "svg")
        if tag == "meta":
            self.metas.append((own.get("property") or own.get("name", ""), own.get("content", "")))
        if tag in ("a", "area", "form"):
            self.links.append((own.get("href") or own.get("action", ""), own.get("rel", "")))
        if tag in (
            "img",
            "script",
            "iframe",
            "link",
            "source",
            "video",
            "audio",
            "embed",
            "object",
        ):
            self.fetched.append(own.get("src") or own.get("href") or own.get("data", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https")


@pytest.mark.django_db(transaction=True)
def test_no_page_says_elsewhere_what_it_is_about(settings, postcodes):  # noqa: F811
    """Title, preview, outgoing links, what is fetched, and the header: of every page there is."""
    settings.DEMO = True
    world = World()
    stops = [(stop.name, stop.address, stop.visitor.client) for stop in world.stops()]
    assert {name for name, _, _ in stops} == set(views()) - set(NO_PAGE)
    anybody = world.visitors[0].client
    stops += [(name, address, anybody) for name, address in searches()]
    assert len(stops) == 354
    wrong, leaving = [], 0
    for name, address, client in stops:
        response = client.get(address)
        page = Page(response.content.decode())
        if TOPICS.search(page.title) or "Hazel House" in page.title or not page.title:
            wrong.append((name, "title", page.title))
        wrong += [
            (name, key, said)
            for key, said in page.metas
            if PREVIEWS.search(key) and said not in ("website", settings.PORTAL_NAME)
        ]
        if ("og:title", settings.PORTAL_NAME) not in page.metas:
            wrong.append((name, "preview", "left to whoever makes it"))
        outside = [(to, rel) for to, rel in page.links if is_elsewhere(to)]
        leaving += len(outside)
        wrong += [(name, "referrer", to) for to, rel in outside if "noreferrer" not in rel]
        wrong += [(name, "fetched", to) for to in page.fetched if is_elsewhere(to)]
        if response.headers["Referrer-Policy"] not in ("same-origin", "no-referrer"):
            wrong.append((name, "policy", response.headers["Referrer-Policy"]))
    assert not wrong, "\n".join(map(str, wrong))
    assert leaving >= 4  # else nothing was looked at


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_link_out_that_says_where_from(path):
    """Those whose address comes from the data too: they are told by how they are written."""
    for attributes in re.findall(r"<a\b([^>]*)>", path.read_text()):
        to = re.search(r'href="([^"]*)"', attributes)
        is_out = to and (
            re.match(r"(https?:)?//", to[1])
            or re.search(r"\{\{[^}]*(website|link\.url|join_url)[^}]*\}\}", to[1])
        )
        assert not is_out or "noreferrer" in attributes, attributes


@pytest.mark.parametrize(
    "address", ["/", "/nowhere/", "/shortlist/x/", "/services/table/", "/meetings/calendar/"]
)
@pytest.mark.django_db
def test_files_and_errors_send_no_referrer_either(address):
    response = Client().get(address)
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Content-Security-Policy" in response.headers


def test_no_subject_of_an_e_mail_names_the_topic():
    """Those in templates, and those that the code puts together."""
    said = [path.read_text() for path in SUBJECTS]
    for folder in ("rosc", "directory", "referrals", "checkups", "lero_standards"):
        for path in (BASE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.keyword) and node.arg == "subject":
                    said += [
                        part.value
                        for part in ast.walk(node.value)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    ]
    assert any("Your list from" in words for words in said)
    assert len(said) >= 10
    assert [words for words in said if TOPICS.search(words)] == []


@pytest.mark.django_db
def test_the_name_of_a_file_names_no_topic(client):
    for name in ("services_table", "meetings_table", "services_calendar", "meetings_calendar"):
        header = client.get(reverse(f"directory:{name}")).headers["Content-Disposition"]
        assert not TOPICS.search(header.partition("filename=")[2])


def test_the_forms_token_ends_with_the_browser_session():
    assert settings.CSRF_COOKIE_AGE is None
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
