"""What the audit can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput

from rosc.audit import names, verbs
from rosc.audit.models import AuditEvent

DAY = DateInput(attrs={"type": "date"})


class AuditFilter(django_filters.FilterSet):
    """Each takes words or, from the links of the page, a code or an id."""

    verb = django_filters.CharFilter(label="What was done", method="done")
    actor = django_filters.CharFilter(label="Who did it", method="by")
    subject = django_filters.CharFilter(label="To whom or what", method="about")
    organisation = django_filters.CharFilter(label="In which organisation", method="within")
    since = django_filters.DateFilter(
        label="From", field_name="at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="To", field_name="at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = AuditEvent
        fields = ["verb", "actor", "subject", "organisation", "since", "until"]

    def done(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(verb__startswith=value) | Q(verb__in=verbs.called(value)))

    def by(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(actor_id__in=names.ids_called(value, "accounts.user"))

    def about(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        ids = names.ids_called(value)
        return rows.filter(Q(subject_id__in=ids) | Q(subject_ids__overlap=ids))

    def within(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        ids = names.ids_called(value, "accounts.organisation")
        return rows.filter(organisation_id__in=ids)
