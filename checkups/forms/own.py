"""What a person asks for and changes on their own page. Nothing of it is shown again."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django import forms

from checkups.models import WantedCall
from rosc.ui.forms import Field, Form, Layout
from rosc.ui.templatetags.ui import clock

TIMES = (time(9), time(10), time(12), time(14), time(16), time(18))
PAUSES = (("7", "One week"), ("14", "Two weeks"), ("28", "Four weeks"), ("91", "Three months"))


class SlippedForm(Form):
    submit_label = "Send"

    unsafe = forms.BooleanField(label="I may not be safe right now", required=False)
    what = forms.ChoiceField(label="What would help?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="Say more, if you like",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, is_back: bool, call: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        treatment = "Help me get back into treatment" if is_back else "Help me get into treatment"
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (WantedCall.SLIPPED.value, call),
            (WantedCall.TREATMENT.value, treatment),
            (WantedCall.MORE_CALLS.value, "More calls for a while"),
            (WantedCall.COME_WITH_ME.value, "Somebody to come with me"),
            (WantedCall.ONLY_TO_SAY.value, "Nothing. I only wanted to say"),
        ]

        if self.data.get("unsafe"):  # nobody who is in danger is sent back for want of an answer
            self.fields["what"].required = False

    def layout(self) -> Layout:
        return Layout("unsafe", Field.radios("what"), "words")

    def clean_what(self) -> str:
        return self.cleaned_data["what"] or WantedCall.SLIPPED.value


class MoveMineForm(Form):
    submit_label = "Move it"

    on = forms.TypedChoiceField(
        label="Which day is better?", coerce=date.fromisoformat, widget=forms.RadioSelect
    )
    at = forms.TypedChoiceField(
        label="What time?",
        coerce=time.fromisoformat,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, days: Iterable[date], at: time, **kwargs: Any) -> None:
        super().__init__(*args, initial={"at": ""}, **kwargs)
        self.fields["on"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), f"{day:%A} {day.day} {day:%B}") for day in days
        ]
        others = [(one.isoformat(), clock(one)) for one in TIMES if one != at]
        same = ("", f"The same time, {clock(at)}")
        self.fields["at"].choices = [same, *others]  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(Field.radios("on"), Field.radios("at"))


class PauseMineForm(Form):
    submit_label = "Pause"

    weeks = forms.TypedChoiceField(
        label="For how long?",
        choices=PAUSES,
        coerce=lambda days: timedelta(days=int(days)),
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("weeks"))
