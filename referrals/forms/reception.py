"""Where an organisation is asked."""

import contextlib
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet

from referrals.models import Handling, Reception
from rosc.accounts.models import Organisation
from rosc.people.forms.routes import wrong_with
from rosc.ui.forms import Field, Form, Layout

FIELDS = ("email", "code_email", "code_phone", "weekly_limit", "handling", "fallback")


class ReceptionForm(Form):
    submit_label = "Save"

    email = forms.EmailField(
        label="Where shall we write when somebody is introduced to you?",
        help_text="We mail a link there first. Nobody’s name is ever in an e-mail.",
        max_length=254,
        required=False,
    )
    code_phone = forms.CharField(
        label="A mobile for codes",
        help_text="Not the address above: a code goes another way than the link.",
        max_length=30,
        required=False,
    )
    code_email = forms.EmailField(
        label="Or another e-mail address for codes", max_length=254, required=False
    )
    weekly_limit = forms.IntegerField(
        label="How many new people can you take in a week?",
        help_text="Leave it empty if you do not count.",
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    handling = forms.ChoiceField(
        label="When you say yes from the e-mail, without signing in",
        choices=Handling.choices,
        widget=forms.RadioSelect,
    )
    fallback = forms.ModelChoiceField(
        label="Who is asked if you cannot answer?",
        help_text=(
            "Somebody who asks for help by themselves can agree that it is passed on after three "
            "working days without an answer. If you name nobody, it goes to whoever is named for "
            "your area, if anybody is."
        ),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Nobody",
    )

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        reception: Reception | None,
        q: str = "",
        **kwargs: Any,
    ) -> None:
        held = {name: getattr(reception, name) for name in FIELDS} if reception else {}
        usual = Handling.BRINGS if organisation.lero_type == "informal" else Handling.SIGNED_IN
        held["seen"] = reception.updated_at.isoformat() if reception else ""
        held["handling"] = held.get("handling") or usual
        super().__init__(*args, initial=held, **kwargs)
        field: Any = self.fields["fallback"]
        held_one = reception.fallback_id if reception else None
        found = fallbacks(q, held_one, self.data.get("fallback"))
        field.queryset = found.exclude(pk=organisation.pk)

    def layout(self) -> Layout:
        return Layout(
            *("email", "code_phone", "code_email", Field.radios("handling")),
            *("weekly_limit", "fallback", "seen"),
        )

    def clean_code_phone(self) -> str:
        number: str = self.cleaned_data["code_phone"].strip()
        said = wrong_with("phone", number) if number else ""
        if said:
            raise forms.ValidationError(said)
        return number


def fallbacks(q: str, held: UUID | None, chosen: str | None) -> QuerySet[Organisation]:
    """Who may be asked instead: those that may hold records, found by name, and the one held."""
    wanted = Q(pk=held)
    if q:
        wanted |= Q(name__icontains=q)
    with contextlib.suppress(ValueError):
        wanted |= Q(pk=UUID(chosen or ""))
    rows = Organisation.objects.approved().filter(wanted, lawful_basis__isnull=False)
    return rows.order_by("name")
