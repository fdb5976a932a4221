"""Who is asked in an area where somebody came by themselves and nobody answered."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from directory.models import LocalAuthority, OrganisationProfile
from referrals import actions
from referrals.actions.fallbacks import area_of, areas_for, fallback_for
from referrals.models import AreaFallback
from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis
from tests.referrals.links import MYSELF, make_reception
from tests.referrals.makers import LEEDS

pytestmark = pytest.mark.django_db
URL = reverse("referrals:set_fallback")
BRADFORD = "E08000032"


@pytest.fixture
def leeds(db):
    return LocalAuthority.objects.get(pk=LEEDS)


@pytest.fixture
def covered(partnership, leeds):
    profile = OrganisationProfile.objects.create(organisation=partnership)
    profile.areas.set([leeds])


@pytest.fixture
def able(elsewhere):
    """It may hold records, and takes people."""
    make_basis(elsewhere)
    make_service("A listening ear", organisation=elsewhere)
    return elsewhere


@pytest.fixture
def service(lero):
    make_basis(lero)
    return make_service("Somebody to talk to", organisation=lero, areas=(LEEDS,))


def names(client, organisation, area=LEEDS, seen=""):
    data = {"organisation": organisation and organisation.pk or "", "seen": seen}
    return client.post(f"{URL}?area={area}", data)


def test_a_partnership_names_one_for_its_area(
    covered, able, leeds, service, commissioner, client_as
):
    client = client_as(commissioner)
    assert "Nobody yet" in client.get(URL).content.decode()
    assert able.name in client.get(f"{URL}?area={LEEDS}&q=far").content.decode()
    assert names(client, able).url == URL
    assert able.name in client.get(URL).content.decode()
    assert fallback_for(service) == able
    row = AuditEvent.objects.get(verb="area.set_fallback")
    assert row.subject_id == AreaFallback.objects.get(area=leeds).pk
    assert names(client, None, seen=str(able.pk)).url == URL
    assert fallback_for(service) is None


def test_each_sees_its_own_areas_alone(covered, able, commissioner, administrator, client_as):
    page = client_as(commissioner).get(URL).content.decode()
    assert "Leeds" in page
    assert "Bradford" not in page
    assert client_as(commissioner).get(f"{URL}?area={BRADFORD}").status_code == 404
    assert names(client_as(commissioner), able, BRADFORD).status_code == 404
    assert names(client_as(administrator), able, BRADFORD).url == URL
    assert len(areas_for(administrator)) > 150


def test_nobody_names_one_for_another_area(able, covered, commissioner, keyworker, leeds):
    bradford = LocalAuthority.objects.get(pk=BRADFORD)
    for by, area in ((commissioner, bradford), (keyworker, leeds)):
        with pytest.raises(PermissionDenied):
            actions.set_fallback(area=area, organisation=able, seen="", by=by)


def test_who_can_take_nobody_is_not_named(covered, elsewhere, commissioner, client_as):
    make_basis(elsewhere)
    answer = names(client_as(commissioner), elsewhere)
    assert "has no service that takes introductions" in answer.content.decode()
    assert not AreaFallback.objects.exists()


def test_a_stale_page_is_told(covered, able, leeds, commissioner):
    actions.set_fallback(area=leeds, organisation=able, seen="", by=commissioner)
    with pytest.raises(SomebodyGotThereFirst):
        actions.set_fallback(area=leeds, organisation=None, seen="", by=commissioner)


def test_a_group_may_name_another_for_itself(able, leeds, service, lero):
    AreaFallback.objects.create(area=leeds, organisation=able)
    other = OrganisationFactory(name="Nearer by", kinds=["rss"])
    reception = make_reception(lero, fallback=other)
    assert fallback_for(service) == able  # the other takes nobody yet
    make_basis(other)
    make_service("Open door", organisation=other)
    assert fallback_for(service) == other
    reception.delete()
    assert fallback_for(service) == able


def test_it_is_never_the_one_that_did_not_answer(leeds, service, lero):
    AreaFallback.objects.create(area=leeds, organisation=lero)
    assert fallback_for(service) is None


@pytest.mark.parametrize("is_named", [True, False])
def test_the_form_says_who_it_would_be_and_else_promises_nothing(
    is_named, able, leeds, service, client
):
    if is_named:
        AreaFallback.objects.create(area=leeds, organisation=able)
    data = {**MYSELF, "step": "check", "kind": "none", "goals": "", "once": "1"}
    data = {name: value for name, value in data.items() if value is not None and name != "reach"}
    page = client.post(reverse("referrals:ask_for_myself", args=[service.pk]), data)
    words = page.content.decode()
    assert ("pass it on to Far Away Group" in words) == is_named
    assert ("3 working days" in words) == is_named


def test_of_several_areas_it_is_the_one_it_is_in(lero):
    both = {"organisation": lero, "areas": (LEEDS, BRADFORD)}
    nowhere = make_service("Everywhere", **both)
    assert area_of(nowhere) is None
    there = make_service("In town", at=(53.8, -1.55), **both)
    there.locations.update(authority=LEEDS)
    assert area_of(there).pk == LEEDS
