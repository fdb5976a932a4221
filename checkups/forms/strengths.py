"""Rating strengths, and a total that was taken elsewhere."""

from typing import Any

from django import forms
from django.utils import timezone

from checkups.models import FORMS, Resource
from rosc.ui.forms import DateField, Fieldset, Form, Layout, More, NameField

NUMBERS = [("", "Skip it"), *((str(one), str(one)) for one in range(11))]


class RateStrengthsForm(Form):
    """Each from 0 to 10, and what would move it up one. Any may be skipped."""

    submit_label = "Save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Resource:
            self.fields[f"score_{one}"] = forms.TypedChoiceField(
                label=str(one.label), choices=NUMBERS, coerce=int, empty_value=None, required=False
            )
            self.fields[f"up_{one}"] = NameField(
                label=f"{one.label}: what would move it up one?", max_length=300, required=False
            )

    def layout(self) -> Layout:
        return Layout(
            *(
                Fieldset(
                    *(f"score_{one}" for one in group),
                    More(
                        *(f"up_{one}" for one in group),
                        label="What would move one of these up by one?",
                        hint="For any you like",
                    ),
                    legend=f"{form} resources",
                )
                for form, group in FORMS
            )
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"score_{one}") is not None for one in Resource):
            raise forms.ValidationError("Rate at least one, or go back.")
        return data

    def ratings(self) -> dict[str, Any]:
        """As the action takes them; only of a form that is valid."""
        data = self.cleaned_data
        scores = {one.value: data[f"score_{one}"] for one in Resource}
        return {
            "scores": {one: score for one, score in scores.items() if score is not None},
            "moves_up": {one.value: data[f"up_{one}"] for one in Resource},
        }


class OutsideScoreForm(Form):
    submit_label = "Keep it"
    name = NameField(label="What is the measure called?", max_length=120)
    on = DateField(label="On which day was it taken?")
    total = forms.DecimalField(
        label="What was the total?",
        max_digits=7,
        decimal_places=2,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
