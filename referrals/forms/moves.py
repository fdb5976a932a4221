"""A form a verb."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import ClockField, Prose
from directory.models import Service
from referrals import reading
from referrals.forms.first_meeting import ASKED, FirstMeeting
from referrals.models import Handling, Outcome, Question, Reason, Referral, Support
from referrals.models.choices import WHEN_DECLINING, WHEN_ENDING, WHEN_WITHDRAWING, WHOSE, Follows
from rosc.people.models import RouteKind
from rosc.ui.forms import Choice, DateField, Field, Form, Layout

LONGEST_WAIT = timedelta(days=731)
WHOSE_WORDS = {
    "service": "This is the service's reason.",
    "person": "This is the person's own reason.",
    "neither": "This is nobody's doing.",
}


def reasons(codes: Any) -> list[Choice]:
    """Each with whose reason it is."""
    return [
        Choice(code.value, str(code.label), hint=WHOSE_WORDS[WHOSE[code]])
        for code in map(Reason, codes)
    ]


def _note(label: str) -> Prose:
    return Prose(label=label, max_length=2000, required=False)


class WordsForm(Form):
    """One box."""

    text = Prose(max_length=4000)

    def layout(self) -> Layout:
        return Layout(Field.textarea("text", rows=5))


class AskForm(WordsForm):
    submit_label = "Ask"
    text = Prose(label="What would you like to know?", max_length=4000)


class AnswerForm(WordsForm):
    submit_label = "Answer"
    text = Prose(label="Your answer", max_length=4000)


class SayForm(WordsForm):
    """To the other side, or for one's own alone."""

    submit_label = "Save"
    is_own = forms.ChoiceField(
        label="Who is it for?",
        choices=[("", "Both sides"), ("yes", "A note of our own; it stays with us")],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    text = Prose(label="What would you like to say?", max_length=4000)

    def layout(self) -> Layout:
        return Layout(Field.radios("is_own"), Field.textarea("text", rows=5))

    def clean_is_own(self) -> bool:
        return bool(self.cleaned_data["is_own"])


class WaitForm(Form):
    submit_label = "Put on the list"
    expected_on = DateField(
        label="From which week can they expect a place?",
        help_text="Your best guess. Leave it empty if you cannot say.",
        required=False,
    )
    note = _note("Anything to say to those who introduced them?")

    def clean_expected_on(self) -> date | None:
        on: date | None = self.cleaned_data["expected_on"]
        if on and on > timezone.localdate() + LONGEST_WAIT:
            raise forms.ValidationError("Enter a day in the next two years")
        return on

    def layout(self) -> Layout:
        return Layout("expected_on", Field.textarea("note", rows=3))


class AcceptForm(FirstMeeting):
    """Saying yes; a group that keeps no records is brought the person, by whoever introduced
    them: nobody brings who came by themselves."""

    submit_label = "Yes, we can"
    handling = forms.ChoiceField(label="How do you want to go on?", widget=forms.RadioSelect)
    note = _note("Anything else to say to those who introduced them?")

    def __init__(
        self, *args: Any, may_hold: bool, may_be_brought: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.may_hold, self.may_be_brought = may_hold, may_be_brought
        ways = [
            (Handling.SIGNED_IN.value, "Show us who it is; we keep a record here"),
            (Handling.BRINGS.value, str(Handling.BRINGS.label)),
        ]
        field: Any = self.fields["handling"]
        field.choices = ways[not may_hold : 1 + may_be_brought]
        field.initial = ways[not may_hold][0]

    def layout(self) -> Layout:
        return Layout(Field.radios("handling"), *ASKED, Field.textarea("note", rows=3))


class ReasonForm(Form):
    """Why, whose reason that is, and what follows."""

    reason = forms.ChoiceField(label="Why?", widget=forms.RadioSelect)
    follows = forms.ChoiceField(
        label="What follows?", choices=Follows.choices, widget=forms.RadioSelect
    )
    note = _note("Anything to say, kindly?")
    when: Any = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons(self.when)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            Field.radios("reason"), Field.radios("follows"), Field.textarea("note", rows=3)
        )


class DeclineForm(ReasonForm):
    submit_label = "Say that it is not possible"
    when = WHEN_DECLINING


class WithdrawForm(ReasonForm):
    submit_label = "Withdraw it"
    is_warning = True
    when = WHEN_WITHDRAWING


class EndForm(ReasonForm):
    """Each goal, as the person sees it."""

    submit_label = "End the introduction"
    when = WHEN_ENDING

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(referral.goals.all())
        for number, goal in enumerate(self.goals):
            self.fields[f"goal_{number}"] = forms.ChoiceField(
                label=goal.text,
                choices=Outcome.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Say how this came out; “we do not know” is fine."},
            )

    def layout(self) -> Layout:
        goals = [Field.radios(f"goal_{number}") for number in range(len(self.goals))]
        return Layout(*goals, *super().layout().fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = {f"goal_{n}": goal.pk for n, goal in enumerate(self.goals)}
        outcomes = {names[name]: data.pop(name) for name in names if name in data}
        return {**data, "outcomes": outcomes}


class RedirectForm(Form):
    """Which service instead, among those found."""

    submit_label = "Propose it"
    service = forms.ModelChoiceField(
        label="Which service?",
        queryset=Service.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    note = _note("Why there?")

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = found
        field.label_from_instance = lambda one: f"{one.name}, {one.organisation.name}"

    def layout(self) -> Layout:
        return Layout(Field.radios("service"), Field.textarea("note", rows=3))


class ContactForm(Form):
    """One try to reach them: now, unless another time is written."""

    submit_label = "Note it"
    result = forms.ChoiceField(
        label="What came of it?", choices=list(reading.RESULTS.items()), widget=forms.RadioSelect
    )
    route = forms.ChoiceField(
        label="How?",
        choices=[("", "In person"), *RouteKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    is_together = forms.BooleanField(label="Somebody went along with them", required=False)
    support = forms.MultipleChoiceField(
        label="Which support was given, if any?",
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_first_intervention = forms.BooleanField(
        label="Their first treatment began with this", required=False
    )
    on = DateField(label="Which day?")
    time = ClockField(label="What time?", help_text="Such as 14:30")

    def __init__(self, *args: Any, referral: Referral, is_receiver: bool, **kwargs: Any) -> None:
        now = timezone.localtime()
        super().__init__(*args, initial={"on": now.date(), "time": f"{now:%H:%M}"}, **kwargs)
        if not is_receiver or referral.intervene_by is None:
            del self.fields["is_first_intervention"]

    def layout(self) -> Layout:
        more = ["is_first_intervention"] * ("is_first_intervention" in self.fields)
        return Layout(
            *(Field.radios("result"), Field.radios("route"), "is_together"),
            *(Field.checkboxes("support"), *more, "on", "time"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.pop("on", None), data.pop("time", None)
        if on and at:
            data["at"] = timezone.make_aware(datetime.combine(on, at))
        data["is_in_person"] = not data.get("route")
        return data


class MeetingForm(Form):
    submit_label = "We met"
    on = DateField(label="Which day did you meet?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class WhetherMetForm(Form):
    """What one side says of whether they met."""

    submit_label = "Say so"
    is_yes = forms.ChoiceField(
        label="Have they met?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    on = DateField(label="Which day, if you know?", required=False)

    def layout(self) -> Layout:
        return Layout(Field.radios("is_yes"), "on")

    def clean_is_yes(self) -> bool:
        return bool(self.cleaned_data["is_yes"] == "yes")


class AnswerBothForm(WhetherMetForm):
    """What one side says of what happened: whether they met, or whether help came."""

    question = forms.ChoiceField(
        label="Which question?", choices=Question.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_yes"].label = "Your answer"

    def layout(self) -> Layout:
        return Layout(Field.radios("question"), *super().layout().fields)


class HowItWentForm(Form):
    """What the person says of it themselves."""

    submit_label = "Send"
    YES_NO = (("yes", "Yes"), ("no", "No"), ("", "I would rather not say"))

    met = forms.ChoiceField(
        label="Have you met them?", choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    got_help = forms.ChoiceField(
        label="Did you get the help you wanted?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("met"), Field.radios("got_help"))

    def answers(self) -> dict[str, bool]:
        """By question; only of a form that is valid."""
        questions = {"met": Question.MET.value, "got_help": Question.GOT_HELP.value}
        said = {questions[name]: value for name, value in self.cleaned_data.items() if value}
        return {question: value == "yes" for question, value in said.items()}


class PauseForm(Form):
    """`last`: the latest day that may be chosen."""

    submit_label = "Pause it"
    until = DateField(label="Until which day?")
    reason = forms.CharField(
        label="Why?", help_text="Both sides read this, and so may the person.", max_length=300
    )

    def __init__(self, *args: Any, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"{last:%-d %B %Y} at the latest."


class ExportForm(Form):
    """Names leave the portal for a reason only; the reason is on the record."""

    submit_label = "Make the table with names"
    why = forms.ChoiceField(
        label="What do you need the names for?",
        choices=[
            ("own-record", "To keep our own record right"),
            ("meeting", "To go through them in a team meeting"),
            ("return", "For our return"),
            ("asked-for", "Somebody asked for what we hold about them"),
            ("audit", "For an audit or a complaint"),
        ],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("why"))
