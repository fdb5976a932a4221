"""Public pages and messages can be read at about nine: measured, with the few exceptions named."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.walk import World
from tests.reading_age import measure, prose_of, syllables
from tests.test_access import PUBLIC

LIMIT = 9.0  # years
FEWEST = 20  # words; of fewer, one long name decides
# Pages that are older, how much, and why.
OLDER = {
    "directory:glossary": (9.6, "names the fellowships and job titles as they are called"),
    "directory:about_the_data": (12, "names publishers, packages and licences as they are called"),
}
MESSAGES = sorted(
    path
    for folder in ("messages", "account/email", "mfa/email")
    for path in (settings.BASE_DIR / "templates" / folder).rglob("*.txt")
)
SPOKEN = {
    "recovery": 4,
    "alcohol": 3,
    "treatment": 2,
    "meetings": 2,
    "changed": 1,
    "wanted": 2,
    "little": 2,
    "people": 2,
    "come": 1,
    "places": 2,
    "going": 2,
    "area": 3,
    "telling": 2,
    "information": 4,
    "addresses": 3,
    "table": 2,
    "closed": 1,
    "ambulance": 3,
    "council": 2,
    "messages": 3,
    "period": 3,
    "social": 2,
    "special": 2,
    "question": 2,
    "invited": 3,
    "medicine": 2,
    "usually": 4,
    "situation": 4,
    "needed": 2,
    "asked": 1,
    "wishes": 2,
    "pages": 2,
    "free": 1,
    "the": 1,
    "able": 2,
    "possible": 3,
    "rules": 1,
    "tables": 2,
    "religion": 3,
    "million": 2,
    "opinion": 3,
    "serious": 3,
    "patient": 2,
    "annual": 3,
    "individual": 5,
    "quality": 3,
    "language": 2,
    "guard": 1,
    "shoes": 1,
    "handled": 2,
    "commissioner": 4,
    "friendly": 2,
    "NHS": 3,
    "don’t": 1,
    "people’s": 2,
    "well-being": 3,
}


def test_syllables_are_counted_as_they_are_spoken():
    assert {word: syllables(word) for word in SPOKEN} == SPOKEN


def test_a_hard_text_is_older_than_an_easy_one():
    easy = measure(["The cat sat on the mat. It was a warm day."])
    hard = measure(
        ["Organisations facilitating multidisciplinary rehabilitation necessitate coordination."]
    )
    assert easy.age < 7
    assert hard.age > 20
    assert (easy.sentences, easy.words) == (2, 11)


def test_only_sentences_of_the_main_part_are_read():
    html = (
        "<nav><p>Skip me.</p></nav><main><h1>A name</h1><p>Come in.<br>Sit down.</p>"
        "<p><cite>Not mine.</cite></p><svg>No.</svg></main><p>Nor me.</p>"
    )
    assert prose_of(html) == ["Come in.", "Sit down."]


def too_old(name: str, blocks: list[str]) -> list[tuple[str, float]]:
    found, (limit, _) = measure(blocks), OLDER.get(name, (LIMIT, ""))
    return [(name, round(found.age, 1))] if found.words >= FEWEST and found.age > limit else []


@pytest.mark.django_db
def test_every_public_page_can_be_read_at_about_nine(settings):
    settings.DEMO = True
    measured, wrong = set(), []
    for stop in World().stops():
        if stop.name in PUBLIC:
            html = stop.visitor.client.get(stop.address).content.decode()
            measured.add(stop.name)
            wrong += too_old(stop.name, prose_of(html))
    for address in ("/nowhere/", "/services/?postcode=EH1+1AA", "/meetings/?postcode=qqqq+zz"):
        wrong += too_old(address, prose_of(Client().get(address).content.decode()))
    assert wrong == []
    assert len(measured) >= 25
    assert set(OLDER) <= measured


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_message_can_be_read_at_about_nine(path: Path):
    text = re.sub(r"\{\{.*?\}\}", "Sam", re.sub(r"\{%.*?%\}", "\n", path.read_text()))
    assert too_old(path.stem, text.split("\n")) == []


def test_there_are_messages():
    assert len(MESSAGES) >= 20
