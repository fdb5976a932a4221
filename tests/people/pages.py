"""Somebody on their own page, for tests."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rosc.people import links


def visit(person) -> Client:
    """A browser in which the person has just answered: their word is "lantern"."""
    client = Client()
    token = links.make(person, timezone.now())
    response = client.post(reverse("people:own_page", args=[token]), {"word": "lantern"})
    assert response.status_code == 302
    return client
