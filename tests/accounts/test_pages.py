"""Every page of accounts draws itself for whoever may open it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rosc.accounts.models import Membership
from tests.factories import InvitationFactory, TeamFactory


@pytest.mark.parametrize(
    "name", ["desk", "my_account", "change_name", "sign_out_everywhere", "organisations", "members"]
)
def test_a_page_for_everybody(client_as, keyworker, name):
    assert client_as(keyworker).get(reverse(f"accounts:{name}")).status_code == 200


@pytest.mark.parametrize(
    "name", ["organisation", "change_organisation", "hand_over", "invite", "create_team"]
)
def test_a_page_about_an_organisation(client_as, lero_leader, peer, lero, name):
    page = client_as(lero_leader).get(reverse(f"accounts:{name}", args=[lero.pk]))
    assert page.status_code == 200
    assert lero.name in page.content.decode()


@pytest.mark.parametrize("name", ["approve_organisation", "close_organisation"])
def test_a_page_for_administrators(client_as, administrator, lero, name):
    url = reverse(f"accounts:{name}", args=[lero.pk])
    assert client_as(administrator).get(url).status_code == 200


@pytest.mark.parametrize("name", ["change_role", "end_membership"])
def test_a_page_about_a_role(client_as, lero_leader, peer, name):
    membership = peer.memberships.get()
    page = client_as(lero_leader).get(reverse(f"accounts:{name}", args=[membership.pk]))
    assert peer.name in page.content.decode()


@pytest.mark.parametrize("name", ["member", "deactivate", "reactivate", "reset_second_factor"])
def test_a_page_about_a_person(client_as, lero_leader, peer, name):
    page = client_as(lero_leader).get(reverse(f"accounts:{name}", args=[peer.pk]))
    assert peer.name in page.content.decode()


@pytest.mark.parametrize("name", ["rename_team", "remove_team", "add_to_team"])
def test_a_page_about_a_team(client_as, lero_leader, lero, name):
    team = TeamFactory(organisation=lero)
    page = client_as(lero_leader).get(reverse(f"accounts:{name}", args=[team.pk]))
    assert team.name in page.content.decode()


@pytest.mark.parametrize("name", ["send_again", "withdraw_invitation"])
def test_a_page_about_an_invitation(client_as, lero_leader, lero, name):
    invitation = InvitationFactory(organisation=lero)
    page = client_as(lero_leader).get(reverse(f"accounts:{name}", args=[invitation.pk]))
    assert invitation.email in page.content.decode()


def test_the_page_that_invites_administrators(client_as, administrator):
    url = reverse("accounts:invite_administrator")
    assert client_as(administrator).get(url).status_code == 200


@pytest.mark.parametrize("how_many", [1, 30])
def test_an_organisation_takes_the_same_queries_whoever_works_there(
    client_as, lero_leader, lero, django_assert_num_queries, how_many
):
    from tests.factories import MembershipFactory

    for _ in range(how_many):
        team = TeamFactory(organisation=lero)
        MembershipFactory(organisation=lero).teams.add(team)
        InvitationFactory(organisation=lero)
    client = client_as(lero_leader)
    client.get(reverse("accounts:organisation", args=[lero.pk]))
    with django_assert_num_queries(13):
        page = client.get(reverse("accounts:organisation", args=[lero.pk]))
    html = page.content.decode()
    assert all(team.name in html for team in lero.teams.all())
    assert lero.teams.count() == how_many


def test_people_are_narrowed_by_what_they_do_and_by_their_account(
    client_as, administrator, keyworker, coordinator, peer
):
    def found(**query) -> set:
        page = client_as(administrator).get(reverse("accounts:members"), query).context["page"]
        return {person.pk for person in page}

    assert found(role="keyworker") == {keyworker.pk}
    assert found(q="pia", role="peer_worker") == {peer.pk}
    type(peer).objects.filter(pk=peer.pk).update(
        is_active=False, deactivated_at="2026-01-01T00:00Z"
    )
    assert found(account="closed") == {peer.pk}
    assert coordinator.pk in found(account="open")


def test_nobody_learns_by_a_filter_what_somebody_does_elsewhere(
    client_as, lero_leader, colleague, treatment
):
    """Only the roles that the reader sees count: colleague is a keyworker at another place."""
    from tests.factories import MembershipFactory

    MembershipFactory(user=colleague, organisation=treatment, role="keyworker")
    page = client_as(lero_leader).get(reverse("accounts:members"), {"role": "keyworker"})
    assert not page.context["page"].object_list


def test_an_invitation_that_ran_out_says_so(client_as, lero_leader, lero):
    InvitationFactory(organisation=lero, sent_at=timezone.now() - timedelta(days=8))
    page = client_as(lero_leader).get(reverse("accounts:organisation", args=[lero.pk])).text
    assert "Its link worked until" in page
    assert "can be used until" not in page


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_an_address_is_spelled_one_way(db, client, name):
    page = client.get(reverse(name)).text
    assert "E-mail address" in page
    assert ">Email" not in page


def test_the_list_says_what_each_does_and_not_what_they_do_elsewhere(
    client_as, lero_leader, peer, keyworker
):
    elsewhere = keyworker.memberships.get()
    Membership.objects.create(user=peer, organisation=elsewhere.organisation, role="board_member")
    html = client_as(lero_leader).get(reverse("accounts:members")).content.decode()
    assert "Peer worker" in html
    assert elsewhere.organisation.name not in html


def test_the_one_role_there_is_to_give_is_chosen(client_as, administrator):
    form = client_as(administrator).get(reverse("accounts:invite_administrator")).context["form"]
    assert form["role"].value() == "administrator"
