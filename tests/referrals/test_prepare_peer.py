"""What is recorded before anybody is given to a peer worker, and the list of those who lead."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals.models import PeerWorker
from rosc.audit.models import AuditEvent
from tests.conftest import member, signed_in
from tests.people.makers import make_person
from tests.referrals.makers import make_pairing, make_peer
from tests.referrals.pages import day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PEERS = reverse("referrals:peers")


@pytest.fixture
def new(lero):
    """Somebody who has just joined."""
    return member("Nia New", ("peer_worker", lero))


def address(user):
    return reverse("referrals:prepare_peer", args=[user.memberships.get().pk])


def typed(supervisor=None, **more):
    days = [day(name, TODAY) for name in ("confidentiality_on", "boundaries_on", "safeguarding_on")]
    facts = {key: value for one in days for key, value in one.items()}
    chosen = {"supervisor": supervisor.pk} if supervisor else {}
    return {"hours": "Tuesdays", "most_people": "2", "seen": "", **chosen, **facts, **more}


def test_it_works(client_as, lero, lero_leader, new):
    client = client_as(lero_leader)
    assert (
        "Peer workers who are not ready yet: 1"
        in client.get(reverse("accounts:desk")).content.decode()
    )
    listed = client.get(PEERS).content.decode()
    assert "Not ready yet" in listed
    assert "their training in boundaries" in listed
    response = client.post(address(new), typed(lero_leader), follow=True)
    assert response.redirect_chain == [(PEERS, 302)]
    found = PeerWorker.objects.get()
    assert (found.supervisor, found.most_people, found.missing) == (lero_leader, 2, [])
    assert PeerWorker.objects.ready().get() == found
    assert "Has room" in response.content.decode()
    assert "not ready yet" not in client.get(reverse("accounts:desk")).content.decode()
    page = client.get(reverse("accounts:organisation", args=[lero.pk])).content.decode()
    assert PEERS in page
    event = AuditEvent.objects.get(verb="peer.prepare_peer")
    assert (event.subject_id, event.organisation_id) == (found.pk, lero.pk)


def test_half_of_it_can_be_saved(client_as, lero_leader, new):
    client_as(lero_leader).post(
        address(new), typed(boundaries_on_0="", boundaries_on_1="", boundaries_on_2="")
    )
    found = PeerWorker.objects.get()
    assert found.missing == ["who supervises them", "their training in boundaries"]
    assert not PeerWorker.objects.ready().exists()


def test_what_cannot_be_is_refused(client_as, lero_leader, treatment, keyworker, new):
    client = client_as(lero_leader)
    page = client.post(
        address(new), typed(lero_leader, **day("safeguarding_on", TODAY + timedelta(days=1)))
    )
    assert "Enter a day that has been" in page.content.decode()
    for nobody in (new, keyworker):
        assert client.post(address(new), typed(nobody)).status_code == 200
    assert client.post(address(new), typed(lero_leader, most_people="0")).status_code == 200
    assert not PeerWorker.objects.exists()


def test_who_may_not(new, lero_leader, keyworker, colleague, peer, outsider, coordinator):
    for user, status in (
        (colleague, 403),
        (peer, 403),
        (keyworker, 403),
        (outsider, 404),
        (coordinator, 404),
    ):
        for method in ("get", "post"):
            assert getattr(signed_in(user), method)(address(new)).status_code == status
    assert signed_in(colleague).get(PEERS).status_code == 403
    assert new.name not in signed_in(outsider).get(PEERS).content.decode()


def test_only_of_somebody_who_is_a_peer_worker(client_as, lero_leader, colleague, lero):
    row = colleague.memberships.get(organisation=lero)
    address = reverse("referrals:prepare_peer", args=[row.pk])
    assert client_as(lero_leader).get(address).status_code == 404


def test_a_stale_page_is_told(client_as, lero_leader, new):
    client = client_as(lero_leader)
    assert client.post(address(new), typed(lero_leader)).status_code == 302
    stale = client.post(address(new), typed(hours="Mondays"))
    assert stale.status_code == 409
    assert PEERS in stale.content.decode()
    assert PeerWorker.objects.get().hours == "Tuesdays"


def test_whom_they_go_with_stands_there_as_far_as_one_may_see(client_as, lero, lero_leader, peer):
    row = peer.peer_work.get()
    person, kept = make_person(lero, "Wren"), make_person(lero, "Osprey")
    for one in (person, kept):
        make_pairing(one, row)
    kept.kept_from.add(lero_leader)
    page = client_as(lero_leader).get(address(peer)).content.decode()
    assert "Wren" in page
    assert "Osprey" not in page
    assert "Goes along with 2 of 3" in client_as(lero_leader).get(PEERS).content.decode()


def test_as_many_queries_for_30_as_for_one(client_as, lero, lero_leader):
    def make(number):
        user = member(f"Pe{number} Er", ("peer_worker", lero))
        make_pairing(make_person(lero, f"Robin {number}"), make_peer(user, lero))

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(PEERS).status_code == 200
        return len(found)

    client = client_as(lero_leader)
    make(0)
    client.get(PEERS)
    one = queries()
    for number in range(1, 30):
        make(number)
    assert queries() == one
