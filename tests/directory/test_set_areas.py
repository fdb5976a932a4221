"""Which areas an organisation is for: an administrator says, and its figures follow."""

import pytest
from django.urls import reverse

from directory.actions import set_areas
from directory.models import LocalAuthority, OrganisationProfile
from rosc.audit.models import AuditEvent
from rosc.gaps.areas import areas_for
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LEEDS, YORK = "E08000035", "E06000014"


def page(organisation):
    return reverse("directory:set_areas", args=[organisation.pk])


def held(organisation) -> set[str]:
    profile = OrganisationProfile.objects.get(organisation=organisation)
    return set(profile.areas.values_list("pk", flat=True))


def test_a_commissioner_is_told_of_these_and_no_others(partnership, administrator, commissioner):
    assert not areas_for(commissioner).exists()
    client = signed_in(administrator)
    assert (
        page(partnership)
        in client.get(reverse("accounts:organisation", args=[partnership.pk])).text
    )
    assert client.post(page(partnership), {"areas": [LEEDS], "seen": ""}).status_code == 302
    assert [one.pk for one in areas_for(commissioner)] == [LEEDS]
    event = AuditEvent.objects.get(verb="organisation.set_areas")
    assert event.details == {"areas": [LEEDS]}
    shown = client.get(page(partnership)).context["form"]
    assert (shown.initial["areas"], shown.initial["seen"]) == ([LEEDS], LEEDS)
    client.post(page(partnership), {"areas": [], "seen": LEEDS})
    assert not areas_for(commissioner).exists()


def test_a_stale_page_is_told(partnership, administrator):
    set_areas(organisation=partnership, areas=[LEEDS], seen=[], by=administrator)
    answer = signed_in(administrator).post(page(partnership), {"areas": [YORK], "seen": ""})
    assert answer.status_code == 409
    assert held(partnership) == {LEEDS}


def test_an_area_there_is_not_is_refused(partnership, administrator):
    answer = signed_in(administrator).post(page(partnership), {"areas": ["E99"], "seen": ""})
    assert answer.context["form"].errors["areas"]
    assert LocalAuthority.objects.count() > 150


def test_nobody_widens_what_they_are_told_themselves(partnership, commissioner, lero_leader):
    for user in (commissioner, lero_leader):
        client = signed_in(user)
        assert client.get(page(partnership)).status_code == 403
        assert client.post(page(partnership), {"areas": [LEEDS], "seen": ""}).status_code == 403
