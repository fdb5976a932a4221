"""How long records are kept, and giving out what is held."""

from django import forms

from rosc.people.actions.keeping import HOLD_REASONS
from rosc.people.models import ReviewReason
from rosc.ui.forms import Field, Form, Layout


class EraseForm(Form):
    submit_label = "Propose to erase it"
    is_warning = True

    reason = forms.ChoiceField(label="Why?", choices=ReviewReason.choices, widget=forms.RadioSelect)

    def layout(self) -> Layout:
        return Layout(Field.radios("reason"))


class HoldForm(Form):
    submit_label = "Keep it"

    why = forms.ChoiceField(
        label="Why must it be kept?", choices=list(HOLD_REASONS.items()), widget=forms.RadioSelect
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("why"))


class ExportForm(Form):
    submit_label = "Give it out"

    form = forms.ChoiceField(
        label="How do they want it?",
        choices=[
            ("page", "As a page to read, print or save"),
            ("json", "As a file for a computer (JSON)"),
        ],
        initial="page",
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("form"))
