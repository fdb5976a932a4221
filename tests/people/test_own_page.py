"""A link to a person's own page: what it opens, and what comes of trying to get past it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from rosc.people import actions, links
from rosc.people.models import PersonLink, PersonVisit
from tests.browser.checks import TOPICS
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db
WORD = {"word": "lantern"}


@pytest.fixture
def person(treatment):
    found = make_person(treatment, "Robin", date_of_birth="1985-03-07")
    found.refresh_from_db()
    actions.choose_second_factor(person=found, kind="word", word="Lantern", by=SYSTEM)
    make_route(found)
    return found


@pytest.fixture
def token(person):
    return links.make(person, timezone.now())


def address(token):
    return reverse("people:own_page", args=[token])


def rows():
    """All that looking or a first press could have changed."""
    return [
        list(PersonLink.objects.values("pk", "tries", "ended_at", "expires_at")),
        PersonVisit.objects.count(),
        OutboundMessage.objects.count(),
    ]


def whys():
    found = AuditEvent.objects.filter(verb="person.link_refused").order_by("id")
    return [event.details["why"] for event in found]


# --- The first page -------------------------------------------------------------------------------
def test_it_says_nothing_of_anybody(client, token, treatment):
    page = client.get(address(token))
    said = page.content.decode()
    for words in ("Robin", treatment.name, "Find support", "Meetings", "Frank", "naloxone"):
        assert words not in said
    assert not TOPICS.search(said.replace("app.css", ""))
    assert "Leave this site quickly" in said
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "116 123" in said


def test_the_token_stands_nowhere_on_the_page(client, token):
    assert token not in client.get(address(token)).content.decode()


def test_looking_and_sending_it_empty_change_nothing(client, token):
    before = rows()
    for _ in range(7):
        client.get(address(token))
        client.head(address(token))
        client.post(address(token))
        client.post(address(token), {"submit": "Go on"})
    assert rows() == before
    assert settings.VISIT_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("word", ["lantern", " LANTERN ", "Lantern"])
def test_the_second_thing_opens_it_and_the_address_is_left_behind(client, token, word):
    response = client.post(address(token), {"word": word})
    assert (response.status_code, response.url) == (302, reverse("people:mine"))
    cookie = response.cookies[settings.VISIT_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == ""  # it ends with the browser
    assert token not in cookie.value
    assert "Hello Robin" in client.get(response.url).content.decode()


def test_the_birthday_opens_it(client, person, token):
    actions.choose_second_factor(person=person, kind="birthday", by=SYSTEM)
    assert client.post(address(token), {"day": "3", "month": "7"}).status_code == 200
    assert client.post(address(token), {"day": "7", "month": "3"}).status_code == 302


def test_no_word_is_kept_as_it_was_said_or_shown_again(client, person, token):
    assert "antern" not in person.second_factor_hash
    page = client.post(address(token), {"word": "my-secret-guess"})
    assert "my-secret-guess" not in page.content.decode()


# --- Getting past it ------------------------------------------------------------------------------
def test_five_wrong_answers_end_the_link_for_good(client, token):
    for _ in range(4):
        assert client.post(address(token), {"word": "wrong-word"}).status_code == 200
    assert client.post(address(token), {"word": "wrong-word"}).status_code == 410
    assert client.post(address(token), WORD).status_code == 410
    assert AuditEvent.objects.filter(verb="person.wrong_answer").count() == 5
    assert whys() == ["too_many_tries", "too_many_tries"]


def test_a_right_answer_begins_the_count_anew(client, token):
    client.post(address(token), {"word": "wrong-word"})
    client.post(address(token), WORD)
    assert PersonLink.objects.get().tries == 0


def shut_as_unknown(person, token):
    return "x" * len(token)


def shut_as_tampered(person, token):
    return token[:-1] + ("a" if token[-1] != "a" else "b")


def shut_as_too_old(person, token):
    PersonLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return token


def shut_as_ended(person, token):
    PersonLink.objects.update(ended_at=timezone.now())
    return token


def shut_as_unsafe(person, token):
    actions.stop_contact(person=person, why="unsafe", by=SYSTEM)
    return token


def shut_as_died(person, token):
    actions.record_death(person=person, on=timezone.localdate(), by=SYSTEM)
    return token


SHUT = {
    shut_as_unknown: "unknown",
    shut_as_tampered: "unknown",
    shut_as_too_old: "too_old",
    shut_as_ended: "ended",
    shut_as_unsafe: "not_safe",
    shut_as_died: "not_safe",
}


@pytest.mark.parametrize("shut", SHUT, ids=lambda one: one.__name__)
def test_every_link_that_leads_nowhere_gets_the_same_polite_page(person, token, shut):
    over = shut(person, token)
    pages = [Client().get(address(over)), Client().post(address(over), WORD)]
    pages.append(Client().get(address("never-made")))
    said = {without_form_token(page) for page in pages}
    assert [page.status_code for page in pages] == [410, 410, 410]
    assert len(said) == 1
    text = said.pop()
    for words in ("999", "116 123", "How to get a new one", "nothing is lost"):
        assert words in text
    assert "Robin" not in text
    assert whys()[:2] == [SHUT[shut]] * 2
    assert not PersonVisit.objects.exists()


def without_form_token(page) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_the_audit_knows_whose_link_it_was_and_never_the_link(client, person, token):
    client.get(address(shut_as_too_old(person, token)))
    event = AuditEvent.objects.get(verb="person.link_refused")
    assert (event.subject_id, event.actor_kind) == (person.pk, "anonymous")
    assert token not in str(list(AuditEvent.objects.values()))
    assert token not in str(list(PersonLink.objects.values()))


def test_without_a_second_thing_there_is_no_page(client, treatment):
    bare = links.make(make_person(treatment, "Wren"), timezone.now())
    assert client.get(address(bare)).status_code == 410
    assert whys() == ["no_second_factor"]


def test_a_form_of_another_site_is_not_taken(token):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(token), WORD).status_code == 403


def test_it_is_not_tried_without_end(client, token):
    answers = [client.get(address("guess")).status_code for _ in range(61)]
    assert answers[-1] == 429


# --- A new link -----------------------------------------------------------------------------------
def test_a_new_link_is_asked_for_in_two_presses(client, person, token):
    shut_as_too_old(person, token)
    first = client.post(address(token), {"new_link": "ask"})
    assert "Yes, send it" in first.content.decode()
    assert not OutboundMessage.objects.exists()
    second = client.post(address(token), {"new_link": "send"})
    assert "If this link was yours" in second.content.decode()
    message = OutboundMessage.objects.get()
    assert (message.kind, message.subject_id) == ("people.own_page", person.pk)


def test_once_a_day_is_enough(client, person, token):
    shut_as_too_old(person, token)
    for _ in range(3):
        client.post(address(token), {"new_link": "send"})
    assert OutboundMessage.objects.count() == 1


def test_whoever_asks_by_a_made_up_link_is_told_the_same_and_gets_nothing(client, person, token):
    shut_as_too_old(person, token)
    real = client.post(address(token), {"new_link": "send"})
    made_up = client.post(address("made-up"), {"new_link": "send"})
    assert without_form_token(real) == without_form_token(made_up)
    assert OutboundMessage.objects.count() == 1


def test_a_link_that_works_sends_none(client, token):
    client.post(address(token), {"new_link": "send"})
    assert not OutboundMessage.objects.exists()
