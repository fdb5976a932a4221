"""A relative says that somebody wants help: nothing reaches a service before they say so."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions, links
from referrals.models import AddressKey, Referral, RelativeRequest, WrittenTo
from referrals.open_messages import prepare_thought_of
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Person
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.test_ask_for_myself import TYPED

pytestmark = pytest.mark.django_db
SAID = {"called": "Robin", "kind": "text", "value": "07700 900555", "is_safe": "on"}


@pytest.fixture
def service(lero):
    make_basis(lero)
    return make_service("Somebody to talk to", organisation=lero)


@pytest.fixture
def address(service):
    return reverse("referrals:ask_for_somebody", args=[service.pk])


def sends(address, **data):
    return Client().post(address, {**SAID, "step": "send", **data})


def message():
    return OutboundMessage.objects.get(kind="referrals.thought_of")


def link_of():
    return reverse("referrals:thought_of", args=[links.token_of(RelativeRequest.objects.get())])


def test_page_check_send_and_help_for_themselves(address):
    client = Client()
    assert b"And you?" in client.get(address).content
    assert b"Nothing has been sent yet" in client.post(address, SAID).content
    assert not RelativeRequest.objects.exists()
    done = sends(address)
    assert reverse("directory:door", args=["someone"]) in done.content.decode()
    assert RelativeRequest.objects.count() == 1
    assert not Referral.objects.unscoped_for("test").exists()
    assert not Person.objects.unscoped_for("test").exists()


def test_the_message_is_neutral_kind_and_keeps_quiet_hours(address):
    sends(address)
    assert message().channel == "text"
    prepared = prepare_thought_of(message())
    assert prepared.address == "07700 900555"
    for word in ("help", "Tideway", "talk", "recovery", "drink", "drug", "treatment"):
        assert word not in prepared.text
    assert kinds.get("referrals.thought_of").is_unsolicited
    assert link_of() in prepared.text


def test_what_they_look_at_says_nothing_first_and_a_scanner_changes_nothing(address, service):
    sends(address)
    client, link = Client(), link_of()
    first = client.get(link).content.decode()
    for word in (service.name, "Tideway", "Robin"):
        assert word not in first
    assert service.name in client.post(link, {"step": "look"}).content.decode()
    client.post(link, {"step": "no"})
    client.post(link, {})
    assert RelativeRequest.objects.count() == 1
    assert not Referral.objects.unscoped_for("test").exists()


def test_they_ask_for_themselves_and_nothing_stays_of_the_request(address, lero):
    sends(address)
    client, link = Client(), link_of()
    assert client.post(link, {**TYPED, "step": "check"}).status_code == 200
    done = client.post(link, {**TYPED, "step": "send", "agrees": "on"})
    assert b"Well done" in done.content
    referral = Referral.objects.unscoped_for("test").get()
    assert (referral.origin, referral.receiver) == ("relative", lero)
    assert not RelativeRequest.objects.exists()
    assert client.get(link).status_code == 410


def test_or_say_no_thanks(address):
    sends(address)
    client, link = Client(), link_of()
    assert b"deleted" in client.post(link, {"step": "no-thanks"}).content
    assert not RelativeRequest.objects.exists()
    assert client.get(link).status_code == 410


def test_the_relative_is_told_the_same_whatever_becomes_of_it(address, lero, settings):
    settings.REFERRAL_RELATIVE_ASKS = "3/h/ip"
    first = sends(address)
    again = sends(address)  # to the same number
    assert first.content == again.content
    assert RelativeRequest.objects.count() == 1
    assert sends(address, value="07700 900556").status_code == 200
    assert sends(address, value="07700 900557").status_code == 429


def test_who_wants_no_contact_is_not_written_to(address, treatment):
    person = make_person(treatment)
    make_route(person, value="+44 7700 900555")
    people.stop_contact(person=person, why="unsafe", by=SYSTEM)
    assert b"Thank you for caring" in sends(address).content
    assert prepare_thought_of(message()) == Skip("contact_stopped")


def test_unconfirmed_it_is_deleted_after_a_week(address, time_machine):
    sends(address)
    link, now = link_of(), timezone.now()
    assert actions.forget_unconfirmed(now + timedelta(days=6, hours=23)) == 0
    time_machine.move_to(now + timedelta(days=7, minutes=1))
    assert Client().get(link).status_code == 410
    assert isinstance(prepare_thought_of(message()), Skip)
    assert actions.forget_unconfirmed(timezone.now()) == 1
    assert actions.forget_unconfirmed(timezone.now()) == 0
    assert not RelativeRequest.objects.exists()


def test_nobody_is_named_on_the_record_of_what_happened(address):
    sends(address)
    row = AuditEvent.objects.get(verb="referral.ask_for_somebody")
    assert (row.actor_kind, row.actor_id, row.details) == ("anonymous", None, {})


@pytest.mark.parametrize(
    "data",
    [
        {"value": "x" * 10_000},
        {"value": "07700\x00900555"},
        {"kind": "email", "value": "a@b.example\nBcc: c@d.example"},
        {"called": "R" * 61},
        {"is_safe": ""},
        {"kind": "phone"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(data, address):
    assert sends(address, **data).context["form"].errors
    assert not RelativeRequest.objects.exists()


# --- Once, and never again ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "value",
    [
        *("07700900555", "07700  900555", "(07700) 900555", "07700-900-555", "+44 7700 900555"),
        *("+44 (0)7700 900555", "0044 7700900555", "447700900555", "7700 900555"),
        "٠٧٧٠٠ ٩٠٠٥٥٥",
    ],
)
def test_one_phone_is_one_however_it_is_written(address, value):
    sends(address)
    assert sends(address, value=value).status_code == 200
    assert RelativeRequest.objects.count() == 1


@pytest.mark.parametrize(
    "value", ["ROBIN.Wren@Gmail.com", "robinwren@googlemail.com", "robin.wren+x@gmail.com"]
)
def test_one_mailbox_is_one_however_it_is_written(address, value):
    sends(address, kind="email", value="robin.wren@gmail.com")
    sends(address, kind="email", value=value)
    assert RelativeRequest.objects.count() == 1


def test_another_number_is_another(address):
    for value in ("07700 900555", "07700 900556", "+353 87 700 9005", "0113 496 0000"):
        sends(address, value=value)
    assert RelativeRequest.objects.count() == 4


def test_we_do_not_write_again_after_a_year_or_another_secret(address, time_machine, settings):
    sends(address)
    assert "We will not write again." in prepare_thought_of(message()).text
    now = timezone.now()
    actions.forget_unconfirmed(now + timedelta(days=8))
    assert not RelativeRequest.objects.exists()
    time_machine.move_to(now + timedelta(days=400))
    settings.SECRET_KEY = "quite another" * 5
    assert sends(address).status_code == 200
    assert not RelativeRequest.objects.exists()


def test_nothing_is_remembered_but_a_digest(address):
    sends(address)
    [row] = WrittenTo.objects.values()
    assert list(row) == ["address_hash"]
    assert re.fullmatch("[0-9a-f]{64}", row["address_hash"])
    assert AddressKey.objects.count() == 1


@pytest.mark.parametrize(
    ("called", "greeting"),
    [
        ("Robin", "Hello Robin,"),
        ("Mary  Jane", "Hello Mary Jane,"),
        ("Anne-Marie O’Shea", "Hello Anne-Marie O’Shea,"),
        ("Zoë", "Hello Zoë,"),
        ("Sam you ruined us ring me", "Hello,"),
        ("Sam 07700900111", "Hello,"),
        ("bit.ly/x", "Hello,"),
        ("Ring!", "Hello,"),
    ],
)
def test_a_greeting_is_a_first_name_or_nothing(address, called, greeting):
    assert greeting in Client().post(address, {**SAID, "called": called}).content.decode()
    sends(address, called=called)
    assert prepare_thought_of(message()).text.startswith(greeting)
