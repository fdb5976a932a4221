"""Agreeing and sending, on the page that shows what will be seen."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from directory.models import Service
from referrals import questions
from referrals.handing_over import Successor
from referrals.models import Answers, HandOver
from rosc.people.actions.links import SHORTEST_WORD
from rosc.people.models import ConsentMethod, Detail
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import Field, Form, Layout

LASTS = {"90": "Three months", "182": "Six months", "365": "A year"}


class SendForm(Form):
    """How they agreed, for how long, and to what else."""

    submit_label = "They agree: send it"

    how = forms.ChoiceField(
        label="How did they agree to exactly this?",
        choices=HEARD_BY_A_WORKER,
        widget=forms.RadioSelect,
    )
    lasts = forms.ChoiceField(
        label="For how long?",
        help_text="They can take it back any day.",
        choices=list(LASTS.items()),
        widget=forms.RadioSelect,
        initial="365",
    )
    offences_method = forms.ChoiceField(
        label="Court, prison and probation: how did they agree to that, asked separately?",
        choices=HEARD_BY_A_WORKER,
        widget=forms.RadioSelect,
    )
    tells_outcome = forms.BooleanField(
        label="They also agree that we are told how it went", required=False
    )
    word = forms.CharField(
        label="A word for their own page",
        help_text="They choose it: six letters or more, and nobody else would guess it. "
        "Without one we cannot write to them, and you ring.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(
        self,
        *args: Any,
        answers: Answers,
        said: HandOver | None = None,
        asks_word: bool = False,
        **kwargs: Any,
    ) -> None:
        """`said`: what the person has said already, where another place has closed; `asks_word`:
        whether a word is all that lacks for them to hear from us."""
        super().__init__(*args, **kwargs)
        how: Any = self.fields["how"]
        if said and said.method == ConsentMethod.OWN_LINK:
            how.choices = [*HEARD_BY_A_WORKER, (said.method, said.get_method_display())]
        if said:
            how.initial = said.method
        if Detail.OFFENCES not in answers.details:
            del self.fields["offences_method"]
        if not asks_word:
            del self.fields["word"]

    def layout(self) -> Layout:
        more = [Field.radios("offences_method")] * ("offences_method" in self.fields)
        last = ["word"] * ("word" in self.fields)
        return Layout(Field.radios("how"), *more, Field.radios("lasts"), "tells_outcome", *last)

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"]).strip()
        if word and len(word) < SHORTEST_WORD:
            raise forms.ValidationError("Choose a word of six letters or more, or leave it empty")
        return word

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lasts, data["method"] = data.pop("lasts", ""), data.pop("how", "")
        if lasts:
            data["until"] = timezone.localdate() + timedelta(days=int(lasts))
        return data


class ElsewhereForm(Form):
    """One of the places that may help instead."""

    submit_label = "Begin there"

    service = forms.ModelChoiceField(
        label="Where would they like to go?",
        queryset=Service.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, offered: list[Successor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=[one.service.pk for one in offered])
        field.choices = [(one.service.pk, one.label) for one in offered]

    def layout(self) -> Layout:
        return Layout(Field.radios("service"))


class AskedItemsForm(Form):
    """What a service asks for beyond the short form; a reason is what asks for it."""

    submit_label = "Save"

    def __init__(self, *args: Any, reasons: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for detail in questions.ASKABLE:
            self.fields[detail] = forms.CharField(
                label=f"“{Detail(detail).label}”: why do you ask?",
                initial=reasons.get(detail, ""),
                max_length=200,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {"reasons": {name: why for name, why in data.items() if why.strip()}}
