"""What the lists of organisations and people can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from rosc.access import ROLE_CHOICES
from rosc.accounts.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    User,
)


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(
        label="What it is", choices=OrganisationKind.choices, method="of_kind", empty_label="Any"
    )
    status = django_filters.ChoiceFilter(
        label="Status", choices=OrganisationStatus.choices, empty_label="Any"
    )
    led = django_filters.ChoiceFilter(
        label="Who leads it", choices=[("no", "Nobody")], method="without_leader", empty_label="Any"
    )

    class Meta:
        model = Organisation
        fields = ["q", "kind", "status", "led"]

    def without_leader(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=Organisation.objects.without_leader())

    def of_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(kinds__contains=[value])


class MemberFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name or e-mail address", method="named")
    role = django_filters.ChoiceFilter(
        label="What they do", choices=ROLE_CHOICES, method="doing", empty_label="Anything"
    )
    account = django_filters.ChoiceFilter(
        label="Account",
        choices=[("open", "Open"), ("closed", "Closed")],
        method="with_account",
        empty_label="Open or closed",
    )

    class Meta:
        model = User
        fields = ["q", "role", "account"]

    def doing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        held = Membership.objects.current().visible_to(self.request.user).filter(role=value)
        return rows.filter(pk__in=held.values("user"))

    def with_account(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_active=value == "open")

    def named(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))
