"""What is asked about an entry: eight questions, one a page, and more for those who like.

Each form is a question; its fields carry the names of `actions.entry_says`. What somebody may not
know is never asked for twice: everything but a name, a kind, a few words and a way to take part may
stay empty.
"""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator

from directory.actions.entry_says import Says
from directory.forms.fields import ListField, Prose, Slugs
from directory.models import Audience, Fellowship, Intervention, Kind, LocalAuthority
from directory.models.choices import (
    LANGUAGES,
    Cost,
    Mode,
    Sobriety,
    Stated,
    Substances,
    WhoLeads,
    may_be_peer_led,
)
from directory.models.upkeep import Contact, Whose
from directory.models.vocabulary import Wellbeing
from rosc.accounts.models import Organisation
from rosc.ui.forms import DateField, Field, Form, Layout, NameField

MUTUAL_AID = "mutual-aid"
HOUSING = "recovery-housing"
A_NUMBER = RegexValidator(r"^[0-9 +()-]*$", "Enter a phone number of digits and spaces")


def stated(label: str, **options: Any) -> forms.ChoiceField:
    """Yes, no, or left open."""
    return forms.ChoiceField(
        label=label,
        choices=Stated.choices,
        initial=Stated.NOT_STATED,
        required=False,
        widget=forms.RadioSelect,
        **options,
    )


def chosen(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        initial="not-stated",
        required=False,
        widget=forms.RadioSelect,
        **options,
    )


