"""Death, written down once, ends everything everywhere and nothing is sent any more."""

from datetime import date

import pytest

from referrals.models import Side
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.people import actions as people
from rosc.people import notifications
from rosc.people.models import ContactRoute
from tests.people.makers import again as person_again
from tests.people.makers import make_person, make_route
from tests.referrals.makers import again, make_accepted, make_draft, make_sent

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


def test_it_ends_every_introduction_and_the_linked_record(treatment, lero):
    person = make_person(treatment)
    made = {
        "draft": make_draft(treatment, lero, person=person),
        "sent": make_sent(treatment, lero, person=person),
        "accepted": make_accepted(treatment, lero, person=person),
    }
    people.record_death(person=person, on=DAY, by=SYSTEM)
    assert {name: again(one).status for name, one in made.items()} == {
        "draft": "withdrawn",
        "sent": "withdrawn",
        "accepted": "ended",
    }
    for one in made.values():
        assert (again(one).reason, again(one).whose_move) == ("died", Side.NOBODY)
    theirs = person_again(made["accepted"].received_person)
    assert (theirs.died_on, theirs.contact_stopped_why) == (DAY, "died")


@pytest.mark.parametrize("made", [make_sent, make_accepted])
def test_both_sides_are_told_in_plain_and_kind_words(
    made, treatment, lero, keyworker, lero_leader, client_as
):
    referral = made(treatment, lero, by=keyworker) if made is make_sent else made(treatment, lero)
    people.record_death(person=referral.person, on=DAY, by=SYSTEM)
    for user in (keyworker, lero_leader):
        page = client_as(user).get(referral.get_absolute_url()).content.decode()
        assert "They have died. We are sorry." in page
        assert "What follows" not in page
        assert "door stays open" not in page


def test_it_is_written_down_once(treatment):
    person = make_person(treatment)
    people.record_death(person=person, on=DAY, by=SYSTEM)
    with pytest.raises(SomebodyGotThereFirst):
        people.record_death(person=person, on=DAY, by=SYSTEM)
    with pytest.raises(SomebodyGotThereFirst):
        people.contact_again(person=person, by=SYSTEM)


def test_death_stands_over_an_earlier_stop(treatment):
    person = make_person(treatment)
    people.stop_contact(person=person, why="asked", by=SYSTEM)
    people.record_death(person=person, on=DAY, by=SYSTEM)
    assert person_again(person).contact_stopped_why == "died"


def test_a_stop_reaches_the_linked_record(treatment, lero):
    referral = make_accepted(treatment, lero)
    route = make_route(referral.received_person)
    assert notifications.may_reach(route) is None
    people.stop_contact(person=referral.person, why="unsafe", by=SYSTEM)
    refused = notifications.may_reach(ContactRoute.objects.get(pk=route.pk))
    assert refused.reason == "contact_stopped"
    assert again(referral).status == "accepted"
