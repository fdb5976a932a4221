"""What somebody types who has no account: for themselves, or for somebody close to them."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import Prose
from directory.models import Kind, Service
from referrals.forms import drafting
from referrals.forms.open_forms import OpenForm
from referrals.models import SafetyPoint
from rosc.people.forms.routes import TimesForm, wrong_with
from rosc.people.models import RouteKind, SecondFactor, Wording
from rosc.ui.forms import Choice, DateField, Field, Layout, More, NameField

SAFE_WISHES = (
    (SafetyPoint.WOMAN_WORKER, "I would like to talk to a woman"),
    (SafetyPoint.MAN_WORKER, "I would like to talk to a man"),
    (SafetyPoint.SAFE_PLACE, "Please meet me only where other people are"),
    (SafetyPoint.SAFE_ADDRESS, "Never write to my home or come there"),
    (SafetyPoint.SPECIFIC_PERSON, "There is somebody I must not meet"),
)
NO_WAY = "none"


class AskForMyselfForm(OpenForm, TimesForm):
    """Only what is needed to get in touch."""

    has_form_tag = False  # the page's own says which step comes next

    preferred_name = NameField(
        label="What do you like to be called?",
        help_text="A first name is enough. It can be any name.",
        max_length=120,
    )
    needs = forms.MultipleChoiceField(
        label="What would you like help with?", widget=forms.CheckboxSelectMultiple
    )
    goals = Prose(
        label="What would you like to be different?",
        help_text="You can leave this empty.",
        max_length=1000,
        required=False,
    )
    kind = forms.ChoiceField(
        label="How can they reach you?",
        choices=[
            Choice(RouteKind.TEXT.value, "A text message"),
            Choice(RouteKind.PHONE.value, "A phone call"),
            Choice(RouteKind.EMAIL.value, "An e-mail"),
            Choice(
                NO_WAY, "I would rather look myself", hint="We show you a link to come back by."
            ),
        ],
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label="Your number or e-mail address",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_leave_message = forms.BooleanField(label="They may leave a message", required=False)
    safety = forms.MultipleChoiceField(
        label="Is there anything that helps you feel safe?",
        help_text="They see this before they say yes, and not who you are.",
        choices=[(point.value, words) for point, words in SAFE_WISHES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    second_factor = forms.ChoiceField(
        label="What shall your own page ask for?",
        help_text="So that nobody else can read it, even with your phone in their hand.",
        choices=[
            (SecondFactor.WORD.value, "A word that I choose"),
            (SecondFactor.BIRTHDAY.value, "The day and month I was born"),
        ],
        widget=forms.RadioSelect,
        initial=SecondFactor.WORD,
    )
    word = forms.CharField(
        label="Your word",
        help_text="Six letters or more. Something that only you would say.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    date_of_birth = DateField(
        label="Or the day you were born", help_text="It is not told to anybody.", required=False
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": str(uuid.uuid4())}, **kwargs)
        self.fields["needs"].choices = _needs_at(service)  # type: ignore[attr-defined]
        self.fields["safe_days"].label = "Which days are safe?"

    def layout(self) -> Layout:
        times = (Field.checkboxes("safe_days"), "safe_from", "safe_until", "may_leave_message")
        return Layout(
            *("preferred_name", Field.checkboxes("needs"), Field.textarea("goals", rows=3)),
            *(Field.radios("kind"), "value"),
            More(*times, label="When is it safe to reach you?", hint="Days, times and messages"),
            *(Field.checkboxes("safety"), Field.radios("second_factor")),
            *("word", "date_of_birth", "once"),
        )

    def clean_goals(self) -> list[str]:
        return _lines(self.cleaned_data["goals"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, value = data.get("kind"), (data.get("value") or "").strip()
        said = wrong_with(str(kind), value) if kind and kind != NO_WAY else ""
        if said:
            self.add_error("value", said)
        is_word = data.get("second_factor") == SecondFactor.WORD
        if is_word and len(data.get("word") or "") < 6:
            self.add_error("word", "Choose a word of six letters or more")
        born = data.get("date_of_birth")
        if not is_word and "date_of_birth" not in self.errors and not _is_past(born):
            self.add_error("date_of_birth", "Enter the day you were born")
        return data

    def said(self) -> dict[str, Any]:
        """As the action takes it. Only of a form that is valid."""
        data = self.cleaned_data
        is_word = data["second_factor"] == SecondFactor.WORD
        return {
            **{name: data[name] for name in ("preferred_name", "needs", "goals", "safety")},
            "second_factor": data["second_factor"],
            "word": data["word"] if is_word else "",
            "date_of_birth": None if is_word else data["date_of_birth"],
            "reach": self._reach() if data["kind"] != NO_WAY else None,
        }

    def _reach(self) -> dict[str, Any]:
        times = ("safe_days", "safe_from", "safe_until", "may_leave_message")
        return {
            **{name: self.cleaned_data[name] for name in times},
            "kind": self.cleaned_data["kind"],
            "value": self.cleaned_data["value"].strip(),
            "wording": Wording.NEUTRAL,
            "is_safe": True,
            "is_preferred": True,
            "confirmed_on": timezone.localdate(),
        }


def _is_past(day: Any) -> bool:
    return bool(day) and day < timezone.localdate()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][: drafting.MOST_GOALS]


def _needs_at(service: Service) -> list[tuple[str, str]]:
    kinds = service.kinds.all() or Kind.objects.filter(is_active=True)
    return [(kind.pk, kind.plain_name) for kind in kinds]


class AgreeForm(OpenForm):
    """The last step: what they agree to, one thing a tick."""

    has_form_tag = False

    agrees = forms.BooleanField(
        label="I agree that this is sent",
        error_messages={"required": "Tick this if you want it to be sent"},
    )
    passes_on = forms.BooleanField(required=False)

    def __init__(self, *args: Any, fallback: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "passes_on"
        ].label = f"If nobody answers in 3 working days, pass it on to {fallback}"
        if not fallback:
            del self.fields["passes_on"]


class AskForSomebodyForm(OpenForm):
    """A name and one way to reach them: nothing about them, and nothing about who asks."""

    submit_label = "Write to them once"

    called = NameField(
        label="What do they like to be called?",
        help_text="Their first name. Anything else is left out of the message.",
        max_length=60,
    )
    kind = forms.ChoiceField(
        label="How shall we write to them?",
        choices=[(RouteKind.TEXT.value, "A text message"), (RouteKind.EMAIL.value, "An e-mail")],
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label="Their number or e-mail address",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_safe = forms.BooleanField(
        label="It is safe for them if this arrives there",
        error_messages={"required": "Only write where it is safe for them"},
    )

    def layout(self) -> Layout:
        return Layout("called", Field.radios("kind"), "value", "is_safe")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        value = (data.get("value") or "").strip()
        said = wrong_with(str(data.get("kind")), value)
        if said and value:
            self.add_error("value", said)
        data.pop("is_safe", None)
        return {**data, "value": value}
