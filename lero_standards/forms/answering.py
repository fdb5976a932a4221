"""Answers, one at a time or a section at once, and how a LERO goes about it."""

from typing import Any

from django import forms

from directory.forms.fields import Prose
from lero_standards.models import Answer, Assessment
from lero_standards.reading import Part
from lero_standards.wording import NOT_ANSWERED, Progress, Said
from rosc.ui.forms import Field, Form, Layout, More, Size

MOST_WORDS = 4000
NO_NAMES = "No names and no faces of people you support."
SAID = [*Said.choices, ("", "We have not answered yet")]


def _reason() -> Prose:
    return Prose(
        label="If it does not apply: why?",
        help_text="A few words. Only needed if you chose “Does not apply to us”.",
        max_length=500,
        required=False,
    )


class GivesReason(Form):
    """Whatever does not apply says why."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("said") == Said.DOES_NOT_APPLY and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say in a few words why it does not apply to you")
        return cleaned


class AnswerForm(GivesReason):
    """What one voice says of one statement; `number` is the version that the page shows."""

    submit_label = "Save and go on"

    said = forms.ChoiceField(
        label="How is it with you today?", choices=SAID, widget=forms.RadioSelect, required=False
    )
    reason = _reason()
    note = Prose(
        label="What is there, and what is not?",
        help_text=f"For yourselves. {NO_NAMES}",
        max_length=MOST_WORDS,
        required=False,
    )
    progress = forms.ChoiceField(
        label="And your talk about it?",
        help_text="This is no part of the answer. It helps you find your place again.",
        choices=[*Progress.choices, ("", "We have not begun")],
        widget=forms.RadioSelect,
        required=False,
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, row: Answer | None = None, **kwargs: Any) -> None:
        names = ("said", "reason", "note", "progress", "number")
        held = {name: getattr(row, name) for name in names} if row else {"number": 0}
        super().__init__(*args, initial=held, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Field.radios("said", legend_size=Size.MEDIUM),
            Field.textarea("reason", rows=2),
            Field.textarea("note", rows=4),
            More(
                Field.radios("progress"),
                label="Where your talk about it is",
                hint="Still talking, or settled for now.",
            ),
            "number",
        )

    def show_again(self, number: int) -> None:
        """With what was typed, and the number that is right by now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["number"] = str(number)
        self.data = data


class SettleForm(GivesReason):
    """The one reading that all agree on, and the note of the meeting where they did."""

    submit_label = "Save what you agreed"

    said = forms.ChoiceField(
        label="What did you agree on?", choices=Said.choices, widget=forms.RadioSelect
    )
    reason = _reason()
    meeting_note = Prose(
        label="When did you talk about it, and what was said?",
        help_text=f"A sentence or two. {NO_NAMES}",
        max_length=MOST_WORDS,
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, row: Answer | None = None, **kwargs: Any) -> None:
        names = ("said", "reason", "meeting_note", "number")
        held = {name: getattr(row, name) for name in names} if row else {"number": 0}
        super().__init__(*args, initial=held, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Field.radios("said", legend_size=Size.MEDIUM),
            Field.textarea("reason", rows=2),
            Field.textarea("meeting_note", rows=4),
            "number",
        )


class TypeInForm(Form):
    """A section from paper: for each statement what was ticked, and a note. Leaving one out changes
    nothing that is there."""

    submit_label = "Save these"

    def __init__(self, *args: Any, part: Part, rows: dict[str, Answer], **kwargs: Any) -> None:
        self.part = part
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for line in part.lines:
            id, row = line.statement.id, rows.get(line.statement.id)
            is_out = row is not None and row.said == Said.DOES_NOT_APPLY
            offered = [c for c in Said.choices if c[0] != Said.DOES_NOT_APPLY or is_out]
            fields[f"said_{id}"] = forms.ChoiceField(
                label=f"{id}. {line.statement.text}",
                choices=[*offered, ("", NOT_ANSWERED)],
                widget=forms.RadioSelect,
                required=False,
                initial=row.said if row else "",
            )
            fields[f"note_{id}"] = Prose(
                label=f"Note to {id}",
                max_length=MOST_WORDS,
                required=False,
                initial=row.note if row else "",
            )
            fields[f"number_{id}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, initial=row.number if row else 0
            )

    def layout(self) -> Layout:
        fields: list[Any] = []
        for line in self.part.lines:
            id = line.statement.id
            fields += [
                Field.radios(f"said_{id}", inline=True, legend_size=Size.SMALL),
                Field.textarea(f"note_{id}", rows=1),
                f"number_{id}",
            ]
        return Layout(*fields)

    def answers(self) -> dict[str, dict[str, Any]]:
        """As `actions.type_in` takes them."""
        said = self.cleaned_data
        return {
            line.statement.id: {
                "said": said[f"said_{line.statement.id}"],
                "note": said[f"note_{line.statement.id}"],
                "seen": said[f"number_{line.statement.id}"],
            }
            for line in self.part.lines
        }


class ChooseForm(Form):
    submit_label = "Save"

    has_voices = forms.BooleanField(
        label="Let groups answer apart",
        help_text="The leader, members, the board and volunteers each say how they see it. You "
        "talk about where you differ, and settle it.",
        required=False,
    )
    is_counted = forms.BooleanField(
        label="Count us",
        help_text="Your latest snapshot is counted with those of others, never by name. Numbers "
        "are shown once at least 8 LEROs are counted.",
        required=False,
    )
    has_badge = forms.BooleanField(
        label="Say on our entry that we have reviewed ourselves",
        help_text="With the month of your latest snapshot. It never says how well.",
        required=False,
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Assessment, is_begun: bool, **kwargs: Any) -> None:
        names = ("has_voices", "is_counted", "has_badge")
        held: dict[str, Any] = {name: getattr(row, name) for name in names}
        held["seen"] = row.updated_at.isoformat() if is_begun else ""
        super().__init__(*args, initial=held, **kwargs)
