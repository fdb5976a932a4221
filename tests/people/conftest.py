"""What every test of a verb about people asks of it."""

import pytest
from django.urls import reverse

from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.people.makers import make_person


@pytest.fixture
def robin(treatment):
    return make_person(treatment)


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
    """`refuses(403, user, "change", pk)`: neither looking nor sending gets through."""

    def check(status, user, name, /, *args, **data):
        client = signed_in(user)
        url = reverse(f"people:{name}", args=args)
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
