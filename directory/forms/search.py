"""What may be asked of the search. An unknown value is named and left out, never an error page."""

import re
from typing import Any

from django import forms

from directory.search.asked import DEFAULT_MILES
from directory.search.typed_time import TypedTime, time_in
from directory.search.when import BANDS, DAYS
from directory.search.words import clean_text

ANY_DAY = "any"
MILES = (1, 2, 5, 10, 25, 50)
DAY_CHOICES = [
    ("", "Any day"),
    ("now", "Open now"),
    ("today", "Today"),
    ("tonight", "Tonight"),
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
]
TIME_CHOICES = [
    ("", "Any time"),
    ("morning", "Morning"),
    ("afternoon", "Afternoon"),
    ("evening", "Evening"),
]


class LenientMixin:
    """A field that never refuses: what it does not know is kept in `unknown` and left out."""

    fallback: Any = ""
    unknown: tuple[str, ...] = ()

    def clean(self, value: Any) -> Any:
        text = clean_text(str(value or ""))
        self.unknown = ()
        if not text:
            return self.fallback
        known = self.understand(text)
        if known is None:
            self.unknown = (text[:60],)
            return self.fallback
        return known

    def understand(self, text: str) -> Any:
        """The value of the text, or None if it is not known."""
        raise NotImplementedError


class TextField(LenientMixin, forms.CharField):
    def understand(self, text: str) -> str:
        return text


class MilesField(LenientMixin, forms.ChoiceField):
    fallback = DEFAULT_MILES

    def understand(self, text: str) -> int | None:
        is_known = text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= 50
        return int(text) if is_known else None


class DayField(LenientMixin, forms.ChoiceField):
    """A day, or ANY_DAY where somebody says that none is meant, whatever the words speak of."""

    def understand(self, text: str) -> str | None:
        text = text.casefold()
        return text if text in {"now", "today", "tonight", ANY_DAY, *DAYS} else None


class TimeField(LenientMixin, forms.ChoiceField):
    def understand(self, text: str) -> str | None:
        text = text.casefold()
        if text in BANDS:
            return text
        found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", text)
        return f"{int(found[1]):02}:{found[2]}" if found else None


class PageField(LenientMixin, forms.CharField):
    fallback = 1

    def understand(self, text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


class SearchForm(forms.Form):
    """Where, what and when."""

    postcode = TextField(label="Postcode or place", required=False)
    q = TextField(label="What do you need?", required=False)
    within = MilesField(
        label="How far", required=False, choices=[(m, f"{m} mile{'s'[: m > 1]}") for m in MILES]
    )
    day = DayField(label="When", required=False, choices=DAY_CHOICES)
    time = TimeField(label="Time of day", required=False, choices=TIME_CHOICES)
    page = PageField(required=False)
    typed_time: TypedTime | None = None

    def __init__(self, data: Any) -> None:
        data = data.copy()
        if data.get("when") and not data.get("day"):
            data["day"] = data["when"]
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """A time among the words is no word to look for. What is chosen as a time goes before it;
        else it is taken, and kept in `typed_time` for the page to say so."""
        said = self.cleaned_data
        if said["day"] == ANY_DAY:
            return {**said, "day": ""}
        typed = time_in(said["q"])
        if typed is None:
            return said
        if said["day"] or said["time"]:
            return {**said, "q": typed.rest}
        self.typed_time = typed
        return {**said, "q": typed.rest, "day": typed.day, "time": typed.at}

    def unknown(self) -> list[tuple[str, str]]:
        """What was asked for and is not known: name of the field, value."""
        return [
            (str(field.label or name), value)
            for name, field in self.fields.items()
            for value in getattr(field, "unknown", ())
        ]
