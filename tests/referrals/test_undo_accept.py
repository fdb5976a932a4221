"""Taking a yes back on the same day, while nothing hangs on it."""

import pytest
from django.utils import timezone

from referrals import actions
from referrals.actions import receiving
from rosc.people import actions as people
from rosc.people import links as own_links
from rosc.people import records
from rosc.people.records import PersonRecord
from rosc.workflow import TransitionNotAllowed
from tests.conftest import member
from tests.directory.makers import make_meeting
from tests.factories import OrganisationFactory, UserFactory
from tests.people.makers import again as person_again
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import ask_for_myself
from tests.referrals.makers import again, make_accepted, make_draft, make_peer
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero, by=keyworker)
    response = does("undo_accept", referral, lero_leader)
    assert "Robin" not in response.content.decode()
    found = again(referral)
    assert (found.status, found.received_person) == ("sent", None)
    assert audited("undo_accept", referral) == 1
    assert planned("changed", referral) == 2


RECORDED = {
    "concern": lambda person, by: people.raise_concern(person=person, what="A worry", by=by),
    "notes": lambda person, by: people.change(person=person, by=by, notes="Came with a friend"),
    "consent": lambda person, by: people.agree(
        person=person, purpose="trusted", method="phone", by=by
    ),
    "route": lambda person, by: make_route(person, value="07700 900999"),
    "a route looked at": lambda person, by: people.confirm_route(
        route=person.routes.get(), by=by, on=timezone.localdate()
    ),
    "circle": lambda person, by: people.add_to_circle(
        person=person, kind="friend", who="Jo", method="phone", by=by
    ),
    "kept out": lambda person, by: people.keep_from(person=person, user=UserFactory(), by=by),
    "grant": lambda person, by: people.give(
        person=person, user=a_ready_peer(person.organisation), by=by
    ),
    "introduction": lambda person, by: make_draft(
        person.organisation, OrganisationFactory(kinds=["rss"]), person=person, by=by
    ),
    "meeting": lambda person, by: actions.start_meeting_help(
        person=person, service=make_meeting(1, "19:00", "20:00", name="Open").service, by=by
    ),
}


def a_ready_peer(organisation):
    user = member("Pat Peer", ("peer_worker", organisation))
    make_peer(user, organisation)
    return user


@pytest.mark.parametrize("what", RECORDED)
def test_nothing_that_was_recorded_is_ever_lost(what, treatment, lero, lero_leader, client_as):
    """Whatever app it is of: the yes stays, with words that say why, and so does the record."""
    person = make_person(treatment)
    make_route(person)
    referral = make_accepted(treatment, lero, person=person)
    held = referral.received_person
    RECORDED[what](held, lero_leader)
    shown = client_as(lero_leader).get(page("referral", referral)).content.decode()
    assert receiving.SOMETHING_NOTED in shown
    assert page("undo_accept", referral) not in shown
    for method in ("get", "post"):
        answer = getattr(client_as(lero_leader), method)(page("undo_accept", referral))
        assert answer.status_code == 409
        assert receiving.SOMETHING_NOTED in answer.content.decode()
    with pytest.raises(TransitionNotAllowed) as refused:
        actions.undo_accept(referral=again(referral), by=lero_leader)
    assert refused.value.words == receiving.SOMETHING_NOTED
    assert again(referral).received_person == held


def test_a_note_on_the_introduction_holds_the_yes_too(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.say(referral=referral, by=lero_leader, text="Came late, was shy", is_own=True)
    assert not receiving.may_undo(again(referral))


def test_a_later_app_counts_without_being_named(treatment, lero, lero_leader, monkeypatch):
    referral = make_accepted(treatment, lero)
    plan = PersonRecord("plans", (), recorded_since=lambda person, since: True)
    monkeypatch.setattr(records, "registered", lambda: [plan])
    assert not receiving.may_undo(again(referral))


def test_what_the_yes_itself_made_holds_nothing_up(lero, lero_leader):
    """The words of the yes, the routes that were told, and the link to their own page."""
    make_basis(lero)
    referral = ask_for_myself(lero)
    actions.accept(referral=referral, by=lero_leader, note="Come on Monday")
    own_links.make(referral.person, timezone.now())
    actions.undo_accept(referral=again(referral), by=lero_leader)
    assert again(referral).status == "sent"
    assert person_again(referral.person).is_hidden


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_accepted(treatment, lero)
    refuses("undo_accept", referral, colleague, keyworker)
    refuses("undo_accept", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.record_contact(referral=referral, by=lero_leader, at=timezone.now(), result="no-answer")
    is_stale("undo_accept", referral, lero_leader)
