"""A time at which an entry is open, or meets."""

from typing import Any

from django import forms

from directory.actions.entry_says import Says
from directory.actions.entry_words import place_words
from directory.forms.fields import ClockField, Prose
from directory.forms.moments import as_typed, read_date, read_time
from directory.forms.questions import Question, stated
from directory.models import Session
from directory.models.choices import Mode
from directory.models.sessions import Weekday
from rosc.accounts.models import Organisation
from rosc.ui.forms import DateField, Field, Layout, More

WEEKS = [("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th"), ("5", "5th"), ("-1", "Last")]


class SessionForm(Question):
    submit_label = "Save the time"
    has_form_tag = True
    slug, title = "when", "When is it?"

    weekday = forms.TypedChoiceField(
        label="Day", choices=Weekday.choices, coerce=int, widget=forms.RadioSelect
    )
    starts_at = ClockField(label="Starts at", help_text="Such as 19:30 or 7.30pm.")
    ends_at = ClockField(label="Ends at", required=False)
    weeks = forms.MultipleChoiceField(
        label="Not every week? In which weeks of the month?",
        help_text="Leave it empty if it is every week.",
        choices=WEEKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    location = forms.ChoiceField(label="Place", required=False, widget=forms.RadioSelect)
    modes = forms.MultipleChoiceField(
        label="Is this time only in some of the ways?",
        help_text="Leave it empty if it is as you said before.",
        choices=Mode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    bank_holidays = forms.ChoiceField(
        label="On bank holidays?",
        choices=[
            ("runs", "Yes, also then"),
            ("closed", "No, not then"),
            ("not-stated", "Not sure"),
        ],
        initial=Session.BankHolidays.NOT_STATED,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Does this time have a name?", max_length=120, required=False)
    valid_from = DateField(label="It starts on", required=False, require_all_fields=False)
    valid_to = DateField(label="It ends for good on", required=False, require_all_fields=False)
    exceptions = Prose(
        label="Days on which it is off, or at another time",
        help_text="One a line: 24/12/2026 if it is off, 31/12/2026 10:00 to 12:00 if it is at "
        "another time.",
        max_length=2000,
        required=False,
    )
    visitors_welcome = stated("May people come who only want to see what it is?")
    join_url = forms.URLField(
        label="Link to join online", max_length=500, required=False, assume_scheme="https"
    )
    join_phone = forms.CharField(
        label="Number to join by phone",
        help_text="The group’s own. A private one goes under “How do people get in touch?”",
        max_length=30,
        required=False,
    )
    formats = forms.CharField(
        label="What sort of meeting is it?",
        help_text="For example: newcomers, step study. With commas between.",
        max_length=200,
        required=False,
    )
    note = forms.CharField(label="Anything else about this time", max_length=300, required=False)

    def __init__(self, *args: Any, organisation: Organisation, says: Says, **kw: Any) -> None:
        self.draft = kw.pop("draft")
        super().__init__(*args, organisation=organisation, says=says, **kw)
        places = [(one["key"], place_words(one)) for one in self.draft.get("locations", [])]
        field: Any = self.fields["location"]
        field.choices = [*places, ("", "At no place in particular")]
        if not places:
            del self.fields["location"]
        elif "location" not in self.initial:
            self.initial["location"] = places[0][0]

    def given(self, says: Says) -> dict[str, Any]:
        lines = [_typed(one) for one in says.get("exceptions", [])]
        is_as_said = says.get("modes") == self.draft.get("modes")
        return {
            **super().given(says),
            "modes": [] if is_as_said else says.get("modes", []),
            "weeks": [str(week) for week in says.get("weeks", [])],
            "exceptions": "\n".join(lines),
            "formats": ", ".join(says.get("formats", [])),
            **({"location": says["location"] or ""} if "location" in says else {}),
        }

    def layout(self) -> Layout:
        first = ["weekday", "starts_at", "ends_at", "location"]
        more = [name for name in self.fields if name not in (*first, "seen")]
        drawn = {
            "weekday": Field.radios("weekday"),
            "weeks": Field.checkboxes("weeks", small=True),
            "modes": Field.checkboxes("modes", small=True),
            "exceptions": Field.textarea("exceptions", rows=3),
            "visitors_welcome": Field.radios("visitors_welcome", inline=True),
        }
        return Layout(
            *[drawn.get(name, name) for name in first if name in self.fields],
            More(
                *[drawn.get(name, name) for name in more],
                label="More, if you like",
                hint="Not every week, days off, joining from home, a name for it.",
            ),
            "seen",
        )

    def clean_formats(self) -> list[str]:
        said = [one.strip() for one in self.cleaned_data["formats"].split(",")]
        if any(len(one) > 60 for one in said):
            raise forms.ValidationError("Enter sorts of up to 60 letters, with commas between")
        return [one for one in said if one]

    def clean_exceptions(self) -> list[Says]:
        found = {}
        for line in self.cleaned_data["exceptions"].splitlines():
            if line.strip():
                said = _read(line)
                found[said["on"]] = said
        return [found[on] for on in sorted(found)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and first > last:
            self.add_error("valid_to", "Enter a day that is not before the first one")
        return data

    def session(self) -> Says:
        """The time as it is to be kept."""
        said = self.values() | {"weeks": [int(week) for week in self.cleaned_data["weeks"]]}
        said["modes"] = said["modes"] or self.draft.get("modes", [])
        kept = {
            n: v
            for n, v in said.items()
            if v not in ("", [], None, Session.BankHolidays.NOT_STATED)
        }
        return {**kept, "location": said.get("location") or None, "exceptions": said["exceptions"]}


def _read(line: str) -> Says:
    """One exception. Raises ValidationError."""
    day, _, hours = line.strip().partition(" ")
    on = read_date(day)
    times = (
        [read_time(one) for one in hours.replace("-", " to ").split(" to ")]
        if hours.strip()
        else []
    )
    if on is None or len(times) > 2 or None in times:
        raise forms.ValidationError(f"“{line.strip()[:60]}” is no day such as 24/12/2026")
    if not times:
        return {"on": on}
    ends = {"ends_at": times[1]} if len(times) == 2 else {}
    return {"on": on, "is_cancelled": False, "starts_at": times[0], **ends}


def _typed(said: Says) -> str:
    year, month, day = str(said["on"]).split("-")
    on = f"{day}/{month}/{year}"
    if said.get("is_cancelled", True):
        return on
    ends = f" to {as_typed(said['ends_at'])}" if said.get("ends_at") else ""
    return f"{on} {as_typed(str(said['starts_at']))}{ends}"
