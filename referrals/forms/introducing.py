"""What a professional without an account types: their work address, then the form that workers
have, on one page."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django import forms

from directory.forms.fields import Prose
from directory.models import Service
from directory.models.choices import Stated
from referrals import questions
from referrals.forms import drafting
from referrals.forms.open_forms import PERSONAL_DOMAINS, OpenForm
from referrals.models import Answers, Referral
from referrals.models.choices import LEAVING, Source
from rosc.people.models import Detail, Person
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import Field, Form, Layout, NameField


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
        choices=HEARD_BY_A_WORKER,
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


class OffencesPart(drafting.ItemsForm):
    """What concerns prison or convictions: agreed to by itself, else it is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, detail=Detail.OFFENCES, **kwargs)
        self.fields["offences_method"] = forms.ChoiceField(
            label="Did they agree to that, asked separately?",
            help_text="If not, nothing of it is told, and not that they leave prison either.",
            choices=[("", "No, or it does not apply"), *HEARD_BY_A_WORKER],
            widget=forms.RadioSelect,
            required=False,
        )

    def layout(self) -> Layout:
        return Layout(Field.textarea("justice", rows=2), Field.radios("offences_method"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("justice") and not data.get("offences_method"):
            self.add_error("offences_method", "Ask them separately, or leave the answer empty")
        return data


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
        if questions.may_share_offences(where):
            self._add(Detail.OFFENCES, "Court, prison and probation", OffencesPart)
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
        offences = data.get(Detail.OFFENCES, {})
        if offences.get("justice"):
            told[Detail.OFFENCES] = {"justice": offences["justice"]}
        return {
            "offences_method": offences.get("offences_method", ""),
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
