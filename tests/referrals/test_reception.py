"""Where an organisation is asked: an address is used once somebody there has said that it is so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals.models import Reception
from referrals.open_messages import prepare_confirm_reception
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from tests.browser.walk import just_signed_in
from tests.conftest import signed_in
from tests.people.conftest import long_signed_in
from tests.people.makers import make_basis
from tests.referrals.links import make_reception
from tests.referrals.makers import make_sent

pytestmark = pytest.mark.django_db
SAID = {"email": "hello@tideway.example", "handling": "brings"}


def page(organisation):
    return reverse("referrals:reception", args=[organisation.pk])


def saves(user, organisation, **data):
    held = Reception.objects.filter(organisation=organisation).first()
    data = {"seen": held.updated_at.isoformat() if held else "", **data}
    return just_signed_in(user).post(page(organisation), {**SAID, **data})


def test_the_leader_says_where_and_the_address_says_yes(lero, lero_leader, treatment):
    assert saves(lero_leader, lero, code_phone="07700 900111", weekly_limit="3").status_code == 302
    reception = Reception.objects.get(organisation=lero)
    assert (reception.is_confirmed, reception.weekly_limit) == (False, 3)
    assert AuditEvent.objects.filter(verb="organisation.set_reception").count() == 1
    make_sent(treatment, lero)
    assert not OutboundMessage.objects.filter(kind="referrals.by_link").exists()
    confirm(prepared())
    make_sent(treatment, lero)
    assert OutboundMessage.objects.filter(kind="referrals.by_link").count() == 1


def prepared():
    message = OutboundMessage.objects.filter(kind="referrals.confirm_reception").latest("due_at")
    return prepare_confirm_reception(message)


def confirm(message):
    address = "/" + message.text.partition("://")[2].partition("/")[2].split()[0]
    client = Client()
    assert b"Is this your address?" in client.get(address).content
    assert b"Are you sure?" in client.post(address, {"step": "ask"}).content
    assert not Reception.objects.exclude(email_confirmed_at=None).exists()
    for _ in range(2):
        assert b"Thank you" in client.post(address, {"step": "yes"}).content
    assert AuditEvent.objects.filter(verb="organisation.confirm_reception").count() == 1
    return address


def test_another_address_is_confirmed_anew_and_the_old_link_is_over(lero, lero_leader):
    saves(lero_leader, lero)
    address = confirm(prepared())
    saves(lero_leader, lero, email="new@tideway.example")
    assert not Reception.objects.get().is_confirmed
    assert Client().post(address, {"step": "yes"}).status_code == 410
    assert not Reception.objects.get().is_confirmed


def test_a_tampered_or_old_link_is_the_polite_page(lero, lero_leader, time_machine):
    saves(lero_leader, lero)
    message = prepared()
    address = "/" + message.text.partition("://")[2].partition("/")[2].split()[0]
    assert Client().get(address[:-2] + "x/").status_code == 410
    time_machine.move_to(timezone.now() + timedelta(days=8))
    assert Client().get(address).status_code == 410
    assert AuditEvent.objects.filter(verb="referral.link_refused").count() == 2


def test_nothing_is_mailed_to_what_was_confirmed_or_taken_out(lero, lero_leader):
    saves(lero_leader, lero)
    message = OutboundMessage.objects.get(kind="referrals.confirm_reception")
    saves(lero_leader, lero, email="")
    assert isinstance(prepare_confirm_reception(message), Skip)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"code_email": "HELLO@tideway.example"}, "protects nobody"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "valid e"),
        ({"code_phone": "x" * 20}, "phone number"),
        ({"weekly_limit": "0"}, "greater than or equal to 1"),
        ({"email": "a" * 10_000 + "@b.example"}, "254"),
        ({"email": "a\x00@b.example"}, "Null"),
    ],
)
def test_what_is_wrong_is_said(data, said, lero, lero_leader):
    response = saves(lero_leader, lero, **data)
    assert response.status_code == 200
    assert said in str(response.context["form"].errors)
    assert not Reception.objects.exists()


def test_the_fallback_is_another_that_may_hold_records(lero, lero_leader, treatment, elsewhere):
    make_basis(elsewhere)
    client = just_signed_in(lero_leader)
    for q, found in (("", []), ("far", [elsewhere]), ("tideway", []), ("bridge", [])):
        form = client.get(page(lero), {"q": q}).context["form"]
        assert list(form.fields["fallback"].queryset) == found
    saves(lero_leader, lero, fallback=str(elsewhere.pk))
    assert Reception.objects.get().fallback == elsewhere


def test_an_informal_group_is_brought_people_by_default(lero, lero_leader, elsewhere, outsider):
    assert just_signed_in(outsider).get(page(elsewhere)).context["form"]["handling"].value() == (
        "brings"
    )
    assert just_signed_in(lero_leader).get(page(lero)).context["form"]["handling"].value() == (
        "signed-in"
    )


def test_it_asks_who_it_is_once_more(lero, lero_leader):
    response = long_signed_in(lero_leader).get(page(lero))
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_whoever_comes_second_is_told(lero, lero_leader):
    client = just_signed_in(lero_leader)
    make_reception(lero)
    response = client.get(page(lero))
    seen = response.context["form"]["seen"].value()
    saves(lero_leader, lero, seen=seen)
    assert saves(lero_leader, lero, seen=seen).status_code == 409


def test_colleague_and_outsider(lero, colleague, outsider):
    assert just_signed_in(colleague).get(page(lero)).status_code == 403
    assert just_signed_in(outsider).get(page(lero)).status_code == 404


def test_the_page_of_the_organisation_leads_there(lero, lero_leader):
    html = signed_in(lero_leader).get(reverse("accounts:organisation", args=[lero.pk]))
    assert page(lero) in html.content.decode()
