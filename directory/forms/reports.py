"""What people tell us without an account, and what comes of it."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from django import forms

from directory import open_forms
from directory.models import Report, Topic
from directory.models.reports import TOPICS_OF_AN_ENTRY, TOPICS_OF_THE_SITE
from directory.workflow import ReportStatus
from rosc.ui.forms import Choice, Form

LONGEST = 4000  # letters


def _text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Write a few words, so that we know what to do",
            "max_length": "Please keep it to 4,000 letters.",
        },
        **options,
    )


def _choices(*topics: Topic) -> list[tuple[str, str]]:
    return [(topic.value, topic.label) for topic in (*topics, Topic.OTHER)]


class OpenForm(Form):
    """A form that anybody may send; see `directory.open_forms`. It sets no cookie."""

    submit_label = "Send"

    topic = forms.ChoiceField(widget=forms.RadioSelect)
    text = _text("Tell us more")
    email = forms.EmailField(
        label="Your e-mail, if you want to hear back",
        help_text=(
            "You can leave this empty. We use it once, to tell you what we did, and then delete"
            " it. We never show it to a group or service."
        ),
        max_length=254,
        required=False,
        error_messages={"invalid": "Enter an e-mail address, such as sam@mail.example"},
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"stamp": open_forms.stamp()}, **kwargs)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.disable_csrf = True  # the stamp says that the form is ours, and needs no cookie
        return helper

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        self._refuse(open_forms.wrong_with_text(text), "text")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        why = open_forms.wrong_with_stamp(cleaned.pop("stamp", ""))
        if why == open_forms.Why.STALE:
            self.data = {**self.data.dict(), "stamp": open_forms.stamp()}  # type: ignore[attr-defined]
        self._refuse(why)
        return cleaned

    def refuse(self, why: open_forms.Why) -> None:
        """Say that it is not taken now; what was typed stays."""
        self.add_error(None, forms.ValidationError(open_forms.WORDS[why], code=why))

    def turned_away(self) -> list[str]:
        """The reasons for which it was not taken, other than mistakes of typing."""
        errors = [error for found in self.errors.as_data().values() for error in found]
        return [error.code for error in errors if error.code in open_forms.WORDS]

    @staticmethod
    def _refuse(why: open_forms.Why | None, field: str | None = None) -> None:
        if why:
            raise forms.ValidationError(open_forms.WORDS[why], code=why)


class TellUsForm(OpenForm):
    """Something on a page is wrong. Of an entry it asks what; of another page only for words."""

    field_order = ("topic", "text", "is_kept_from_them", "email", "stamp")

    is_kept_from_them = forms.BooleanField(
        label="Do not show this to the people who run it. Only this site’s own team may read it.",
        required=False,
    )

    def __init__(self, *args: Any, is_of_entry: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].label = "What is wrong?"
        self.fields["topic"].error_messages["required"] = "Choose what is wrong"
        self.fields["text"].label = "What should it say, or what did you find?"
        topics = TOPICS_OF_AN_ENTRY if is_of_entry else (Topic.WORDS, Topic.HARD_TO_USE)
        self.fields["topic"].choices = _choices(*topics)  # type: ignore[attr-defined]
        if not is_of_entry:
            del self.fields["is_kept_from_them"]


class ContactForm(OpenForm):
    """Anything else, to the people who look after the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].label = "What is it about?"
        self.fields["topic"].error_messages["required"] = "Choose what it is about"
        self.fields["topic"].choices = _choices(*TOPICS_OF_THE_SITE)  # type: ignore[attr-defined]
        self.fields["text"].label = "What would you like to say?"


class AnswerForm(Form):
    """What came of a report."""

    submit_label = "Save the answer"

    outcome = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[
            Choice(
                "put_right",
                ReportStatus.PUT_RIGHT.label,
                hint="You have changed what was wrong, or done what they asked.",
            ),
            Choice(
                "leave",
                ReportStatus.UNCHANGED.label,
                hint="You looked, and it is right as it is.",
            ),
            Choice(
                "set_aside",
                ReportStatus.SET_ASIDE.label,
                hint="It makes no sense, or it is advertising. Nobody is told.",
            ),
        ],
    )
    answer = _text(
        "What shall we tell them?",
        required=False,
        help_text=(
            "A line or two in your own words, if you like. It goes to whoever asked to hear back, "
            "under a short “thank you”. Do not name drugs, drink or treatment: others may see it."
        ),
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not report.is_open:
            del self.fields["outcome"].choices[-1]  # type: ignore[attr-defined]
        if not report.wants_answer:
            self.fields["answer"].label = "A note for yourselves"
            self.fields["answer"].help_text = "They did not ask to hear back."
