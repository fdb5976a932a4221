"""People for tests, made by the actions that the portal itself uses."""

from rosc.access import SYSTEM
from rosc.people import actions
from rosc.people.models import LawfulBasis, Person
from tests.factories import UserFactory


def make_person(organisation, name="Robin", **facts) -> Person:
    return actions.create(organisation=organisation, by=SYSTEM, preferred_name=name, **facts)


def make_route(person, kind="text", value="07700 900123", **facts):
    facts = {"is_safe": True, "is_preferred": True, **facts}
    return actions.add_route(person=person, by=SYSTEM, kind=kind, value=value, **facts)


def make_basis(organisation, **facts) -> LawfulBasis:
    from django.utils import timezone

    facts = {"article_6": "public-task", "article_9": "care", **facts}
    return LawfulBasis.objects.create(
        organisation=organisation, set_by=UserFactory(), set_at=timezone.now(), **facts
    )


def again(person) -> Person:
    """As the database has it now."""
    return Person.objects.unscoped_for("test").get(pk=person.pk)
