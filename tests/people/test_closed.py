"""A query on people's records that never said who is looking raises, however it is asked."""

import pytest
from django.db.models import Count, Exists, OuterRef

from checkups.models import CheckUp, Plan
from referrals.models import Referral
from rosc.accounts.models import Organisation
from rosc.closed import NotScoped
from rosc.people.models import Person
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db

ASKED = {
    "list": lambda rows: list(rows.all()),
    "filter": lambda rows: list(rows.filter(pk=None)),
    "get": lambda rows: rows.get(pk="00000000-0000-0000-0000-000000000000"),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "values": lambda rows: list(rows.values("pk")),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "update": lambda rows: rows.update(updated_at=None),
    "delete": lambda rows: rows.all().delete(),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "raw": lambda rows: list(rows.raw("SELECT 1")),
    "union": lambda rows: list(rows.all().union(rows.all())),
    "or": lambda rows: list(rows.all() | rows.all()),
    "explain": lambda rows: rows.all().explain(),
    "sub-query": lambda rows: list(Organisation.objects.filter(pk__in=rows.values("pk"))),
    "exists in": lambda rows: list(
        Organisation.objects.filter(Exists(rows.filter(pk=OuterRef("pk"))))
    ),
    "get_or_create": lambda rows: rows.get_or_create(pk=None),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=None)], ["updated_at"]),
}


@pytest.mark.parametrize("model", [Person, Referral, Plan, CheckUp])
@pytest.mark.parametrize("how", ASKED)
def test_unscoped_raises(model, how):
    with pytest.raises((NotScoped, ValueError)) as raised:
        ASKED[how](model.objects)
    assert how == "bulk_update" or raised.type is NotScoped


def test_a_related_manager_is_closed_too(treatment):
    make_person(treatment)
    with pytest.raises(NotScoped):
        list(treatment.people.all())
    assert treatment.people.unscoped_for("test").count() == 1


def test_the_scope_stays_through_what_follows(treatment, keyworker):
    person = make_person(treatment)
    found = Person.objects.visible_to(keyworker)
    assert list(found.filter(preferred_name="Robin").exclude(pk=None)) == [person]
    assert found.filter(preferred_name="Robin").count() == 1
    assert found.filter(pk=person.pk).update(sex="man") == 1


def test_saving_and_following_a_key_need_no_scope(treatment):
    person = make_person(treatment)
    person.save()
    person.refresh_from_db()
    assert person.organisation == treatment


def test_a_scope_needs_a_reason():
    with pytest.raises(NotScoped):
        Person.objects.unscoped_for("")
