"""What a list of reference rows can be narrowed by."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from directory.reference.tables import Table

STATES = [("on", "In use"), ("off", "Switched off")]


class ReferenceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Words in it", method="containing")
    state = django_filters.ChoiceFilter(
        label="In use or not", choices=STATES, method="in_state", empty_label="Both"
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        self.table = table
        super().__init__(*args, queryset=table.rows(), **kwargs)
        if not table.can_be_switched_off:
            del self.filters["state"]

    def containing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Looked for in another query, so that a row with several finds is there once."""
        found = (Q(**{f"{column}__icontains": value}) for column in self.table.searched)
        keys = self.table.model._default_manager.filter(reduce(or_, found)).order_by().values("pk")
        return rows.filter(pk__in=keys)

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_active=value == "on")
