"""Worries about somebody's safety, and sharing without consent."""

from django import forms

from rosc.ui.forms import Field, Form, Layout, NameField

LONGEST = 10_000


class RaiseConcernForm(Form):
    submit_label = "Raise the concern"

    what = forms.CharField(
        label="What are you worried about?",
        help_text="What you saw or heard, in their words if you can, and when.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("what", rows=8))


class PassOnConcernForm(Form):
    submit_label = "Save"

    to_whom = forms.CharField(
        label="To whom did you pass it on?",
        help_text="For example, the duty team of the council, the name you spoke to, and when.",
        max_length=2000,
        widget=forms.Textarea,
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("to_whom", rows=4))


class CloseConcernForm(Form):
    submit_label = "Close the concern"

    outcome = forms.CharField(label="What came of it?", max_length=LONGEST, widget=forms.Textarea)

    def layout(self) -> Layout:
        return Layout(Field.textarea("outcome", rows=6))


class DiscloseForm(Form):
    submit_label = "Ask for approval"

    told_whom = NameField(label="Who is to be told?", max_length=300)
    what = forms.CharField(
        label="What are they to be told?",
        help_text="No more than they need.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    why = forms.CharField(
        label="Why without asking the person?", max_length=LONGEST, widget=forms.Textarea
    )
    is_kept_from_person = forms.BooleanField(
        label="It would add to the danger if the person knew. Do not list it for them.",
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(
            "told_whom",
            Field.textarea("what", rows=4),
            Field.textarea("why", rows=4),
            "is_kept_from_person",
        )


class ApproveDisclosureForm(Form):
    submit_label = "Save"

    answer = forms.ChoiceField(
        label="Is this to be told?",
        choices=[("yes", "Yes, I approve it"), ("no", "No, it is not to be told")],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("answer"))
