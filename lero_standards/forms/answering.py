"""Answers, one at a time or a section at once, and how a LERO goes about it."""

from typing import Any

from django import forms

from directory.forms.fields import Prose
from lero_standards.models import Answer, Assessment
from lero_standards.reading import Part
from lero_standards.wording import NOT_ANSWERED, Progress, Said, Voice
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


def show_with(form: Form, **values: Any) -> None:
    """Show a form again with what was typed, and with `values` that are right by now."""
    data = form.data.copy()  # type: ignore[attr-defined]
    for name, value in values.items():
        data[name] = str(value)
    form.data = data


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
    voice = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, row: Answer | None = None, voice: str = Voice.TOGETHER, **kwargs: Any
    ) -> None:
        names = ("said", "reason", "note", "progress", "number")
        held = {name: getattr(row, name) for name in names} if row else {"number": 0}
        self.asks_voice = False
        super().__init__(*args, initial={**held, "voice": str(voice)}, **kwargs)

    def layout(self) -> Layout:
        voice = Field.radios("voice", legend_size=Size.MEDIUM) if self.asks_voice else "voice"
        return Layout(
            Field.radios("said", legend_size=Size.MEDIUM),
            Field.textarea("reason", rows=2),
            Field.textarea("note", rows=4),
            More(
                Field.radios("progress"),
                label="Where your talk about it is",
                hint="Still talking, or settled for now.",
            ),
            *("number", voice),
        )

    def ask_voice(self) -> None:
        """Groups answer apart by now: whose answer is what was typed?"""
        self.asks_voice = True
        self.fields["voice"] = forms.ChoiceField(
            label="Whose answer is it?",
            choices=[one for one in Voice.choices if one[0] != Voice.TOGETHER],
            widget=forms.RadioSelect,
            required=False,
        )
        show_with(self, number=0, voice="")


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


class StillTrueForm(Form):
    """One press; `number` is that of the answer which the page shows."""

    submit_label = "It is still true"

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TypeInForm(Form):
    """A section from paper: for each statement what was ticked, and a note. Leaving one out changes
    nothing that is there, and confirms nothing that is copied."""

    submit_label = "Save these"

    def __init__(self, *args: Any, part: Part, rows: dict[str, Answer], **kwargs: Any) -> None:
        self.part, self.rows = part, rows
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for line in part.lines:
            id, row = line.statement.id, rows.get(line.statement.id)
            is_copied = self._is_copied(id)
            left = f"As it is: {line.label.lower()}, not confirmed" if is_copied else NOT_ANSWERED
            fields[f"said_{id}"] = forms.ChoiceField(
                label=f"{id}. {line.statement.text}",
                choices=[*Said.choices, ("", left)],
                widget=forms.RadioSelect,
                required=False,
                initial=row.said if row and not is_copied else "",
            )
            fields[f"reason_{id}"] = Prose(
                label=f"Why {id} does not apply",
                max_length=500,
                required=False,
                initial=row.reason if row else "",
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

    def _is_copied(self, id: str) -> bool:
        row = self.rows.get(id)
        return bool(row and row.said and row.is_unconfirmed)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.part.lines:
            id = line.statement.id
            is_out = cleaned.get(f"said_{id}") == Said.DOES_NOT_APPLY
            if is_out and not cleaned.get(f"reason_{id}", "").strip():
                self.add_error(f"reason_{id}", f"Say in a few words why {id} does not apply to you")
        return cleaned

    def layout(self) -> Layout:
        fields: list[Any] = []
        for line in self.part.lines:
            id = line.statement.id
            fields += [
                Field.radios(f"said_{id}", inline=True, legend_size=Size.SMALL),
                More(
                    Field.textarea(f"reason_{id}", rows=1),
                    label=f"If {id} does not apply",
                    hint="Say why in a few words.",
                ),
                Field.textarea(f"note_{id}", rows=1),
                f"number_{id}",
            ]
        return Layout(*fields)

    def answers(self) -> dict[str, dict[str, Any]]:
        """As `actions.type_in` takes them."""
        said, found = self.cleaned_data, {}
        for id in [line.statement.id for line in self.part.lines]:
            names = {"said": "said", "note": "note", "reason": "reason", "seen": "number"}
            found[id] = {key: said[f"{name}_{id}"] for key, name in names.items()}
            if found[id]["said"] == "" and self._is_copied(id):
                del found[id]["said"], found[id]["reason"]
        return found

    def show_again(self, rows: dict[str, Answer]) -> list[Answer]:
        """With what was typed, and the numbers that are right by now; what was saved meanwhile."""
        theirs = []
        for id, row in rows.items():
            name = f"number_{id}"
            if name in self.fields and self.cleaned_data[name] != row.number:
                show_with(self, **{name: row.number})
                theirs.append(row)
        return theirs


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
        label="Say on our public page that we have reviewed ourselves",
        help_text="With the month of your latest snapshot. It never says how well.",
        required=False,
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Assessment, is_begun: bool, **kwargs: Any) -> None:
        names = ("has_voices", "is_counted", "has_badge")
        held: dict[str, Any] = {name: getattr(row, name) for name in names}
        held["seen"] = row.updated_at.isoformat() if is_begun else ""
        super().__init__(*args, initial=held, **kwargs)
