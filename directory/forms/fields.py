"""Boxes that several forms of the directory share."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model, Q

from directory.forms.moments import as_typed, read_time

_URL = URLValidator(schemes=["http", "https"])


class Prose(forms.CharField):
    """Some sentences, in a box that says how long they may be."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return re.sub(r"\r\n?", "\n", super().to_python(value) or "")


class Slugs(forms.MultipleChoiceField):
    """Rows of the vocabulary by their key: those in use, and those the entry has already.

    With `is_one` one of them, from a list; `empty` is what none is called.
    """

    def __init__(
        self, model: type[Model], *, is_one: bool = False, empty: str = "", **options: Any
    ) -> None:
        self.model, self.is_one, self.empty = model, is_one, empty
        widget = forms.Select if is_one else forms.CheckboxSelectMultiple
        super().__init__(choices=[], widget=widget, **options)

    def fill(self, held: Iterable[str]) -> None:
        """Read the rows to choose from: those in use, and `held`, which the entry has.

        In a long list, by name, what the entry has comes first.
        """
        has = set(held)
        found = self.model._default_manager.all()
        rows: Iterable[Model]
        if hasattr(self.model, "is_active"):
            rows = found.filter(Q(is_active=True) | Q(pk__in=has))
        else:
            rows = sorted(found.order_by("name"), key=lambda row: str(row.pk) not in has)
        first = [("", self.empty)] if self.is_one else []
        self.choices = [*first, *((str(row.pk), str(row)) for row in rows)]

    def to_python(self, value: Any) -> Any:
        return str(value or "") if self.is_one else super().to_python(value)

    def validate(self, value: Any) -> None:
        if not self.is_one:
            super().validate(value)
        elif value and not self.valid_value(value):
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )


class ListField(Prose):
    """Addresses with what they are, one a line: `[{"label": ..., "url": ...}]`."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{one.get('url', '')} {one.get('label', '')}" for one in value)
        return value

    def clean(self, value: Any) -> Any:
        found = []
        for line in super().clean(value).splitlines():
            url, _, label = line.strip().partition(" ")
            if not url:
                continue
            url = url if re.match(r"https?://", url, re.IGNORECASE) else f"https://{url}"
            try:
                _URL(url)
            except ValidationError as error:
                raise ValidationError(f"“{line.strip()[:60]}” has no web address in it") from error
            found.append({"label": label.strip()[:120] or "More about it", "url": url})
        return found


class ClockField(forms.CharField):
    """A time of day, as people write it: 19:30, 7.30pm, midday."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault("widget", forms.TextInput({"class": "govuk-input--width-5"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        found = read_time(said)
        if found is None:
            raise ValidationError("Enter a time, such as 19:30 or 7.30pm")
        return found
