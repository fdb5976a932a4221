"""What those who look after entries are asked beside the entries themselves."""

from collections.abc import Collection
from typing import Any

from django import forms

from directory.forms.fields import Prose, Slugs
from directory.models import EntryCheck, LocalAuthority, Service
from directory.models.choices import Capacity
from rosc.accounts.models import Organisation
from rosc.ui.forms import DateField, Field, Form, Layout, NameField

WEEKS = [(1, "1 week"), (2, "2 weeks"), (4, "4 weeks"), (8, "8 weeks"), (12, "12 weeks")]
MOST_AS_BUTTONS = 8  # organisations; more of them are a list to choose from
MONTHS = [(3, "Every 3 months"), (6, "Every 6 months"), (12, "Once a year")]


class AddEntryForm(Form):
    submit_label = "Save and go on"

    name = NameField(label="Name", max_length=200)
    organisation = forms.ChoiceField(label="Whose is it?", widget=forms.RadioSelect, required=True)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        field: Any = self.fields["organisation"]
        choices = [(key, one.name) for key, one in self.organisations.items()]
        if len(choices) > MOST_AS_BUTTONS:
            field.widget, choices = forms.Select(), [("", "Choose one"), *choices]
        field.choices = choices
        if len(organisations) == 1:
            del self.fields["organisation"]

    def chosen(self) -> Organisation:
        key = self.cleaned_data.get("organisation") or next(iter(self.organisations))
        return self.organisations[key]


class SubmitForm(Form):
    """Sends what is written; `seen` is the version of the entry that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        self.submit_label = label
        super().__init__(*args, **kwargs)


class ReviewForm(Form):
    """An administrator has looked; `seen` tells whether it is still as the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput)

    submit_label = "Approve and publish"


class SendBackForm(ReviewForm):
    submit_label = "Send it back"

    reason = Prose(
        label="What should they look at again?",
        help_text="They read this on their page. Be kind, and say what would help.",
        max_length=1000,
    )

    field_order = ("reason", "seen")


class PauseForm(Form):
    submit_label = "Pause it"

    until = DateField(
        label="Until which day?",
        help_text="On that day it comes back by itself. Leave it empty if you do not know yet.",
        required=False,
        require_all_fields=False,
    )
    note = forms.CharField(
        label="Why?",
        help_text="Everybody can read this. For example: the kitchen is being mended.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, may_say_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_say_why:
            del self.fields["note"]


class CapacityForm(Form):
    submit_label = "Save"

    capacity = forms.ChoiceField(
        label="Is there room for more people?", choices=Capacity.choices, widget=forms.RadioSelect
    )
    weeks = forms.IntegerField(
        label="If there is a waiting list: about how many weeks?",
        min_value=1,
        max_value=520,
        required=False,
    )
    lasts_weeks = forms.TypedChoiceField(
        label="For how long is that good?",
        help_text="After that the page says “ask us”, until somebody says it again.",
        choices=[("", "As before"), *WEEKS],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        initial = {
            "capacity": service.capacity_today,
            "weeks": service.capacity_weeks,
            "lasts_weeks": service.capacity_lasts_weeks or "",
        }
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout("capacity", Field.text("weeks", field_width=3), "lasts_weeks")


class RhythmForm(Form):
    submit_label = "Save"

    months = forms.TypedChoiceField(
        label="How often shall we ask?", choices=MONTHS, coerce=int, widget=forms.RadioSelect
    )


class TrustForm(Form):
    submit_label = "Save"

    is_trusted = forms.TypedChoiceField(
        label="Does somebody look at its changes first?",
        choices=[
            ("False", "Yes, an administrator approves each change"),
            ("True", "No, what it changes is published at once"),
        ],
        coerce="True".__eq__,
        widget=forms.RadioSelect,
    )


class AreasForm(Form):
    """The areas an organisation is for. `seen` is what the page showed as chosen."""

    submit_label = "Save"

    areas = Slugs(LocalAuthority, label="Areas", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args: Any, held: Collection[str], **kwargs: Any) -> None:
        initial = {"areas": list(held), "seen": " ".join(sorted(held))}
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["areas"]
        field.fill(held)

    def clean_seen(self) -> list[str]:
        said: str = self.cleaned_data["seen"]
        return said.split()


class StillRightForm(Form):
    """The entries that are right, of those that a link is about."""

    submit_label = "Yes, still right"
    step = "look"

    services = forms.MultipleChoiceField(
        label="These are right", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any) -> None:
        choices = [(str(one.pk), one.name) for one in services]
        super().__init__(*args, initial={"services": [key for key, _ in choices]}, **kwargs)
        field: Any = self.fields["services"]
        field.choices = choices
        field.error_messages["required"] = (
            "Tick at least one. If none is right, change them instead"
        )


class WhoSaysForm(StillRightForm):
    """The second page: who says so. Only this one is noted."""

    submit_label = "Send"
    step = "send"

    name = NameField(label="Your name", max_length=120)
    role = forms.ChoiceField(
        label="What do you do there?", choices=EntryCheck.Role.choices, widget=forms.RadioSelect
    )
    is_sent = forms.CharField(widget=forms.HiddenInput, initial="yes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].widget = forms.MultipleHiddenInput()

    def layout(self) -> Layout:
        return Layout("services", "is_sent", "name", Field.radios("role"))
