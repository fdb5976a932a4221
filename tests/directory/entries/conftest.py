"""A group with an entry, and the forms of its pages as a browser would send them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from directory import actions
from directory.models import EntryChange, OrganisationProfile, Service
from directory.reading import draft_of
from rosc.accounts.models import User
from tests.conftest import signed_in
from tests.directory.conftest import postcodes  # noqa: F401  a fixture of theirs
from tests.directory.makers import make_service, make_session


def url(page: str, *args) -> str:
    return reverse(f"directory:{page}", args=args)


def boxes(client: Client, address: str) -> dict:
    """What the boxes of the page's form hold."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in held.items() if value or type(value) is int}


@pytest.fixture
def coffee(lero) -> Service:
    """A published entry of the LERO, on Tuesdays at a place in Manchester."""
    service = make_service("Riverside Coffee", organisation=lero, description="Tea and talk.")
    make_session(service, 1, "10:00", "12:00")
    service.refresh_from_db()
    return service


@pytest.fixture
def trusted(lero) -> OrganisationProfile:
    return OrganisationProfile.objects.create(organisation=lero, is_trusted=True)


@pytest.fixture
def answer() -> Callable:
    """`answer(user, service, "about", description="...")`: the response to the question's form."""

    def send(user: User, service: Service, question: str, opened=None, **said):
        client, address = signed_in(user), url("answer", service.pk, question)
        return client.post(address, {**(opened or boxes(client, address)), **said})

    return send


@pytest.fixture
def sent(coffee, lero_leader) -> EntryChange:
    """A change to the entry that waits for an administrator."""
    return send_change(coffee, lero_leader, name="Riverside Tea")


def send_change(service: Service, by: User, **said) -> EntryChange:
    """A change to some of what an entry says, sent by somebody."""
    draft = draft_of(service)
    change = actions.answer(
        service=service, question="name", seen=draft.seen("name"), values=said, by=by
    )
    service.refresh_from_db()
    return actions.submit(change=change, seen=service.version, by=by)
