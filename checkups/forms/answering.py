"""What a worker says of having answered."""

from typing import Any

from django import forms

from checkups.models import Offer
from directory.models import Service
from rosc.ui.forms import Field, Form, Layout


class AnswerRequestForm(Form):
    submit_label = "Save"

    result = forms.ChoiceField(
        label="Have you spoken with them?",
        choices=[
            ("spoke", "Yes, we have spoken"),
            ("tried", "I tried, and could not reach them yet: it stays open"),
        ],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("result"))


class AnswerFormForm(Form):
    submit_label = "Save"

    result = forms.ChoiceField(
        label="Have you replied?",
        choices=[
            ("spoke", "Yes, we have spoken"),
            ("wrote", "Yes, I wrote to them myself, the way they said is safe"),
            ("tried", "I tried, and could not reach them yet: it stays open"),
        ],
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("result"))


class ServiceChoice(forms.ModelChoiceField):
    def label_from_instance(self, service: Service) -> str:
        return f"{service.name}, {service.organisation.name}"


class OfferWayBackForm(Form):
    submit_label = "Save"

    offer = forms.ChoiceField(
        label="You offered it. What did they say?",
        choices=[
            (Offer.YES.value, "Yes: begin an introduction with them"),
            (Offer.NOT_NOW.value, "Not now: it can be offered again"),
            (Offer.NO.value, "No, thank you"),
        ],
        widget=forms.RadioSelect,
    )
    service = ServiceChoice(
        label="Where to, if yes?",
        queryset=Service.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any) -> None:
        only = services[0] if len(services) == 1 else None
        super().__init__(*args, initial={"service": only}, **kwargs)
        rows = Service.objects.filter(pk__in=[one.pk for one in services])
        self.fields["service"].queryset = rows.select_related("organisation")  # type: ignore[attr-defined]
        if not services:
            del self.fields["service"]

    def layout(self) -> Layout:
        more = [Field.radios("service")] * ("service" in self.fields)
        return Layout(Field.radios("offer"), *more)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_yes = data.get("offer") == Offer.YES
        if is_yes and "service" in self.fields and not data.get("service"):
            self.add_error("service", "Choose where they would like to go")
        return data
