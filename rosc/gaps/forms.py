"""What the pages of numbers take in."""

from collections.abc import Iterable
from typing import Any

from django import forms

from directory.models import LocalAuthority
from rosc.figures.quarters import Quarter
from rosc.gaps.periods import Month
from rosc.ui.forms import Field, Form, Layout


class ChooseForm(forms.Form):
    """Which area and which quarter; what is no choice is taken for the first one."""

    area = forms.ChoiceField(label="Where")
    period = forms.ChoiceField(label="When")

    def __init__(
        self, data: Any, *, areas: Iterable[LocalAuthority], quarters: list[Quarter]
    ) -> None:
        self.areas = {one.pk: one for one in areas}
        self.quarters = {one.slug: one for one in quarters}
        self.chosen_area = self.areas.get(data.get("area")) or next(iter(self.areas.values()), None)
        self.chosen_quarter = self.quarters.get(data.get("period")) or quarters[0]
        area = self.chosen_area.pk if self.chosen_area else ""
        super().__init__(initial={"area": area, "period": self.chosen_quarter.slug})
        self.fields["period"].choices = [(one.slug, str(one)) for one in quarters]  # type: ignore[attr-defined]
        self.fields["area"].choices = [(pk, one.name) for pk, one in self.areas.items()]  # type: ignore[attr-defined]
        if len(self.areas) < 2:
            del self.fields["area"]


class MonthForm(forms.Form):
    """Which month of the hand-over file."""

    month = forms.ChoiceField(label="Which month")

    def __init__(self, *, month: Month, months: list[Month]) -> None:
        super().__init__(initial={"month": month.slug})
        self.fields["month"].choices = [(one.slug, str(one)) for one in months]  # type: ignore[attr-defined]


class TakeHandOverForm(Form):
    """People's data leave the portal for a reason only; the reason is on the record."""

    submit_label = "Make the file"
    why = forms.ChoiceField(
        label="What do you need it for?",
        choices=[
            ("return", "To fill in our treatment return"),
            ("check", "To check a return that we have sent"),
            ("audit", "For an audit or a complaint"),
        ],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("why"))


class SetCodeForm(Form):
    """The code of one item, and whether somebody has looked it up. `seen` says what was shown."""

    submit_label = "Save"
    code = forms.RegexField(
        r"^[A-Za-z0-9._-]*$",
        label="Code",
        max_length=20,
        required=False,
        help_text="As the reference data of this version gives it. Leave it empty if nobody knows.",
        error_messages={"invalid": "Enter letters and numbers only"},
    )
    is_verified = forms.BooleanField(
        label="I have looked it up in the reference data of this version", required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_verified") and not data.get("code"):
            self.add_error("code", "Enter the code that you have looked up")
        return data
