"""The hours in which somebody can be rung."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from checkups.actions.on_call import MOST_WEEKS
from directory.forms.fields import ClockField
from rosc.accounts.models import Organisation, User
from rosc.people.forms.routes import wrong_with
from rosc.ui.forms import DateField, Field, Form, Layout

WEEKS = [
    (1, "Only this day"),
    (2, "For two weeks"),
    (4, "For four weeks"),
    (12, "For twelve weeks"),
]


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.name


class OnCallForm(Form):
    """`user` is asked of whoever leads, for a colleague who said so; of others it is themselves."""

    submit_label = "Add these hours"

    organisation = forms.ModelChoiceField(
        label="Where?", queryset=Organisation.objects.none(), empty_label=None
    )
    user = PersonChoice(label="Who?", queryset=User.objects.none(), empty_label=None)
    on = DateField(label="Which day?")
    start = ClockField(label="From what time?", help_text="Such as 18:00")
    until = ClockField(
        label="Until what time?",
        help_text="Such as 22:00. If it is earlier, it is on the next day.",
    )
    number = forms.CharField(
        label="A mobile to text when something cannot wait",
        help_text=(
            "Without it, we write by e-mail alone. The text names nobody. We use the number only "
            "in these hours and forget it after them."
        ),
        max_length=30,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}
        ),
    )
    weeks = forms.TypedChoiceField(
        label="The same hours each week?",
        choices=WEEKS,
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, here: Any, members: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"user": user.pk}, **kwargs)
        self.fields["organisation"].queryset = here  # type: ignore[attr-defined]
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
        if len(here) == 1:
            del self.fields["organisation"]
        if len(members) == 1:
            del self.fields["user"]

    def layout(self) -> Layout:
        some = [name for name in ("organisation", "user") if name in self.fields]
        return Layout(*some, "on", "start", "until", Field.radios("weeks"), "number")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        said = wrong_with("text", number) if number else ""
        if said:
            raise forms.ValidationError(said)
        return number

    def spells(self) -> list[tuple[datetime, datetime]]:
        """Each stretch, in local wall time: the same hours of each week."""
        data = self.cleaned_data
        weeks = min(data["weeks"], MOST_WEEKS)
        days = [data["on"] + timedelta(weeks=number) for number in range(weeks)]
        return [_spell(day, data["start"], data["until"]) for day in days]


def _spell(on: date, start: time, until: time) -> tuple[datetime, datetime]:
    last = on if until > start else on + timedelta(days=1)
    return (
        timezone.make_aware(datetime.combine(on, start)),
        timezone.make_aware(datetime.combine(last, until)),
    )
