"""What somebody answers on their phone: a few questions a page, and none of them has to be."""

from typing import Any

from django import forms

from checkups.form_pages import FormPage
from checkups.questions import NOT_ON_A_FORM, Question
from rosc.ui.forms import Field, Form, Layout

NONE = "none"
LONGEST = 2000
RING = "ring_me"


class SayHowItIsForm(Form):
    """One page. `said()` gives what was answered, `ring()` whether and when to ring them."""

    submit_label = "Save and go on"

    page = forms.IntegerField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: FormPage, number: int, mark: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"page": number, "mark": mark}, **kwargs)
        self.asked = page
        if page.is_last:
            self.submit_label = "Save and send"
        for question in page.asked:
            self.fields[question.slug] = _field(question)
        if page.is_last:
            self.fields[RING] = forms.BooleanField(label="Ring me when I can talk", required=False)
            self.fields["when"] = forms.CharField(
                label="When can you talk freely?",
                help_text="Such as: Monday after 2 in the afternoon",
                max_length=200,
                required=False,
            )

    def layout(self) -> Layout:
        parts: list[Any] = [_drawn(one) for one in self.asked.asked]
        more = [RING, "when"] if self.asked.is_last else []
        return Layout(*parts, *more, "page", "mark")

    def said(self) -> dict[str, Any]:
        found = {one.slug: self.cleaned_data.get(one.slug) for one in self.asked.asked}
        risks = found.get("risk")
        if isinstance(risks, list) and len(risks) > 1:
            found["risk"] = [one for one in risks if one != NONE]
        return {slug: said for slug, said in found.items() if said not in (None, "", [])}

    def ring(self) -> str | None:
        """When they can be rung, in their words; None where they did not ask for it."""
        data = self.cleaned_data
        return str(data.get("when") or "") if data.get(RING) or data.get("when") else None


def _field(question: Question) -> forms.Field:
    label = question.asked
    common: dict[str, Any] = {"label": label, "required": False, "help_text": question.hint}
    choices = [one for one in question.choices if one[0] not in NOT_ON_A_FORM]
    if question.is_scale:
        box = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"})
        wrong = {"invalid": "Enter a number from 0 to 10"}
        wrong |= {"min_value": wrong["invalid"], "max_value": wrong["invalid"]}
        return forms.IntegerField(
            min_value=0, max_value=10, widget=box, error_messages=wrong, **common
        )
    if question.many:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **common)
    if choices:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    area = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(max_length=LONGEST, widget=area, **common)


def _drawn(question: Question) -> Any:
    if question.many:
        return Field.checkboxes(question.slug)
    return Field.radios(question.slug) if question.choices else question.slug
