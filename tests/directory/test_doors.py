"""From a door, by a few plain questions, to a search that is filled in."""

import re
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from directory.models import Audience, Kind, Synonym
from directory.search.doors import DOORS, NOT_SURE, walk
from tests.directory.makers import make_fellowship, make_meeting, make_service, north_of

pytestmark = pytest.mark.django_db
MANCHESTER = (53.4795, -2.2451)


def go(client, door: str, **said):
    return client.get(reverse("directory:door", args=[door]), said)


def led_to(client, door: str, **said) -> tuple[str, dict[str, list[str]]]:
    """The page that a finished walk leads to, and what is filled in there."""
    response = go(client, door, **{"postcode": "", **said})
    assert response.status_code == 302
    parts = urlsplit(response.url)
    assert parts.netloc == ""
    return parts.path, parse_qs(parts.query)


def every_walk() -> list[tuple[str, dict[str, str]]]:
    return [
        (door.slug, dict(zip([q.slug for q in asked], slugs, strict=True)))
        for door in DOORS.values()
        for asked in [[q for q in door.questions if q.answers]]
        for slugs in product(*[[one.slug for one in q.answers] for q in asked])
    ]


def test_the_first_page_has_three_doors_beside_the_search(client):
    html = client.get("/").content.decode()
    for slug, label in (
        ("me", "For me"),
        ("someone", "For someone I care about"),
        ("work", "I work with people"),
    ):
        assert re.search(rf'href="/start/{slug}/">.*?{label}', html, re.DOTALL)
    assert 'role="search"' in html


def test_at_most_three_questions_and_one_may_always_not_be_sure():
    assert len(DOORS) == 3
    for door in DOORS.values():
        assert 1 <= len(door.questions) <= 3
        for question in door.questions:
            assert not question.answers or question.answer(NOT_SURE)


def test_one_question_a_page_and_what_was_said_goes_along(client):
    first = go(client, "me").content.decode()
    assert "Question 1 of 3" in first
    assert 'href="/"' in first
    second = go(client, "me", need="talk").content.decode()
    assert "Question 2 of 3" in second
    assert '<input type="hidden" name="need" value="talk">' in second
    assert 'class="govuk-back-link" href="/start/me/"' in second
    third = go(client, "me", need="talk", how="there").content.decode()
    assert "Question 3 of 3" in third
    assert 'href="/start/me/?need=talk"' in third
    assert led_to(client, "me", need="talk", how="there", postcode=" M1  1AE ") == (
        "/services/",
        {
            "postcode": ["M1 1AE"],
            "kind": ["peer-support", "recovery-community-centre"],
            "how": ["in-person"],
        },
    )


def test_nothing_is_kept_and_titles_are_neutral(client):
    for said in ({}, {"need": "change"}, {"need": "change", "how": NOT_SURE}):
        response = go(client, "me", **said)
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert "<title>A few questions - Alongside</title>" in response.content.decode()


def test_no_answer_is_asked_for_again(client):
    response = go(client, "someone", who="child", asked="need")
    html = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in html
    assert 'href="#id_need_0"' in html
    assert 'name="who" value="child"' in html
    assert "There is a problem" not in go(client, "someone", who="child").content.decode()


@pytest.mark.parametrize(
    "value", ["unicorns", "\x00", "x" * 10_000, "'\"><script>alert(1)</script>", "%ff", "talk\x00"]
)
def test_an_answer_we_do_not_know_is_asked_for_again(client, value):
    response = go(client, "me", need=value, asked="need")
    assert response.status_code == 200
    assert response.context["walk"].is_unanswered == (value != "talk\x00")
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("place", ["\x00", "x" * 10_000, "'\"><script>", "//evil.example", "é"])
def test_odd_places_end_in_a_page(client, place):
    response = client.get(
        reverse("directory:door", args=["me"]),
        {"need": "talk", "how": NOT_SURE, "postcode": place},
        follow=True,
        headers={"user-agent": "Mozilla/5.0"},
    )
    assert response.status_code == 200
    assert response.redirect_chain[0][0].startswith("/services/?")
    assert len(response.redirect_chain[0][0]) < 1000


