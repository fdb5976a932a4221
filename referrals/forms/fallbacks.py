"""Who is asked in an area where nobody answered."""

from typing import Any

from django import forms

from referrals.forms.reception import fallbacks
from referrals.models import AreaFallback
from rosc.accounts.models import Organisation
from rosc.ui.forms import Form, Layout


class SetFallbackForm(Form):
    """`q` finds organisations by name; who is named already can always be kept."""

    submit_label = "Save"

    organisation = forms.ModelChoiceField(
        label="Who is asked if nobody answers?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Nobody",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=36)

    def __init__(self, *args: Any, named: AreaFallback | None, q: str = "", **kwargs: Any) -> None:
        held = named.organisation_id if named else None
        initial = {"organisation": held, "seen": str(held or "")}
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = fallbacks(q, held, self.data.get("organisation"))

    def layout(self) -> Layout:
        return Layout("organisation", "seen")
