"""What the list of people can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from rosc.people.models import Person

STANDING: dict[str, Q] = {
    "current": Q(ended_on=None, died_on=None),
    "stopped": Q(contact_stopped_at__isnull=False, died_on=None),
    "ended": Q(ended_on__isnull=False, died_on=None),
    "died": Q(died_on__isnull=False),
}


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name or your own reference", method="called")
    standing = django_filters.ChoiceFilter(
        label="Who",
        choices=[
            ("current", "In touch now"),
            ("stopped", "Contact stopped"),
            ("ended", "Support has ended"),
            ("died", "Have died"),
        ],
        method="stand",
        empty_label="Everybody",
    )

    class Meta:
        model = Person
        fields = ["q", "standing"]

    def called(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.called(value)
        return found

    def stand(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(STANDING[value])

    def used(self) -> list[str]:
        """The names of the filters that were filled in, never what was typed."""
        return sorted(name for name in self.filters if self.data.get(name))
