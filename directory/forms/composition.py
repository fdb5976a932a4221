"""Who makes up a LERO, as totals."""

from typing import Any

from django import forms
from django.utils import timezone

from directory.models import LeroComposition
from directory.models.choices import Stated
from directory.models.composition import GROUPS, MOST
from rosc.ui.forms import DateField, Field, Fieldset, Form, Layout, Size

PARTS = {
    "board": "Your board, committee or trustees",
    "frontline": "Paid staff who work with people",
    "volunteers": "Volunteers",
}


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a whole number, such as 7",
            "min_value": "Enter 0 or more",
            "max_value": "Enter 10,000 or fewer",
        },
    )


class CompositionForm(Form):
    """Each part may be left empty: then it is not stated."""

    submit_label = "Save"

    as_of = DateField(label="Which day are these right for?", help_text="Such as 27 3 2026")
    leader_lived = forms.ChoiceField(
        label="Does the person who leads have lived experience?",
        choices=[*Stated.choices[:2], (Stated.NOT_STATED, "Not stated, or nobody leads")],
        widget=forms.RadioSelect,
        required=False,
    )
    board, board_lived = _count("How many in all"), _count("Of these, with lived experience")
    frontline, frontline_lived = (
        _count("How many in all"),
        _count("Of these, with lived experience"),
    )
    volunteers, volunteers_lived = (
        _count("How many in all"),
        _count("Of these, with lived experience"),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: LeroComposition | None = None, **kwargs: Any) -> None:
        given: dict[str, Any] = {"as_of": timezone.localdate(), "leader_lived": Stated.NOT_STATED}
        if row:
            given = {name: getattr(row, name) for name in self.base_fields if name != "seen"}
            given["seen"] = row.updated_at.isoformat()
        super().__init__(*args, initial=given, **kwargs)

    def layout(self) -> Layout:
        parts = [
            Fieldset(
                *(Field.text(name, field_width=3) for name in (group, f"{group}_lived")),
                legend=PARTS[group],
                legend_size=Size.MEDIUM,
            )
            for group in GROUPS
        ]
        return Layout("as_of", "leader_lived", *parts, "seen")

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Enter today, or a day before it")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for group in GROUPS:
            self._check_within(group, cleaned.get(group), cleaned.get(f"{group}_lived"))
        cleaned["leader_lived"] = cleaned.get("leader_lived") or Stated.NOT_STATED
        return cleaned

    def values(self) -> dict[str, Any]:
        """What it says, without what only tells versions apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def _check_within(self, group: str, total: int | None, lived: int | None) -> None:
        if lived is not None and group not in self.errors and (total is None or lived > total):
            said = "Enter how many there are in all" if total is None else f"Enter {total} or fewer"
            self.add_error(group if total is None else f"{group}_lived", said)


class RemoveCompositionForm(Form):
    submit_label = "Remove these numbers"
    is_warning = True

    seen = forms.DateTimeField(widget=forms.HiddenInput)
