"""Evidence, the plan, and snapshots."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import Prose
from lero_standards.forms.answering import MOST_WORDS, NO_NAMES
from lero_standards.framework import Statement
from lero_standards.models import Evidence, PlannedAction, Snapshot
from lero_standards.wording import PlanStatus
from rosc.months import months_after
from rosc.ui.forms import DateField, Field, Form, Layout, More, NameField


def _choices(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    return [(one.id, f"{one.id}. {one.text}") for one in statements]


class UseForm(Form):
    """For which statements something is good, and when it is looked at again: of a fact that is
    all that can be changed."""

    submit_label = "Save"

    review_on = DateField(
        label="When will you look at it again?",
        help_text="You can leave this out.",
        required=False,
        require_all_fields=False,
    )
    statements = forms.MultipleChoiceField(
        label="What does it show?",
        help_text="Choose as many as fit.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        statements: Iterable[Statement],
        row: Evidence | None = None,
        chosen: str = "",
        **kwargs: Any,
    ) -> None:
        held: dict[str, Any] = {"dated_on": timezone.localdate(), "statements": [chosen]}
        if row:
            held = {n: getattr(row, n) for n in self.base_fields if n != "seen"}
            held["seen"] = row.updated_at.isoformat()
        super().__init__(*args, initial=held, **kwargs)
        kept = row.statements if row else []
        choices = _choices(statements)
        known = {id for id, _ in choices}
        more = [(id, f"Statement {id}, not for you at present") for id in kept if id not in known]
        self.fields["statements"].choices = [*choices, *more]  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout("review_on", Field.checkboxes("statements"), "seen")

    def values(self) -> dict[str, Any]:
        """What it says, without what only tells versions apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class EvidenceForm(UseForm):
    title = NameField(
        max_length=200, label="What is it?", help_text="Such as: minutes of the June meeting"
    )
    link = forms.URLField(
        label="Where is it? A link",
        help_text="Your papers stay where you keep them.",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole link, such as https://example.org/minutes"},
    )
    note = Prose(label="Or a note", help_text=NO_NAMES, max_length=MOST_WORDS, required=False)
    dated_on = DateField(label="What day is it from?", help_text="Such as 27 3 2026")

    def layout(self) -> Layout:
        return Layout(
            *("title", "link", Field.textarea("note", rows=3), "dated_on"),
            More(
                "review_on",
                label="Look at it again",
                hint="A day on which it may be out of date.",
            ),
            *(Field.checkboxes("statements"), "seen"),
        )

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Enter today, or a day before it")
        return day


class PlanForm(Form):
    """What, whose, by when, and what would show it."""

    submit_label = "Save"

    statement = forms.ChoiceField(label="For which statement?")
    what = NameField(label="What will you do?", max_length=300)
    owner = NameField(
        label="Who sees to it?",
        help_text="Somebody of your group, or a role. Never somebody you support.",
        max_length=120,
    )
    due_on = DateField(label="By when?", help_text="Such as 27 3 2027")
    shows = NameField(label="What would show that it is done?", max_length=300, required=False)
    status = forms.ChoiceField(
        label="Where is it now?", choices=PlanStatus.choices, widget=forms.RadioSelect
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        statements: Iterable[Statement],
        row: PlannedAction | None = None,
        chosen: str = "",
        **kwargs: Any,
    ) -> None:
        today = timezone.localdate()
        held: dict[str, Any] = {
            "due_on": months_after(today, 3),
            "statement": chosen,
            "status": PlanStatus.TO_DO,
        }
        if row:
            held = {n: getattr(row, n) for n in self.base_fields if n != "seen"}
            held["seen"] = row.updated_at.isoformat()
        super().__init__(*args, initial=held, **kwargs)
        choices = _choices(statements)
        if row and row.statement not in {id for id, _ in choices}:
            choices.append((row.statement, f"{row.statement}. Not for you at present"))
        self.fields["statement"].choices = choices  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            *("statement", "what", "owner", "due_on", "shows", Field.radios("status"), "seen")
        )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class SnapshotForm(Form):
    submit_label = "Take the snapshot"

    label = NameField(
        label="A name for it",
        help_text="You can leave this out. Such as: after the summer",
        max_length=80,
        required=False,
    )


NOW = "now"


class CompareForm(forms.Form):
    """Two moments, by the address of the page; what is no choice is taken for the usual one."""

    before = forms.ChoiceField(label="Then")
    after = forms.ChoiceField(label="Later")

    def __init__(self, data: Any, *, snapshots: Iterable[Snapshot]) -> None:
        self.snapshots = {str(one.pk): one for one in snapshots}
        keys = list(self.snapshots)
        before, after = data.get("before", ""), data.get("after", "")
        self.chosen_before = before if before in keys else (keys[0] if keys else "")
        self.chosen_after = after if after in keys else NOW
        super().__init__(initial={"before": self.chosen_before, "after": self.chosen_after})
        choices = [(key, one.name) for key, one in self.snapshots.items()]
        self.fields["before"].choices = choices  # type: ignore[attr-defined]
        self.fields["after"].choices = [(NOW, "Now"), *choices]  # type: ignore[attr-defined]
