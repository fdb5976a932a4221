"""Forms in the portal's look: the only place that knows crispy-forms-gds.

    class AcceptForm(Form):
        submit_label = "Accept"
        note = forms.CharField(required=False, widget=forms.Textarea)

`{% include "components/form.html" with form=form only %}` draws it, base.html its error summary.
"""

import unicodedata
from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.fields import DateInputField
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Div, Field, Fieldset, Layout, Size
from django import forms
from django.template.loader import render_to_string

from rosc.ui.templatetags.ui import within_sentence

__all__ = [
    "Choice",
    "DateField",
    "Field",
    "Fieldset",
    "Form",
    "Layout",
    "ModelForm",
    "More",
    "NameField",
    "Size",
    "say_plainly",
]

CHOSEN = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField)


class DateField(DateInputField):
    """Day, month and year in three boxes, as people remember dates."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("require_all_fields", True)
        super().__init__(**options)
        for box in self.widget.widgets:
            box.attrs["inputmode"] = "numeric"

    def compress(self, data_list: Any) -> Any:
        """The date; a day that no calendar has is refused in plain words."""
        try:
            return super().compress(data_list)
        except (forms.ValidationError, OverflowError) as error:
            raise forms.ValidationError(
                "Enter a real date, such as 27 3 2026", code="invalid"
            ) from error


class More(Div):
    """Fields that most people leave out, folded away below `label`; open where one of them is
    filled in or wrong. `hint` says what is in there. Needs no script."""

    def __init__(self, *fields: Any, label: str, hint: str) -> None:
        super().__init__(*fields)
        self.label, self.hint = label, hint

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        names = [pointer.name for pointer in self.get_field_names()]
        told = {
            "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
            "label": self.label,
            "hint": self.hint,
            "is_open": any(name in form.errors or _is_filled_in(form, name) for name in names),
        }
        return render_to_string("gds/layout/more.html", told)


def _is_filled_in(form: Any, name: str) -> bool:
    value, usual = form[name].value(), form.fields[name].initial
    parts = value if isinstance(value, list | tuple) else [value]
    return value != usual and any(part not in (None, "") for part in parts)


JOINERS = "\u200c\u200d"  # some scripts, and some emoji, are written with them


class NameField(forms.CharField):
    """A name, which stands in lists and messages: one line, and nothing in it that hides.

    Line breaks become spaces; characters that cannot be seen or turn the text around are left out.
    """

    def to_python(self, value: Any) -> str:
        line = " ".join((super().to_python(value) or "").split())
        seen = (c for c in line if c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf"))
        return "".join(seen).strip(JOINERS + " ")


class Look:
    """What makes a Django form ours: the layout helper, plain errors, no browser validation.

    `layout()` may be overridden to arrange the fields; `cancel_url` adds a way back beside the
    button; a form in a page's own <form> sets `has_form_tag` to False, and one that
    `rosc.ui.origin` guards without a cookie `has_token`.
    """

    submit_label = "Continue"
    is_warning = False
    method = "post"
    cancel_url = ""
    has_form_tag = True
    has_token = True
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            say_plainly(field, label)

    def layout(self) -> Layout:
        return Layout(*self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = self.layout()
        helper.form_method = self.method
        helper.form_tag = self.has_form_tag
        helper.disable_csrf = not self.has_token
        helper.attrs = {"novalidate": ""}
        helper.cancel_url = self.cancel_url
        if self.has_form_tag:
            kind = Button.warning if self.is_warning else Button.primary
            helper.add_input(kind("submit", self.submit_label))
        return helper


def say_plainly(field: forms.Field, label: str) -> None:
    """Say what to do ("Enter your name") where Django says only that a field is required."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field, forms.BooleanField):
        field.error_messages["required"] = f"Tick the box: {label}"
    elif label.endswith("?"):
        field.error_messages["required"] = f"Answer the question: {label}"
    else:
        verb = "Choose" if isinstance(field, CHOSEN) else "Enter"
        field.error_messages["required"] = f"{verb} {within_sentence(label)}"


class Form(Look, forms.Form):
    pass


class ModelForm(Look, forms.ModelForm):
    """For plain edits of reference data and entries; never for people's records."""
