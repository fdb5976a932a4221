"""Writing an introduction, a question a page."""

from typing import Any

from django import forms
from django.db.models import Q

from directory.forms.fields import Prose
from directory.models import Kind, LocalAuthority
from directory.models.choices import LANGUAGES, Stated
from referrals import questions
from referrals.models import AgeBand, Answers, Referral, ReferralType, SafetyPoint, Timing
from rosc.accounts.models import Organisation
from rosc.people.models import Detail, Person, RouteKind
from rosc.ui.forms import DateField, Field, Form, Layout, NameField

MOST_GOALS = 5


class FindPersonForm(Form):
    """Looks among one's own people."""

    method = "get"
    submit_label = "Look"

    q = forms.CharField(label="Name, or your own reference", required=False, max_length=100)


class NewPersonForm(Form):
    """A name is enough to begin with."""

    submit_label = "Add them and go on"

    organisation = forms.ModelChoiceField(
        label="Who holds the record?", queryset=Organisation.objects.none()
    )
    preferred_name = NameField(label="What they like to be called", max_length=120)
    own_reference = forms.CharField(
        label="Your own reference",
        help_text="If you have one. It stays with you.",
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) == 1:
            del self.fields["organisation"]
        else:
            field: Any = self.fields["organisation"]
            field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
            field.label_from_instance = lambda one: one.name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(self.organisations) == 1:
            data["organisation"] = self.organisations[0]
        return data


class StepForm(Form):
    """One page of a draft; `referral` is the draft, `answers` what is kept beside it."""

    submit_label = "Save and go on"

    def __init__(self, *args: Any, referral: Referral, answers: Answers, **kwargs: Any) -> None:
        self.referral, self.answers = referral, answers
        super().__init__(*args, initial=self.held(), **kwargs)

    def held(self) -> dict[str, Any]:
        """What the draft says already."""
        return {
            name: getattr(self.referral, name)
            for name in self.base_fields
            if hasattr(self.referral, name)
        }


class KindForm(StepForm):
    """Which kind of introduction, and when."""

    type = forms.ChoiceField(
        label="What kind of introduction is it?",
        choices=ReferralType.choices,
        widget=forms.RadioSelect,
    )
    timing = forms.ChoiceField(label="When?", choices=Timing.choices, widget=forms.RadioSelect)

    def layout(self) -> Layout:
        return Layout(Field.radios("type"), Field.radios("timing"))


