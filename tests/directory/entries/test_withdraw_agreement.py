"""A private number is shown with its owner's agreement, and gone once that is taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from directory import actions
from directory.models import ContactAgreement, EntryChange, EntryVersion
from directory.reading import draft_of
from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.directory.entries.conftest import boxes, send_change, url

pytestmark = pytest.mark.django_db
NUMBER = "07700 900123"
PRIVATE = {"phone": NUMBER, "private": ["phone"], "whose": "leader", "agreed_on": "2026-01-02"}


@pytest.fixture
def agreed(coffee, lero_leader, trusted):
    send_change(coffee, lero_leader, **PRIVATE)
    coffee.refresh_from_db()
    return ContactAgreement.objects.get()


def test_the_form_asks_whose_it_is_and_when_they_agreed(
    coffee, lero_leader, trusted, answer, client
):
    said = {"phone": NUMBER, "private": ["phone"], "whose": "volunteer"}
    refused = answer(lero_leader, coffee, "touch", **said)
    assert set(refused.context["form"].errors) == {"has_agreed", "agreed_on"}
    on = {"agreed_on_0": "2", "agreed_on_1": "1", "agreed_on_2": "2026"}
    assert answer(lero_leader, coffee, "touch", **said, **on, has_agreed="on").status_code == 302
    leader, page = signed_in(lero_leader), url("submit", coffee.pk)
    assert "a volunteer, agreed on 2 January 2026" in leader.get(page).content.decode()
    leader.post(page, boxes(leader, page))
    assert NUMBER in client.get(coffee.get_absolute_url()).content.decode()
    agreement = ContactAgreement.objects.get()
    assert (agreement.whose, agreement.recorded_by_id) == ("volunteer", lero_leader.pk)
    event = AuditEvent.objects.get(verb="service.record_agreement")
    assert event.details["contact"] == "phone"
    assert NUMBER not in str(event.details)


def test_without_an_agreement_nothing_is_published(coffee, lero_leader, trusted):
    with pytest.raises(ValidationError, match="only when its owner has agreed"):
        send_change(coffee, lero_leader, phone=NUMBER, private=["phone"])


def test_taken_back_it_is_gone_everywhere_at_once(agreed, coffee, lero_leader, client, answer):
    answer(lero_leader, coffee, "name", name="Begun")
    leader = signed_in(lero_leader)
    assert NUMBER in leader.get(url("entry", coffee.pk)).content.decode()
    gone = leader.post(url("withdraw_agreement", coffee.pk, agreed.pk), {"submit": "yes"})
    assert gone.status_code == 302
    coffee.refresh_from_db()
    agreed.refresh_from_db()
    assert (coffee.phone, agreed.value, agreed.is_withdrawn) == ("", "", True)
    assert NUMBER not in client.get(coffee.get_absolute_url()).content.decode()
    assert NUMBER not in str(EntryChange.objects.unsettled().get().says)
    assert NUMBER not in str(list(EntryVersion.objects.values_list("says", flat=True)))
    event = AuditEvent.objects.get(verb="service.withdraw_agreement")
    assert event.details == {"contact": "phone", "agreement": str(agreed.pk)}
    assert coffee.versions.first().verb == "withdraw"


def test_an_old_version_does_not_bring_it_back(agreed, coffee, lero_leader):
    number = coffee.version
    actions.withdraw_agreement(agreement=agreed, by=lero_leader)
    coffee.refresh_from_db()
    leader = signed_in(lero_leader)
    for page in ("version", "restore"):
        assert NUMBER not in leader.get(url(page, coffee.pk, number)).content.decode()
    actions.restore(service=coffee, number=number, seen=coffee.version, by=lero_leader)
    coffee.refresh_from_db()
    assert coffee.phone == ""


def test_it_is_not_put_back_as_the_groups_own_but_may_be_agreed_anew(agreed, coffee, lero_leader):
    actions.withdraw_agreement(agreement=agreed, by=lero_leader)
    with pytest.raises(ValidationError, match="asked us not to show it"):
        send_change(coffee, lero_leader, phone="07700900123")
    actions.drop(change=draft_of(coffee).change, by=lero_leader)
    send_change(coffee, lero_leader, **PRIVATE)
    coffee.refresh_from_db()
    assert coffee.phone == NUMBER
    assert ContactAgreement.objects.filter(ended_at=None).count() == 1


def test_another_number_ends_the_agreement_to_the_first(agreed, coffee, lero_leader):
    send_change(coffee, lero_leader, phone="0161 496 0101", private=[], whose="", agreed_on=None)
    agreed.refresh_from_db()
    assert agreed.ended_at is not None
    assert (agreed.value, agreed.is_withdrawn) == ("", False)


def test_only_who_may_and_only_once(agreed, coffee, colleague, outsider, lero_leader):
    page = url("withdraw_agreement", coffee.pk, agreed.pk)
    for user, status in ((colleague, 403), (outsider, 404)):
        assert signed_in(user).post(page, {"submit": "yes"}).status_code == status
        with pytest.raises(PermissionDenied):
            actions.withdraw_agreement(agreement=agreed, by=user)
    actions.withdraw_agreement(agreement=agreed, by=lero_leader)
    assert signed_in(lero_leader).post(page, {"submit": "yes"}).status_code == 409
    with pytest.raises(SomebodyGotThereFirst):
        actions.withdraw_agreement(agreement=agreed, by=lero_leader)
