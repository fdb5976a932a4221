"""Which pathways are missing: for treatment, and for those who plan for an area."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.models import OrganisationProfile
from referrals.missing_pathways import missing_of
from tests.conftest import signed_in
from tests.directory.makers import make_meeting, make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_person
from tests.referrals.makers import LEEDS, make_pathway, make_sent

pytestmark = pytest.mark.django_db
HULL = "E06000010"


@pytest.fixture
def here(treatment, lero, elsewhere):
    """Treatment in Leeds, one group in Leeds and one in Hull."""
    make_service("Prescribing", organisation=treatment, areas=(LEEDS,), kinds=("detox",))
    make_service("Walks", organisation=elsewhere, areas=(HULL,))
    return make_service("Company", organisation=lero, areas=(LEEDS,))


def missing(treatment):
    [found] = missing_of([treatment], timezone.localdate())
    return found


def names(found):
    return [row.organisation.name for row in found.rows]


def test_who_is_near_is_missing_until_both_agreed(here, treatment, lero, elsewhere):
    assert names(missing(treatment)) == [lero.name]
    assert missing(treatment).kinds
    pathway = make_pathway(treatment, lero, is_agreed=False)
    assert names(missing(treatment)) == [lero.name]
    pathway.delete()
    make_pathway(treatment, lero)
    assert (names(missing(treatment)), missing(treatment).kinds) == ([], [])


def test_where_people_are_sent_is_missing_wherever_it_is(here, treatment, lero, elsewhere):
    there = elsewhere.services.get()
    for _ in range(2):
        make_sent(treatment, elsewhere, service=there, person=make_person(treatment))
    rows = missing(treatment).rows
    assert [(row.organisation, row.people) for row in rows] == [(elsewhere, 2), (lero, 0)]


def test_what_is_long_ago_or_came_by_itself_is_not_counted(
    here, treatment, elsewhere, time_machine
):
    make_sent(treatment, elsewhere, service=elsewhere.services.get())
    time_machine.move_to(timezone.now() + timedelta(days=366))
    assert elsewhere.name not in names(missing(treatment))


def test_a_mutual_aid_group_is_never_missing(here, treatment):
    meeting = make_meeting(0, "19:00", name="AA on Mondays")
    meeting.service.areas.add(LEEDS)
    assert meeting.service.organisation.name not in names(missing(treatment))


def test_the_leader_sees_numbers_and_proposes_from_there(here, treatment, lero, coordinator):
    make_sent(treatment, lero, service=here)
    html = signed_in(coordinator).get(reverse("referrals:pathways")).content.decode()
    assert "1 of your people was introduced there" in html
    assert f"?way=out&amp;with={lero.pk}" in html


def test_a_keyworker_is_not_shown_them(here, keyworker, lero):
    assert lero.name not in signed_in(keyworker).get(reverse("referrals:pathways")).content.decode()


def test_the_commissioner_sees_neither_numbers_nor_people(
    here, treatment, lero, commissioner, partnership
):
    page = reverse("referrals:missing_pathways")
    assert treatment.name not in signed_in(commissioner).get(page).content.decode()
    profile = OrganisationProfile.objects.create(organisation=partnership)
    profile.areas.add(LEEDS)
    make_sent(treatment, lero, service=here, person=make_person(treatment, "Quillfeather"))
    html = signed_in(commissioner).get(page).content.decode()
    assert treatment.name in html
    assert lero.name in html
    assert "Quillfeather" not in html
    assert "your people" not in html
    desk = signed_in(commissioner).get(reverse("accounts:desk")).content.decode()
    assert page in desk


def test_it_asks_as_often_for_one_as_for_thirty(here, treatment, administrator):
    client = signed_in(administrator)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("referrals:missing_pathways")).status_code == 200
        counts.append(len(found))
        for number in range(29):
            one = OrganisationFactory(name=f"Provider {number}", kinds=["treatment"])
            make_service(organisation=one, areas=(LEEDS,))
            make_service(organisation=OrganisationFactory(kinds=["rss"]), areas=(LEEDS,))
    assert counts[0] == counts[1]
