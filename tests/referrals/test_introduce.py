"""A professional without an account: a work address first, then the form, then a link to follow."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions, links
from referrals.models import Referral, Referrer, WorkAddress
from referrals.models.answering import LinkPurpose
from referrals.open_messages import prepare_work_address
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Consent, Person
from tests.conftest import signed_in
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis
from tests.referrals.links import link_to
from tests.referrals.makers import again, make_sent
from tests.referrals.pages import page

pytestmark = pytest.mark.django_db
EMAIL = "ana@surgery.example"
TYPED = {
    "who-preferred_name": "Zephyrine",
    "kind-type": "new",
    "kind-timing": "soon",
    "leaving-holds_naloxone": "not-stated",
    "needs-needs": ["peer-support"],
    "needs-goals": "A reason to get up",
    "about-age_band": "25-59",
    "safety-safety": ["none-known"],
    "reach-kind": "text",
    "reach-value": "07700 900123",
    "reach-is_safe": "on",
    "agreed-method": "together",
    "referrer-name": "Ana Practice",
    "referrer-role": "GP",
    "referrer-workplace": "Mill Lane Surgery",
    "referrer-source": "gp",
}


@pytest.fixture
def service(lero):
    make_basis(lero)
    return make_service("Somebody to talk to", organisation=lero)


@pytest.fixture
def address(service):
    """The form behind the link that was mailed."""
    found = actions.ask_for_work_address(service=service, email=EMAIL, now=timezone.now())
    return reverse("referrals:introduce", args=[links.token_of(found)])


def referrals():
    return Referral.objects.unscoped_for("test")


def asks(service, email=EMAIL):
    return Client().post(reverse("referrals:work_address", args=[service.pk]), {"email": email})


# --- The address ----------------------------------------------------------------------------------
def test_a_link_is_mailed_there_and_opens_the_form(service):
    assert b"Look at your e-mail" in asks(service).content
    message = OutboundMessage.objects.get(kind="referrals.work_address")
    prepared = prepare_work_address(message)
    assert prepared.address == EMAIL
    link = "/" + prepared.text.partition("://")[2].partition("/")[2].split()[0]
    response = Client().get(link)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.parametrize(
    "email",
    [
        *("ana@gmail.com", "ana@Hotmail.co.uk", "nobody", "a@b.example\nBcc: c@d.example"),
        *("a" * 10_000 + "@b.example", "a\x00@b.example"),
    ],
)
def test_what_is_no_work_address_is_refused(email, service):
    response = asks(service, email)
    assert response.context["form"].errors
    assert not WorkAddress.objects.exists()


def test_not_too_often_to_one_address(service):
    assert [asks(service).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert asks(service, "other@surgery.example").status_code == 200


def test_an_old_or_tampered_link_is_the_polite_page(address, time_machine):
    assert Client().get(address[:-2] + "x/").status_code == 410
    time_machine.move_to(timezone.now() + timedelta(days=2, minutes=1))
    assert Client().get(address).status_code == 410
    assert Client().post(address, {**TYPED, "step": "send"}).status_code == 410
    assert not referrals().exists()
    message = OutboundMessage.objects.get(kind="referrals.work_address")
    assert isinstance(prepare_work_address(message), Skip)
    assert actions.forget_unconfirmed(timezone.now()) == 1


# --- The form -------------------------------------------------------------------------------------
def test_page_check_send(address, lero, lero_leader):
    client = Client()
    client.get(address)
    check = client.post(address, {**TYPED, "step": "check"})
    assert check.templates[0].name == "referrals/introduce_check.html"
    assert not referrals().exists()
    done = client.post(address, {**TYPED, "step": "send"})
    assert b"It is sent" in done.content
    referral = referrals().get()
    assert (referral.origin, referral.held_by, referral.source) == ("professional", lero, "gp")
    who = Referrer.objects.get()
    assert (who.name, who.email) == ("Ana Practice", EMAIL)
    consent = Consent.objects.get()
    assert (consent.method, consent.taken_by_kind) == ("together", "link")
    person = Person.objects.unscoped_for("test").get()
    assert (person.is_hidden, person.organisation) == (True, lero)
    seen = signed_in(lero_leader).get(page("referral", referral))
    assert seen.context["seen"].before == check.context["preview"]["before"]
    assert "Zephyrine" not in seen.content.decode()
    actions.accept(referral=referral, by=SYSTEM)
    seen = signed_in(lero_leader).get(page("referral", referral))
    assert seen.context["seen"].after == check.context["preview"]["after"]
    assert OutboundMessage.objects.filter(kind="referrals.follow").exists()


def test_the_link_works_once(address):
    Client().post(address, {**TYPED, "step": "send"})
    assert Client().post(address, {**TYPED, "step": "send"}).status_code == 410
    assert Client().get(address).status_code == 410
    assert referrals().count() == 1


def test_changing_something_shows_what_was_typed(address):
    response = Client().post(address, {**TYPED, "step": "change"})
    assert "Zephyrine" in response.content.decode()


def test_the_fuller_form_asks_more_and_tells_it(treatment):
    make_basis(treatment)
    service = make_service("Medicine and more", organisation=treatment)
    found = actions.ask_for_work_address(service=service, email=EMAIL, now=timezone.now())
    address = reverse("referrals:introduce", args=[links.token_of(found)])
    said = {"use-what": "A bottle of cider a day", "person-full_name": "Zephyrine Quill"}
    sent = Client().post(address, {**TYPED, **said, "step": "send"})
    assert b"It is sent" in sent.content
    identity = referrals().get().snapshot.identity
    assert identity["told"] == {"use": {"what": "A bottle of cider a day"}}
    assert identity["full_name"] == "Zephyrine Quill"


PRISON = {
    "kind-type": "leaving-prison",
    "leaving-leaves_on_0": "4",
    "leaving-leaves_on_1": "1",
    "leaving-leaves_on_2": "2027",
    "referrer-source": "prison",
    "offences-justice": "On licence until June",
}


@pytest.fixture
def from_prison(lero):
    make_basis(lero, holds_offences=True)
    service = make_service("Through the gate", organisation=lero)
    found = actions.ask_for_work_address(service=service, email=EMAIL, now=timezone.now())
    return reverse("referrals:introduce", args=[links.token_of(found)])


def test_a_prison_tells_what_they_agreed_to_by_itself(from_prison, lero_leader, time_machine):
    said = {**TYPED, **PRISON, "offences-offences_method": "paper", "step": "send"}
    assert b"It is sent" in Client().post(from_prison, said).content
    referral = referrals().get()
    assert referral.snapshot.coded["type"] == "Leaving prison"
    assert referral.snapshot.identity["told"]["offences"] == {"justice": "On licence until June"}
    own = Consent.objects.get(purpose="offences")
    assert (own.method, own.details, own.taken_by_kind) == ("paper", ["offences"], "link")
    by_link = Client().get(link_to(referral)).content.decode()
    assert "prison" not in by_link.lower()
    people.withdraw(consent=own, by=SYSTEM)
    assert "Leaving prison" not in again(referral).snapshot.before


def test_without_that_agreement_nothing_of_it_is_told(from_prison):
    said = {**TYPED, **PRISON, "step": "send"}
    refused = Client().post(from_prison, said)
    assert "Ask them separately" in refused.content.decode()
    assert not referrals().exists()
    Client().post(from_prison, {**said, "offences-justice": ""})
    snapshot = referrals().get().snapshot
    assert "rison" not in f"{snapshot.before} {snapshot.after}"
    assert not Consent.objects.filter(purpose="offences").exists()


def test_nobody_is_asked_where_none_may_be_held(address):
    said = {**TYPED, **PRISON, "offences-offences_method": "paper", "step": "send"}
    assert "Court, prison" not in Client().get(address).content.decode()
    Client().post(address, said)
    assert not Consent.objects.filter(purpose="offences").exists()
    assert "licence" not in referrals().get().snapshot.after


@pytest.mark.parametrize(
    "data",
    [
        {"who-preferred_name": ""},
        {"needs-needs": []},
        {"agreed-method": "own-link"},
        {"needs-goals": "x" * 10_000},
        {"agreed-notes": "a\x00b"},
        {"reach-is_safe": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(data, address):
    response = Client().post(address, {**TYPED, **data, "step": "send"})
    assert response.status_code == 200
    assert response.context["introduce"].wrong
    assert not referrals().exists()


# --- Following it ---------------------------------------------------------------------------------
@pytest.fixture
def sent(address):
    Client().post(address, {**TYPED, "step": "send"})
    return referrals().get()


def test_it_says_where_it_stands_and_names_nobody(sent):
    link = link_to(sent, LinkPurpose.FOLLOW, EMAIL)
    text = Client().get(link).content.decode()
    assert "They have not answered yet" in text
    assert "Zephyrine" not in text
    actions.accept(referral=again(sent), by=SYSTEM)
    assert "They said yes" in Client().get(link).content.decode()


def test_a_question_is_answered_by_it(sent, lero_leader):
    actions.ask(referral=sent, by=lero_leader, text="Morning or evening?")
    link, client = link_to(again(sent), LinkPurpose.FOLLOW, EMAIL), Client()
    assert "Morning or evening?" in client.get(link).content.decode()
    assert client.post(link, {"verb": "answer"}).status_code == 200
    assert again(sent).status == "asked"
    client.post(link, {"verb": "answer", "is_sent": "yes", "text": "Evening"})
    assert again(sent).status == "sent"
    note = sent.notes.get(kind="answer")
    assert (note.by_name, note.by_role) == ("Ana Practice", "GP")


def test_it_says_where_else_was_proposed(sent, lero_leader):
    elsewhere = make_service("Moorland Walks", organisation=OrganisationFactory(name="Moor Group"))
    actions.redirect(referral=sent, by=lero_leader, service=elsewhere)
    assert not referrals().filter(follows_from=sent).exists()
    words = Client().get(link_to(sent, LinkPurpose.FOLLOW, EMAIL)).content.decode()
    assert elsewhere.get_absolute_url() in words


def test_it_is_taken_back_by_it(sent):
    link, client = link_to(sent, LinkPurpose.FOLLOW, EMAIL), Client()
    client.post(link, {"verb": "withdraw"})
    assert again(sent).status == "sent"
    why = {"reason": "changed-mind", "follows": "nothing", "note": ""}
    client.post(link, {"verb": "withdraw", "is_sent": "yes", **why})
    assert again(sent).status == "withdrawn"


def test_whether_they_met_is_said_by_it_once_somebody_said_yes(sent):
    link, client = link_to(sent, LinkPurpose.FOLLOW, EMAIL), Client()
    said = {"verb": "confirm", "is_sent": "yes", "is_yes": "yes"}
    assert "Say whether they met" not in client.get(link).content.decode()
    client.post(link, said)
    assert not sent.confirmations.exists()

    actions.accept(referral=again(sent), by=SYSTEM)
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = (tomorrow.day, tomorrow.month, tomorrow.year)
    early = {f"on_{number}": part for number, part in enumerate(days)}
    assert "still to come" in client.post(link, {**said, **early}).content.decode()
    assert "beside what the others say" in client.post(link, said).content.decode()
    found = sent.confirmations.get()
    assert (found.side, found.question, found.is_yes) == ("sender", "met", True)
    assert again(sent).status == "accepted"


def test_what_they_say_is_checked_against_the_groups_own(sent, lero_leader):
    """One says yes, the other no: both stand, and it is looked at."""
    actions.accept(referral=again(sent), by=SYSTEM)
    actions.confirm_meeting(referral=again(sent), by=lero_leader, on=timezone.localdate())
    link = link_to(sent, LinkPurpose.FOLLOW, EMAIL)
    Client().post(link, {"verb": "confirm", "is_sent": "yes", "is_yes": "no"})
    assert again(sent).needs_check
    page_there = signed_in(lero_leader).get(page("referral", sent)).content.decode()
    assert "Whoever introduced them" in page_there


def test_with_a_group_that_keeps_no_record_their_yes_hands_over_the_move(sent):
    actions.accept(referral=again(sent), by=SYSTEM, handling="brings")
    assert again(sent).whose_move == "sender"
    link = link_to(sent, LinkPurpose.FOLLOW, EMAIL)
    Client().post(link, {"verb": "confirm", "is_sent": "yes", "is_yes": "yes"})
    assert again(sent).whose_move == "receiver"


def test_nothing_of_the_receivers_own_is_shown(sent, lero_leader):
    actions.say(referral=sent, by=lero_leader, text="Our own thought", is_own=True)
    actions.say(referral=sent, by=lero_leader, text="Thank you for this")
    text = Client().get(link_to(sent, LinkPurpose.FOLLOW, EMAIL)).content.decode()
    assert "Thank you for this" in text
    assert "Our own thought" not in text


def test_a_link_to_answer_by_does_not_follow(sent, treatment, lero):
    for referral in (sent, make_sent(treatment, lero)):
        address = link_to(referral).replace("/answer/", "/follow/")
        assert Client().get(address).status_code == 410
    assert AuditEvent.objects.filter(verb="referral.link_refused").count() == 2
