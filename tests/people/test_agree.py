"""What a person agrees to, and takes back; what concerns convictions is off by default."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from rosc.access import SYSTEM
from rosc.people import actions
from tests.conftest import member
from tests.people.makers import make_basis, make_person

pytestmark = pytest.mark.django_db


def typed(**facts):
    return {"purpose": "outcome", "method": "together", "recipient": "Tideway Together", **facts}


def test_it_is_written_down(send, audited, keyworker, robin, lero):
    day = timezone.localdate() + timedelta(days=30)
    until = {"until_0": day.day, "until_1": day.month, "until_2": day.year}
    send(keyworker, "agree", robin.pk, **typed(details=["name", "contact"], **until))
    consent = robin.consents.get()
    assert (consent.recipient, consent.details) == (lero, ["contact", "name"])
    assert (consent.method, consent.until, consent.starts_on) == (
        "together",
        day,
        timezone.localdate(),
    )
    assert (consent.taken_by_kind, consent.taken_by_id) == ("user", keyworker.pk)
    assert consent.wording_version
    assert audited("consent.agree", robin).details["details"] == ["contact", "name"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"recipient": ""}, "Enter which organisation may be told"),
        ({"recipient": "Nobody Known"}, "We know no organisation of that name"),
        ({"recipient": "t"}, "Give the whole name"),
        ({"purpose": "introduce"}, "Choose what may be told"),
        ({"method": "own-link"}, "is not one of the available"),
        ({"until_0": "1", "until_1": "1", "until_2": "2020"}, "a day that is still to come"),
    ],
)
def test_a_mistake_is_said(send, keyworker, robin, lero, facts, said):
    page = send(keyworker, "agree", robin.pk, **typed(**facts))
    assert said in page.content.decode()
    assert not robin.consents.exists()


def test_it_is_taken_back_at_once(send, see, audited, keyworker, robin, lero):
    send(keyworker, "agree", robin.pk, **typed())
    consent = robin.consents.get()
    send(keyworker, "withdraw", robin.pk, consent.pk)
    consent.refresh_from_db()
    assert not consent.stands(timezone.localdate())
    assert consent.withdrawn_by_id == keyworker.pk
    assert "Taken back" in see(keyworker, "person", robin.pk)
    audited("consent.withdraw", robin)


def test_a_stale_page_is_told(send, keyworker, robin, lero):
    send(keyworker, "agree", robin.pk, **typed())
    consent = robin.consents.get()
    send(keyworker, "withdraw", robin.pk, consent.pk)
    assert send(keyworker, "withdraw", robin.pk, consent.pk).status_code == 409


def test_who_may_not_may_not(refuses, colleague, outsider, robin):
    consent = actions.agree(person=robin, purpose="trusted", method="phone", by=SYSTEM)
    for verb, more in (("agree", []), ("withdraw", [consent.pk])):
        refuses(403, colleague, verb, robin.pk, *more)
        refuses(404, outsider, verb, robin.pk, *more)


def test_another_persons_agreement_is_not_found_through_ones_own(send, keyworker, robin, elsewhere):
    other = make_person(elsewhere)
    consent = actions.agree(person=other, purpose="trusted", method="phone", by=SYSTEM)
    assert send(keyworker, "withdraw", robin.pk, consent.pk).status_code == 404


# --- Convictions, prison, probation ---------------------------------------------------------------
OFFENCES = {"purpose": "offences", "details": ["offences"], "recipient": ""}


def test_it_is_not_offered_by_default(see, send, keyworker, robin):
    assert "convictions" not in see(keyworker, "agree", robin.pk).lower()
    assert send(keyworker, "agree", robin.pk, **typed(**OFFENCES)).status_code == 200
    assert not robin.consents.exists()


def test_where_the_organisation_may_hold_it_it_has_an_agreement_of_its_own(
    see, send, keyworker, robin, treatment
):
    make_basis(treatment, holds_offences=True)
    send(keyworker, "agree", robin.pk, **typed(**OFFENCES))
    assert robin.consents.get().purpose == "offences"
    assert "convictions" in see(keyworker, "person", robin.pk).lower()


@pytest.mark.parametrize("what", [OFFENCES, {"purpose": "pass-on", "details": ["offences"]}])
def test_who_may_not_know_of_it_sees_nothing_of_it(see, peer, lero_leader, lero, what):
    basis = make_basis(lero, holds_offences=True)
    person = make_person(lero)
    actions.give(person=person, user=peer, by=lero_leader)
    facts = {name: value for name, value in what.items() if name != "recipient"}
    actions.agree(person=person, method="phone", by=lero_leader, **facts)
    assert "convictions" not in see(peer, "person", person.pk).lower()
    assert "convictions" in see(lero_leader, "person", person.pk).lower()
    basis.holds_offences = False
    basis.save()
    assert "convictions" not in see(lero_leader, "person", person.pk).lower()


def test_the_action_asks_for_the_right(treatment, robin):
    make_basis(treatment, holds_offences=True)
    user = member("No Right", ("peer_worker", treatment))
    with pytest.raises(PermissionDenied):
        actions.agree(person=robin, purpose="offences", method="phone", by=user)


def test_what_has_a_place_of_its_own_is_not_agreed_to_here(send, see, keyworker, robin):
    page = see(keyworker, "agree", robin.pk)
    for purpose in ("buddy", "circle"):
        assert f'value="{purpose}"' not in page
        assert (
            send(keyworker, "agree", robin.pk, purpose=purpose, method="phone").status_code == 200
        )
    assert not robin.consents.exists()
