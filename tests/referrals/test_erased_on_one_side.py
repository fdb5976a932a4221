"""History stays inside the organisation that wrote it, until the record there is erased too."""

import pytest

from referrals import actions
from referrals.records import RECORD
from rosc.people.models import Person
from tests.people.makers import again as person_again
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(treatment, lero, keyworker, lero_leader):
    from tests.people.makers import make_basis
    from tests.referrals.makers import make_consent, make_draft

    make_basis(lero)
    referral = make_draft(treatment, lero, by=keyworker)
    actions.change(referral=referral, by=keyworker, goals=["Sleep better"])
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    actions.accept(referral=referral, by=lero_leader)
    for by, own in ((keyworker, True), (keyworker, False), (lero_leader, True)):
        actions.say(referral=referral, by=by, text=f"{by.name} {own}", is_own=own)
    actions.say(referral=referral, by=lero_leader, text="To both of us")
    return referral


def erase(person):
    RECORD.anonymise(person)
    Person.objects.unscoped_for("test").filter(pk=person.pk).update(erased_on="2026-11-28")


def words(referral):
    return [note.text for note in referral.notes.all()]


def test_erased_at_the_sender_the_receiver_keeps_its_own(written, lero_leader, client_as):
    erase(written.person)
    found = again(written)
    assert words(found) == ["Lee Leader True", "To both of us"]
    assert [goal.text for goal in found.goals.all()] == ["Sleep better"]
    assert not hasattr(found, "snapshot")
    seen = client_as(lero_leader).get(page("referral", found)).content.decode()
    assert "Lee Leader True" in seen
    held = person_again(found.received_person)
    [export] = RECORD.export(held)["How I was introduced"]
    assert [one["goal"] for one in export["goals"]] == ["Sleep better"]


def test_and_all_of_it_goes_once_that_is_erased_too(written):
    erase(written.person)
    erase(person_again(written.received_person))
    assert words(written) == []
    assert not written.goals.exists()


def test_the_other_way_round_as_well(written):
    erase(person_again(written.received_person))
    assert words(written) == ["Kay Worker True", "Kay Worker False"]
    assert written.goals.exists()
    erase(person_again(written.person))
    assert words(written) == []
    assert not written.goals.exists()


def test_where_the_receiver_holds_no_record_nothing_stays(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    actions.accept(referral=referral, by=lero_leader, handling="brings", note="On Monday")
    erase(referral.person)
    assert words(referral) == []


def test_who_erased_them_reads_nothing_more(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero, by=keyworker)
    actions.say(referral=referral, by=lero_leader, text="Zephyrine came")
    erase(referral.person)
    answer = client_as(keyworker).get(page("referral", referral))
    assert "Zephyrine" not in answer.content.decode()
