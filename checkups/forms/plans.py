"""Agreeing a plan of check-ups, and changing it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from checkups import choosing
from checkups.actions.checks import asks_about_use
from checkups.models import ANCHORS, WHEN_ENDING, EndReason, How, Pace, PauseReason, Plan
from checkups.schedule import LEAVING, AnchorKind
from directory.forms.fields import ClockField
from rosc.people.models import ContactRoute, Person, RouteKind
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.people.models.routes import WEEKDAYS
from rosc.ui.forms import Choice, DateField, Field, Form, Layout, More, NameField

THIN = (
    "Few contacts in the first 90 days. After treatment, the light-touch ones of those days join "
    "it, unless they choose otherwise."
)
FURTHEST = timedelta(days=3653)
CARRIED = (RouteKind.TEXT, RouteKind.EMAIL)
ANY_WEEKDAY = [("", "Any working day"), *((str(day), name) for day, name in WEEKDAYS)]


def _days(value: str) -> tuple[int, ...]:
    """Days written with commas. Raises ValidationError."""
    try:
        return tuple(sorted({int(one) for one in value.replace(" ", ",").split(",") if one}))
    except ValueError as error:
        raise forms.ValidationError("Enter days as numbers, such as 3, 10, 30") from error


def within_reach(on: date) -> None:
    """A day that somebody may mean, and that can be reckoned from: no slip of a year."""
    if abs(on - timezone.localdate()) > FURTHEST:
        raise forms.ValidationError("Enter a day within the next or the last ten years")


class OwnDaysField(NameField):
    """Days counted from the first, as somebody writes them."""

    def clean(self, value: Any) -> Any:
        return _days(super().clean(value))


class WishesForm(Form):
    """How and when somebody likes to be asked."""

    how = forms.ChoiceField(label="How?", choices=How.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label="Which weekday do they like?",
        choices=ANY_WEEKDAY,
        coerce=int,
        empty_value=None,
        required=False,
    )
    at = ClockField(label="What time do they like?", help_text="Such as 14:30, from 8:00 to 19:59")
    any_day = forms.BooleanField(label="Weekends and bank holidays are fine", required=False)
    reminders = forms.TypedChoiceField(
        label="How many reminders do they want before each?",
        choices=[("0", "None"), ("1", "One"), ("2", "Two")],
        coerce=int,
        widget=forms.RadioSelect,
    )
    route = forms.ModelChoiceField(
        label="Where may a reminder go?",
        queryset=ContactRoute.objects.none(),
        required=False,
        blank=True,
        empty_label="The safe way they like best",
        widget=forms.RadioSelect,
    )
    offers_form = forms.BooleanField(
        label="They may begin a check-up on their phone, before we speak", required=False
    )
    shows_strengths = forms.BooleanField(
        label="They want to see their strengths over time on their own page",
        help_text="Whoever opens that page, by their link and what only they know, sees it too.",
        required=False,
    )
    asks_about_use = forms.BooleanField(
        label="They want to be asked about alcohol and drugs", required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = person.routes.safe().filter(kind__in=CARRIED)
        self.has_route = routes.exists()
        field: Any = self.fields["route"]
        field.queryset = routes
        field.label_from_instance = lambda one: f"{one.get_kind_display()}: {one.value}"
        field.initial = ""
        if not self.has_route:
            del self.fields["route"]
            self.fields[
                "reminders"
            ].help_text = (
                "No safe way for a message is noted yet. Reminders begin once there is one."
            )

    def wishes(self) -> list[Any]:
        route = [Field.radios("route")] * ("route" in self.fields)
        more = More(
            *("any_day", *route, "offers_form", "shows_strengths", "asks_about_use"),
            label="More wishes",
            hint="Weekends, where reminders go, what they do and see on their phone, what is asked",
        )
        return [Field.radios("how"), "weekday", "at", Field.radios("reminders"), more]


class AgreeForm(WishesForm):
    """The plan itself, and that the person agrees to it."""

    submit_label = "They agree: begin"

    schedule = forms.ChoiceField(label="Which schedule?", widget=forms.RadioSelect)
    other = forms.ChoiceField(
        label="Another schedule",
        help_text=(
            "One with few contacts in the first 90 days after treatment is joined by light-touch "
            "ones, unless they choose otherwise."
        ),
        required=False,
    )
    days = OwnDaysField(
        label="Their own days, counted from the first day",
        help_text="Such as 3, 10, 30, 60",
        required=False,
        max_length=200,
    )
    step = forms.IntegerField(
        label="Then every so many days, without an end",
        min_value=3,
        max_value=366,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    is_alone = forms.BooleanField(
        label="Only the days of this schedule: no light-touch contacts beside it", required=False
    )
    anchor_kind = forms.ChoiceField(
        label="What do the days count from?", choices=ANCHORS, widget=forms.RadioSelect
    )
    anchor_on = DateField(label="Which day is that?", validators=[within_reach])
    who = forms.ChoiceField(label="Who keeps in touch?")
    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they say yes to this?", choices=HEARD_BY_A_WORKER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, person: Person, kind: str, on: date, by: Any, **kw: Any) -> None:
        initial = {
            "anchor_kind": kind,
            "anchor_on": on,
            "who": f"user:{by.pk}",
            "how": How.PHONE,
            "at": "10:00",
            "reminders": "1",
        }
        first, rest = choosing.offered_at(person.organisation, kind)
        initial["schedule"] = choosing.proposed(first, kind).key
        super().__init__(*args, person=person, initial=initial, **kw)
        self.offered = {one.key: one for one in (*first, *rest)}
        fields: Any = self.fields
        fields["asks_about_use"].initial = asks_about_use(person.organisation)
        fields["schedule"].choices = [_choice(one) for one in first] + [
            Choice(choosing.OWN, "Another one, or days of their own", hint="Choose it below.")
        ]
        others = [(one.key, one.name) for one in rest]
        fields["other"].choices = [("", "Days of their own, as below"), *others]
        fields["who"].choices = choosing.who_choices(person)

    def layout(self) -> Layout:
        own = More(
            *("other", "days", "step", "is_alone"),
            label="Another one, or days of their own",
            hint="Or only the days of the schedule, without light-touch contacts beside it",
        )
        return Layout(
            *(Field.radios("schedule"), own, Field.radios("anchor_kind"), "anchor_on", "who"),
            *(*self.wishes(), Field.radios("method")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("schedule") == choosing.OWN and data.get("other"):
            data["schedule"] = data["other"]
        if data.get("schedule") == choosing.OWN and "days" in data:
            chosen = choosing.own_days(data["days"], data.get("step"))
            for problem in chosen.pattern.problems():
                self.add_error("days", problem)
        self._anchor_fits(data)
        return data

    def _anchor_fits(self, data: dict[str, Any]) -> None:
        on, kind = data.get("anchor_on"), data.get("anchor_kind")
        if on and on > timezone.localdate() and kind not in LEAVING:
            self.add_error("anchor_on", "Enter today, or a day that is past")

    def terms(self) -> dict[str, Any]:
        """What was agreed, as the action takes it; only of a form that is valid."""
        data = dict(self.cleaned_data)
        key, days, step = data.pop("schedule"), data.pop("days"), data.pop("step")
        data.pop("other")
        is_alone, kind, on = data.pop("is_alone"), data.pop("anchor_kind"), data.pop("anchor_on")
        if key == choosing.OWN:
            chosen = choosing.own_days(days, step)
        else:
            chosen = choosing.chosen_of(self.offered[key], kind, is_alone=is_alone)
        who = choosing.read_who(data.pop("who"))
        return {**data, **who, "schedule": chosen, "kind": AnchorKind(kind), "on": on}


def _choice(one: choosing.Offered) -> Choice:
    about = one.about if one.about.endswith(".") else f"{one.about}."
    return Choice(one.key, one.name, hint=f"{about} {THIN}" if one.is_thin else about)


class ChangePlanForm(WishesForm):
    submit_label = "Save"

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        names = ("how", "any_day", "reminders", "offers_form", "asks_about_use", "shows_strengths")
        initial = {name: getattr(plan, name) for name in names}
        initial |= {"weekday": "" if plan.weekday is None else plan.weekday}
        initial |= {"route": plan.route_id or ""}
        initial |= {"at": f"{plan.at:%H:%M}"}
        super().__init__(*args, person=plan.person, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout(*self.wishes())


class PaceForm(Form):
    submit_label = "Save"
    pace = forms.TypedChoiceField(
        label="How often from now on?",
        choices=[("0", "As the schedule says"), *Pace.choices],
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, initial={"pace": plan.pace or 0}, **kwargs)

    def layout(self) -> Layout:
        return Layout(Field.radios("pace"))


class PauseForm(Form):
    submit_label = "Pause it"
    until = DateField(label="Until which day?", help_text="It goes on by itself then.")
    reason = forms.ChoiceField(
        label="Why?",
        choices=[one for one in PauseReason.choices if one[0] != PauseReason.INSIDE],
        widget=forms.RadioSelect,
        initial=PauseReason.ASKED,
    )

    def layout(self) -> Layout:
        return Layout("until", Field.radios("reason"))


class EndForm(Form):
    submit_label = "End it"
    is_warning = True
    reason = forms.ChoiceField(
        label="Why does it end?",
        choices=[(one.value, str(one.label)) for one in map(EndReason, WHEN_ENDING)],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("reason"))


class HandOverForm(Form):
    submit_label = "They agree: hand over"
    who = forms.ChoiceField(label="Who keeps in touch from now on?", widget=forms.RadioSelect)
    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they say yes to this?", choices=HEARD_BY_A_WORKER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["who"]
        now = {f"user:{plan.worker_id}", f"team:{plan.team_id}"}
        field.choices = [one for one in choosing.who_choices(plan.person) if one[0] not in now]

    def layout(self) -> Layout:
        return Layout(Field.radios("who"), Field.radios("method"))


class ReanchorForm(Form):
    submit_label = "Move everything"
    anchor_kind = forms.ChoiceField(
        label="What do the days count from?", choices=ANCHORS, widget=forms.RadioSelect
    )
    anchor_on = DateField(label="Which day is that now?", validators=[within_reach])

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        initial = {"anchor_kind": plan.anchor_kind, "anchor_on": plan.anchor_on}
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout(Field.radios("anchor_kind"), "anchor_on")


class RecallForm(Form):
    submit_label = "They are in prison"
    release_on = DateField(
        label="When will they be released, if you know?",
        help_text="Leave it empty if nobody knows.",
        validators=[within_reach],
        required=False,
        require_all_fields=False,
    )
