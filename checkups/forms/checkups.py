"""Holding a check-up, trying to reach somebody, and finding another day."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from checkups import choosing
from checkups.actions import AS_SCHEDULED, Action
from checkups.models import CheckUp, How, MoveReason, Pace, Whose
from checkups.questions import Question, asked
from directory.forms.fields import ClockField, Prose, Slugs
from directory.models import Kind
from referrals.models import Reached
from rosc.people.models import RouteKind
from rosc.ui.forms import DateField, Field, Form, Layout, More, NameField

ACTIONS = 3
WHO_SEES = (
    "Only people who work here and may open this record see the answer. Nobody else does, unless "
    "you say yes to it each time."
)
LIGHTLY, END = "lightly", "end"
ASK_WHO_LEADS = (
    "Would they like another schedule? Save this, and tell whoever leads: it is agreed with them."
)
RESULTS = (
    (Reached.NO_ANSWER.value, "We could not reach them"),
    (Reached.LEFT_WORD.value, "We left word, as they said we may"),
    (Reached.NOT_SAFE.value, "It was not safe to try"),
    (Reached.REACHED.value, "We reached them"),
)


def field_of(question: Question) -> forms.Field:
    """The box for one question. Nothing has to be answered."""
    hint = WHO_SEES if question.is_guarded else question.hint
    told: dict[str, Any] = {"label": question.asked, "help_text": hint, "required": False}
    if question.is_scale:
        numbers = [("", "Not asked"), *((str(one), str(one)) for one in range(11))]
        return forms.TypedChoiceField(choices=numbers, coerce=int, empty_value="", **told)
    if question.many:
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=question.choices, widget=widget, **told)
    if question.choices:
        choices = [("", "Not asked"), *question.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
    return Prose(max_length=4000, **told)


class HoldForm(Form):
    """The conversation. All that has to be there is the next day."""

    submit_label = "Save the check-up"

    next_on = DateField(label="Which day is the next?")
    next_at = ClockField(label="At what time?", help_text="Such as 14:30")
    pace = forms.TypedChoiceField(
        label="How often from now on?",
        choices=[("", "As it is"), (AS_SCHEDULED, "As the schedule says"), *Pace.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    minutes = forms.IntegerField(
        label="How many minutes did it take?",
        min_value=1,
        max_value=600,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    missing = Slugs(
        Kind,
        is_one=True,
        empty="Nothing",
        label="Did they ask for something that is not there?",
        help_text="It goes into the reports on what an area lacks, without a trace of the person.",
        required=False,
    )
    is_still_right = forms.BooleanField(
        label="I asked: how to reach them safely is still right", required=False
    )

    def __init__(
        self,
        *args: Any,
        checkup: CheckUp,
        how: str,
        coming: CheckUp | None,
        may_agree: bool = True,
        **kwargs: Any,
    ) -> None:
        plan = checkup.plan
        initial = dict(kwargs.pop("initial", {}))
        if coming is not None:
            initial |= {"next_on": coming.due_on, "next_at": f"{coming.due_at:%H:%M}"}
        super().__init__(*args, initial=initial, **kwargs)
        self.checkup, self.how, self.coming = checkup, how, coming
        missing: Any = self.fields["missing"]
        missing.fill([])
        self.questions = asked(on_phone=how == How.PHONE, about_use=plan.asks_about_use)
        for question in self.questions:
            self.fields[f"q_{question.slug}"] = field_of(question)
        for number in range(ACTIONS):
            self._add_action(number)
        if checkup.is_review:
            self._add_review(may_agree=may_agree)
        if coming is None:  # a plan that is paused has no next day until it goes on
            del self.fields["next_on"], self.fields["next_at"], self.fields["pace"]

    def _add_action(self, number: int) -> None:
        self.fields[f"what_{number}"] = NameField(
            label="What was agreed?", max_length=300, required=False
        )
        self.fields[f"whose_{number}"] = forms.ChoiceField(
            label="Who does it?", choices=Whose.choices, required=False, initial=Whose.TOGETHER
        )
        self.fields[f"by_{number}"] = DateField(
            label="By when?", required=False, require_all_fields=False
        )

    def _add_review(self, *, may_agree: bool) -> None:
        """Another schedule is offered by whoever may agree one."""
        shown, rest = choosing.offered_at(self.checkup.organisation)
        offered = [*shown, *rest] if may_agree else []
        self.offered = {one.key: one for one in offered}
        about = "Saying nothing is not a no: then it goes on lightly."
        field = forms.ChoiceField(
            label="Would they like to carry on?",
            help_text=about if may_agree else f"{about} {ASK_WHO_LEADS}",
            choices=[
                (LIGHTLY, "As it goes on by itself"),
                *((one.key, f"Anew: {one.name}") for one in offered),
                (END, "They want no more: end it"),
            ],
            widget=forms.RadioSelect,
            initial=LIGHTLY,
        )
        self.fields["carry_on"] = field

    def layout(self) -> Layout:
        actions = [
            name
            for number in range(ACTIONS)
            for name in (f"what_{number}", f"whose_{number}", f"by_{number}")
        ]
        review = [Field.radios("carry_on")] * ("carry_on" in self.fields)
        days = ["next_on", "next_at", "pace"] * ("next_on" in self.fields)
        return Layout(
            *(_drawn(one) for one in self.questions),
            More(*actions, label="What was agreed to be done", hint="Up to three things"),
            *review,
            *days,
            More(
                *("is_still_right", "missing", "minutes"),
                label="Before you go",
                hint="Safe contact, what is not there, how long it took",
            ),
        )

    def held(self) -> dict[str, Any]:
        """What was said and agreed, as the action takes it; only of a form that is valid."""
        data = self.cleaned_data
        said = {one.slug: data[f"q_{one.slug}"] for one in self.questions}
        agreed = [
            Action(data[f"what_{n}"], data[f"whose_{n}"] or Whose.TOGETHER, data[f"by_{n}"])
            for n in range(ACTIONS)
            if data[f"what_{n}"]
        ]
        missing = [data["missing"]] if data["missing"] else []
        told = {name: data.get(name) for name in ("pace", "minutes")}
        return {**told, **self._next(), "said": said, "agreed": agreed, "missing": missing}

    def _next(self) -> dict[str, Any]:
        """The day that was agreed, where it is another than the one that is there already; a new
        pace sets days of its own."""
        on, at = self.cleaned_data.get("next_on"), self.cleaned_data.get("next_at")
        if self.coming is None or (on, at) == (self.coming.due_on, self.coming.due_at):
            return {}
        return {"next_on": on, "next_at": at}

    def carry_on(self) -> Any:
        """A schedule to begin anew, `END`, or nothing."""
        key = self.cleaned_data.get("carry_on", LIGHTLY)
        if key in (LIGHTLY, END):
            return key if key == END else None
        return choosing.chosen_of(self.offered[key], "", is_alone=True)


def _drawn(question: Question) -> Any:
    name = f"q_{question.slug}"
    if question.is_scale:
        return name
    if question.many:
        return Field.checkboxes(name)
    return Field.radios(name) if question.choices else Field.textarea(name, rows=3)


class MoveForm(Form):
    submit_label = "Move it"
    on = DateField(label="Which day instead?")
    at = ClockField(label="At what time?", help_text="Such as 14:30, from 8:00 to 19:59")
    why = forms.ChoiceField(
        label="Why?",
        choices=[one for one in MoveReason.choices if one[0] != MoveReason.BY_LINK],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, checkup: CheckUp, why: str, **kwargs: Any) -> None:
        known = why if why in MoveReason.values else MoveReason.ASKED
        initial = {"on": checkup.due_on, "at": f"{checkup.due_at:%H:%M}", "why": known}
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout("on", "at", Field.radios("why"))


class AttemptForm(Form):
    """One try to reach them: now, unless another time is written."""

    submit_label = "Note it"
    result = forms.ChoiceField(label="What came of it?", choices=RESULTS, widget=forms.RadioSelect)
    route = forms.ChoiceField(
        label="How?",
        choices=[("", "In person"), *RouteKind.choices],
        required=False,
        widget=forms.RadioSelect,
        initial=RouteKind.PHONE,
    )
    on = DateField(label="Which day?")
    time = ClockField(label="What time?", help_text="Such as 14:30")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime()
        super().__init__(*args, initial={"on": now.date(), "time": f"{now:%H:%M}"}, **kwargs)

    def layout(self) -> Layout:
        return Layout(Field.radios("result"), Field.radios("route"), "on", "time")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.pop("on", None), data.pop("time", None)
        if on and at:
            data["at"] = timezone.make_aware(datetime.combine(on, at))
            if data["at"] > timezone.now():
                self.add_error("on", "Enter a time that has been")
        data["is_through_trusted"] = data.get("route") == RouteKind.THROUGH
        return data
