"""What a person agrees to, who may look, and on what ground an organisation holds records."""

from typing import Any

from django import forms
from django.utils import timezone

from rosc.accounts.models import Organisation, User
from rosc.people.models import (
    Article6,
    Article9,
    Detail,
    LawfulBasis,
    Purpose,
)
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import DateField, Field, Form, Layout

NEEDS_RECIPIENT = (Purpose.INTRODUCE, Purpose.OUTCOME, Purpose.RETURN)
NEEDS_DETAILS = (Purpose.INTRODUCE, Purpose.OFFENCES, Purpose.PASS_ON)
# Agreed to where somebody is asked to go along, or is noted as being around them.
OF_THEIR_OWN = (Purpose.BUDDY, Purpose.CIRCLE)
MOST_NAMED = 5  # organisations, where a name fits several


class AgreeForm(Form):
    """One agreement, for one purpose."""

    submit_label = "Write it down"

    purpose = forms.ChoiceField(label="What do they agree to?", widget=forms.RadioSelect)
    recipient = forms.CharField(
        label="Which organisation may be told?",
        help_text="Its name, where somebody else is to be told something.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    details = forms.MultipleChoiceField(
        label="Exactly what may be told?",
        help_text="Only what they say yes to.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they say so?",
        choices=HEARD_BY_A_WORKER,
        widget=forms.RadioSelect,
    )
    until = DateField(
        label="Until when?",
        help_text="Leave it empty if they set no end. They can take it back on any day.",
        required=False,
        require_all_fields=False,
    )

    def __init__(self, *args: Any, has_offences: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = {*OF_THEIR_OWN, *((Purpose.OFFENCES, Detail.OFFENCES) if not has_offences else ())}
        for name, choices in (("purpose", Purpose.choices), ("details", Detail.choices)):
            self.fields[name].choices = [one for one in choices if one[0] not in left]  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            *(Field.radios("purpose"), "recipient", Field.checkboxes("details")),
            *(Field.radios("method"), "until"),
        )

    def clean_recipient(self) -> Organisation | None:
        """The one organisation of this name. Raises ValidationError where none or several fit."""
        name = self.cleaned_data["recipient"].strip()
        if not name:
            return None
        rows = Organisation.objects.approved().order_by("name", "pk")
        found = list(rows.filter(name__iexact=name)[:2])
        found = found or list(rows.filter(name__icontains=name)[: MOST_NAMED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError("We know no organisation of that name")
        names = ", ".join(one.name for one in found[:MOST_NAMED])
        raise forms.ValidationError(f"Give the whole name. That fits: {names}")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError("Enter a day that is still to come")
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        purpose = data.get("purpose")
        if purpose in NEEDS_RECIPIENT and "recipient" in data and not data["recipient"]:
            self.add_error("recipient", "Enter which organisation may be told")
        if purpose in NEEDS_DETAILS and not data.get("details"):
            self.add_error("details", "Choose what may be told")
        return data


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.name


class ColleagueForm(Form):
    """Somebody who works there, of those the page offers."""

    user = PersonChoice(
        label="Who?", queryset=User.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, offered: Any, label: str, **kwargs: Any) -> None:
        self.submit_label = label
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = offered  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(Field.radios("user"))


class BasisForm(Form):
    """`seen` is when it was last set, and empty where it never was."""

    submit_label = "Save"

    article_6 = forms.ChoiceField(
        label="On what ground do you hold what people tell you?",
        choices=Article6.choices,
        widget=forms.RadioSelect,
    )
    article_9 = forms.ChoiceField(
        label="And what concerns their health?",
        choices=Article9.choices,
        widget=forms.RadioSelect,
    )
    agreement = forms.CharField(
        label="Sharing agreement or impact assessment",
        help_text="Where it can be found.",
        max_length=200,
        required=False,
    )
    holds_offences = forms.BooleanField(
        label="We may hold what concerns convictions, prison or probation",
        help_text="Only if your own rules and advice say so. Off, nobody here can write it down.",
        required=False,
    )
    years_kept = forms.IntegerField(
        label="For how many years do you keep a record after support ended?",
        min_value=1,
        max_value=100,
        initial=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    review_on = DateField(
        label="When will you look at this again?", required=False, require_all_fields=False
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, basis: LawfulBasis | None, **kwargs: Any) -> None:
        names = ("article_6", "article_9", "agreement", "holds_offences", "years_kept", "review_on")
        given = {name: getattr(basis, name) for name in names} if basis else {}
        seen = basis.set_at.isoformat() if basis else ""
        super().__init__(*args, initial={"years_kept": 8, **given, "seen": seen}, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            *(Field.radios("article_6"), Field.radios("article_9"), "agreement"),
            *("holds_offences", "years_kept", "review_on", "seen"),
        )
