"""What the list of introductions can be narrowed by; all of it stands in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from referrals.models import Referral, Status
from referrals.workflow import CLOSED
from rosc.access import Permission

SHOW = (
    ("mine", "My move"),
    ("theirs", "Their move"),
    ("overdue", "Overdue"),
    ("paused", "Paused"),
    ("check", "Please check"),
    ("next", "Need a next step"),
    ("place-closed", "Their place closes"),
    ("closed", "Over"),
    ("all", "All"),
)


class ReferralFilter(django_filters.FilterSet):
    show = django_filters.ChoiceFilter(
        label="Show", choices=SHOW, method="shown", empty_label="All that are open"
    )
    way = django_filters.ChoiceFilter(
        label="Which way",
        choices=[("out", "We introduced them"), ("in", "Introduced to us")],
        method="going",
        empty_label="Either way",
    )
    status = django_filters.ChoiceFilter(
        label="Where it stands", choices=Status.choices, empty_label="Anywhere"
    )
    q = django_filters.CharFilter(label="Name", method="named")

    class Meta:
        model = Referral
        fields = ["show", "way", "status", "q"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        return rows if chosen.get("show") or chosen.get("status") else rows.open()

    @property
    def own(self) -> list[Any]:
        user = self.request.user
        return [one.pk for one in user.organisations_with(Permission.REFERRAL_READ)]

    def shown(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        mine = rows.to_move_by(self.own)
        found: dict[str, QuerySet[Any]] = {
            "mine": mine,
            "theirs": rows.open().exclude(pk__in=mine.values("pk")),
            "overdue": rows.overdue(timezone.localdate()),
            "paused": rows.paused(),
            "check": rows.to_check(),
            "next": rows.to_follow_up(self.own),
            "place-closed": rows.where_closed(),
            "closed": rows.filter(status__in=CLOSED),
        }
        return found.get(value, rows)

    def going(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{"receiver__in" if value == "in" else "held_by__in": self.own})

    def named(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By the name in one's own record alone: a receiver finds nobody before they said yes."""
        return rows.filter(
            Q(held_by__in=self.own, person__preferred_name__icontains=value)
            | Q(held_by__in=self.own, person__own_reference__iexact=value)
            | Q(receiver__in=self.own, received_person__preferred_name__icontains=value)
        )
