"""What somebody types who has no account: for themselves, for somebody close, or at work."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import Prose
from directory.models import Kind, Service
from directory.models.choices import Stated
from referrals import questions
from referrals.forms import drafting
from referrals.forms.open_forms import PERSONAL_DOMAINS, OpenForm
from referrals.models import Answers, Referral, SafetyPoint
from referrals.models.choices import LEAVING, Source
from rosc.people.forms.routes import TimesForm, wrong_with
from rosc.people.models import ConsentMethod, Person, RouteKind, SecondFactor, Wording
from rosc.ui.forms import Choice, DateField, Field, Form, Layout, More, NameField

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

    called = NameField(label="What do they like to be called?", max_length=60)
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


class WorkAddressForm(OpenForm):
    submit_label = "Send me the link"

    email = forms.EmailField(
        label="Your work e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.rpartition("@")[2].lower() in PERSONAL_DOMAINS:
            raise forms.ValidationError("Use the address you have at work")
        return email


class ReferrerForm(Form):
    """Who introduces."""

    name = NameField(label="Your name", max_length=120)
    role = NameField(label="What you do", max_length=120)
    workplace = NameField(label="Where you work", max_length=200)
    source = forms.ChoiceField(
        label="What kind of place is that?",
        choices=[
            (one.value, one.label)
            for one in Source
            if one not in (Source.SELF, Source.FAMILY, Source.TREATMENT)
        ],
    )
    phone = forms.CharField(
        label="A number to ring you on",
        help_text="If they would like to ask you something.",
        max_length=30,
        required=False,
        empty_value=None,
    )


class WhoForm(Form):
    preferred_name = NameField(label="What do they like to be called?", max_length=120)


class AgreedForm(Form):
    """The person has agreed, and how."""

    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they agree to this?",
        choices=[c for c in ConsentMethod.choices if c[0] != ConsentMethod.OWN_LINK],
        widget=forms.RadioSelect,
    )
    notes = Prose(
        label="Anything else that you both want them to know",
        help_text="Write it together. It is read once they say yes.",
        max_length=2000,
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("notes", rows=4), Field.radios("method"))


class LeavingPart(drafting.LeavingForm):
    """Asked of everybody on the one page, so that nothing of it has to be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean_holds_naloxone(self) -> str:
        return self.cleaned_data["holds_naloxone"] or str(Stated.NOT_STATED.value)


STEPS: tuple[tuple[str, str, Callable[..., Form]], ...] = (
    ("kind", "What kind of introduction", drafting.KindForm),
    ("leaving", "If they are leaving somewhere", LeavingPart),
    ("needs", "What they would like", drafting.NeedsForm),
    ("about", "A little about them", drafting.AboutForm),
    ("safety", "Keeping everybody safe", drafting.SafetyForm),
    ("reach", "Reaching them safely", drafting.ReachForm),
)
TOLD_TITLES = {
    "use": "What they use or drink",
    "health": "Health and medicine",
    "home": "Home, work and family",
}


class IntroduceForm:
    """The form that workers have a page at a time, on one page: each part checks itself."""

    def __init__(self, data: Any, *, service: Service) -> None:
        tier = questions.tier_of(service)
        asked = list(service.asked_items.values_list("detail", flat=True))
        where = service.organisation
        nobody = Person(organisation=where)
        draft = Referral(service=service, receiver=where, held_by=where, person=nobody, tier=tier)
        answers = Answers(referral=draft, details=questions.details_for(tier, asked))
        self.parts: dict[str, tuple[str, Form]] = {}
        self._data, self._known = data, {"referral": draft, "answers": answers}
        self._add("who", "Who they are", WhoForm, {})
        for slug, title, form in STEPS:
            self._add(slug, title, form)
        if set(answers.details) & set(questions.OF_THE_PERSON):
            self._add("person", "What else is needed", drafting.PersonForm)
        self.told = [detail for detail in TOLD_TITLES if detail in answers.details]
        for detail in self.told:
            form = partial(drafting.ItemsForm, detail=detail)
            self._add(detail, TOLD_TITLES[detail], form)
        self._add("agreed", "What they agreed to", AgreedForm, {})
        self._add("referrer", "Who you are", ReferrerForm, {})

    def _add(
        self, slug: str, title: str, form: Callable[..., Form], known: dict | None = None
    ) -> None:
        options = self._known if known is None else known
        made = form(self._data, prefix=slug, **options)
        made.has_form_tag = made.has_token = False
        self.parts[slug] = (title, made)

    def __iter__(self) -> Iterator[tuple[str, Form]]:
        return iter(self.parts.values())

    def is_valid(self) -> bool:
        checked = [form.is_valid() for _, form in self]  # each says what is wrong with it
        return all(checked)

    @property
    def wrong(self) -> list[Form]:
        """The parts in which something is wrong."""
        return [form for _, form in self if form.errors]

    @property
    def names(self) -> set[str]:
        return {form.add_prefix(name) for _, form in self for name in form.fields}

    def refuse(self, error: forms.ValidationError) -> None:
        self.parts["referrer"][1].add_error(None, error)

    def said(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """As the action takes it: what was said, and the fuller answers by detail."""
        data = {slug: form.cleaned_data for slug, (_, form) in self.parts.items()}
        reach, kind = data["reach"], data["kind"]
        told = {d: {name: words for name, words in data[d].items() if words} for d in self.told}
        return {
            **{name: data["needs"][name] for name in ("needs", "goals")},
            **{name: data["agreed"][name] for name in ("method", "notes")},
            "preferred_name": data["who"]["preferred_name"],
            "record": data.get("person", {}),
            "reach": {**reach, "is_preferred": True} if reach["value"] else None,
            "safety": data["safety"]["safety"],
            "facts": {**kind, **data["about"], **(data["leaving"] if _leaves(kind) else {})},
            "referrer": data["referrer"],
        }, told


def _leaves(kind: dict[str, Any]) -> bool:
    return kind["type"] in LEAVING
