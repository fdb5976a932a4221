"""The demo shows each list of the day at least once."""

import pytest
from django.utils import timezone

from checkups import examples, own_examples, reading
from checkups.models import OnCall, Plan
from referrals import examples as introductions
from tests.checkups.makers import checkups_of
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db


def test_made_once():
    place = OrganisationFactory(name="Example", kinds=["treatment"], is_example=True)
    worker = member("Key Worker", ("keyworker", place))
    worker.email = introductions.WORKERS["keyworker"]
    worker.save()
    for reference, *_ in examples.PLANS:
        make_route(make_person(place, f"Somebody {reference}", own_reference=reference))
    assert examples.seed() == "Example check-ups: 6 plans made"
    assert examples.seed() == "Example check-ups: none made"
    day = reading.day_of(worker, timezone.localdate())
    assert all(rows.rows for rows in day.lists if rows.slug in ("overdue", "today", "not-reached"))
    assert day.calls
    assert own_examples.seed() == "Example calls: 1 made"
    assert own_examples.seed() == "Example calls: none made"
    assert reading.day_of(worker, timezone.localdate()).forms
    assert OnCall.objects.filter(user=worker).exists()
    for plan in Plan.objects.unscoped_for("test"):
        assert any(one.status == "planned" for one in checkups_of(plan))
