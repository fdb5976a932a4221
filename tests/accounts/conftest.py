"""What every test of a verb asks of it."""

import pytest
from django.urls import reverse

from rosc.audit.models import AuditEvent
from tests.conftest import signed_in


@pytest.fixture
def audited(db):
    """`audited("membership.end", subject)`: the one audit row there is, by whom and of what."""

    def find(verb, subject=None):
        event = AuditEvent.objects.get(verb=verb)
        assert subject is None or event.subject_id == subject.pk
        return event

    return find


@pytest.fixture
def refuses(db):
    """`refuses(403, user, "end_membership", pk)`: neither looking nor sending gets through."""

    def check(status, user, name, /, *args, **data):
        client = signed_in(user)
        url = reverse(f"accounts:{name}", args=args)
        assert client.get(url).status_code == status
        assert client.post(url, data or {"submit": "yes"}).status_code == status

    return check


@pytest.fixture
def send(db):
    """`send(user, "end_membership", pk, role=...)`: the response to a form that was sent."""

    def post(user, name, /, *args, **data):
        url = reverse(f"accounts:{name}", args=args)
        return signed_in(user).post(url, data or {"submit": "yes"})

    return post
