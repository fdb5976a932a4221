"""The page each role lands on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rosc.access import ROLES
from rosc.accounts import desk, duties
from rosc.accounts.models import OrganisationStatus, User
from tests.factories import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.people.makers import make_basis
from tests.referrals.makers import make_peer


def items(user):
    user = User.objects.get(pk=user.pk)
    return {item.title: item.count for item in desk.waiting_for(user)}


CAST = [
    *("keyworker", "coordinator", "lero_leader", "peer"),
    *("colleague", "commissioner", "administrator"),
]


@pytest.mark.parametrize("who", CAST)
def test_signing_in_leads_to_it_and_every_link_on_it_opens(request, who):
    user = request.getfixturevalue(who)
    client = Client()
    page = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True
    )
    assert page.redirect_chain[-1][0] == reverse("accounts:desk")
    actions = page.context["actions"]
    assert 1 <= len(actions) <= (8 if who == "administrator" else 6)
    for action in actions:
        assert client.get(action.url).status_code == 200, action.url


def test_each_role_has_something_of_its_own_to_do():
    assert set(duties.COMES_TO_DO) == set(ROLES)


def test_a_page_the_portal_does_not_have_is_not_linked(monkeypatch, keyworker):
    monkeypatch.setitem(duties.COMES_TO_DO, "keyworker", [("nowhere:at_all", "Nowhere", "")])
    assert list(duties.actions(keyworker)) == []


def test_an_administrator_sees_what_nobody_has_looked_at(administrator):
    assert items(administrator) == {}
    OrganisationFactory(status=OrganisationStatus.PROPOSED)
    OrganisationFactory()
    assert items(administrator) == {
        "Organisations to approve": 1,
        "Organisations that nobody leads": 1,
    }


def test_a_leader_sees_invitations_that_ran_out(lero_leader, lero, elsewhere):
    long_ago = timezone.now() - timedelta(days=8)
    InvitationFactory(organisation=lero)
    InvitationFactory(organisation=lero, sent_at=long_ago)
    InvitationFactory(organisation=elsewhere, sent_at=long_ago)
    make_basis(lero)
    assert items(lero_leader) == {f"Invitations nobody has used at {lero.name}": 1}


def test_a_leader_sees_who_has_no_second_step(settings, lero_leader, lero):
    settings.SECOND_FACTOR_REQUIRED = True
    make_peer(MembershipFactory(organisation=lero, role="peer_worker").user, lero)
    MembershipFactory(organisation=lero, role="lero_member")
    make_basis(lero)
    assert items(lero_leader) == {f"People at {lero.name} without a second step": 2}


def test_others_are_not_told(keyworker, peer, commissioner):
    OrganisationFactory(status=OrganisationStatus.PROPOSED)
    assert items(keyworker) == items(peer) == items(commissioner) == {}


def test_other_apps_register_functions(monkeypatch, keyworker):
    monkeypatch.setattr(desk, "_waiting", [])
    monkeypatch.setattr(desk, "_actions", [])

    def waiting(user):
        yield desk.DeskItem("Check-ups today", 2, "/check-ups/")
        yield desk.DeskItem("Nothing", 0, "/nothing/")

    def actions(user):
        return [desk.DeskAction("Look", "/here/"), desk.DeskAction("Look again", "/here/")]

    desk.register(waiting=waiting, actions=actions)
    desk.register(waiting=waiting, actions=actions)
    assert [item.title for item in desk.waiting_for(keyworker)] == ["Check-ups today"]
    assert [action.url for action in desk.actions_for(keyworker)] == ["/here/"]


def test_somebody_without_a_role_is_told_what_to_do(client_as, db):
    page = client_as(UserFactory()).get(reverse("accounts:desk"))
    assert "You have no role at the moment" in page.content.decode()