class Question(Form):
    """One page of questions. `seen` tells whether somebody else answered it meanwhile."""

    submit_label = "Save and go on"
    has_form_tag = False  # the page's own also holds the buttons that add a place or a time

    do_not_call_in_templates = True

    slug: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str] = ""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, says: Says, organisation: Organisation, seen: str, **kwargs: Any
    ) -> None:
        self.says, self.organisation = says, organisation
        given = self.given(says)
        super().__init__(*args, initial={**given, "seen": seen}, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, Slugs):
                held = given.get(name) or []
                field.fill(held if isinstance(held, list) else [held])

    def given(self, says: Says) -> dict[str, Any]:
        """What the boxes hold when the page is opened."""
        return {name: says[name] for name in self.base_fields if name in says}

    def values(self) -> Says:
        """The answer, in the names of `entry_says`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def layout(self) -> Layout:
        return Layout(*[_drawn(name, field) for name, field in self.fields.items()])


def _drawn(name: str, field: forms.Field) -> Any:
    if isinstance(field, Prose):
        return Field.textarea(name, rows=5, max_characters=field.max_length)
    if isinstance(field.widget, forms.CheckboxSelectMultiple):
        return Field.checkboxes(name, small=len(field.choices) > 8)  # type: ignore[attr-defined]
    if isinstance(field.widget, forms.RadioSelect):
        return Field.radios(name, inline=isinstance(field, forms.ChoiceField) and _is_short(field))
    if isinstance(field, forms.IntegerField):
        return Field.text(name, field_width=3)
    return name


def _is_short(field: forms.ChoiceField) -> bool:
    return list(field.choices) == Stated.choices  # type: ignore[arg-type]


# --- The eight ---------------------------------------------------------------------------------
class NameQuestion(Question):
    slug, title = "name", "What is it called?"
    words = "The name people use for it. Say it as you would to a friend."

    name = NameField(label="Name", max_length=200)


class KindQuestion(Question):
    slug, title = "kind", "What kind of help is it?"

    kinds = Slugs(Kind, label="Choose all that fit")
    fellowship = Slugs(
        Fellowship,
        is_one=True,
        label="If it is a mutual aid group, which one?",
        required=False,
        empty="It is none of these",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("fellowship") and MUTUAL_AID not in data.get("kinds", []):
            self.add_error("kinds", "Choose mutual aid as well, or “none of these” below")
        return data


class AboutQuestion(Question):
    slug, title = "about", "What is it like?"
    words = "Two or three plain sentences are best. Many people read this on a phone, on a bad day."

    description = Prose(label="What you do there", max_length=2000)
    what_happens_first = Prose(
        label="What happens the first time somebody comes",
        help_text="Who says hello? What is asked? Can they just sit and listen?",
        max_length=1000,
        required=False,
    )


class PeopleQuestion(Question):
    slug, title = "people", "Who is it for?"
    words = "Leave it all empty if it is for any adult."

    audiences = Slugs(Audience, label="Is it for some people above all?", required=False)
    min_age = forms.IntegerField(
        label="From which age?", min_value=0, max_value=120, required=False
    )
    max_age = forms.IntegerField(
        label="Up to which age?", min_value=0, max_value=120, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("min_age"), data.get("max_age")
        if low is not None and high is not None and low > high:
            self.add_error("max_age", "Enter an age that is not below the first one")
        return data


class WhereQuestion(Question):
    slug, title = "where", "Where is it?"

    modes = forms.MultipleChoiceField(
        label="How do people take part?",
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class WhenQuestion(Question):
    slug, title = "when", "When is it?"

    opening_text = Prose(
        label="If it has no fixed times, say it in words",
        help_text="For example: by arrangement, on most weekdays.",
        max_length=500,
        required=False,
    )


class TouchQuestion(Question):
    slug, title = "touch", "How do people get in touch?"
    words = "Give at least one way if you can."

    phone = forms.CharField(
        label="Phone number", max_length=30, required=False, validators=[A_NUMBER]
    )
    text_number = forms.CharField(
        label="Number for text messages", max_length=30, required=False, validators=[A_NUMBER]
    )
    email = forms.EmailField(label="E-mail address", max_length=254, required=False)
    website = forms.URLField(label="Website", max_length=500, required=False, assume_scheme="https")
    private = forms.MultipleChoiceField(
        label="Is any of these somebody’s own, private one?",
        help_text="Tick those that are not the group’s. Everybody will see them here.",
        choices=Contact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    whose = forms.ChoiceField(
        label="If so, whose is it?",
        help_text="We keep what they do there, never their name.",
        choices=[("", "Nobody’s: they are all the group’s"), *Whose.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    has_agreed = forms.BooleanField(
        label="They have agreed that everybody may see it, and know that they can take that back",
        required=False,
    )
    agreed_on = DateField(label="When did they agree?", required=False, require_all_fields=False)

    def given(self, says: Says) -> dict[str, Any]:
        return {**super().given(says), "has_agreed": bool(says.get("agreed_on"))}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        private = [one for one in data.get("private", []) if data.get(one)]
        if not private:
            return {**data, "private": [], "whose": "", "agreed_on": None}
        if not data.get("whose"):
            self.add_error("whose", "Choose whose it is")
        if not data.get("has_agreed"):
            self.add_error("has_agreed", "Tick the box when they have agreed, or take it out")
        if not data.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "Enter the day on which they agreed")
        return {**data, "private": private}

    def values(self) -> Says:
        return {name: value for name, value in super().values().items() if name != "has_agreed"}


class CostQuestion(Question):
    slug, title = "cost", "What does it cost?"

    cost = chosen("Cost", Cost)
    cost_note = forms.CharField(
        label="More about the cost",
        help_text="For example: £2 towards tea, if you can.",
        max_length=200,
        required=False,
    )


# --- More, for those who like ------------------------------------------------------------------
class AreaQuestion(Question):
    slug, title = "area", "Which areas is it for?"
    words = "Leave it empty if anybody may come who can get there."

    is_national = forms.BooleanField(label="For anybody in England", required=False)
    areas = Slugs(LocalAuthority, label="For people who live in", required=False)
    reach_miles = forms.IntegerField(
        label="If you go to people: within how many miles?",
        min_value=1,
        max_value=200,
        required=False,
    )


class WelcomeQuestion(Question):
    slug, title = "welcome", "Who can come as they are?"

    family_welcome = stated("Are families and friends welcome?")
    substances = chosen("What is it about?", Substances)
    sobriety = chosen("Drinking and using", Sobriety)
    languages = forms.MultipleChoiceField(
        label="Which languages are spoken?",
        choices=[(one, one) for one in LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class LeadingQuestion(Question):
    slug, title = "leading", "Who runs it?"

    who_leads = chosen(
        "Who leads it?",
        WhoLeads,
        help_text="“Led” means that they decide, not only that they help.",
    )
    goes_along = stated("Can somebody go along with a person who does not want to come alone?")
    volunteering_offered = stated("Can people volunteer?")

    def clean_who_leads(self) -> str:
        said: str = self.cleaned_data["who_leads"]
        if said == WhoLeads.PEER_LED and not may_be_peer_led(self.organisation.kinds):
            raise forms.ValidationError(
                "What a treatment service or a council runs is given by people with lived "
                "experience, not led by them"
            )
        return said


class JoiningQuestion(Question):
    slug, title = "joining", "How does somebody join?"

    drop_in = stated("Can people come without an appointment?")
    self_referral = stated("Can people get in touch themselves?")
    referral_note = forms.CharField(
        label="How can somebody else introduce them?", max_length=300, required=False
    )
    links = ListField(
        label="Other pages about it",
        help_text="One a line: its address, then what it is.",
        max_length=2000,
        required=False,
    )


class OffersQuestion(Question):
    slug, title = "offers", "What is there to do?"

    interventions = Slugs(Intervention, label="What does it offer?", required=False)
    wellbeing = forms.MultipleChoiceField(
        label="Which of the five ways to feel well does it help with?",
        choices=Wellbeing.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    public_access = stated("Is it open to everybody, as a café is?")
    hosts_mutual_aid = stated("Are there mutual aid meetings in it?")
