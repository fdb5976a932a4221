"""Forms about those who go along with people."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import ClockField
from referrals.models import PeerWorker, Reached, Referral, Support
from rosc.accounts.models import User
from rosc.people.models.consents import HEARD_BY_A_WORKER
from rosc.ui.forms import DateField, Field, Form, Layout, More, NameField

USUAL = timedelta(days=91)
# As the peer worker says it, of one time.
CAME_OF_IT = (
    (Reached.REACHED.value, "We met"),
    (Reached.NO_ANSWER.value, "We could not find each other this time"),
    (Reached.NOT_SAFE.value, "It was not safe to try"),
)


class SupervisorChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.name


class PreparePeerForm(Form):
    """`seen` is when it was last changed, and empty where nothing was recorded yet."""

    submit_label = "Save"

    hours = NameField(
        label="When are they there?",
        help_text="Such as: Tuesday and Thursday afternoons",
        max_length=200,
        required=False,
    )
    most_people = forms.IntegerField(
        label="How many people at once, at most?",
        min_value=1,
        max_value=20,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )
    supervisor = SupervisorChoice(
        label="Who supervises them?",
        help_text="Somebody they can ring when it gets heavy.",
        queryset=User.objects.none(),
        required=False,
        blank=True,
        empty_label="Nobody yet",
        widget=forms.RadioSelect,
    )
    confidentiality_on = DateField(
        label="When did they sign the confidentiality agreement?",
        required=False,
        require_all_fields=False,
    )
    boundaries_on = DateField(
        label="When were they trained in boundaries?", required=False, require_all_fields=False
    )
    safeguarding_on = DateField(
        label="When were they trained in safeguarding?", required=False, require_all_fields=False
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, peer: PeerWorker | None, supervisors: Any, **kwargs: Any
    ) -> None:
        names = ("hours", "most_people", "supervisor")
        dates = ("confidentiality_on", "boundaries_on", "safeguarding_on")
        given = {name: getattr(peer, name) for name in (*names, *dates)} if peer else {}
        seen = peer.updated_at.isoformat() if peer else ""
        super().__init__(*args, initial={"most_people": 3, **given, "seen": seen}, **kwargs)
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            *("hours", "most_people", Field.radios("supervisor")),
            *("confidentiality_on", "boundaries_on", "safeguarding_on", "seen"),
        )


class PeerChoice(forms.ModelChoiceField):
    def label_from_instance(self, peer: PeerWorker) -> str:
        given = getattr(peer, "given", 0)
        load = f"goes along with {given} of {peer.most_people}"
        return f"{peer.user.name}, {load}" + (f". There: {peer.hours}" if peer.hours else "")


class IntroductionChoice(forms.ModelChoiceField):
    def label_from_instance(self, referral: Referral) -> str:
        return f"{referral.service.name}, {referral.receiver.name}"


class PairForm(Form):
    """Who goes along, what for, for how long, and that the person agrees."""

    submit_label = "They agree: ask them to go along"

    peer = PeerChoice(
        label="Who goes along?",
        queryset=PeerWorker.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    purpose = NameField(
        label="What for?", help_text="Such as: the first three Tuesdays at the café", max_length=200
    )
    referral = IntroductionChoice(
        label="Is it for one of these introductions?",
        queryset=None,
        required=False,
        blank=True,
        empty_label="No, for something else",
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="From which day?")
    until = DateField(label="Until which day?", help_text="You can agree on more time then.")
    method = forms.ChoiceField(  # type: ignore[assignment]
        label="How did they say yes to this?", choices=HEARD_BY_A_WORKER, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, peers: Any, introductions: Any, chosen: Any, **kwargs: Any
    ) -> None:
        today, keys = timezone.localdate(), list(introductions.values_list("pk", flat=True)[:2])
        usual = chosen or (keys[0] if len(keys) == 1 else "")
        initial = {"starts_on": today, "until": today + USUAL, "referral": usual}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["peer"].queryset = peers  # type: ignore[attr-defined]
        if keys:
            self.fields["referral"].queryset = introductions  # type: ignore[attr-defined]
        else:
            del self.fields["referral"]

    def layout(self) -> Layout:
        more = [Field.radios("referral")] * ("referral" in self.fields)
        return Layout(
            *(Field.radios("peer"), "purpose", *more),
            *("starts_on", "until", Field.radios("method")),
        )


class MetTogetherForm(Form):
    """One time they went together: today, unless another day is written."""

    submit_label = "Note it"
    result = forms.ChoiceField(label="How was it?", choices=CAME_OF_IT, widget=forms.RadioSelect)
    support = forms.MultipleChoiceField(
        label="Which support did you give, beside going along?",
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = DateField(label="Which day?")
    time = ClockField(label="What time?", help_text="Such as 14:30")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime()
        initial = {"on": now.date(), "time": f"{now:%H:%M}", "result": Reached.REACHED}
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        more = More(
            Field.checkboxes("support"),
            label="You gave other support as well",
            hint="Such as help with housing or work",
        )
        return Layout(Field.radios("result"), "on", "time", more)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.pop("on", None), data.pop("time", None)
        if on and at:
            data["at"] = timezone.make_aware(datetime.combine(on, at))
        return data
