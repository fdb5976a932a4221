"""What is typed about a person. The name they like to be called by is enough."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.people.models import Person, SecondFactor, Sex, StopReason
from rosc.ui.forms import DateField, Field, Form, Layout, More, NameField

POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?( \d[A-Z]{2})?")
IDENTITY = (
    *("full_name", "date_of_birth", "sex", "postcode", "has_no_fixed_address", "address"),
    *("needs", "notes"),
)


def words(label: str, **options: Any) -> forms.CharField:
    """A few lines that may stay empty; sealed at rest."""
    return forms.CharField(
        label=label,
        max_length=4000,
        required=False,
        empty_value=None,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class PersonForm(Form):
    """What a record holds. All but the first answer may stay empty."""

    preferred_name = NameField(
        label="What do they like to be called?",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    own_reference = forms.CharField(
        label="Your own reference for them",
        help_text="The number or word that your own system knows them by.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = NameField(
        label="Full name",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_of_birth = DateField(label="Date of birth", required=False, require_all_fields=False)
    sex = forms.ChoiceField(
        label="Sex", choices=Sex.choices, initial=Sex.NOT_STATED, widget=forms.RadioSelect
    )
    postcode = forms.CharField(
        label="Postcode, or the first part of it",
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    has_no_fixed_address = forms.BooleanField(label="They have no fixed address", required=False)
    address = words("Address")
    needs = words(
        "What helps them take part?", help_text="A language, a lift, large print, a quiet room."
    )
    notes = words("Notes", help_text="Kept sealed: the search does not look here.")

    def clean_postcode(self) -> str:
        typed = "".join(self.cleaned_data["postcode"].upper().split())
        spaced = f"{typed[:-3]} {typed[-3:]}" if re.fullmatch(r".{2,4}\d[A-Z]{2}", typed) else typed
        if spaced and not POSTCODE.fullmatch(spaced):
            raise forms.ValidationError("Enter a postcode such as LS1 4DY, or a part such as LS1")
        return spaced

    def clean_date_of_birth(self) -> Any:
        born = self.cleaned_data["date_of_birth"]
        if born and not 1900 <= born.year <= timezone.localdate().year:
            raise forms.ValidationError("Enter the year as four figures, such as 1985")
        if born and born > timezone.localdate():
            raise forms.ValidationError("Enter a day in the past")
        return born

    def more(self) -> list[Any]:
        """What is asked for only where the purpose needs it."""
        fields = [Field.radios("sex") if name == "sex" else name for name in IDENTITY]
        hint = "Full name, date of birth, where they live"
        return [More(*fields, label="More, if you need it", hint=hint)]


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class CreateForm(PersonForm):
    """A new record. The words on what cannot stay between us come before it, on the page."""

    submit_label = "Save"

    is_said = forms.BooleanField(
        label="I have said this to them today",
        help_text="You can leave this empty, and say it when you meet. We remind you.",
        required=False,
    )
    organisation = OrganisationChoice(
        label="Which organisation holds the record?",
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    is_closed = forms.BooleanField(
        label="They work or volunteer here, or did",
        help_text=(
            "Their colleagues will not see this record. Only you will, and whoever is let in by"
            " the person who leads."
        ),
        required=False,
    )
    is_somebody_else = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.places = by.organisations_with(Permission.PERSON_CHANGE)
        rows = Organisation.objects.filter(pk__in=[place.pk for place in self.places])
        self.fields["organisation"].queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]
        if len(self.places) < 2:
            del self.fields["organisation"]

    def layout(self) -> Layout:
        several = [Field.radios("organisation")] if "organisation" in self.fields else []
        first = ("is_said", *several, "preferred_name", "own_reference", "is_closed")
        return Layout(*first, *self.more(), "is_somebody_else")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "organisation" not in self.fields and self.places:
            data["organisation"] = self.places[0]
        return data

    def once_more(self) -> "CreateForm":
        """Sent after the possible same ones were shown: its button says that it is none."""
        form = CreateForm({**self.data.dict(), "is_somebody_else": "on"}, by=self.by)  # type: ignore[attr-defined]
        form.submit_label = "They are somebody else: save"
        return form

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        left_out = ("is_said", "is_somebody_else")
        facts = {name: v for name, v in self.cleaned_data.items() if name not in left_out}
        said_on = timezone.localdate() if self.cleaned_data["is_said"] else None
        return {**facts, "confidentiality_said_on": said_on}

    def candidate(self) -> Person | None:
        """The person as typed, to look for the same one; None once that was settled."""
        if not self.is_bound or not self.is_valid() or self.cleaned_data["is_somebody_else"]:
            return None
        names = ("organisation", "preferred_name", "own_reference", "full_name", "date_of_birth")
        return Person(**{name: self.cleaned_data[name] for name in names})


class ChangeForm(PersonForm):
    """`seen` tells whether somebody else changed the record meanwhile."""

    submit_label = "Save"

    is_said = forms.BooleanField(
        label="I have told them today what cannot stay between us", required=False
    )
    ended_on = DateField(
        label="Support here ended on",
        help_text="Leave it empty while you are in touch.",
        required=False,
        require_all_fields=False,
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        names = ("preferred_name", "own_reference", *IDENTITY, "ended_on")
        given = {name: getattr(person, name) for name in names}
        self.person = person
        super().__init__(*args, initial={**given, "seen": person.updated_at.isoformat()}, **kwargs)
        if person.confidentiality_said_on:
            del self.fields["is_said"]

    def layout(self) -> Layout:
        said = ["is_said"] * ("is_said" in self.fields)
        return Layout(*said, "preferred_name", "own_reference", *self.more(), "ended_on", "seen")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.pop("is_said", False):
            data["confidentiality_said_on"] = timezone.localdate()
        return data


class StopForm(Form):
    """Why nobody writes or rings any more; somebody's death has a page of its own."""

    submit_label = "Stop all contact now"
    is_warning = True

    why = forms.ChoiceField(
        label="Why?",
        choices=[(why.value, why.label) for why in (StopReason.ASKED, StopReason.UNSAFE)],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("why"))


class DeathForm(Form):
    """Two steps on one page: the day, then once more with what follows from it."""

    is_warning = True

    on = DateField(
        label="On which day did they die?",
        help_text="If you are not sure, give the day you heard of it.",
    )
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return "Write it down" if self.asks_once_more() else "Go on"

    def asks_once_more(self) -> bool:
        return self.is_bound and self.is_valid()

    def again(self) -> "DeathForm":
        """The second step, with the day as it was given."""
        typed = {name: self.data[name] for name in self.data if name.startswith("on")}
        return DeathForm({**typed, "is_sure": "on"})

    def layout(self) -> Layout:
        return Layout("on", "is_sure")

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter today or a day in the past")
        return day


class SecondFactorForm(Form):
    """What their own page asks for. The word is never shown again."""

    submit_label = "Save"

    kind = forms.ChoiceField(
        label="What shall it ask for?", choices=SecondFactor.choices, widget=forms.RadioSelect
    )
    word = forms.CharField(
        label="The word, if you agreed one",
        help_text="6 letters or more: one that only they know, and can keep in mind.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("kind"), "word")
