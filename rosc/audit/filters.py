"""What the audit can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput

from rosc.audit.models import AuditEvent

DAY = DateInput(attrs={"type": "date"})


class AuditFilter(django_filters.FilterSet):
    verb = django_filters.CharFilter(label="What was done", lookup_expr="startswith")
    actor = django_filters.UUIDFilter(label="Who did it (id)", field_name="actor_id")
    subject = django_filters.UUIDFilter(label="To what (id)", method="about")
    organisation = django_filters.UUIDFilter(
        label="In which organisation (id)", field_name="organisation_id"
    )
    since = django_filters.DateFilter(
        label="From", field_name="at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="To", field_name="at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = AuditEvent
        fields = ["verb", "actor", "subject", "organisation", "since", "until"]

    def about(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Q(subject_id=value) | Q(subject_ids__contains=[value]))
