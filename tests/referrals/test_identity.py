"""Who it is, shown once: a code by the group's second route, five tries, half an hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import AnswerLink
from referrals.models.answering import LinkPurpose
from referrals.open_messages import prepare_code
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import link_to, make_reception, says
from tests.referrals.makers import again, make_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(treatment, lero):
    make_reception(lero, code_phone="07700 900111", handling="identity-page")
    make_basis(lero)
    person = make_person(treatment, "Zephyrine", full_name="Zephyrine Quill")
    make_route(person, value="07700 900999")
    return make_sent(treatment, lero, person=person)


@pytest.fixture
def address(referral):
    """The page, once the group has said yes and chosen it."""
    response = says(link_to(referral), "accept", handling="identity-page")
    return reverse("referrals:identity", args=[response.context["identity"]])


def code_of():
    message = OutboundMessage.objects.filter(kind="referrals.code").latest("created_at")
    prepared = prepare_code(message)
    assert (message.channel, prepared.address) == ("text", "07700 900111")
    return prepared.text.partition("is ")[2][:6]


def test_the_right_code_shows_it_once(address, referral):
    client, code = Client(), code_of()
    assert "Zephyrine" not in client.get(address).content.decode()
    shown = client.post(address, {"code": f" {code[:3]} {code[3:]} "})
    for words in ("Zephyrine", "07700 900999"):
        assert words in shown.content.decode()
    assert "Quill" not in shown.content.decode()  # not agreed to
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.post(address, {"code": code}).status_code == 410
    assert client.get(address).status_code == 410
    rows = AuditEvent.objects.filter(subject_id=referral.pk, verb="referral.show_identity")
    assert rows.count() == 1
    assert AuditEvent.objects.filter(subject_id=referral.person_id, verb="person.open").exists()


def test_nor_is_it_shown_by_another_page_afterwards(address, referral):
    Client().post(address, {"code": code_of()})
    go_on = link_to(again(referral), LinkPurpose.GO_ON)
    page = Client().get(go_on)
    assert b"Send us the code" not in page.content
    assert Client().post(go_on, {"verb": "identity"}).status_code == 200
    assert OutboundMessage.objects.filter(kind="referrals.code").count() == 1


def test_a_page_that_ran_out_can_be_begun_again_three_times_a_day(address, referral, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    assert Client().get(address).status_code == 410
    assert isinstance(
        prepare_code(OutboundMessage.objects.get(kind="referrals.code")), Skip
    )  # nor is a code sent that is too late
    go_on = link_to(again(referral), LinkPurpose.GO_ON)
    answers = [Client().post(go_on, {"verb": "identity"}).status_code for _ in range(3)]
    assert answers == [302, 302, 200]
    assert AnswerLink.objects.filter(purpose="identity", ended_at=None).count() == 1


def test_five_wrong_codes_end_it(address):
    code = code_of()
    wrong = "000000" if code != "000000" else "111111"
    answers = [Client().post(address, {"code": wrong}).status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 410, 410]
    assert Client().post(address, {"code": code}).status_code == 410
    assert AuditEvent.objects.filter(verb="referral.wrong_code").count() == 5


def test_a_code_is_right_for_half_an_hour(address, time_machine):
    code = code_of()
    link = AnswerLink.objects.get(purpose="identity")
    link.code_expires_at = timezone.now() - timedelta(seconds=1)
    link.save()
    assert "not the code" in Client().post(address, {"code": code}).content.decode()


def test_the_code_of_one_page_does_not_open_another(address, referral):
    code = code_of()
    go_on = link_to(again(referral), LinkPurpose.GO_ON)
    other = Client().post(go_on, {"verb": "identity"}).url
    assert "not the code" in Client().post(other, {"code": code}).content.decode()
    assert Client().get(address).status_code == 410  # the newest page alone


def test_consent_taken_back_closes_it(address, referral):
    code = code_of()
    people.withdraw(consent=again(referral).consent, by=SYSTEM)
    assert Client().post(address, {"code": code}).status_code == 410


@pytest.mark.parametrize("purpose", [LinkPurpose.ANSWER, LinkPurpose.GO_ON, LinkPurpose.FOLLOW])
def test_no_other_link_opens_it(purpose, address, referral):
    foreign = link_to(again(referral), purpose).rstrip("/").rpartition("/")[2]
    assert Client().get(reverse("referrals:identity", args=[foreign])).status_code == 410


def test_without_a_second_route_it_is_not_offered(treatment, lero):
    make_reception(lero)
    make_basis(lero)
    form = Client().post(link_to(make_sent(treatment, lero)), {"verb": "accept"}).context["form"]
    ways = [way for way, _ in form.fields["handling"].choices]
    assert ways == ["brings", "signed-in"]


def test_a_group_that_signs_in_cannot_ask_for_it(treatment, lero):
    make_reception(lero, code_email="second@tideway.example")
    make_basis(lero)
    referral = make_sent(treatment, lero)
    actions.accept(referral=referral, by=SYSTEM)
    go_on = link_to(again(referral), LinkPurpose.GO_ON)
    assert Client().post(go_on, {"verb": "identity"}).status_code == 200
    assert not AnswerLink.objects.filter(purpose="identity").exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_shown_it_once(treatment, lero):
    make_reception(lero, code_phone="07700 900111")
    make_basis(lero)
    referral = make_sent(treatment, lero)
    response = says(link_to(referral), "accept", handling="identity-page")
    page, code = reverse("referrals:identity", args=[response.context["identity"]]), code_of()

    def show(_):
        try:
            return b"Write it down now" in Client().post(page, {"code": code}).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(show, range(4))) == [False, False, False, True]
