"""What the pages of a short list take in."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from rosc.ui.forms import Form

NEUTRAL = "neutral"
WORDINGS = [
    (NEUTRAL, "Neutral words: nothing that says what it is about"),
    ("names", "With the names as they are"),
]
MOST_AT_ONCE = 50


def keys_sent(request: HttpRequest) -> list[UUID]:
    """The ids of services and their times in a form that was sent; what is no id is left out."""
    found = []
    for said in request.POST.getlist("service")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(said))
        except ValueError:
            continue
    return found


def way_back(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, or the list: never an address elsewhere."""
    said = request.POST.get("next", "")
    is_ours = said.startswith("/") and said.isprintable() and len(said) <= 2000
    if is_ours and url_has_allowed_host_and_scheme(said, allowed_hosts=None):
        return said
    return reverse("directory:shortlist")


class AddressForm(Form):
    """Where to send one's own list, and in which words."""

    submit_label = "Send it"
    address = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Enter one e-mail address, such as name@example.com"},
    )
    wording = forms.ChoiceField(
        label="Which words?", choices=WORDINGS, initial=NEUTRAL, widget=forms.RadioSelect
    )

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.disable_csrf = True  # rosc.ui.origin guards it, without a cookie
        return helper

    def clean_address(self) -> str:
        """A domain in other letters as mail servers write it: they read nothing but ASCII."""
        name, _, domain = self.cleaned_data["address"].rpartition("@")
        try:
            return f"{name}@{domain.encode('idna').decode()}"
        except UnicodeError as error:
            wrong = self.fields["address"].error_messages["invalid"]
            raise forms.ValidationError(wrong, code="invalid") from error
