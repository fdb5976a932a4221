"""The example set shows each page of the standards with something on it; safe to run again."""

import pytest

from lero_standards import content, examples, reading
from lero_standards.models import Answer, Grant, PlannedAction, Remark, Snapshot
from rosc.accounts.models import Organisation, User
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


def visitor(name: str, role: str, organisation: Organisation) -> User:
    user = UserFactory(name=name, email=f"{name}@demo.example")
    MembershipFactory(user=user, role=role, organisation=organisation)
    return user


@pytest.mark.django_db
def test_the_demo_has_answers_snapshots_a_plan_and_a_review():
    assert examples.seed().endswith("none made")  # nobody of the demo is there
    lero = OrganisationFactory(kinds=["lero"], lero_type="incorporated")
    small = OrganisationFactory(kinds=["lero"], lero_type="informal")
    visitor("lero", "lero_leader", lero)
    visitor("peer", "peer_worker", lero)
    visitor("informal-lero", "lero_leader", small)
    commissioner = visitor(
        "commissioner", "commissioner", OrganisationFactory(kinds=["partnership"])
    )
    assert examples.seed().endswith("shared twice")
    found = reading.of(content.of(lero))
    assert (len(found.lines), found.answered, found.unconfirmed) == (33, 33, 3)
    assert len(content.of(small)["statements"]) == 21
    assert Snapshot.objects.filter(organisation=lero).count() == 4
    assert PlannedAction.objects.filter(organisation=lero).count() == 3
    assert Grant.objects.visible_to(commissioner).count() == 1
    assert Remark.objects.to_answer().count() == 1
    before = Answer.objects.count()
    assert examples.seed().endswith("none made")
    assert Answer.objects.count() == before
