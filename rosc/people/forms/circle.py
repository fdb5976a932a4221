"""Who is around a person, as the person says it."""

from typing import Any

from django import forms
from django.utils import timezone

from rosc.people.models import Around
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import DateField, Field, Form, Layout, NameField


class CircleForm(Form):
    submit_label = "Add them"

    kind = forms.ChoiceField(
        label="What are they to them?", choices=Around.choices, widget=forms.RadioSelect
    )
    who = NameField(label="Who is it?", help_text="A first name is enough.", max_length=120)
    helps_with = NameField(
        label="What do they do together, if they want to say?", max_length=200, required=False
    )
    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they say yes to this?", choices=HEARD_BY_A_WORKER, widget=forms.RadioSelect
    )
    until = DateField(
        label="Until when?",
        help_text="Leave it empty if they set no end. They can take it back on any day.",
        required=False,
        require_all_fields=False,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("kind"), "who", "helps_with", Field.radios("method"), "until")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError("Enter a day that is still to come")
        return until
