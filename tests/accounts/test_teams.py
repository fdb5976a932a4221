"""Teams of an organisation."""

import pytest
from django.core.exceptions import ValidationError

from rosc.accounts import actions
from rosc.accounts.models import Team
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def team(lero):
    return TeamFactory(organisation=lero, name="Evenings")


def test_a_team_is_formed(send, audited, lero_leader, lero):
    send(lero_leader, "create_team", lero.pk, name="Weekends")
    audited("team.create", Team.objects.get(organisation=lero, name="Weekends"))


def test_a_name_is_used_once(send, lero_leader, lero, team):
    page = send(lero_leader, "create_team", lero.pk, name="EVENINGS")
    assert "There is a team of that name already" in page.content.decode()
    assert Team.objects.count() == 1


def test_it_is_renamed(send, audited, lero_leader, team):
    send(lero_leader, "rename_team", team.pk, name="Nights")
    team.refresh_from_db()
    assert team.name == "Nights"
    audited("team.rename", team)


def test_somebody_joins_and_leaves(send, audited, lero_leader, peer, team):
    membership = peer.memberships.get()
    send(lero_leader, "add_to_team", team.pk, membership=membership.pk)
    assert list(membership.teams.all()) == [team]
    send(lero_leader, "remove_from_team", team.pk, membership.pk)
    assert not membership.teams.exists()
    audited("team.add", team)
    audited("team.take_out", team)


def test_nobody_from_elsewhere_joins(send, lero_leader, outsider, team):
    stranger = outsider.memberships.get()
    send(lero_leader, "add_to_team", team.pk, membership=stranger.pk)
    assert not stranger.teams.exists()
    with pytest.raises(ValidationError):
        actions.add_to_team(team=team, membership=stranger, by=lero_leader)


def test_removed_its_people_stay(send, audited, lero_leader, lero, team):
    membership = MembershipFactory(organisation=lero)
    membership.teams.add(team)
    send(lero_leader, "remove_team", team.pk)
    assert not Team.objects.exists()
    membership.refresh_from_db()
    assert membership.ended_at is None
    audited("team.remove", team)


@pytest.mark.parametrize("verb", ["rename_team", "remove_team", "add_to_team"])
def test_others_leave_it_alone(refuses, colleague, outsider, team, verb):
    refuses(403, colleague, verb, team.pk, name="X")
    refuses(404, outsider, verb, team.pk, name="X")


def test_others_form_none(refuses, colleague, outsider, lero):
    refuses(403, colleague, "create_team", lero.pk, name="X")
    refuses(404, outsider, "create_team", lero.pk, name="X")


def test_a_page_that_is_out_of_date_is_told(refuses, lero_leader, team):
    actions.remove_team(team=Team.objects.get(pk=team.pk), by=lero_leader)
    refuses(404, lero_leader, "rename_team", team.pk, name="X")
