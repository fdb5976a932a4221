"""More of the cast for check-ups."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.checkups.makers import make_plan
from tests.checkups.own import plan_with_form
from tests.conftest import member
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import make_pairing


@pytest.fixture
def robin(treatment):
    """Somebody with two ways to be reached, at an organisation that may hold records."""
    make_basis(treatment)
    person = make_person(treatment)
    make_route(person)
    make_route(person, kind="phone", is_preferred=False)
    return person


@pytest.fixture
def plan(treatment, keyworker, robin):
    """Weekly calls from today, done by the keyworker."""
    return make_plan(treatment, keyworker, person=robin)


@pytest.fixture
def inside(treatment, keyworker, robin):
    """They leave prison in twenty days; before that they are met inside, six days from now."""
    facts = {"schedule": "leaving_prison", "anchor_kind": "release"}
    facts["anchor_on"] = timezone.localdate() + timedelta(days=20)
    return plan_with_form(treatment, keyworker, robin, **facts)


@pytest.fixture
def oli(treatment):
    """A colleague of the keyworker, who goes on call."""
    return member("Oli Call", ("keyworker", treatment))


@pytest.fixture
def given(lero, peer):
    """Somebody at the LERO who was given to the peer worker."""
    person = make_person(lero, "Sam")
    make_pairing(person, peer.peer_work.get())
    return person
