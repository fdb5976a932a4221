"""Taking an agreement back closes everything that hung on it, in the same moment."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from referrals import actions, links
from referrals.models import AnswerLink, Referral
from referrals.models.answering import LinkPurpose
from rosc.access import SYSTEM, Oneself, SomebodyGotThereFirst
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Consent
from tests.people.makers import again as person_again
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import (
    again,
    make_accepted,
    make_consent,
    make_draft,
    make_sent,
)

pytestmark = pytest.mark.django_db


def oneself(person):
    return Oneself(person.pk, frozenset([person.pk]), frozenset([person.organisation_id]))


@pytest.mark.parametrize("make", [make_sent, make_accepted])
def test_withdrawing_closes_and_empties(make, treatment, lero):
    person = make_person(treatment, "Robin Wren")
    make_route(person)
    referral = make(treatment, lero, person=person, notes="Likes mornings")
    links.make(referral, LinkPurpose.ANSWER, now=referral.sent_at)
    people.withdraw(consent=referral.consent, by=oneself(person))
    found = again(referral)
    assert (found.status, found.reason, found.whose_reason) == (
        "withdrawn",
        "consent-withdrawn",
        "person",
    )
    assert found.is_cut_off
    assert not found.shows_identity()
    assert found.snapshot.identity == {}
    assert not AnswerLink.objects.exists()
    assert found.history.last().actor_kind == "person"


def test_an_introduction_that_ended_is_cut_off_too(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.end(referral=referral, by=SYSTEM, reason="moved-on", outcomes={})
    people.withdraw(consent=referral.consent, by=SYSTEM)
    found = again(referral)
    assert (found.status, found.is_cut_off) == ("ended", True)
    assert found.snapshot.identity == {}
    assert OutboundMessage.objects.filter(key__contains="cut_off").exists()


@pytest.mark.parametrize(("article", "is_restricted"), [("consent", True), ("public-task", False)])
def test_the_receivers_record_goes_on_only_on_its_own_ground(
    article, is_restricted, treatment, lero
):
    make_basis(lero, article_6=article)
    referral = make_accepted(treatment, lero)
    people.withdraw(consent=referral.consent, by=SYSTEM)
    assert person_again(referral.received_person).is_restricted is is_restricted


def test_both_sides_are_told(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    OutboundMessage.objects.all().delete()
    people.withdraw(consent=referral.consent, by=oneself(referral.person))
    told = set(OutboundMessage.objects.values_list("kind", "route_id"))
    assert ("referrals.waits", lero_leader.pk) in told
    assert ("referrals.changed", keyworker.pk) in told


def test_withdrawing_twice_is_told(treatment, lero):
    referral = make_sent(treatment, lero)
    people.withdraw(consent=referral.consent, by=SYSTEM)
    with pytest.raises(SomebodyGotThereFirst):
        people.withdraw(consent=referral.consent, by=SYSTEM)


def test_nobody_is_introduced_without_their_agreement(treatment, lero, elsewhere):
    referral = make_draft(treatment, lero)
    consents = {
        "another person's": make_consent(make_draft(treatment, lero)),
        "to another group": make_consent(make_draft(treatment, elsewhere, person=referral.person)),
        "withdrawn": make_consent(referral),
    }
    people.withdraw(consent=consents["withdrawn"], by=SYSTEM)
    for consent in consents.values():
        with pytest.raises(ValidationError):
            actions.send(referral=referral, consent=Consent.objects.get(pk=consent.pk), by=SYSTEM)
    assert again(referral).status == "draft"


def test_only_what_was_named_is_shared(treatment, lero):
    person = make_person(
        treatment,
        "Robin",
        full_name="Robin Wren",
        date_of_birth=date(1980, 4, 5),
        address="1 Elm Row",
    )
    make_route(person, value="07700 900123")
    referral = make_sent(treatment, lero, person=person, details=["name", "need"], notes="secret")
    assert referral.snapshot.identity == {"name": "Robin"}
    everything = referral.snapshot.before
    for word in ("Robin", "Wren", "1980", "Elm", "07700", "secret"):
        assert word not in everything


def test_prison_is_not_named_without_its_own_agreement(treatment, lero):
    facts = {"type": "leaving-prison", "source": "prison", "leaves_on": date(2026, 12, 1)}
    person = make_person(treatment)
    hidden = make_sent(treatment, lero, person=person, **facts).snapshot.before
    assert "rison" not in hidden
    assert "December" not in hidden


def test_the_snapshot_stays_as_it_was(treatment, lero):
    person = make_person(treatment, "Robin")
    referral = make_sent(treatment, lero, person=person)
    people.change(person=person, by=SYSTEM, preferred_name="Rowan")
    assert again(referral).snapshot.identity["name"] == "Robin"


def test_a_closed_record_hides_its_introductions(treatment, lero, keyworker, coordinator):
    person = people.create(
        organisation=treatment, by=keyworker, preferred_name="Col", is_closed=True
    )
    referral = make_draft(treatment, lero, person=person)
    assert Referral.objects.visible_to(keyworker).filter(pk=referral.pk).exists()
    assert not Referral.objects.visible_to(coordinator).filter(pk=referral.pk).exists()


def test_who_is_kept_out_sees_neither_person_nor_introduction(
    treatment, lero, keyworker, coordinator
):
    referral = make_draft(treatment, lero)
    people.keep_from(person=referral.person, user=keyworker, by=coordinator)
    assert not Referral.objects.visible_to(keyworker).filter(pk=referral.pk).exists()
    assert Referral.objects.visible_to(coordinator).filter(pk=referral.pk).exists()
