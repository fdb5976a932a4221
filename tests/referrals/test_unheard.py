"""Where the portal cannot tell a person how it goes, a worker is asked to ring them."""

import pytest
from django.urls import reverse

from referrals import actions, notifications, reaching
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.hearing import why_unheard
from tests.conftest import signed_in
from tests.people.makers import again as person_again
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import again, make_draft, make_sent

pytestmark = pytest.mark.django_db
AGREES = {"how": "together", "lasts": "90"}


@pytest.fixture
def person(treatment):
    return make_person(treatment)


@pytest.fixture
def draft(treatment, lero, person, keyworker):
    make_route(person)
    return make_draft(treatment, lero, person=person, by=keyworker)


def page(user, name, one):
    return signed_in(user).get(reverse(f"referrals:{name}", args=[one.pk])).content.decode()


def sends(user, draft, **data):
    return signed_in(user).post(reverse("referrals:send", args=[draft.pk]), {**AGREES, **data})


def test_why_somebody_does_not_hear(person):
    assert why_unheard(person) == "no_way"
    make_route(person, kind="phone")
    assert why_unheard(person) == "no_way"
    make_route(person, is_preferred=False)
    assert why_unheard(person) == "no_second_thing"
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    assert why_unheard(person) == ""
    people.stop_contact(person=person, why="asked", by=SYSTEM)
    assert why_unheard(person) == ""


def test_before_sending_a_word_is_asked_for(draft, keyworker):
    before = page(keyworker, "send", draft)
    assert "A word for their own page" in before
    assert "somebody has to ring" in before
    assert "on their own page" not in before  # there is none yet
    assert sends(keyworker, draft, word="lantern").status_code == 302
    assert person_again(draft.person).second_factor == "word"
    OutboundMessage.objects.all().delete()
    actions.decline(referral=again(draft), by=SYSTEM, reason="no-room", follows="elsewhere")
    assert OutboundMessage.objects.filter(kind=notifications.NEWS.slug).exists()


def test_a_short_word_is_said_at_its_field_and_nothing_is_sent(draft, keyworker):
    answer = sends(keyworker, draft, word="abc")
    assert "word" in answer.context["form"].errors
    assert again(draft).status == "draft"


def test_without_a_word_it_goes_and_a_worker_is_to_ring(draft, keyworker, lero, lero_leader):
    make_basis(lero)
    sends(keyworker, draft)
    assert "does not hear from us" in page(keyworker, "referral", draft)
    OutboundMessage.objects.all().delete()
    actions.decline(referral=again(draft), by=SYSTEM, reason="no-room", follows="elsewhere")
    assert not OutboundMessage.objects.filter(kind=notifications.NEWS.slug).exists()
    changed = OutboundMessage.objects.get(kind=notifications.CHANGED.slug)
    assert "Please ring them" in notifications.prepare_changed(changed).text
    for name in ("referral", "try_elsewhere"):
        assert "does not hear from us" in page(keyworker, name, draft)
    assert "does not hear from us" not in page(lero_leader, "referral", draft)


def test_who_hears_is_not_rung_for_it(draft, keyworker):
    people.choose_second_factor(person=draft.person, kind="word", word="lantern", by=SYSTEM)
    before = page(keyworker, "send", draft)
    assert "A word for their own page" not in before
    assert "or on their own page" in before
    sends(keyworker, draft)
    assert "does not hear from us" not in page(keyworker, "referral", draft)
    OutboundMessage.objects.all().delete()
    actions.ask(referral=again(draft), by=SYSTEM, text="Mornings?")
    changed = OutboundMessage.objects.get(kind=notifications.CHANGED.slug)
    assert "Please ring" not in notifications.prepare_changed(changed).text


def test_without_a_safe_way_the_page_says_so(treatment, lero, person, keyworker):
    draft = make_draft(treatment, lero, person=person, by=keyworker)
    before = page(keyworker, "send", draft)
    assert "No text or e-mail is noted as safe" in before
    assert "A word for their own page" not in before


def test_who_came_by_themselves_is_nobodys_to_ring_yet(treatment):
    hidden = make_person(treatment, is_hidden=True)
    referral = make_sent(treatment, treatment, person=hidden, origin="self")
    assert not reaching.must_ring(referral)
