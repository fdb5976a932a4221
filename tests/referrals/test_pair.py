"""Giving a person to a peer worker: with consent, never too many, never to one who is not ready."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from referrals import actions, buddy_timers
from referrals.models import Pairing
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.outbox.kinds import Prepared, Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Consent, Person
from tests.conftest import member, signed_in
from tests.factories import OrganisationFactory
from tests.people.makers import again as person_again
from tests.people.makers import make_person
from tests.referrals.makers import again, make_accepted, make_pairing, make_peer
from tests.referrals.pages import day, page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def row(peer):
    return peer.peer_work.get()


@pytest.fixture
def robin(lero):
    return make_person(lero)


def address(person):
    return reverse("referrals:pair", args=[person.pk])


def typed(row, *, first=TODAY, last=TODAY + timedelta(days=30), **more):
    facts = {"peer": row.pk, "purpose": "Tuesday coffee", "method": "together", **more}
    return {**facts, **day("starts_on", first), **day("until", last)}


def sees(user, person) -> bool:
    user = User.objects.get(pk=user.pk)
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def mails(kind):
    """Those that wait, as they would go."""
    rows = OutboundMessage.objects.filter(kind=f"referrals.{kind}")
    return [kinds.get(one.kind).prepare(one) for one in rows]


def test_it_works(client_as, lero_leader, peer, row, robin):
    client = client_as(lero_leader)
    shown = client.get(address(robin)).content.decode()
    assert "Pia Peer, goes along with 0 of 3" in shown
    response = client.post(address(robin), typed(row), follow=True)
    assert response.redirect_chain == [(robin.get_absolute_url(), 302)]
    assert "Tuesday coffee" in response.content.decode()
    found = Pairing.objects.get()
    assert found.consent == Consent.objects.get(purpose="buddy")
    assert found.consent.until == found.until == TODAY + timedelta(days=30)
    assert timezone.localtime(found.grant.until).date() == found.until
    assert sees(peer, robin)
    event = AuditEvent.objects.get(verb="person.pair")
    assert (event.subject_id, event.details["peer"]) == (robin.pk, str(row.pk))
    [mail] = mails("paired")
    assert mail.address == peer.email
    assert "Robin" not in mail.subject + mail.text


def test_from_the_page_of_an_introduction(client_as, treatment, lero, lero_leader, peer, row):
    referral = make_accepted(treatment, lero)
    client = client_as(lero_leader)
    shown = client.get(page("referral", referral)).content.decode()
    link = f"{address(referral.received_person)}?introduction={referral.pk}"
    assert link in shown
    asked = client.get(link)
    assert asked.context["form"]["referral"].value() == str(referral.pk)
    client.post(link, typed(row, referral=referral.pk))
    assert Pairing.objects.get().referral_id == referral.pk
    assert client_as(peer).get(page("referral", referral)).status_code == 200
    assert "Pia Peer" in client.get(page("referral", referral)).content.decode()


def test_nothing_is_offered_before_it_is_accepted(
    client_as, treatment, lero, lero_leader, coordinator
):
    from tests.referrals.makers import make_sent

    referral = make_sent(treatment, lero)
    assert (
        "Who goes along"
        not in client_as(lero_leader).get(page("referral", referral)).content.decode()
    )
    assert (
        address(referral.person)
        in client_as(coordinator).get(page("referral", referral)).content.decode()
    )


@pytest.mark.parametrize(
    "lacks", ["supervisor", "confidentiality_on", "boundaries_on", "safeguarding_on"]
)
def test_never_to_one_who_is_not_ready(client_as, lero_leader, row, robin, lacks):
    setattr(row, lacks, None)
    row.save()
    assert "Nobody has room" in client_as(lero_leader).get(address(robin)).content.decode()
    told = client_as(lero_leader).post(address(robin), typed(row)).content.decode()
    assert "is not ready yet" in told
    assert not Pairing.objects.exists()
    assert not Consent.objects.exists()


def test_nor_to_one_whose_supervisor_has_left(client_as, lero_leader, row, robin):
    row.supervisor.memberships.update(ended_at="2026-01-01T00:00Z")
    assert "Nobody has room" in client_as(lero_leader).get(address(robin)).content.decode()
    listed = client_as(lero_leader).get(reverse("referrals:peers")).content.decode()
    assert "Still to record: who supervises them now" in listed
    told = client_as(lero_leader).post(address(robin), typed(row)).content.decode()
    assert "does not work there any more" in told
    assert not Pairing.objects.exists()


def test_never_one_too_many(client_as, lero, lero_leader, row, robin):
    row.most_people = 1
    row.save()
    make_pairing(make_person(lero, "Wren"), row)
    told = client_as(lero_leader).post(address(robin), typed(row)).content.decode()
    assert "as many people as they can" in told
    assert not robin.pairings.exists()


def test_who_was_let_in_by_hand_counts_and_is_taken_over(lero, lero_leader, peer, row, robin):
    row.most_people = 1
    row.save()
    grant = people.give(person=robin, user=peer, by=lero_leader)
    pairing = make_pairing(robin, row, by=lero_leader)
    grant.refresh_from_db()
    assert grant.ended_at
    assert sees(peer, robin)
    with pytest.raises(ValidationError):
        people.give(person=make_person(lero, "Wren"), user=peer, by=lero_leader)
    actions.end_pairing(pairing=pairing, by=lero_leader)
    people.give(person=make_person(lero, "Finch"), user=peer, by=lero_leader)


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 30), (0, 400), (5, 4)], ids=["past", "too long", "backwards"]
)
def test_days_that_cannot_be(client_as, lero_leader, row, robin, first, last):
    data = typed(row, first=TODAY + timedelta(days=first), last=TODAY + timedelta(days=last))
    assert client_as(lero_leader).post(address(robin), data).status_code == 200
    assert not Pairing.objects.exists()


def test_before_the_first_day_and_after_the_last_nothing_is_seen(
    client_as, lero_leader, peer, row, robin, time_machine
):
    make_pairing(robin, row, starts_on=TODAY + timedelta(days=3), until=TODAY + timedelta(days=5))
    assert not sees(peer, robin)
    soon = client_as(peer).get(reverse("referrals:going_with")).content.decode()
    assert "You see who it is on that day" in soon
    assert "Robin" not in soon
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert sees(peer, robin)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert sees(peer, robin)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert not sees(peer, robin)
    assert buddy_timers.sweep(timezone.localdate()) == {"ended": 1, "handed_back": 0}
    assert buddy_timers.sweep(timezone.localdate()) == {"ended": 0, "handed_back": 0}
    pairing = Pairing.objects.get()
    assert pairing.ended_on == timezone.localdate()
    assert not pairing.grant.wants_successor
    assert make_pairing(robin, row, starts_on=timezone.localdate())


def test_nobody_is_given_who_is_not_to_be_contacted(lero_leader, row, robin):
    people.stop_contact(person=robin, why="asked", by=lero_leader)
    with pytest.raises(ValidationError):
        make_pairing(robin, row, by=lero_leader)


def test_nobody_who_is_kept_out(client_as, lero_leader, peer, row, robin):
    people.keep_from(person=robin, user=peer, by=lero_leader)
    assert "Nobody has room" in client_as(lero_leader).get(address(robin)).content.decode()
    with pytest.raises(ValidationError):
        make_pairing(robin, row, by=lero_leader)


def test_nobody_of_another_organisation(treatment, coordinator, row):
    with pytest.raises(ValidationError):
        make_pairing(make_person(treatment), row, by=coordinator)


@pytest.mark.parametrize("by", ["person", "worker"])
def test_when_the_agreement_is_taken_back_it_is_over_at_once(by, lero_leader, peer, row, robin):
    from rosc.people.links import oneself

    pairing = make_pairing(robin, row, by=lero_leader)
    who = oneself([person_again(robin)]) if by == "person" else lero_leader
    people.withdraw(consent=pairing.consent, by=who)
    assert not sees(peer, robin)
    pairing.refresh_from_db()
    assert pairing.ended_on == TODAY
    assert not pairing.grant.wants_successor
    [mail] = mails("pairing_ended")
    assert isinstance(mail, Prepared)
    assert "Robin" not in mail.text
    assert [one for one in mails("paired") if isinstance(one, Prepared)] == []
    assert AuditEvent.objects.get(verb="person.end_pairing").actor_kind == who.actor_kind


def test_when_the_introduction_is_taken_back_it_is_over_too(treatment, lero, peer, row):
    referral = make_accepted(treatment, lero)
    make_pairing(referral.received_person, row, referral=again(referral))
    people.withdraw(consent=referral.consent, by=SYSTEM)
    assert not sees(peer, referral.received_person)


@pytest.mark.parametrize("end", ["death", "stop", "restrict"])
def test_when_they_die_or_stop_or_the_record_is_set_aside_it_is_over(
    end, lero_leader, peer, row, robin
):
    make_pairing(robin, row)
    if end == "death":
        people.record_death(person=robin, on=TODAY, by=lero_leader)
    elif end == "restrict":
        people.restrict(person=robin, by=lero_leader)
    else:
        people.stop_contact(person=robin, why="unsafe", by=lero_leader)
    assert not sees(peer, robin)
    assert Pairing.objects.get().ended_on == TODAY


def test_a_grant_taken_back_by_hand_ends_it(lero_leader, row, robin):
    pairing = make_pairing(robin, row)
    people.take_back(grant=pairing.grant, by=lero_leader)
    assert not Pairing.objects.holding(TODAY).exists()
    assert make_pairing(robin, row)


def test_whoever_has_left_leaves_their_people_to_those_who_lead(
    lero, lero_leader, peer, row, robin
):
    make_pairing(robin, row)
    peer.memberships.update(ended_at="2026-01-01T00:00Z")
    assert buddy_timers.sweep(TODAY) == {"ended": 0, "handed_back": 1}
    assert [mail.address for mail in mails("handed_back")] == [lero_leader.email]
    assert Pairing.objects.get().grant.wants_successor


def test_who_may_not(row, robin, keyworker, coordinator, colleague, peer, outsider):
    for user, status in (
        (colleague, 403),
        (peer, 403),
        (keyworker, 403),
        (coordinator, 404),
        (outsider, 404),
    ):
        for method in ("get", "post"):
            assert getattr(signed_in(user), method)(address(robin)).status_code == status
    with pytest.raises(PermissionDenied):
        make_pairing(robin, row, by=keyworker)


def test_a_stale_page_is_told(client_as, lero_leader, row, robin):
    make_pairing(robin, row)
    stale = client_as(lero_leader).post(address(robin), typed(row))
    assert stale.status_code == 409
    assert robin.get_absolute_url() in stale.content.decode()
    with pytest.raises(SomebodyGotThereFirst):
        make_pairing(robin, row)
    assert Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_last_place_one_wins():
    there = OrganisationFactory(kinds=["rss"])
    leaders = [member(f"{name} Lead", ("coordinator", there)) for name in ("Ann", "Ben")]
    row = make_peer(member("Pat Peer", ("peer_worker", there)), there, most_people=1)
    given = [make_person(there, name) for name in ("Robin", "Wren")]
    barrier, results = threading.Barrier(2), {}

    def act(number):
        try:
            barrier.wait(timeout=10)
            make_pairing(given[number], row, by=leaders[number])
            results[number] = "won"
        except ValidationError as error:
            results[number] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results.values()) == ["no_room", "won"]
    assert Pairing.objects.count() == 1


def test_a_message_that_comes_too_late_is_left_out(lero_leader, row, robin):
    pairing = make_pairing(robin, row)
    actions.end_pairing(pairing=pairing, by=lero_leader)
    assert [type(one) for one in mails("paired")] == [Skip]
