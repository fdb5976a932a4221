"""Handing over what is open when a service closes."""

from typing import Any

from django import forms

from directory.models import Service
from referrals.forms.by_link import Followed
from referrals.handing_over import Row, Successor
from referrals.models import Said
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import Field, Form, Layout


class HandOverForm(Form):
    """Whom to ask, and about which service."""

    submit_label = "Ask them"

    referrals = forms.MultipleChoiceField(
        label="Who shall be asked?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person."},
    )
    successor = forms.ModelChoiceField(
        label="Where could they go instead?",
        queryset=Service.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, rows: list[Row], found: list[Successor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.referral.pk): row for row in rows}
        self.unasked = [key for key, row in self.rows.items() if not row.is_asked]
        # Who was asked meanwhile may have been ticked: the action says so.
        shown = self.rows if self.is_bound else self.unasked
        fields: Any = self.fields
        fields["referrals"].choices = [(key, _label(self.rows[key])) for key in shown]
        fields["referrals"].initial = self.unasked
        keys = [one.service.pk for one in found]
        takes = Service.objects.taking_introductions().filter(pk__in=keys)
        fields["successor"].queryset = takes
        fields["successor"].choices = [(str(one.service.pk), one.label) for one in found]

    def layout(self) -> Layout:
        return Layout(Field.checkboxes("referrals"), Field.radios("successor"))

    def clean_referrals(self) -> list[Any]:
        return [self.rows[key].referral for key in self.cleaned_data["referrals"]]


def _label(row: Row) -> str:
    status = row.referral.get_status_display().lower()
    return f"{row.called}, from {row.referral.held_by.name} on {row.since}: {status}"


class SaidForm(Form):
    """What they would like."""

    submit_label = "Say so"

    said = forms.ChoiceField(
        label="Would you like to go there instead?",
        choices=[(Said.YES.value, "Yes, please"), (Said.NO.value, "No, not there")],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("said"))


class AnswerForThemForm(Form):
    """What they said to whoever rang them, and how."""

    submit_label = "Note it"

    said = forms.ChoiceField(
        label="What do they say?",
        choices=[(Said.YES.value, "Yes, they would like that"), (Said.NO.value, "No, not there")],
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label="How did they say so?", choices=HEARD_BY_A_WORKER, widget=forms.RadioSelect
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("said"), Field.radios("how"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["method"] = data.pop("how", "")
        return data


class AnswerByFollowing(Followed, AnswerForThemForm):
    """The same, by somebody without an account."""

    def layout(self) -> Layout:
        return Layout(Field.radios("said"), Field.radios("how"), "verb", "is_sent")
