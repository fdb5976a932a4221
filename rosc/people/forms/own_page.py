"""What a person types on their own page. Nothing of it is shown again."""

from typing import Any

from django import forms

from rosc.people.models import SecondFactor, StopReason
from rosc.ui.forms import Field, Form, Layout


class AnswerForm(Form):
    """The second thing: the day and month of birth, or the agreed word."""

    submit_label = "Go on"

    day = forms.IntegerField(
        label="The day of the month you were born",
        min_value=1,
        max_value=31,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-2"}
        ),
        error_messages={"invalid": "Enter the day as a number, such as 27"},
    )
    month = forms.IntegerField(
        label="The month, as a number",
        min_value=1,
        max_value=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-2"}
        ),
        error_messages={"invalid": "Enter the month as a number, such as 3"},
    )
    word = forms.CharField(
        label="The word we agreed",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = ("day", "month") if kind == SecondFactor.WORD else ("word",)
        for name in unused:
            del self.fields[name]

    def answer(self) -> str:
        """As the action compares it. Only of a form that is valid."""
        data = self.cleaned_data
        return data["word"] if "word" in data else f"{data['day']:02}{data['month']:02}"


class SendLinkForm(Form):
    """For a worker: a link to the person's own page."""

    submit_label = "Send the link"

    is_asked_for = forms.BooleanField(
        label="They are with me, or on the phone, and ask for it now",
        help_text="Leave this empty, and it waits for a time that they said is safe.",
        required=False,
    )


class StopEverywhereForm(Form):
    submit_label = "Stop all contact"
    is_warning = True

    why = forms.ChoiceField(
        label="Why?",
        choices=[
            (StopReason.ASKED.value, "I do not want to hear from you at the moment"),
            (StopReason.UNSAFE.value, "It is not safe for me"),
        ],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("why"))
