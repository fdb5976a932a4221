"""What lists can be narrowed by: facets for what is searched, filters for what is worked on."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.models import EntryChange, Report, SearchEntry, Service, Topic
from directory.models.choices import LANGUAGES, Accessibility, Cost, Mode, Sobriety, WhoLeads
from directory.search import facets
from directory.search.facets import GROUPS
from directory.search.terms import terms_in_use
from directory.search.words import clean_text
from directory.workflow import OPEN_REPORTS, ChangeStatus, ReportStatus
from rosc.accounts.models import Organisation


class LenientMultipleField(forms.MultipleChoiceField):
    """Keeps the choices it knows; the others are left in `unknown`."""

    unknown: tuple[str, ...] = ()

    def clean(self, value: Any) -> list[str]:
        given = [clean_text(str(item))[:60] for item in value or [] if str(item).strip()]
        known = {str(key) for key, _ in self.widget.choices}
        self.unknown = tuple(item for item in given if item not in known)
        return [item for item in dict.fromkeys(given) if item in known]


class FacetFilter(django_filters.Filter):
    """Rows that have any of the chosen values of one group."""

    field_class = LenientMultipleField

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(facets.chosen_q({self.field_name: value}))


def _stated(choices: Any) -> list[tuple[str, str]]:
    return [(value, label) for value, label in choices.choices if value != "not-stated"]


# Of the groups whose values are written in the code; the others are terms.
CHOICES: dict[str, list[tuple[str, str]]] = {
    "how": list(Mode.choices),
    "open": [("yes", "Visitors are welcome")],
    "leads": _stated(WhoLeads),
    "asks": _stated(Sobriety),
    "cost": _stated(Cost),
    "access": list(Accessibility.choices),
    "language": [(name.casefold(), name) for name in LANGUAGES],
}


class FacetFilterSet(django_filters.FilterSet):
    """The groups of one page; a subclass names them."""

    groups: tuple[str, ...] = ()

    class Meta:
        model = SearchEntry
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        return {
            group: FacetFilter(
                field_name=group,
                label=GROUPS[group],
                widget=forms.CheckboxSelectMultiple,
            )
            for group in cls.groups
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {**CHOICES, **terms_in_use()}
        for group, own in self.filters.items():
            own.extra["choices"] = choices.get(group, [])

    def chosen(self) -> dict[str, list[str]]:
        """The known values chosen in each group."""
        self.form.is_valid()
        return {group: self.form.cleaned_data.get(group) or [] for group in self.groups}

    def unknown(self) -> list[tuple[str, str]]:
        """What was chosen and is not known: name of the group, value."""
        self.form.is_valid()
        return [
            (GROUPS[name], value)
            for name, field in self.form.fields.items()
            for value in getattr(field, "unknown", ())
        ]

    def options(self, counts: dict[str, int]) -> list[dict[str, Any]]:
        """The groups that have something to choose, each option with its count."""
        chosen = self.chosen()
        groups = []
        for group in self.groups:
            options = [
                {
                    "value": value,
                    "label": label,
                    "count": counts.get(f"{group}:{value}", 0),
                    "is_chosen": value in chosen[group],
                }
                for value, label in self.form.fields[group].choices
            ]
            options = [o for o in options if o["count"] or o["is_chosen"]]
            if options:
                groups.append(
                    {
                        "name": group,
                        "label": GROUPS[group],
                        "options": options,
                        "is_open": bool(chosen[group]),
                    }
                )
        return groups


class ServiceFilterSet(FacetFilterSet):
    groups = ("kind", "for", "how", "leads", "asks", "cost", "access", "language")


class MeetingFilterSet(FacetFilterSet):
    groups = ("fellowship", "for", "how", "open", "kind", "access", "language")


class ReportFilter(django_filters.FilterSet):
    """What the list of reports can be narrowed by; what they say is sealed and cannot be."""

    q = django_filters.CharFilter(label="Name of the entry or group", method="on")
    state = django_filters.ChoiceFilter(
        label="Where it stands",
        choices=[("open", "Waiting"), *ReportStatus.choices],
        method="standing",
        empty_label="All",
    )
    topic = django_filters.ChoiceFilter(
        label="What it is about", choices=Topic.choices, empty_label="Anything"
    )
    asked = django_filters.ChoiceFilter(
        label="Wants to hear back",
        choices=[("yes", "Yes")],
        method="wanting",
        empty_label="Yes or no",
    )

    class Meta:
        model = Report
        fields = ["q", "state", "topic", "asked"]

    def on(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        named = Q(service__name__icontains=value) | Q(organisation__name__icontains=value)
        return rows.filter(named | Q(page__icontains=value))

    def standing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(status__in=OPEN_REPORTS if value == "open" else [value])

    def wanting(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(wants_answer=True)


class EntryFilter(django_filters.FilterSet):
    """What the list of those who look after entries can be narrowed by."""

    q = django_filters.CharFilter(label="Words in the name", method="called")
    state = django_filters.ChoiceFilter(
        label="How it stands",
        choices=[
            ("published", "Published"),
            ("paused", "Paused"),
            ("closed", "Closed"),
            ("begun", "Begun, not sent"),
            ("waiting", "Waiting for an administrator"),
            ("returned", "Sent back with a question"),
            ("unchecked", "Not checked for a while"),
        ],
        method="standing",
        empty_label="Any",
    )
    organisation = django_filters.ModelChoiceFilter(
        label="Whose it is", queryset=Organisation.objects.none(), empty_label="Any"
    )

    CHANGES = {
        "begun": ChangeStatus.DRAFT,
        "waiting": ChangeStatus.WAITING,
        "returned": ChangeStatus.RETURNED,
    }

    class Meta:
        model = Service
        fields = ["q", "state", "organisation"]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations

    def called(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(name__icontains=clean_text(value))

    def standing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value in self.CHANGES:
            return rows.filter(changes__status=self.CHANGES[value])
        if value == "unchecked":
            due = Service.objects.check_due(timezone.localdate())
            return rows.filter(pk__in=due.values("pk"))
        return rows.filter(status=value)


class WaitingFilter(django_filters.FilterSet):
    """What the list of changes that wait for an administrator can be narrowed by."""

    q = django_filters.CharFilter(label="Name of the entry or group", method="called")
    what = django_filters.ChoiceFilter(
        label="What it is",
        choices=[("new", "A new entry"), ("change", "A change")],
        method="being",
        empty_label="Either",
    )

    class Meta:
        model = EntryChange
        fields = ["q", "what"]

    def called(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = clean_text(value)
        named = Q(service__name__icontains=words) | Q(says__name__icontains=words)
        return rows.filter(named | Q(service__organisation__name__icontains=words))

    def being(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(base=0) if value == "new" else rows.exclude(base=0)
