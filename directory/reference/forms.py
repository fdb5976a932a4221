"""What administrators type about the vocabulary. Forms validate; `directory.actions` saves."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Max, Model
from django.utils.text import slugify

from directory.actions.reference import version_of
from directory.models import (
    Audience,
    Fellowship,
    GlossaryTerm,
    HousingLevel,
    Intervention,
    Kind,
    Synonym,
)
from directory.models.vocabulary import KindGroup, Wellbeing
from directory.reference.tables import Table
from directory.search.words import LONGEST_PHRASE, words_of
from rosc.ui.forms import Field, Form, Layout, ModelForm

Choices = forms.CheckboxSelectMultiple


class Prose(forms.CharField):
    """Some sentences, in a box that says how long they may be."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return re.sub(r"\r\n?", "\n", super().to_python(value) or "")


class StatedField(forms.TypedChoiceField):
    """Yes, no, or nobody has said."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        choices = [("True", "Yes"), ("False", "No"), ("", "Not stated")]
        super().__init__(
            choices=choices, coerce="True".__eq__, empty_value=None, required=False, **options
        )

    def prepare_value(self, value: Any) -> str:
        return "" if value is None else str(value)


class ReferenceForm(ModelForm):
    """One row. Its key is asked for once, when it is added.

    `seen` tells whether somebody else changed it while the page was open.
    """

    submit_label = "Save"

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            del self.fields["seen"]
        else:
            self.fields.pop(str(self.instance._meta.pk.name))
            self.initial["seen"] = version_of(self.instance)

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    def layout(self) -> Layout:
        return Layout(*[self._drawn(name, field) for name, field in self.fields.items()])

    def _drawn(self, name: str, field: forms.Field) -> Any:
        if isinstance(field, Prose):
            return Field.textarea(name, rows=4, max_characters=field.max_length)
        if isinstance(field, TermsField):
            return Field.checkboxes(name, small=True)
        return name

    def values(self) -> dict[str, Any]:
        """What the row is to say: the columns by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def as_it_is(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """What the row says in the boxes of these names: label and value."""
        return [(str(self[name].label), self._said(name)) for name in self.fields if name in names]

    def _said(self, name: str) -> str:
        value, field = self[name].initial, self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "Yes" if value else "No"
        if not hasattr(field, "choices"):
            return str(value)
        prepared = field.prepare_value(value)
        held = {str(one) for one in prepared} if isinstance(prepared, list) else {str(prepared)}
        return ", ".join(str(label) for key, label in field.choices if str(key) in held)


class ShortNameForm(ReferenceForm):
    """A row whose key is a short name, made from the box `named_by` where none is typed."""

    named_by = "name"

    slug = forms.SlugField(
        label="Short name",
        required=False,
        max_length=60,
        help_text="It stands in web addresses and in the feeds of others, and does not change "
        "later. Left empty, it is made from the name.",
        error_messages={"invalid": "Use letters, digits and hyphens only, such as peer-support"},
    )

    def clean_slug(self) -> str:
        given = self.cleaned_data["slug"]
        made = given or slugify(self.data.get(self.named_by, ""))[:60].strip("-")
        if not made:
            raise forms.ValidationError("Enter a short name of letters, digits and hyphens")
        if self._meta.model.objects.filter(pk=made).exists():
            raise forms.ValidationError(f"“{made}” is there already. Enter another short name")
        return made


class TermForm(ShortNameForm):
    plain_name = forms.CharField(
        label="What people read",
        max_length=120,
        help_text="Plain and kind: a short way to say it that needs no explaining.",
    )
    name = forms.CharField(label="What the field calls it", max_length=120)
    description = Prose(
        label="What it means for somebody who looks for help", max_length=500, required=False
    )
    position = forms.IntegerField(
        label="Place in the list", min_value=0, max_value=999, help_text="1 comes first."
    )
    is_active = forms.BooleanField(
        label="In use",
        required=False,
        initial=True,
        help_text="Switched off, nobody is offered it any more; entries that have it keep it.",
    )

    field_order = ("plain_name", "name", "slug", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            last = self._meta.model.objects.aggregate(last=Max("position"))["last"] or 0
            self.initial["position"] = last + 1
        self.order_fields([*self.field_order, *self.own_fields(), "position", "is_active"])

    def own_fields(self) -> list[str]:
        shared = {*self.field_order, "position", "is_active", "seen"}
        return [name for name in self.fields if name not in shared]


TERM_FIELDS = ["slug", "name", "plain_name", "description", "position", "is_active"]


class KindForm(TermForm):
    group = forms.ChoiceField(
        label="Which part of the list is it in?",
        choices=KindGroup.choices,
        widget=forms.RadioSelect,
    )
    default_wellbeing = forms.MultipleChoiceField(
        label="Which of the five ways to wellbeing does it help with?",
        help_text="New entries of this kind begin with these.",
        choices=Wellbeing.choices,
        required=False,
        widget=Choices,
    )

    class Meta:
        model = Kind
        fields = [*TERM_FIELDS, "group", "default_wellbeing"]


class InterventionForm(TermForm):
    in_treatment = forms.BooleanField(label="In the circle of treatment", required=False)
    in_recovery_support = forms.BooleanField(
        label="In the circle of recovery support services", required=False
    )
    in_lero = forms.BooleanField(label="In the circle of LEROs", required=False)
    note = Prose(label="Note for those who look after entries", max_length=500, required=False)

    class Meta:
        model = Intervention
        fields = [*TERM_FIELDS, "in_treatment", "in_recovery_support", "in_lero", "note"]


class AudienceForm(TermForm):
    is_family = forms.BooleanField(
        label="They are affected by somebody else’s drinking or drug use", required=False
    )

    class Meta:
        model = Audience
        fields = [*TERM_FIELDS, "is_family"]


class FellowshipForm(TermForm):
    focus = forms.CharField(label="What it is about", max_length=120, required=False)
    programme = forms.CharField(label="What it follows", max_length=120, help_text="Its programme.")
    asks = Prose(label="What it asks of somebody who comes", max_length=500, required=False)
    what_it_is_like = Prose(label="What a meeting is like", max_length=1500, required=False)
    first_time = Prose(label="What happens the first time", max_length=1500, required=False)
    good_to_know = Prose(
        label="Good to know",
        max_length=1500,
        required=False,
        help_text="What people wish they had known. A new line begins a new paragraph.",
    )
    run_by = forms.ChoiceField(
        label="Who runs it?",
        choices=Fellowship.RunBy.choices,
        initial=Fellowship.RunBy.NOT_STATED,
        widget=forms.RadioSelect,
    )
    is_for_family = forms.BooleanField(label="It is for families and friends", required=False)
    takes_outside_funding = StatedField(label="Does it take money from outside?")
    website = forms.URLField(label="Website", max_length=200, required=False, assume_scheme="https")
    helpline = forms.CharField(
        label="Helpline",
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^[0-9 +()]*$", "Enter a phone number of digits and spaces")],
    )

    class Meta:
        model = Fellowship
        fields = [
            *TERM_FIELDS, "focus", "programme", "asks", "what_it_is_like", "first_time",
            "good_to_know", "run_by", "is_for_family", "takes_outside_funding", "website",
            "helpline",
        ]  # fmt: skip


class HousingLevelForm(TermForm):
    level = forms.TypedChoiceField(
        label="Which level is it?",
        help_text="Only those who look after entries see the number.",
        choices=[(level, f"Level {level}") for level in (1, 2, 3, 4)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"unique": "Another row has this level. Each is there once"},
    )

    class Meta:
        model = HousingLevel
        fields = [*TERM_FIELDS, "level"]


class GlossaryTermForm(ShortNameForm):
    named_by = "term"

    term = forms.CharField(label="Term", max_length=120)
    meaning = Prose(label="What it means, in our own words", max_length=1000)
    source = forms.CharField(
        label="Where it is defined at length", max_length=200, help_text="The document."
    )

    field_order = ("term", "slug", "meaning", "source")

    class Meta:
        model = GlossaryTerm
        fields = ["slug", "term", "meaning", "source"]


class TermsField(forms.ModelMultipleChoiceField):
    """Some rows of a table of terms; one that is switched off says so."""

    def __init__(self, label: str, model: Any) -> None:
        rows = model.objects.all()
        super().__init__(queryset=rows, label=label, required=False, widget=Choices)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.is_active else f"{obj} (switched off)"


class SynonymForm(ReferenceForm):
    phrase = forms.CharField(
        label="What people type",
        max_length=80,
        help_text=f"Up to {LONGEST_PHRASE} words. Capitals, commas and hyphens make no difference. "
        "It does not change later.",
        error_messages={"unique": "This phrase is there already: change that one"},
    )
    kinds = TermsField("Which kinds of help does it mean?", Kind)
    audiences = TermsField("Who is it about?", Audience)
    fellowships = TermsField("Which mutual aid groups does it mean?", Fellowship)
    means = forms.CharField(
        label="Other words to look for instead",
        help_text="For example “naloxone” where people type a brand.",
        max_length=120,
        required=False,
    )

    class Meta:
        model = Synonym
        fields = ["phrase", "kinds", "audiences", "fellowships", "means"]

    def clean_phrase(self) -> str:
        """The phrase as the search reads it."""
        words = words_of(self.cleaned_data["phrase"])
        if not 1 <= len(words) <= LONGEST_PHRASE:
            raise forms.ValidationError(f"Enter 1 to {LONGEST_PHRASE} words of letters or digits")
        return " ".join(words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("kinds", "audiences", "fellowships", "means")):
            raise forms.ValidationError("Choose at least one thing that it means, or enter words")
        return data


class RemoveForm(Form):
    submit_label = "Remove it"
    is_warning = True

    seen = forms.CharField(widget=forms.HiddenInput)


FORMS: dict[type[Model], type[ReferenceForm]] = {
    Kind: KindForm,
    Intervention: InterventionForm,
    Audience: AudienceForm,
    Fellowship: FellowshipForm,
    HousingLevel: HousingLevelForm,
    GlossaryTerm: GlossaryTermForm,
    Synonym: SynonymForm,
}


def form_of(table: Table) -> type[ReferenceForm]:
    return FORMS[table.model]
