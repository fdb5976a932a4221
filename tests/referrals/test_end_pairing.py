"""Going along ends: by who leads, or when the peer worker hands somebody back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from rosc.accounts import desk
from rosc.accounts.models import User
from rosc.audit.models import AuditEvent
from rosc.people.models import Person
from tests.conftest import member, signed_in
from tests.people.makers import make_person
from tests.referrals.makers import make_pairing, make_peer
from tests.referrals.test_pair import mails, sees

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WAITS = "People who need somebody to go along with them"


@pytest.fixture
def pairing(lero, peer):
    return make_pairing(make_person(lero), peer.peer_work.get())


def address(verb, pairing):
    return reverse(f"referrals:{verb}", args=[pairing.pk])


def waits(user) -> int:
    found = desk.waiting_for(User.objects.get(pk=user.pk))
    return sum(item.count for item in found if item.title == WAITS)


def test_who_leads_ends_it(client_as, lero_leader, peer, pairing):
    client = client_as(lero_leader)
    assert (
        address("end_pairing", pairing)
        in client.get(pairing.person.get_absolute_url()).content.decode()
    )
    assert client.get(address("end_pairing", pairing)).status_code == 200
    done = client.post(address("end_pairing", pairing), {"submit": "yes"}, follow=True)
    assert "It has ended" in done.content.decode()
    assert not sees(peer, pairing.person)
    assert waits(lero_leader) == 0
    assert [mail.address for mail in mails("pairing_ended")] == [peer.email]
    assert AuditEvent.objects.get(verb="person.end_pairing").subject_id == pairing.person_id


def test_it_is_handed_back_without_a_word(client_as, lero_leader, peer, pairing):
    client = client_as(peer)
    listed = client.get(reverse("referrals:going_with")).content.decode()
    assert address("hand_back", pairing) in listed
    assert (
        "You do not have to say why" in client.get(address("hand_back", pairing)).content.decode()
    )
    response = client.post(address("hand_back", pairing), {"submit": "yes"}, follow=True)
    assert response.status_code == 200
    assert not sees(peer, pairing.person)
    assert waits(lero_leader) == 1
    [mail] = mails("handed_back")
    assert mail.address == lero_leader.email
    for name in ("Robin", peer.name):
        assert name not in mail.subject + mail.text


def test_whoever_is_handed_back_is_on_the_list_until_somebody_sees_to_it(
    client_as, lero, lero_leader, peer, pairing
):
    actions.hand_back(pairing=pairing, by=peer)
    client = client_as(lero_leader)
    assert "Robin" in client.get(reverse("referrals:peers")).content.decode()
    url = reverse("referrals:see_to", args=[pairing.person_id])
    assert client.get(url).status_code == 200
    assert client.post(url, {"submit": "yes"}).status_code == 302
    assert waits(lero_leader) == 0
    assert AuditEvent.objects.filter(verb="person.see_to").count() == 1
    stale = client.post(url, {"submit": "yes"})
    assert stale.status_code == 409


def test_giving_them_to_somebody_takes_them_off_it(lero, lero_leader, peer, pairing):
    actions.hand_back(pairing=pairing, by=peer)
    other = make_peer(member("Pat Peer", ("peer_worker", lero)), lero)
    make_pairing(pairing.person, other)
    assert waits(lero_leader) == 0


def test_nobody_who_is_kept_out_reads_the_name(client_as, lero, lero_leader, peer, pairing):
    pairing.person.kept_from.add(lero_leader)
    second = member("Sec Ond", ("lero_leader", lero))
    actions.hand_back(pairing=pairing, by=peer)
    assert waits(lero_leader) == 0
    assert waits(second) == 1
    assert "Robin" not in client_as(lero_leader).get(reverse("referrals:peers")).content.decode()
    assert [getattr(mail, "address", None) for mail in mails("handed_back")].count(
        second.email
    ) == 1


def test_who_may_not(pairing, lero, keyworker, colleague, peer, outsider):
    ours = member("Kim Ours", ("keyworker", lero))
    other = member("Pat Peer", ("peer_worker", lero))
    cases = (
        *(("end_pairing", colleague, 403), ("end_pairing", peer, 403), ("end_pairing", ours, 403)),
        *(("end_pairing", outsider, 404), ("end_pairing", keyworker, 403)),
        *(("hand_back", colleague, 403), ("hand_back", ours, 404), ("hand_back", other, 404)),
        ("hand_back", outsider, 404),
    )
    for verb, user, status in cases:
        for method in ("get", "post"):
            found = getattr(signed_in(user), method)(address(verb, pairing))
            assert found.status_code == status, (verb, user.name)
    with pytest.raises(PermissionDenied):
        actions.end_pairing(pairing=pairing, by=ours)
    with pytest.raises(PermissionDenied):
        actions.hand_back(pairing=pairing, by=ours)


def test_a_stale_page_is_told(client_as, lero_leader, pairing):
    actions.end_pairing(pairing=pairing, by=lero_leader)
    stale = client_as(lero_leader).post(address("end_pairing", pairing), {"submit": "yes"})
    assert stale.status_code == 409
    assert pairing.person.get_absolute_url() in stale.content.decode()
    assert Person.objects.visible_to(lero_leader).count() == 1
