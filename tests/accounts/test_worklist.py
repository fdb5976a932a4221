"""Everything that waits for an administrator, on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import actions
from rosc.access import ANYBODY
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:worklist")


def something_of_each(number: int) -> None:
    OrganisationFactory(status="proposed", name=f"Proposed {number}")
    OrganisationFactory(name=f"Unled {number}")
    actions.tell_us(topic="question", text="Hello?", by=ANYBODY)


def test_every_list_is_there_with_what_waits_longest(client_as, administrator):
    something_of_each(1)
    client = client_as(administrator)
    html = client.get(PAGE).content.decode()
    for said in (
        "Organisations to approve: 1",
        "Proposed 1",
        "Unled 1",
        "told us: 1",
        "A question",
    ):
        assert said in html
    one = client.get(PAGE, {"what": "Organisations to approve"}).content.decode()
    assert "Proposed 1" in one
    assert "Unled 1" not in one
    assert client.get(PAGE, {"what": "\x00"}).status_code == 200


def test_nothing_waits(client_as, administrator):
    assert "Nothing waits" in client_as(administrator).get(PAGE).content.decode()


def test_asks_as_much_for_30_as_for_one(client_as, administrator, django_assert_num_queries):
    client = client_as(administrator)
    something_of_each(0)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for number in range(1, 30):
        something_of_each(number)
    with django_assert_num_queries(len(one)):
        html = client.get(PAGE).content.decode()
    assert "Organisations to approve: 30" in html
    assert html.count("Proposed ") == 10
