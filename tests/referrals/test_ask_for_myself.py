"""Somebody asks for help by themselves: no account, no cookie, no script, only what is needed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from rosc.people.models import Consent, ContactRoute, Person
from tests.conftest import signed_in
from tests.directory.makers import make_fellowship, make_service
from tests.people.makers import make_basis
from tests.referrals.links import ask_for_myself, make_reception
from tests.referrals.makers import again
from tests.referrals.pages import page

pytestmark = pytest.mark.django_db
TYPED = {
    "preferred_name": "Zephyrine",
    "needs": ["peer-support"],
    "goals": "A reason to get up",
    "kind": "text",
    "value": "07700 900123",
    "safety": ["woman-worker"],
    "second_factor": "word",
    "word": "lantern",
    "once": "3f7a",
}


@pytest.fixture
def service(lero):
    make_basis(lero)
    return make_service("Somebody to talk to", organisation=lero)


@pytest.fixture
def address(service):
    return reverse("referrals:ask_for_myself", args=[service.pk])


def sends(address, client=None, **data):
    return (client or Client()).post(address, {**TYPED, "step": "send", "agrees": "on", **data})


def people():
    return Person.objects.unscoped_for("test")


def referrals():
    return Referral.objects.unscoped_for("test")


def test_page_check_send(address, service, lero):
    client = Client()
    first = client.get(address)
    assert first.status_code == 200
    text = first.content.decode()
    assert text.index("Before you start") < text.index("What do you like to be called?")
    assert '<input type="hidden" name="step" value="check">' in text
    check = client.post(address, {**TYPED, "step": "check"})
    assert "Zephyrine" in check.content.decode()
    assert not people().exists()
    assert not OutboundMessage.objects.exists()
    done = sends(address, client)
    assert b"It is sent. Well done." in done.content
    referral = referrals().get()
    assert (referral.status, referral.origin, referral.held_by) == ("sent", "self", lero)
    person = people().get()
    assert (person.is_hidden, person.organisation) == (True, lero)
    assert person.second_factor == "word"
    route = ContactRoute.objects.get()
    assert (route.value, route.is_safe) == ("07700 900123", True)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.method) == ("introduce", "own-link")
    assert (consent.taken_by_kind, consent.taken_by_id) == ("person", person.pk)
    assert not client.cookies


def test_the_check_shows_what_the_receiver_then_sees(address, lero_leader, service):
    check = Client().post(address, {**TYPED, "step": "check"}).context["preview"]
    sends(address)
    referral = referrals().get()
    seen = signed_in(lero_leader).get(page("referral", referral))
    assert "Zephyrine" not in seen.content.decode()
    assert "07700" not in seen.content.decode()
    assert seen.context["seen"].before == check["before"]
    actions.accept(referral=referral, by=SYSTEM)
    seen = signed_in(lero_leader).get(page("referral", referral))
    assert seen.context["seen"].after == check["after"]
    assert not people().get().is_hidden


def test_nobody_there_finds_the_record_before_they_say_yes(address, lero_leader):
    sends(address)
    person = people().get()
    client = signed_in(lero_leader)
    assert client.get(reverse("people:person", args=[person.pk])).status_code == 404
    assert "Zephyrine" not in client.get(reverse("people:people")).content.decode()
    assert "Zephyrine" not in client.get(reverse("referrals:referrals")).content.decode()
    assert "Zephyrine" not in client.get(reverse("referrals:table")).content.decode()


def test_without_the_tick_nothing_is_sent(address):
    response = Client().post(address, {**TYPED, "step": "send"})
    assert "Tick this if you want it to be sent" in response.content.decode()
    assert not people().exists()


def test_sent_twice_it_is_there_once(address):
    assert b"Well done" in sends(address).content
    assert b"We have it already" in sends(address).content
    assert referrals().count() == 1


def test_a_link_to_follow_it_goes_where_it_is_safe(address):
    done = sends(address)
    assert "/people/mine/" not in done.content.decode()
    message = OutboundMessage.objects.get(kind="people.own_page")
    assert (message.channel, message.route_id) == ("text", ContactRoute.objects.get().pk)


@pytest.mark.parametrize("reach", [{"kind": "none", "value": ""}, {"kind": "phone"}])
def test_or_is_shown_once_to_be_written_down(reach, address):
    done = sends(address, **reach)
    text = done.content.decode()
    assert "Write this down" in text
    link = done.context["link"]
    assert done.headers["Cache-Control"] == "no-store"
    client = Client()
    own = client.post("/" + link.partition("://")[2].partition("/")[2], {"word": "Lantern"})
    mine = client.get(own.url).content.decode()
    assert "It is with them. They have not answered yet." in mine
    consent = Consent.objects.get()
    client.post(reverse("people:mine_withdraw", args=[consent.pk]), {"submit": "yes"})
    referral = referrals().get()
    assert (referral.status, referral.reason) == ("withdrawn", "consent-withdrawn")


def test_a_birthday_does_as_well_and_is_told_to_nobody(address):
    born = {"date_of_birth_0": "13", "date_of_birth_1": "2", "date_of_birth_2": "1971"}
    sends(address, second_factor="birthday", word="", **born)
    person = people().get()
    assert person.second_factor == "birthday"
    assert "1971" not in str(referrals().get().snapshot.identity)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"preferred_name": " "}, "Enter what do you like to be called"),
        ({"word": "short"}, "six letters"),
        ({"value": "not a number"}, "phone number"),
        ({"kind": "email", "value": "a@b.example\r\nBcc: c@d.example"}, "e-mail address"),
        ({"preferred_name": "x" * 10_000}, "120"),
        ({"goals": "x" * 10_000}, "1000"),
        ({"value": "07700\x00900123"}, "Null"),
        ({"needs": ["nonsense"]}, "valid choice"),
        ({"second_factor": "birthday"}, "day you were born"),
        ({"safe_from": "09:00"}, "both times"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(data, said, address):
    response = sends(address, **data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert said.lower() in str(response.context["form"].errors).lower() or "Answer the" in str(
        response.context["form"].errors
    )
    assert not people().exists()


def test_not_too_often_from_one_place(address, settings):
    settings.REFERRAL_ASKS = "2/h/ip"
    answers = [sends(address, once=str(number)).status_code for number in range(3)]
    assert answers == [200, 200, 429]
    assert referrals().count() == 2


def test_a_form_of_another_site_is_refused(address):
    client = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert sends(address, client).status_code == 403


def test_words_are_escaped(address):
    check = Client().post(address, {**TYPED, "goals": "<script>alert(1)</script>", "step": "check"})
    assert "<script>alert" not in check.content.decode()


def test_where_it_may_not_be_held_there_is_no_such_page(lero, treatment):
    fellowship = make_fellowship(slug="f")
    groups = [
        make_service("No ground", organisation=lero),
        make_service("A meeting", organisation=treatment, fellowship=fellowship),
    ]
    make_basis(treatment)
    for service in groups:
        for name in ("ask_for_myself", "ask_for_somebody", "work_address"):
            assert Client().get(reverse(f"referrals:{name}", args=[service.pk])).status_code == 404
        html = Client().get(service.get_absolute_url()).content.decode()
        assert "Ask for help here" not in html


def test_the_page_of_the_service_leads_there(address, service, keyworker):
    assert address in Client().get(service.get_absolute_url()).content.decode()
    assert address not in signed_in(keyworker).get(service.get_absolute_url()).content.decode()


def test_a_question_reaches_them_and_they_answer_on_their_own_page(address, lero_leader):
    done = sends(address, kind="none", value="")
    referral = referrals().get()
    actions.ask(referral=referral, by=lero_leader, text="Morning or evening?")
    client = Client()
    link = done.context["link"]
    client.post("/" + link.partition("://")[2].partition("/")[2], {"word": "lantern"})
    assert "Morning or evening?" in client.get(reverse("people:mine")).content.decode()
    answer = reverse("referrals:mine_answer", args=[referral.pk])
    assert client.get(answer).status_code == 200
    assert client.post(answer, {"text": "Evening"}).url == reverse("people:mine")
    assert again(referral).status == "sent"
    note = referral.notes.get(kind="answer")
    assert (note.text, note.by_kind) == ("Evening", "person")
    assert "Zephyrine" not in note.by_name
    assert client.get(answer).status_code == 404  # it has moved on


def test_they_are_told_of_a_question_where_it_is_safe(lero, lero_leader, service):
    referral = ask_for_myself(lero, service=service)
    actions.ask(referral=referral, by=lero_leader, text="When?")
    rows = OutboundMessage.objects.filter(kind="referrals.news", subject_id=referral.pk)
    assert rows.count() == 1


def test_by_its_link_a_group_cannot_be_brought_who_came_by_themselves(lero, service):
    from referrals import shown

    make_reception(lero, code_phone="07700 900111")
    referral = ask_for_myself(lero, service=service)
    assert shown.ways(referral) == ["identity-page", "signed-in"]


def test_it_is_answered_sooner_and_runs_out_before_it_is_erased(lero, service, time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")
    referral = ask_for_myself(lero, service=service)
    today = timezone.localdate()
    assert referral.acknowledge_by == today + timedelta(days=1)
    assert referral.expires_on == today + timedelta(days=22)


def test_how_it_came_is_on_the_record(address):
    sends(address)
    row = AuditEvent.objects.get(verb="person.create")
    assert row.details["how"] == "self"
