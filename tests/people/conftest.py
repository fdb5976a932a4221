"""More of the cast, and what every test of a page about people asks."""

import time

import pytest
from django.urls import reverse

from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.outbox.models import OutboundMessage
from rosc.people import keeping_duties
from tests.conftest import member, signed_in
from tests.people.makers import make_basis, make_person


def long_signed_in(user):
    """A browser of somebody who typed their password an hour ago."""
    client = signed_in(user)
    session = client.session
    session["signed_in_at"] = time.time() - 3600
    session.save()
    return client


@pytest.fixture
def robin(treatment):
    return make_person(treatment)


@pytest.fixture
def person(treatment):
    """Of an organisation that has said on what ground it holds records."""
    make_basis(treatment)
    return make_person(treatment, "Robin", own_reference="R-1")


@pytest.fixture
def lead(treatment):
    """Leads the safeguarding of `treatment`, and opens no record."""
    return member("Saf Lead", ("safeguarding_lead", treatment))


@pytest.fixture
def second(treatment):
    """Another who leads `treatment`."""
    return member("Sec Ond", ("coordinator", treatment))


@pytest.fixture
def look(db):
    """`look(user, "concern", pk)`: the page as they get it."""
    return lambda user, name, *args: signed_in(user).get(reverse(f"people:{name}", args=args))


@pytest.fixture
def audited(db):
    """`audited("person.change", person)`: the one audit row there is, and of what."""

    def find(verb, subject=None):
        event = AuditEvent.objects.get(verb=verb)
        assert subject is None or event.subject_id == subject.pk
        return event

    return find


@pytest.fixture
def refuses(db):
    """`refuses(404, user, "concern", pk)`: neither looking nor sending gets through."""

    def check(status, user, name, /, *args, **data):
        client, url = signed_in(user), reverse(f"people:{name}", args=args)
        assert client.get(url).status_code == status
        assert client.post(url, data or {"submit": "yes"}).status_code == status

    return check


@pytest.fixture
def send(db):
    """`send(user, "change", pk, notes=...)`: the response to a form that was sent."""

    def post(user, name, /, *args, **data):
        url = reverse(f"people:{name}", args=args)
        return signed_in(user).post(url, data or {"submit": "yes"})

    return post


@pytest.fixture
def see(db):
    """`see(user, "person", pk)`: what the page says."""

    def get(user, name, /, *args, **query):
        page = signed_in(user).get(reverse(f"people:{name}", args=args), query)
        assert page.status_code == 200
        return page.content.decode()

    return get


@pytest.fixture
def asks_again(db):
    """`asks_again(user, "export", pk)`: an hour later it is asked once more who it is."""

    def check(user, name, /, *args):
        client, url = long_signed_in(user), reverse(f"people:{name}", args=args)
        for answer in (client.get(url), client.post(url, {"submit": "yes"})):
            assert answer.url.startswith(reverse("account_reauthenticate"))

    return check


@pytest.fixture
def mails(db):
    """`mails()`: what waits to go to those who work here, as it would go."""

    def waiting():
        found = (kinds.get(row.kind).prepare(row) for row in OutboundMessage.objects.all())
        return [one for one in found if isinstance(one, kinds.Prepared)]

    return waiting


def waits(user) -> list[str]:
    """What of these pages waits on the desk of `user`; other parts put things there as well."""
    return [item.title for item in keeping_duties.waiting(user) if item.count]
