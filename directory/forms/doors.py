"""The answer to one question behind a door."""

from django import forms

from directory.search.doors import LONGEST_PLACE, Question, Walk
from rosc.ui.forms import Choice, Field, Form, Layout, Size


class AnswerForm(Form):
    """One question of a walk. Bound, and so telling of what is wrong, only where it was sent."""

    method = "get"
    has_form_tag = False

    def __init__(self, walked: Walk, question: Question) -> None:
        self.question = question
        super().__init__({} if walked.is_unanswered else None, label_suffix="")
        self.fields[question.slug] = self._field(question)

    def layout(self) -> Layout:
        name = self.question.slug
        if self.question.answers:
            return Layout(Field.radios(name, legend_size=Size.EXTRA_LARGE, legend_tag="h1"))
        return Layout(Field.text(name, label_size=Size.EXTRA_LARGE, label_tag="h1"))

    @staticmethod
    def _field(question: Question) -> forms.Field:
        if not question.answers:
            return forms.CharField(
                label=question.text,
                help_text=question.hint,
                required=False,
                max_length=LONGEST_PLACE,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )
        return forms.ChoiceField(
            label=question.text,
            help_text=question.hint,
            choices=[Choice(one.slug, one.label, hint=one.hint) for one in question.answers],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose an answer. It is fine to choose “I am not sure”"},
        )
