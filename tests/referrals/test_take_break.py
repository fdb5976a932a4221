"""A break in one press, and back in one: nobody asks why, and nobody is left alone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import Pairing, PeerWorker
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from tests.conftest import member, signed_in
from tests.people.makers import make_person
from tests.referrals.makers import make_pairing, make_peer
from tests.referrals.test_end_pairing import waits
from tests.referrals.test_pair import mails, sees

pytestmark = pytest.mark.django_db
BREAK, BACK, GOING = (reverse(f"referrals:{n}") for n in ("take_break", "come_back", "going_with"))


@pytest.fixture
def row(peer):
    return peer.peer_work.get()


def test_one_press_on_the_desk(client_as, lero, lero_leader, peer, row):
    paired, by_hand = make_person(lero, "Robin"), make_person(lero, "Wren")
    make_pairing(paired, row)
    people.give(person=by_hand, user=peer, by=lero_leader)
    client = client_as(peer)
    assert f'action="{BREAK}"' in client.get(reverse("accounts:desk")).content.decode()
    answer = client.post(BREAK, follow=True)
    assert "Take your time" in answer.content.decode()
    assert f'action="{BACK}"' in answer.content.decode()
    for person in (paired, by_hand):
        assert not sees(peer, person)
        assert sees(lero_leader, person)
    assert waits(lero_leader) == 2
    assert Pairing.objects.get().ended_on == timezone.localdate()
    [mail] = mails("handed_back")
    assert mail.address == lero_leader.email
    for name in ("Robin", "Wren", peer.name):
        assert name not in mail.subject + mail.text
    listed = client_as(lero_leader).get(reverse("referrals:peers")).content.decode()
    assert "On a break" in listed
    assert "Robin" in listed


def test_no_reason_is_asked_or_kept(client_as, peer, row):
    assert "<textarea" not in client_as(peer).get(BREAK).content.decode()
    client_as(peer).post(BREAK, {"why": "Because of Secretcanary", "reason": "Secretcanary"})
    row.refresh_from_db()
    assert row.on_break_since == timezone.localdate()
    assert AuditEvent.objects.get(verb="peer.take_break").details == {}
    kept = str([PeerWorker.objects.values().get(), list(AuditEvent.objects.values())])
    assert "Secretcanary" not in kept


def test_nobody_is_given_to_them_until_they_are_back(client_as, lero, lero_leader, peer, row):
    actions.take_break(by=peer)
    person = make_person(lero)
    with pytest.raises(ValidationError):
        make_pairing(person, row)
    with pytest.raises(ValidationError):
        people.give(person=person, user=peer, by=lero_leader)
    page = client_as(peer).post(BACK, follow=True).content.decode()
    assert "Good to have you back" in page
    assert AuditEvent.objects.filter(verb="peer.come_back").count() == 1
    assert make_pairing(person, PeerWorker.objects.get())


def test_whoever_waits_still_waits_when_they_are_back(lero, lero_leader, peer, row):
    make_pairing(make_person(lero), row)
    actions.take_break(by=peer)
    actions.come_back(by=peer)
    assert waits(lero_leader) == 1


def test_a_second_break_on_the_same_day_is_told_again(lero, lero_leader, peer, row):
    for name in ("Robin", "Wren"):
        make_pairing(make_person(lero, name), PeerWorker.objects.get())
        actions.take_break(by=peer)
        actions.come_back(by=peer)
    assert len(mails("handed_back")) == 2


def test_one_who_is_not_ready_yet_may_stop_too(client_as, lero):
    new = member("Nia New", ("peer_worker", lero))
    client_as(new).post(BREAK)
    assert PeerWorker.objects.get(user=new).on_break_since


def test_it_is_for_peer_workers(client_as, keyworker, colleague):
    for user in (keyworker, colleague):
        assert "This is for those who go along" in client_as(user).get(BREAK).content.decode()
        assert client_as(user).post(BREAK).status_code == 409
        assert client_as(user).post(BACK).status_code == 409


def test_a_stale_page_is_told(client_as, peer):
    assert client_as(peer).post(BACK).status_code == 409
    client_as(peer).post(BREAK)
    assert client_as(peer).post(BREAK).status_code == 409


def test_going_with_shows_those_alone_and_says_so_on_record(client_as, lero, peer, row):
    given, other = make_person(lero, "Robin"), make_person(lero, "Osprey")
    make_pairing(given, row)
    make_pairing(other, make_peer(member("Pat Peer", ("peer_worker", lero)), lero))
    page = client_as(peer).get(GOING).content.decode()
    assert "Robin" in page
    assert "Osprey" not in page
    assert "Sue Pervisor" in page
    assert AuditEvent.objects.get(verb="person.list").subject_ids == [given.pk]


def test_as_many_queries_for_30_as_for_one(lero, peer, row):
    row.most_people = 50
    row.save()
    client = signed_in(peer)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(GOING).status_code == 200
        return len(found)

    make_pairing(make_person(lero, "Robin"), row)
    client.get(GOING)
    one = queries()
    for number in range(29):
        make_pairing(make_person(lero, f"Robin {number}"), row)
    assert queries() == one
