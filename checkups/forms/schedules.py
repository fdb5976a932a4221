"""A schedule of an organisation's own."""

from typing import Any

from django import forms

from checkups.forms.plans import OwnDaysField
from checkups.schedule import Pattern
from rosc.ui.forms import Form, NameField


class ScheduleForm(Form):
    """Name, days, and whether workers choose from it."""

    submit_label = "Save"

    name = NameField(label="What is it called?", max_length=120)
    about = NameField(label="What do you tell the person about it?", max_length=300, required=False)
    days = OwnDaysField(
        label="On which days, counted from the first day?",
        help_text="Such as 3, 7, 14, 28. Days before the first have a minus: -14",
        max_length=400,
    )
    step = forms.IntegerField(
        label="Then every so many days, without an end",
        help_text="Leave it empty where it ends after the last day. Then “carry on?” is asked.",
        min_value=3,
        max_value=366,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    is_shown = forms.BooleanField(label="Offer it to workers first (three at most)", required=False)

    def __init__(self, *args: Any, pattern: Pattern, **kwargs: Any) -> None:
        initial = dict(kwargs.pop("initial", {}))
        initial |= {"days": ", ".join(map(str, pattern.days)), "step": pattern.step or ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.review_every = pattern.review_every

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "days" in data and "step" in data:
            days, step = data.pop("days"), data.pop("step")
            data["pattern"] = Pattern(days, step, self.review_every if step else None)
            for problem in data["pattern"].problems():
                self.add_error("days", problem)
        return data