def test_a_door_that_is_not_there_is_not_found(client):
    assert go(client, "nowhere").status_code == 404


def test_every_walk_ends_in_a_search_that_the_search_knows(client):
    """Nothing it fills in is left out as unknown, and it asks for something."""
    walks = every_walk()
    assert len(walks) > 80
    known = {
        "kind": set(Kind.objects.values_list("pk", flat=True)),
        "for": set(Audience.objects.values_list("pk", flat=True)),
        "q": set(Synonym.objects.values_list("phrase", flat=True)),
        "how": {"in-person", "online", "phone"},
    }
    for door, said in walks:
        page, search = walk(DOORS[door], {**said, "postcode": ""}).leads_to()
        assert page in ("services", "meetings")
        assert search or page == "meetings", (door, said)
        for name, value in search:
            assert value in known[name], (door, said)


def test_stopping_comes_with_a_warning_before_the_next_question(client):
    assert "do not stop suddenly" in go(client, "me", need="change").content.decode()
    assert "do not stop suddenly" not in go(client, "me", need="home").content.decode()


# --- What is found behind each ------------------------------------------------------------------
def found(client, door: str, **said) -> list[str]:
    page, search = led_to(client, door, postcode="M1 1AE", **said)
    response = client.get(page, search, headers={"user-agent": "Mozilla/5.0"})
    hits = response.context["found"].hits
    if page == "/meetings/":
        return [hit.occurrence.session.service.name for hit in hits]
    return [hit.service.name for hit in hits]


@pytest.fixture
def town(postcodes) -> None:
    make_service("Tea with Sam", kinds=("peer-support",))
    make_service("The clinic", kinds=("community-treatment",), at=north_of(MANCHESTER, 1))
    family = make_service("Side by side", kinds=("family-support",), at=north_of(MANCHESTER, 2))
    family.audiences.set(["parents"])
    make_service("The bakery", kinds=("employment-support",), at=north_of(MANCHESTER, 3))
    for day in range(7):
        make_meeting(day, "19:00", "20:00", name="Step in", fellowship=make_fellowship("aa"))
    make_meeting(2, "19:00", "20:00", name="Kin", fellowship=make_fellowship("al-anon"))


def test_for_me(client, town):
    assert found(client, "me", need="talk", how=NOT_SURE) == ["Tea with Sam"]
    assert set(found(client, "me", need="group", how="there")) == {"Step in", "Kin"}
    assert found(client, "me", need=NOT_SURE, how=NOT_SURE) == ["Tea with Sam", "The clinic"]


@pytest.mark.parametrize("who", ["partner", "child", "other", NOT_SURE])
def test_for_somebody_i_care_about_there_is_help_for_me(client, town, who):
    names = found(client, "someone", who=who, need="mine")
    assert "Side by side" in names
    assert "The clinic" not in names


def test_somebody_who_never_heard_of_al_anon_finds_it(client, town):
    assert "Kin" in found(client, "someone", who="partner", need="mine")


def test_for_somebody_i_care_about_there_is_help_for_them_and_for_both(client, town):
    assert found(client, "someone", who="child", need="theirs") == ["Tea with Sam", "The clinic"]
    both = found(client, "someone", who="child", need=NOT_SURE)
    assert both == ["Tea with Sam", "The clinic", "Side by side"]
    assert "There is help for you too" in (
        go(client, "someone", who="child", need="theirs").content.decode()
    )


def test_somebody_who_has_died_needs_no_treatment(client):
    for need in ("mine", "theirs", NOT_SURE):
        assert led_to(client, "someone", who="died", need=need)[1] == {"q": ["bereaved"]}
    assert led_to(client, "someone", who="died", need="group") == (
        "/meetings/",
        {"for": ["bereaved"]},
    )


def test_i_work_with_people(client, town):
    assert found(client, "work", need="life", matters=NOT_SURE) == ["The bakery"]
    page, search = led_to(client, "work", need="home", matters="prison")
    assert search == {"kind": ["recovery-housing", "housing-support"], "for": ["prison-leavers"]}
