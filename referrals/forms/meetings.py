"""What the person says of a meeting, if they wish."""

from django import forms

from referrals.models import MeetingHelp
from rosc.ui.forms import Field, Form, Layout

Went = MeetingHelp.Went
# As the person says it of themselves.
OWN_WORDS = (
    (Went.WENT.value, "I went"),
    (Went.NOT_YET.value, "Not yet"),
    (Went.NOT_FOR_ME.value, "It is not for me"),
    (Went.NOT_SAID.value, "I would rather not say"),
)


class WentForm(Form):
    submit_label = "Say so"
    went = forms.ChoiceField(label="How is it?", choices=OWN_WORDS, widget=forms.RadioSelect)

    def layout(self) -> Layout:
        return Layout(Field.radios("went"))
