"""The same answers as on the pages of those who sign in, with the name and role of who answers."""

from typing import Any

from django import forms
from django.utils import timezone

from referrals.forms import moves
from referrals.forms.first_meeting import ASKED, FirstMeeting
from referrals.forms.open_forms import OpenForm, SaysWho
from referrals.models import Handling
from rosc.ui.forms import DateField, Field, Layout


class AskByLink(SaysWho, moves.AskForm):
    pass


class WaitByLink(SaysWho, moves.WaitForm):
    pass


class DeclineByLink(SaysWho, moves.DeclineForm):
    pass


class EndByLink(SaysWho, moves.EndForm):
    pass


class SayByLink(SaysWho, moves.WordsForm):
    submit_label = "Send it"
    text = moves.Prose(
        label="What would you like to say?",
        help_text="They hear of it at once. What they write back comes with a new link.",
        max_length=4000,
    )


class ContactByLink(SaysWho, moves.ContactForm):
    pass


class MeetByLink(SaysWho):
    submit_label = "We met"
    on = DateField(label="Which day did you meet?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "on": timezone.localdate()}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        return Layout("on", "name", "role", "verb", "is_sent")


class AcceptByLink(FirstMeeting, SaysWho):
    """Yes, and how they want to go on: brought the person, shown once who it is, or signed in."""

    submit_label = "Yes, we can"
    handling = forms.ChoiceField(label="How do you want to go on?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[str], usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handling"]
        field.choices = [(way, str(Handling(way).label)) for way in ways]
        field.initial = usual if usual in ways else ways[0]

    def layout(self) -> Layout:
        return Layout(Field.radios("handling"), *ASKED, "name", "role", "verb", "is_sent")


class CodeForm(OpenForm):
    submit_label = "Show it"
    code = forms.CharField(
        label="The code we sent you",
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "govuk-input--width-5",
            }
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class Followed(OpenForm):
    """What a professional does by the link they follow it with; who they are is known."""

    verb = forms.CharField(widget=forms.HiddenInput, max_length=20)
    is_sent = forms.CharField(widget=forms.HiddenInput, initial="yes", max_length=3)

    def layout(self) -> Layout:
        return Layout(*super().layout().fields, "verb", "is_sent")


class AnswerAgain(Followed, moves.AnswerForm):
    pass


class TakeBack(Followed, moves.WithdrawForm):
    pass


class SayWhetherMet(Followed, moves.WhetherMetForm):
    pass
