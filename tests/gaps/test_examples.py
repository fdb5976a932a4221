"""The demo has a quarter that figures can be told of."""

import pytest
import time_machine
from django.urls import reverse

from directory.models import OrganisationProfile
from referrals import examples_past
from rosc.accounts.models import Organisation
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.gaps.makers import LEEDS, NOW

KINDS = {"larkbeck": ["treatment"], "kitestring": ["treatment"], "kirkgate-keys": ["supporting"]}
KINDS |= {"millrace": ["lero", "rss"], "tamarind": ["lero"]}


@pytest.mark.django_db
def test_the_demo_has_numbers_to_show(client_as, commissioner, partnership):
    with time_machine.travel(NOW, tick=False):
        assert "none made" in examples_past.seed()  # without the example set
        for key in {key for way in examples_past.WAYS for key in (way.sender, way.receiver)}:
            make_example(key)
        assert "130 made" in examples_past.seed()
        assert "none made" in examples_past.seed()
        OrganisationProfile.objects.create(organisation=partnership).areas.add(LEEDS)
        page = client_as(commissioner).get(reverse("gaps:summary"))
    tables = {table.slug: table for table in page.context["tables"]}
    assert "About 130 were sent. In about 90 of them, people met." in tables["stands"].says
    assert all(table.rows for table in tables.values())
    shown = [n for table in tables.values() for _, row in table.rows for n in row]
    assert "*" in shown
    assert sum(isinstance(n, int) and n > 0 for n in shown) > 30


def make_example(key: str) -> Organisation:
    organisation = OrganisationFactory(name=key, kinds=KINDS.get(key, ["rss"]), is_example=True)
    OrganisationProfile.objects.create(organisation=organisation, source_key=key)
    make_service(f"With {key}", organisation=organisation, is_indexed=False)
    return organisation
