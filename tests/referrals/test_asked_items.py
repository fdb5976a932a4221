"""What a service asks for beyond the short form, each with its reason."""

import pytest
from django.urls import reverse

from referrals.models import AskedItem
from rosc.audit.models import AuditEvent
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db


def test_its_leaders_say_what_and_why(client_as, lero, lero_leader, colleague, keyworker, outsider):
    service = make_service(organisation=lero)
    url = reverse("referrals:asked_items", args=[service.pk])
    client = client_as(lero_leader)
    assert client.get(url).status_code == 200
    client.post(url, {"submit": "yes", "home": "we visit at home", "birth": ""})
    assert dict(AskedItem.objects.values_list("detail", "reason")) == {"home": "we visit at home"}
    client.post(url, {"submit": "yes", "birth": "we are for people over 18"})
    assert list(AskedItem.objects.values_list("detail", flat=True)) == ["birth"]
    assert AuditEvent.objects.filter(verb="service.set_asked_items").count() == 2
    assert client_as(colleague).get(url).status_code == 403
    assert client_as(outsider).get(url).status_code == 404
