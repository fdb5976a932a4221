"""How a person can be reached, as they said it."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils import timezone

from rosc.people.forms.records import words
from rosc.people.models import ContactRoute, RouteKind, Wording
from rosc.people.models.routes import WEEKDAYS
from rosc.ui.forms import Field, Form, Layout, More

NUMBER = re.compile(r"\+?[\d ()-]{7,20}")
FACTS = (
    *("kind", "value", "who", "is_safe", "is_preferred", "may_leave_message", "wording"),
    *("safe_days", "safe_from", "safe_until", "who_may_know", "who_must_not"),
)
SELDOM = ("safe_days", "safe_from", "safe_until", "who_may_know", "who_must_not")


class TimesForm(Form):
    """Days and times that are safe."""

    safe_days = forms.TypedMultipleChoiceField(
        label="Which days are safe?",
        help_text="Leave all empty if any day is.",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    safe_from = forms.TimeField(
        label="Safe from",
        help_text="Such as 09:00. Leave both times empty if any time is safe.",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Enter a time such as 09:30"},
    )
    safe_until = forms.TimeField(
        label="Safe until",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Enter a time such as 17:00"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("safe_from")) != bool(data.get("safe_until")) and not self.errors:
            self.add_error("safe_until", "Enter both times, or neither")
        elif data.get("safe_from") and data.get("safe_from") == data.get("safe_until"):
            self.add_error("safe_until", "Enter a later time, or leave both empty if any is safe")
        return data


class RouteForm(TimesForm):
    submit_label = "Save"

    kind = forms.ChoiceField(label="How?", choices=RouteKind.choices, widget=forms.RadioSelect)
    value = words("Number or address")
    who = forms.CharField(
        label="If it goes through somebody: who, and how do they know them?",
        max_length=200,
        required=False,
        empty_value=None,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_safe = forms.BooleanField(label="They say that this is safe to use", required=False)
    is_preferred = forms.BooleanField(label="Use this first", required=False)
    may_leave_message = forms.BooleanField(label="We may leave a message", required=False)
    wording = forms.ChoiceField(
        label="What may a message say?",
        choices=Wording.choices,
        initial=Wording.NEUTRAL,
        widget=forms.RadioSelect,
    )
    who_may_know = words("Who may know that you are in touch?")
    who_must_not = words("Who must not know?")
    is_confirmed = forms.BooleanField(label="I have checked this with them today", required=False)

    def __init__(self, *args: Any, route: ContactRoute | None = None, **kwargs: Any) -> None:
        given = {name: getattr(route, name) for name in FACTS} if route else {}
        super().__init__(*args, initial=given, **kwargs)
        self.fields["value"].widget.attrs["rows"] = 2

    def layout(self) -> Layout:
        first = (
            *(Field.radios("kind"), "value", "who", "is_safe", "may_leave_message"),
            *(Field.radios("wording"), "is_preferred"),
        )
        seldom = (Field.checkboxes("safe_days"), *SELDOM[1:])
        told = {"label": "When it is safe, and who may know", "hint": "Days, times and people"}
        return Layout(*first, More(*seldom, **told), "is_confirmed")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, value = data.get("kind"), (data.get("value") or "").strip()
        said = wrong_with(str(kind), value)
        if said:
            self.add_error("value", said)
        if kind == RouteKind.THROUGH and not data.get("who"):
            self.add_error("who", "Say who it goes through")
        if kind != RouteKind.THROUGH:
            data["who"] = None
        data["value"] = value or None
        data["confirmed_on"] = timezone.localdate() if data.pop("is_confirmed", False) else None
        return data


class ReachMeForm(TimesForm):
    """The same in the person's own words, on their own page. Nothing saved is filled in."""

    submit_label = "Save"

    kind = forms.ChoiceField(
        label="How can we reach you?",
        choices=[
            (RouteKind.TEXT.value, "A text message"),
            (RouteKind.PHONE.value, "A phone call"),
            (RouteKind.EMAIL.value, "An e-mail"),
        ],
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label="Your number or e-mail address",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_leave_message = forms.BooleanField(label="You may leave a message", required=False)
    wording = forms.ChoiceField(
        label="What may a message say?",
        choices=[
            (Wording.NEUTRAL.value, "Nothing about what it is for"),
            (Wording.OPEN.value, "It may say what it is for"),
        ],
        initial=Wording.NEUTRAL,
        widget=forms.RadioSelect,
    )
    is_only = forms.TypedChoiceField(
        label="And the ways you gave us before?",
        choices=[("yes", "Do not use them any more"), ("no", "Keep them as well")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        times = (Field.checkboxes("safe_days"), "safe_from", "safe_until")
        return Layout(
            *(Field.radios("kind"), "value", "may_leave_message", Field.radios("wording")),
            Field.radios("is_only"),
            More(*times, label="Only at some times?", hint="Days and hours that are safe"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        said = wrong_with(str(data.get("kind")), data.get("value") or "")
        if said and "value" in data:
            self.add_error("value", said)
        said_today = {"is_safe": True, "is_preferred": True, "confirmed_on": timezone.localdate()}
        return {**data, **said_today}


def wrong_with(kind: str, value: str) -> str:
    """Why a number or address cannot be what its kind says; nothing where it can."""
    if kind in (RouteKind.PHONE, RouteKind.TEXT) and not NUMBER.fullmatch(value):
        return "Enter a phone number, such as 07700 900123"
    if kind == RouteKind.EMAIL:
        try:
            validate_email(value)
        except forms.ValidationError:
            return "Enter an e-mail address, such as sam@mail.example"
    if kind == RouteKind.POST and not value:
        return "Enter the address"
    return ""
