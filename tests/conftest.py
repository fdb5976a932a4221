"""The cast and the stage of every test.

keyworker, coordinator and colleague work for `treatment`; lero_leader and peer for `lero`,
where colleague is a member too. colleague may read but change nothing: a page that answers
to a leading or record-opening right refuses them (403). outsider leads `elsewhere` with every
right there is and must find nothing of the others' (404).
"""

import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from rosc.accounts.models import Organisation, User
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Every test finds the reference rows."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def reference_after_flush(request, django_db_blocker) -> None:
    """Bring them back for a test that commits: the one before it has emptied the tables.

    Asks for the database only then: a test that says nothing of it is to do without.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("_django_db_helper")
        with django_db_blocker.unblock():
            call_command("load_reference", verbosity=0)


def member(name: str, *roles: tuple[str, Organisation | None]) -> User:
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@work.example")
    for role, organisation in roles:
        MembershipFactory(user=user, role=role, organisation=organisation)
    return user


@pytest.fixture
def treatment(db) -> Organisation:
    return OrganisationFactory(name="Bridge Street Service", kinds=["treatment"])


@pytest.fixture
def lero(db) -> Organisation:
    return OrganisationFactory(
        name="Tideway Together", kinds=["lero", "rss"], lero_type="constituted"
    )


@pytest.fixture
def partnership(db) -> Organisation:
    return OrganisationFactory(name="Northmoor Partnership", kinds=["partnership"])


@pytest.fixture
def elsewhere(db) -> Organisation:
    return OrganisationFactory(name="Far Away Group", kinds=["lero", "rss"], lero_type="informal")


@pytest.fixture
def keyworker(treatment) -> User:
    return member("Kay Worker", ("keyworker", treatment))


@pytest.fixture
def coordinator(treatment) -> User:
    return member("Cora Dinator", ("coordinator", treatment))


@pytest.fixture
def lero_leader(lero) -> User:
    return member("Lee Leader", ("lero_leader", lero))


@pytest.fixture
def peer(lero) -> User:
    """Ready: with all that is recorded before anybody is given to them."""
    from tests.referrals.makers import make_peer

    user = member("Pia Peer", ("peer_worker", lero))
    make_peer(user, lero)
    return user


@pytest.fixture
def colleague(treatment, lero) -> User:
    return member("Col League", ("board_member", treatment), ("board_member", lero))


@pytest.fixture
def outsider(elsewhere) -> User:
    return member("Otto Outside", ("lero_leader", elsewhere))


@pytest.fixture
def commissioner(partnership) -> User:
    return member("Max Commission", ("commissioner", partnership))


@pytest.fixture
def administrator(db) -> User:
    return member("Ada Minister", ("administrator", None))


def signed_in(user: User) -> Client:
    """A browser in which `user` has just signed in with their password."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = session["last_seen_at"] = time.time()
    session.save()
    return client


@pytest.fixture
def client_as() -> Callable[[User], Client]:
    """`client_as(keyworker).get(...)`: a signed-in browser."""
    return signed_in
