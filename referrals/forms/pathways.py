"""Agreeing how people come from one organisation to another."""

from typing import Any

from django import forms
from django.utils import timezone

from directory.forms.fields import Prose
from directory.models import Audience, Kind, Service
from referrals.models import AgreedPathway, ReferralType
from rosc.accounts.models import Organisation
from rosc.months import months_after
from rosc.ui.forms import DateField, Field, Form, Layout, More

MOST_DAYS = 20


def _seen(pathway: AgreedPathway | None) -> str:
    return pathway.updated_at.isoformat() if pathway else ""


class SeenForm(Form):
    """Sends along when the page saw it changed last."""

    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pathway: AgreedPathway, **kwargs: Any) -> None:
        initial = {"seen": _seen(pathway), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)


class AgreeForm(SeenForm):
    submit_label = "We agree"


class ReviewForm(SeenForm):
    """Still right; when shall the two look again?"""

    submit_label = "It is still right"

    review_on = DateField(label="When do you two look at it again?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        again = months_after(timezone.localdate(), 12)
        super().__init__(*args, initial={"review_on": again}, **kwargs)

    def layout(self) -> Layout:
        return Layout("review_on", "seen")


class TermsForm(Form):
    """What the two agree to; `receiver` is who is asked, `pathway` what is said already."""

    submit_label = "Propose it"

    services = forms.ModelMultipleChoiceField(
        label="To which of their services?",
        help_text="Choose none for all of them.",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    audiences = forms.ModelMultipleChoiceField(
        label="For whom?",
        help_text="Choose none for anybody.",
        queryset=Audience.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_whom = Prose(
        label="In words, if that helps",
        help_text="Such as: anybody who would like company on the way to a first visit.",
        max_length=300,
        required=False,
    )
    type = forms.ChoiceField(
        label="What kind of introduction is usual?",
        help_text="It is filled in for whoever introduces somebody. They can change it.",
        choices=[("", "It differs"), *ReferralType.choices],
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label="What do people usually want there?",
        help_text="This is filled in as well.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    answer_days = forms.IntegerField(
        label="Answered within how many working days?",
        help_text="For somebody who comes back, or leaves prison or hospital, it stays one day.",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    contact = forms.CharField(
        label="Who can be rung?",
        help_text="A role and a number at work, no private one. Both sides see it.",
        max_length=200,
        required=False,
    )
    review_on = DateField(label="When do you two look at it again?")

    def __init__(
        self,
        *args: Any,
        receiver: Organisation,
        pathway: AgreedPathway | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_held(pathway), **kwargs)
        self._fill(receiver, pathway)

    def _fill(self, receiver: Organisation, pathway: AgreedPathway | None) -> None:
        """What there is to choose from, and what was chosen."""
        held = list(pathway.services.all()) if pathway else []
        takes = Service.objects.taking_introductions().filter(organisation=receiver)
        own = Service.objects.filter(pk__in=[*takes.values_list("pk", flat=True), *_keys(held)])
        fields: Any = self.fields
        fields["services"].queryset = own.order_by("name", "pk")
        fields["services"].label_from_instance = lambda one: one.name
        fields["audiences"].queryset = Audience.objects.filter(is_active=True)
        kinds = Kind.objects.filter(services__in=takes).distinct()
        fields["needs"].choices = [(kind.pk, kind.plain_name) for kind in kinds]

    def layout(self) -> Layout:
        return Layout(
            Field.checkboxes("services"),
            More(
                Field.checkboxes("audiences"),
                label="For whom is it meant?",
                hint="Where it is for some people only, such as women or families.",
            ),
            *(Field.textarea("for_whom", rows=2), "type", Field.checkboxes("needs")),
            *("answer_days", "contact", "review_on"),
        )


class ChangeForm(TermsForm):
    submit_label = "Save"

    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def layout(self) -> Layout:
        return Layout(*super().layout().fields, "seen")


def _keys(rows: list[Service]) -> list[Any]:
    return [one.pk for one in rows]


def _held(pathway: AgreedPathway | None) -> dict[str, Any]:
    """What it says now; a new one begins with two days, and a year until it is looked at again."""
    if pathway is None:
        return {"answer_days": 2, "review_on": months_after(timezone.localdate(), 12)}
    names = ("for_whom", "type", "needs", "answer_days", "contact", "review_on")
    held = {name: getattr(pathway, name) for name in names}
    return held | {
        "services": list(pathway.services.all()),
        "audiences": list(pathway.audiences.all()),
        "seen": _seen(pathway),
    }
