"""What the directory shows follows what becomes of an organisation."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from directory.search.asked import Asked
from directory.search.meeting_search import search_meetings
from directory.search.service_search import search_services
from directory.search.words import understand
from rosc.accounts import actions
from rosc.accounts.models import OrganisationStatus
from tests.directory.makers import make_meeting, make_service, where
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 22, 40, tzinfo=ZoneInfo("Europe/London"))  # a Friday


def names(text: str = "") -> list[str]:
    asked = Asked(where=where(), now=NOW, meaning=understand(text))
    return [hit.service.name for hit in search_services(asked).hits]


def test_nobody_finds_what_a_closed_organisation_offered(client, administrator):
    gone, stays = make_service("Gone"), make_service("Stays")
    actions.close_organisation(organisation=gone.organisation, by=administrator)
    assert names() == [stays.name]
    assert client.get(gone.get_absolute_url()).status_code == 404


def test_nobody_is_sent_to_a_meeting_of_a_closed_organisation(administrator):
    group = make_meeting(4, "23:00", "23:30").service
    tonight = Asked(where=where(), now=NOW, day="tonight")
    assert search_meetings(tonight).total == 1
    actions.close_organisation(organisation=group.organisation, by=administrator)
    assert search_meetings(tonight).total == 0


def test_what_a_proposed_organisation_offers_is_found_once_it_is_approved(administrator):
    proposed = OrganisationFactory(status=OrganisationStatus.PROPOSED)
    make_service("New", organisation=proposed)
    assert names() == []
    actions.approve_organisation(organisation=proposed, by=administrator)
    assert names() == ["New"]


def test_it_is_found_by_its_new_name(administrator):
    service = make_service("Drop-in")
    organisation = service.organisation
    actions.change_organisation(
        organisation=organisation,
        seen=organisation.updated_at,
        name="Kittiwake Trust",
        kinds=organisation.kinds,
        by=administrator,
    )
    assert names("kittiwake") == ["Drop-in"]
