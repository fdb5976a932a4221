"""A service said to be peer-led, in an organisation that becomes something else."""

import pytest
from django.urls import reverse

from rosc.accounts import actions
from tests.directory.makers import make_fellowship, make_service
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
DESK, DOUBT = "Said to be led by people with lived experience", "Who leads this?"


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Lantern House", kinds=["rss"])


@pytest.fixture
def service(organisation):
    return make_service("Walking group", organisation=organisation, who_leads="peer-led")


@pytest.fixture
def become(organisation, administrator):
    def change(*kinds, **more):
        organisation.refresh_from_db()
        actions.change_organisation(
            organisation=organisation,
            seen=organisation.updated_at,
            name=organisation.name,
            kinds=kinds,
            by=administrator,
            **more,
        )

    return change


@pytest.fixture
def shown(client_as, administrator):
    """What an administrator sees on the desk and at the service."""

    def look(service):
        client = client_as(administrator)
        desk = client.get(reverse("accounts:desk")).content.decode()
        page = client.get(service.get_absolute_url()).content.decode()
        return DESK in desk, DOUBT in page

    return look


@pytest.mark.parametrize("kinds", [["treatment"], ["rss", "partnership"]])
def test_an_administrator_is_told_while_it_is_so(service, become, shown, kinds):
    assert shown(service) == (False, False)
    become(*kinds)
    assert shown(service) == (True, True)
    become("rss")
    assert shown(service) == (False, False)


def test_a_lero_may_lead_whatever_else_it_is(service, become, shown):
    become("treatment", "lero", lero_type="informal", both_reason="Its members govern it.")
    assert shown(service) == (False, False)


@pytest.mark.parametrize("fields", [{"who_leads": "peer-delivered"}, {"fellowship": True}])
def test_what_says_no_such_thing_is_left_alone(organisation, become, shown, fields):
    if "fellowship" in fields:
        fields = {"who_leads": "peer-led", "fellowship": make_fellowship()}
    other = make_service("Group", organisation=organisation, **fields)
    become("treatment")
    assert shown(other) == (False, False)


def test_what_nobody_finds_any_more_bothers_nobody(service, become, shown, client_as):
    become("treatment")
    service.status = "closed"
    service.save()
    assert shown(service) == (False, False)


def test_the_desk_leads_to_where_it_is(service, become, client_as, administrator, organisation):
    become("treatment")
    desk = client_as(administrator).get(reverse("accounts:desk")).content.decode()
    assert f"{DESK}, at Lantern House: 1" in desk
    address = reverse("directory:organisation", args=[organisation.pk])
    assert f'href="{address}"' in desk
    assert "Walking group" in client_as(administrator).get(address).content.decode()


def test_nobody_else_is_told(service, become, client, client_as, keyworker, lero_leader):
    become("treatment")
    assert DOUBT not in client.get(service.get_absolute_url()).content.decode()
    for user in (keyworker, lero_leader):
        assert DESK not in client_as(user).get(reverse("accounts:desk")).content.decode()
        assert DOUBT not in client_as(user).get(service.get_absolute_url()).content.decode()
