"""Breaking the glass."""

from typing import Any

from django import forms

from rosc.people.models import GlassReason
from rosc.ui.forms import DateField, Field, Form, Layout, NameField

FEWEST_WORDS = 3


class BreakGlassForm(Form):
    """Exactly one person, as their organisation knows them, and why."""

    submit_label = "Break the glass"
    is_warning = True

    organisation = NameField(
        label="Which organisation holds the record?",
        help_text="Its whole name, as the portal has it.",
        max_length=200,
    )
    own_reference = NameField(
        label="The reference the organisation has for them", max_length=60, required=False
    )
    name = NameField(
        label="Or their name, exactly as it is in the record", max_length=200, required=False
    )
    date_of_birth = DateField(
        label="With a name: when were they born?",
        help_text="For example, 27 3 1985",
        required=False,
        require_all_fields=False,
    )
    category = forms.ChoiceField(
        label="Why do you need to look?", choices=GlassReason.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label="Say more",
        help_text="The organisation that holds the record reads this, and who you are.",
        max_length=2000,
        widget=forms.Textarea,
    )

    def layout(self) -> Layout:
        return Layout(
            "organisation",
            "own_reference",
            "name",
            "date_of_birth",
            Field.radios("category"),
            Field.textarea("why", rows=4),
        )

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if len(why.split()) < FEWEST_WORDS:
            raise forms.ValidationError("Say in a sentence why you need to look.")
        return why

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_named = data.get("name") and data.get("date_of_birth")
        if not data.get("own_reference") and not is_named and "date_of_birth" not in self.errors:
            self.add_error("own_reference", "Enter a reference, or a name and a date of birth.")
        return data

    @property
    def whom(self) -> dict[str, Any]:
        names = ("organisation", "own_reference", "name", "date_of_birth")
        return {name: self.cleaned_data[name] for name in names}
