"""When and where a group could meet somebody first; a group that is brought them has to say so."""

from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import ClockField
from referrals.models import Handling
from rosc.ui.forms import DateField, Form

ASKED = ("on", "time", "place")


class FirstMeeting(Form):
    """A day, a time and a place, which become one note (`note`)."""

    on = DateField(
        label="Which day could you meet first?",
        help_text="Your suggestion. They may come back to you with another.",
        required=False,
    )
    time = ClockField(label="At what time?", help_text="Such as 14:30", required=False)
    place = forms.CharField(
        label="Where, and whom should they ask for?", max_length=300, required=False
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on < timezone.localdate():
            raise forms.ValidationError("Choose a day that is still to come")
        return on

    def clean(self) -> dict[str, Any]:
        """A group that is brought somebody says when and where; the words become one note."""
        data = super().clean() or {}
        on, at, place = (data.pop(name, None) for name in ASKED)
        if data.get("handling") == Handling.BRINGS and not (on and place) and not self.errors:
            self.add_error("on" if not on else "place", "Say when and where you could meet first")
        when = f"{on:%A %-d %B %Y}" if on else ""
        clock = f" at {at:%H:%M}" if at else ""
        parts = [f"First meeting: {when}{clock}" if when else "", place or "", data.get("note", "")]
        data["note"] = ". ".join(part for part in parts if part)
        return data