class LeavingForm(StepForm):
    """Leaving prison, hospital or a residential place."""

    leaves_on = DateField(label="Which day do they leave?", required=False)
    holds_naloxone = forms.ChoiceField(
        label="Will they have naloxone with them?",
        help_text="It can bring somebody round after an overdose. Days after leaving are a risk.",
        choices=Stated.choices,
        widget=forms.RadioSelect,
    )
    medicine_until = DateField(
        label="Prescribed medicine runs out on",
        help_text="Leave it empty if there is none.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.referral.tier != "fuller":
            del self.fields["medicine_until"]

    def layout(self) -> Layout:
        last = ["medicine_until"] * ("medicine_until" in self.fields)
        return Layout("leaves_on", Field.radios("holds_naloxone"), *last)


class NeedsForm(StepForm):
    """What they would like help with, and what they want from it."""

    needs = forms.MultipleChoiceField(
        label="What would they like help with?",
        help_text="Choose all that they named.",
        widget=forms.CheckboxSelectMultiple,
    )
    goals = Prose(
        label="What do they want from it, in their words?",
        help_text="One on each line, if they like. At the end we ask how each came out.",
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service, held = self.referral.service, self.referral.needs
        kinds = Kind.objects.filter(Q(services=service) | Q(pk__in=held)).distinct()
        kinds = kinds or Kind.objects.filter(is_active=True)
        chosen = [(kind.pk, kind.plain_name) for kind in kinds]
        self.fields["needs"].choices = chosen  # type: ignore[attr-defined]

    def held(self) -> dict[str, Any]:
        goals = "\n".join(goal.text for goal in self.referral.goals.all())
        return {"needs": self.referral.needs, "goals": goals}

    def clean_goals(self) -> list[str]:
        goals = [line.strip() for line in self.cleaned_data["goals"].splitlines() if line.strip()]
        if len(goals) > MOST_GOALS:
            raise forms.ValidationError(f"Choose the {MOST_GOALS} that matter most.")
        return goals

    def layout(self) -> Layout:
        return Layout(Field.checkboxes("needs"), Field.textarea("goals", rows=4))


class AboutForm(StepForm):
    """Where they live, roughly, and what they need to be able to talk."""

    area = forms.ModelChoiceField(
        label="Which area do they live in?",
        queryset=LocalAuthority.objects.order_by("name"),
        empty_label="Not said",
        required=False,
    )
    age_band = forms.ChoiceField(label="Age", choices=AgeBand.choices, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label="Which languages, if not only English?",
        choices=[(name, name) for name in LANGUAGES if name != "English"],
        widget=forms.SelectMultiple(attrs={"size": 6}),
        required=False,
    )

    def layout(self) -> Layout:
        return Layout("area", Field.radios("age_band"), "languages")


class SafetyForm(StepForm):
    """Coded, so that a group can judge before it says yes."""

    safety = forms.MultipleChoiceField(
        label="What should they know to keep everybody safe?",
        help_text="They see this before they say yes, and not who it is.",
        choices=SafetyPoint.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one; “nothing known” is an answer."},
    )

    def clean_safety(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["safety"]
        if SafetyPoint.NONE_KNOWN in chosen and len(chosen) > 1:
            raise forms.ValidationError("Choose either “nothing known” or what is known.")
        return chosen

    def layout(self) -> Layout:
        return Layout(Field.checkboxes("safety"))


class ReachForm(StepForm):
    """One safe way to reach them; more can be added on their own page."""

    kind = forms.ChoiceField(
        label="How can they be reached safely?",
        choices=[(k.value, k.label) for k in (RouteKind.PHONE, RouteKind.TEXT, RouteKind.EMAIL)],
        widget=forms.RadioSelect,
        required=False,
    )
    value = forms.CharField(
        label="The number or address",
        help_text="Leave this empty if there is none. The two of you then agree how to meet.",
        max_length=254,
        required=False,
    )
    is_safe = forms.BooleanField(label="They said that this is safe to use", required=False)
    may_leave_message = forms.BooleanField(label="A message may be left", required=False)

    def held(self) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("value") and not data.get("kind"):
            self.add_error("kind", "Choose how.")
        if data.get("value") and not data.get("is_safe"):
            self.add_error("is_safe", "Ask them first. Nothing is told that they call unsafe.")
        return data

    def layout(self) -> Layout:
        return Layout(Field.radios("kind"), "value", "is_safe", "may_leave_message")


class PersonForm(StepForm):
    """What treatment, or this service, needs to know of who they are. All may stay unsaid."""

    full_name = NameField(label="Full name", max_length=200, required=False)
    date_of_birth = DateField(label="Date of birth", required=False)
    address = Prose(label="Where do they live?", max_length=400, required=False)
    postcode = forms.CharField(label="Postcode", max_length=8, required=False)
    has_no_fixed_address = forms.BooleanField(label="No fixed address", required=False)
    needs = Prose(
        label="What helps them take part?",
        help_text="Such as large print, step-free access, or somebody to look after children.",
        max_length=1000,
        required=False,
    )
    FIELDS_OF = {
        Detail.FULL_NAME: ("full_name",),
        Detail.BIRTH: ("date_of_birth",),
        Detail.ADDRESS: ("address", "postcode", "has_no_fixed_address"),
        Detail.NEEDS: ("needs",),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for detail, names in self.FIELDS_OF.items():
            for name in names if detail not in self.answers.details else ():
                del self.fields[name]

    def held(self) -> dict[str, Any]:
        person: Person = self.referral.person
        names = [name for names in self.FIELDS_OF.values() for name in names]
        return {name: getattr(person, name) for name in names}

    def clean_address(self) -> str | None:
        return self.cleaned_data["address"] or None

    def clean_needs(self) -> str | None:
        return self.cleaned_data["needs"] or None


class ItemsForm(StepForm):
    """The questions of one detail; each may stay unanswered."""

    def __init__(self, *args: Any, detail: str, **kwargs: Any) -> None:
        self.detail = detail
        super().__init__(*args, **kwargs)
        told = self.answers.told.get(detail, {})
        for item in questions.ITEMS[detail]:
            field = Prose(label=item.label, help_text=item.hint, max_length=2000, required=False)
            field.initial = told.get(item.slug, "")
            self.fields[item.slug] = field

    def held(self) -> dict[str, Any]:
        return {}

    def layout(self) -> Layout:
        return Layout(*(Field.textarea(name, rows=2) for name in self.fields))


class ShareForm(StepForm):
    """Which details are told once they say yes, and words the two wrote together."""

    details = forms.MultipleChoiceField(
        label="What may be told once they say yes?",
        help_text="Only what this person wants told. The name, a safe way to reach them, what they "
        "would like and what keeps everybody safe always go with it.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    notes = Prose(
        label="Anything else that you both want them to know",
        help_text="Write it together.",
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = questions.may_share_offences(self.referral.held_by, self.referral.receiver)
        left = {*questions.ALWAYS, Detail.NOTES, *({Detail.OFFENCES} if not may else ())}
        choices = [(d.value, d.label) for d in Detail if d not in left]
        self.fields["details"].choices = choices  # type: ignore[attr-defined]

    def held(self) -> dict[str, Any]:
        return {"details": self.answers.details, "notes": self.answers.notes or ""}

    def layout(self) -> Layout:
        return Layout(Field.checkboxes("details"), Field.textarea("notes", rows=4))
