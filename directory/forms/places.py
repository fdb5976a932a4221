"""A place at which an entry is to be found."""

from typing import Any

from django import forms

from directory.actions.entry_says import Says, placed
from directory.forms.fields import Prose
from directory.forms.questions import Question
from directory.imports.positions import Misplaced
from directory.models.choices import Accessibility
from directory.postcodes.text import full_readings, spaced


class PlaceForm(Question):
    submit_label = "Save the place"
    has_form_tag = True
    slug, title = "where", "Where is it?"

    name = forms.CharField(
        label="Name of the building", help_text="If it has one.", max_length=160, required=False
    )
    address = forms.CharField(
        label="Street and number",
        help_text="With commas between, if there are several parts.",
        max_length=300,
        required=False,
    )
    town = forms.CharField(label="Town", max_length=80)
    postcode = forms.CharField(
        label="Postcode",
        help_text="So that people near it find it. It can stay empty only where the address is "
        "kept private.",
        max_length=12,
        required=False,
    )
    is_withheld = forms.BooleanField(
        label="Keep the address private, for people’s safety",
        help_text="Only the town is shown, and nobody can work out where it is from distances.",
        required=False,
    )
    accessibility = forms.MultipleChoiceField(
        label="What is there for people who need it?",
        choices=Accessibility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accessibility_note = forms.CharField(
        label="More about getting in and around", max_length=300, required=False
    )
    directions = Prose(
        label="How to find the door",
        help_text="For example: the green door beside the chemist.",
        max_length=500,
        required=False,
    )

    def clean_postcode(self) -> str:
        said: str = self.cleaned_data["postcode"]
        if not said.strip():
            return ""
        readings = full_readings(said)
        if not readings:
            raise forms.ValidationError("Enter a whole postcode, such as LS1 4AP")
        try:
            self.found = placed({"postcode": spaced(readings[0])})
        except Misplaced as error:
            raise forms.ValidationError(
                "We do not know this postcode. Check it, or use the one next door"
            ) from error
        return str(self.found["postcode"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            not data.get("postcode")
            and not data.get("is_withheld")
            and "postcode" not in self.errors
        ):
            self.add_error("postcode", "Enter the postcode")
        return data

    def place(self, before: Says) -> Says:
        """The place as it is to be kept; its position stays while its postcode does."""
        said = self.values()
        kept = {name: value for name, value in said.items() if value not in ("", [], None, False)}
        is_there = before.get("postcode") == said["postcode"] and "latitude" in before
        source = before if is_there else getattr(self, "found", {})
        at = {n: source[n] for n in ("latitude", "longitude") if source.get(n) is not None}
        return {**kept, **at}
