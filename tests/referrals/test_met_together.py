"""Going together: what a peer worker notes counts for their own side of the introduction."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from rosc.accounts.models import User
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from tests.conftest import member, signed_in
from tests.people.makers import make_person
from tests.referrals.makers import again, make_accepted, make_pairing, make_peer
from tests.referrals.pages import day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def referral(treatment, lero):
    return make_accepted(treatment, lero)


@pytest.fixture
def pairing(referral, peer):
    return make_pairing(referral.received_person, peer.peer_work.get(), referral=referral)


def address(pairing):
    return reverse("referrals:met_together", args=[pairing.pk])


def noted(result="reached", **more):
    return {"result": result, "time": "00:00", **day("on", TODAY), **more}


def test_the_receivers_peer_says_that_they_met(client_as, lero_leader, peer, referral, pairing):
    client = client_as(peer)
    assert address(pairing) in client.get(reverse("referrals:going_with")).content.decode()
    assert client.get(address(pairing)).status_code == 200
    response = client.post(address(pairing), noted(support=["peer-support"]), follow=True)
    assert "Thank you for going along" in response.content.decode()
    found = again(referral)
    assert (found.status, found.met_on) == ("met", TODAY)
    assert found.reached_at
    attempt = found.attempts.get()
    assert (attempt.side, attempt.is_together, attempt.is_in_person) == ("receiver", True, True)
    assert (attempt.by_kind, attempt.by_id) == ("user", peer.pk)
    said = found.confirmations.get()
    assert (said.question, said.side, said.is_yes, said.by_id) == ("met", "receiver", True, peer.pk)
    move = found.history.get(name="confirm_meeting")
    assert (move.actor_kind, move.actor_id) == ("user", peer.pk)
    pairing.refresh_from_db()
    assert pairing.met_on == TODAY
    assert AuditEvent.objects.get(verb="person.met_together").actor_id == peer.pk


def test_the_second_time_is_a_contact_more(peer, referral, pairing):
    for _ in range(2):
        pairing = type(pairing).objects.for_list().get(pk=pairing.pk)
        actions.met_together(pairing=pairing, by=peer, at=timezone.now(), result="reached")
    found = again(referral)
    assert (found.attempts.count(), found.status, found.needs_check) == (2, "met", False)


def test_a_try_is_a_try(client_as, peer, referral, pairing):
    client_as(peer).post(address(pairing), noted("no-answer"))
    found = again(referral)
    assert (found.status, found.reached_at, found.attempts.count()) == ("accepted", None, 1)
    assert not found.confirmations.exists()
    pairing.refresh_from_db()
    assert pairing.met_on is None


def test_the_senders_peer_says_it_for_the_sender(treatment, lero, coordinator):
    referral = make_accepted(treatment, lero)
    user = member("Pat Peer", ("peer_worker", treatment))
    pairing = make_pairing(referral.person, make_peer(user, treatment), referral=referral)
    actions.met_together(pairing=pairing, by=user, at=timezone.now(), result="reached")
    found = again(referral)
    assert found.status == "accepted"  # the receiving side says for itself
    assert (found.confirmations.get().side, found.attempts.get().side) == ("sender", "sender")
    assert found.reached_at is None


def test_what_differs_is_to_be_checked(treatment, lero, keyworker, peer, referral, pairing):
    actions.confirm(referral=referral, question="met", is_yes=False, by=keyworker)
    pairing = type(pairing).objects.for_list().get(pk=pairing.pk)
    actions.met_together(pairing=pairing, by=peer, at=timezone.now(), result="reached")
    assert again(referral).needs_check
    assert again(referral).confirmations.count() == 2


def test_without_an_introduction_it_stands_with_the_person(client_as, lero, lero_leader, peer):
    pairing = make_pairing(make_person(lero), peer.peer_work.get())
    client_as(peer).post(address(pairing), noted())
    shown = client_as(lero_leader).get(pairing.person.get_absolute_url()).content.decode()
    assert "First met together on" in shown


def test_a_colleague_of_their_side_may_note_it(client_as, lero_leader, referral, pairing):
    response = client_as(lero_leader).post(address(pairing), noted())
    assert response.url == pairing.person.get_absolute_url()
    assert again(referral).attempts.get().by_id == lero_leader.pk


def test_a_time_to_come_is_refused(client_as, peer, referral, pairing):
    later = noted(**day("on", TODAY + timedelta(days=1)))
    assert "still to come" in client_as(peer).post(address(pairing), later).content.decode()
    assert not again(referral).attempts.exists()


def test_it_gives_no_other_right(client_as, peer, referral, pairing):
    for verb in ("accept", "decline", "end", "confirm_meeting", "record_contact", "confirm", "say"):
        url = reverse(f"referrals:{verb}", args=[referral.pk])
        assert client_as(peer).post(url, {"submit": "yes"}).status_code == 403, verb
    with pytest.raises(PermissionDenied):
        actions.confirm(referral=referral, question="met", is_yes=True, by=peer)


def test_who_may_not(pairing, lero, colleague, outsider, keyworker, lero_leader):
    other = member("Pat Peer", ("peer_worker", lero))
    make_peer(other, lero)
    people.give(person=pairing.person, user=other, by=lero_leader)
    for user, status in ((colleague, 403), (outsider, 404), (keyworker, 404), (other, 403)):
        for method in ("get", "post"):
            assert getattr(signed_in(user), method)(address(pairing)).status_code == status
    with pytest.raises(PermissionDenied):
        actions.met_together(
            pairing=pairing, by=User.objects.get(pk=other.pk), at=timezone.now(), result="reached"
        )


def test_a_stale_page_is_told(client_as, lero_leader, peer, pairing):
    client = client_as(peer)
    assert client.get(address(pairing)).status_code == 200
    actions.end_pairing(pairing=pairing, by=lero_leader)
    assert client.post(address(pairing), noted()).status_code == 404  # they see it no more
    assert client_as(lero_leader).post(address(pairing), noted()).status_code == 409
