"""Sharing a snapshot, and what a reviewer and the owner say."""

from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import Prose
from lero_standards.actions.sharing import PARTS
from lero_standards.forms.answering import MOST_WORDS, NO_NAMES
from lero_standards.framework import Section
from lero_standards.models import Remark, Snapshot
from rosc.months import months_after
from rosc.ui.forms import DateField, Field, Form, Layout

WITH = {
    "has_notes": "What you wrote beside each answer",
    "has_evidence": "Your evidence",
    "has_plan": "Your plan",
    "is_review": "Ask them to say what they see (peer review)",
}


class ShareForm(Form):
    """Which parts of a snapshot, with what, until when. Sent once to look, and once more to share:
    `checked` is what was looked at."""

    sections = forms.MultipleChoiceField(
        label="Which parts may they see?", widget=forms.CheckboxSelectMultiple
    )
    parts = forms.MultipleChoiceField(
        label="With what else?",
        help_text="Without a tick they see your answers alone.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    until = DateField(label="Until when?", help_text="You can stop it at any time before that.")
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        snapshot: Snapshot,
        sections: list[Section],
        may_review: bool,
        **kwargs: Any,
    ) -> None:
        self.snapshot = snapshot
        held = {
            "sections": [one.slug for one in sections],
            "until": months_after(timezone.localdate(), 3),
        }
        super().__init__(*args, initial=held, **kwargs)
        fields: Any = self.fields
        fields["sections"].choices = [
            (one.slug, f"{one.title}, statements {one.span}") for one in sections
        ]
        offered = [part for part in PARTS if may_review or part != "is_review"]
        fields["parts"].choices = [(part, WITH[part]) for part in offered]

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return "Share this" if self.is_looked_at else "See what they will see"

    def layout(self) -> Layout:
        return Layout(Field.checkboxes("sections"), Field.checkboxes("parts"), "until", "checked")

    @property
    def seal(self) -> str:
        """Stands for exactly what is chosen: of another snapshot, it is looked at again."""
        said, of = self.cleaned_data, self.snapshot.pk
        words = f"{of}|{sorted(said['sections'])}|{sorted(said['parts'])}|{said['until']}"
        return sha256(words.encode()).hexdigest()[:16]

    @property
    def is_looked_at(self) -> bool:
        """Whether the page has shown what is chosen now."""
        if not self.is_bound or self.errors:
            return False
        return bool(getattr(self, "was_shown", False)) or self.cleaned_data["checked"] == self.seal

    def show(self) -> None:
        """The page shows it: the next time it is sent, it is shared."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["checked"] = self.seal
        self.data, self.was_shown = data, True


class RemarkForm(Form):
    submit_label = "Save"

    saw = Prose(label="What we saw", help_text=NO_NAMES, max_length=MOST_WORDS)
    suggestion = Prose(label="A suggestion", max_length=MOST_WORDS, required=False)
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Remark | None = None, **kwargs: Any) -> None:
        held: dict[str, Any] = {}
        if row:
            held = {"saw": row.saw, "suggestion": row.suggestion}
            held["seen"] = row.updated_at.isoformat()
        super().__init__(*args, initial=held, **kwargs)

    def layout(self) -> Layout:
        return Layout(Field.textarea("saw", rows=4), Field.textarea("suggestion", rows=3), "seen")


class ReplyForm(Form):
    submit_label = "Save"

    stays = forms.ChoiceField(
        label="Does it stay with your answers?",
        help_text="If it stays, those of you who answer read it beside the statement. If not, it "
        "stands only where you see what you shared with them. While you share, they can "
        "read it either way.",
        choices=[("yes", "Yes, keep it"), ("no", "No, leave it out")],
        widget=forms.RadioSelect,
    )
    reply = Prose(label="Your answer to them", max_length=MOST_WORDS, required=False)
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Remark, **kwargs: Any) -> None:
        held: dict[str, Any] = {"reply": row.reply, "seen": row.updated_at.isoformat()}
        if row.stays is not None:
            held["stays"] = "yes" if row.stays else "no"
        super().__init__(*args, initial=held, **kwargs)

    def layout(self) -> Layout:
        return Layout(Field.radios("stays"), Field.textarea("reply", rows=3), "seen")
