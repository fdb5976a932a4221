"""Who is kept out of a record and let in again, and who is let into one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rosc.people import actions
from rosc.people.models import Person
from tests.conftest import member
from tests.people.makers import make_person
from tests.referrals.makers import make_peer

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(treatment):
    return member("Nell Neighbour", ("keyworker", treatment))


def a_peer(organisation):
    """Ready to be given somebody."""
    user = member("Pat Peer", ("peer_worker", organisation))
    make_peer(user, organisation)
    return user


def sees(user, person) -> bool:
    user = type(user).objects.get(pk=user.pk)
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def test_a_neighbour_is_kept_out_at_once(send, audited, refuses, keyworker, neighbour, robin):
    assert sees(neighbour, robin)
    send(keyworker, "keep_from", robin.pk, user=neighbour.pk)
    assert not sees(neighbour, robin)
    refuses(404, neighbour, "person", robin.pk)
    assert audited("person.keep_from", robin).details == {"user": str(neighbour.pk)}


def test_one_can_keep_oneself_out(send, keyworker, robin):
    response = send(keyworker, "keep_from", robin.pk, user=keyworker.pk)
    assert response.url == "/people/"
    assert not sees(keyworker, robin)


def test_a_grant_does_not_get_past_it(keyworker, coordinator, treatment):
    peer = a_peer(treatment)
    person = make_person(treatment)
    actions.give(person=person, user=peer, by=coordinator)
    actions.keep_from(person=person, user=peer, by=keyworker)
    assert not sees(peer, person)
    with pytest.raises(ValidationError):
        actions.give(person=person, user=peer, by=coordinator)


def test_only_who_works_there_is_offered(send, keyworker, outsider, robin):
    assert send(keyworker, "keep_from", robin.pk, user=outsider.pk).status_code == 200
    assert not robin.kept_from.exists()


def test_who_leads_lets_them_in_again(send, audited, coordinator, neighbour, robin):
    actions.keep_from(person=robin, user=neighbour, by=coordinator)
    send(coordinator, "let_in", robin.pk, neighbour.pk)
    assert sees(neighbour, robin)
    audited("person.let_in", robin)


def test_a_keyworker_does_not_and_nobody_lets_in_themselves(
    refuses, keyworker, coordinator, neighbour, treatment, robin
):
    member("Sec Ond", ("coordinator", treatment))
    actions.keep_from(person=robin, user=neighbour, by=coordinator)
    refuses(403, keyworker, "let_in", robin.pk, neighbour.pk)
    refuses(403, neighbour, "let_in", robin.pk, neighbour.pk)
    actions.keep_from(person=robin, user=coordinator, by=keyworker)
    with pytest.raises(PermissionDenied):
        actions.let_in(person=robin, user=coordinator, by=coordinator)


def test_a_peer_worker_is_given_one_record(send, audited, coordinator, treatment, robin):
    peer = a_peer(treatment)
    other = make_person(treatment, "Wren")
    send(coordinator, "give", robin.pk, user=peer.pk)
    assert (sees(peer, robin), sees(peer, other)) == (True, False)
    assert audited("person.give", robin).details["user"] == str(peer.pk)


def test_nobody_is_given_to_a_peer_worker_who_is_not_ready(send, coordinator, treatment, robin):
    peer = member("Pat Peer", ("peer_worker", treatment))
    page = send(coordinator, "give", robin.pk, user=peer.pk).content.decode()
    assert "is not ready yet" in page
    assert not sees(peer, robin)


def test_of_an_open_record_only_who_sees_not_everybody_is_offered(
    send, see, coordinator, neighbour, robin
):
    assert neighbour.name not in see(coordinator, "give", robin.pk)
    send(coordinator, "give", robin.pk, user=neighbour.pk)
    assert not robin.grants.exists()


def test_it_is_taken_back(send, audited, coordinator, treatment, robin):
    peer = a_peer(treatment)
    grant = actions.give(person=robin, user=peer, by=coordinator)
    send(coordinator, "take_back", robin.pk, grant.pk)
    assert not sees(peer, robin)
    audited("person.take_back", robin)
    assert send(coordinator, "take_back", robin.pk, grant.pk).status_code == 409


def test_a_stale_page_is_told(send, coordinator, neighbour, robin):
    assert send(coordinator, "let_in", robin.pk, neighbour.pk).status_code == 409


@pytest.mark.parametrize("verb", ["keep_from", "let_in", "give", "take_back"])
def test_who_may_not_may_not(refuses, colleague, outsider, coordinator, neighbour, robin, verb):
    peer = a_peer(robin.organisation)
    grant = actions.give(person=robin, user=peer, by=coordinator)
    actions.keep_from(person=robin, user=neighbour, by=coordinator)
    more = {"let_in": [neighbour.pk], "take_back": [grant.pk]}.get(verb, [])
    refuses(403, colleague, verb, robin.pk, *more)
    refuses(404, outsider, verb, robin.pk, *more)


@pytest.mark.parametrize("verb", ["give", "take_back"])
def test_a_keyworker_gives_nobody_in(refuses, keyworker, coordinator, robin, verb):
    peer = a_peer(robin.organisation)
    grant = actions.give(person=robin, user=peer, by=coordinator)
    refuses(403, keyworker, verb, robin.pk, *([grant.pk] if verb == "take_back" else []))
