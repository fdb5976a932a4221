"""A person's address, roles and rights."""

import pytest
from django.db import IntegrityError

from rosc.access import ROLES, Permission
from rosc.accounts.models import User
from tests.factories import MembershipFactory, UserFactory


def test_an_address_is_one_person_whatever_its_case(db):
    UserFactory(email="Sam@Work.example")
    with pytest.raises(IntegrityError):
        UserFactory(email="sam@work.EXAMPLE")


def test_a_person_is_found_by_address_in_any_case(db):
    sam = UserFactory(email="Sam@work.example")
    assert User.objects.get_by_natural_key("SAM@work.example") == sam


def test_rights_are_held_in_the_organisation_of_the_membership(coordinator, treatment, lero):
    assert coordinator.may(Permission.MEMBER_INVITE, treatment)
    assert not coordinator.may(Permission.MEMBER_INVITE, lero)


def test_an_administrator_holds_rights_everywhere_but_opens_no_record(administrator, lero):
    assert administrator.may(Permission.MEMBER_INVITE, lero)
    assert not administrator.may(Permission.PERSON_READ, lero)


def test_rights_end_with_the_account(keyworker, treatment):
    keyworker.is_active = False
    assert not keyworker.may(Permission.PERSON_READ, treatment)


def test_only_a_lero_has_a_lero_leader():
    assert ROLES["lero_leader"].fits(["lero", "rss"])
    assert not ROLES["lero_leader"].fits(["treatment"])
    assert not ROLES["administrator"].fits(["treatment"])


def test_people_see_their_colleagues_only(keyworker, coordinator, outsider, administrator):
    seen = set(User.objects.visible_to(coordinator))
    assert seen == {keyworker, coordinator}
    assert outsider in User.objects.visible_to(administrator)


def test_somebody_who_left_is_no_colleague_any_more(coordinator, treatment):
    left = MembershipFactory(organisation=treatment, ended_at="2026-01-01T00:00Z")
    assert left.user not in User.objects.visible_to(coordinator)
