"""A caseload file, and what is to become of it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.ui.forms import Field, Form, Layout
from rosc.ui.uploads import LARGEST

NO_CSV = "Choose a CSV file: its name ends in .csv. In your spreadsheet, “Save as” makes one."


class ImportCaseloadForm(Form):
    submit_label = "Look at what is in it"

    organisation = forms.ModelChoiceField(
        label="Whose records will they be?",
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="Your list, as a CSV file",
        help_text=f"At most {LARGEST // 1_000_000} MB.",
        max_length=200,
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = by.organisations_with(Permission.PERSON_CHANGE)
        choice = self.fields["organisation"]
        choice.queryset = Organisation.objects.filter(pk__in=[one.pk for one in own])  # type: ignore[attr-defined]
        choice.initial = own[0].pk if len(own) == 1 else None

    def layout(self) -> Layout:
        return Layout(Field.radios("organisation"), "file")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".csv"):
            raise forms.ValidationError(NO_CSV)
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                f"The file has more than {LARGEST // 1_000_000} MB. Split it, and send the parts."
            )
        return file


class CheckCaseloadForm(Form):
    submit_label = "Load them"

    with_alike = forms.BooleanField(label="Load those who may be here already, too", required=False)

    def __init__(self, *args: Any, has_alike: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_alike:
            del self.fields["with_alike"]
