"""What the list of messages can be narrowed by."""

import django_filters
from django.forms import DateInput

from rosc.outbox import kinds
from rosc.outbox.models import Channel, OutboundMessage, State

DAY = DateInput(attrs={"type": "date"})


class MessageFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="State", choices=State.choices, empty_label="Any")
    kind = django_filters.ChoiceFilter(
        label="What it is about",
        choices=lambda: [(kind.slug, kind.label) for kind in kinds.registered()],
        empty_label="Any",
    )
    channel = django_filters.ChoiceFilter(
        label="How it goes", choices=Channel.choices, empty_label="Any"
    )

    since = django_filters.DateFilter(
        label="From", field_name="due_at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="To", field_name="due_at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = OutboundMessage
        fields = ["state", "kind", "channel", "since", "until"]
