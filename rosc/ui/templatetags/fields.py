"""How form fields become GOV.UK markup; used by templates/gds/ and the error summary."""

from typing import Any

from django import forms, template
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

register = template.Library()

CLASSES = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.widgets.Input, "govuk-input"),
)


@register.simple_tag
def gds_widget(field: forms.BoundField, has_count: Any = None) -> SafeString:
    """The control of a field, described by its hint, errors and, with `has_count`, its counter."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        return field.as_widget()
    css_class = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
    described_by = [f"{field.auto_id}_hint"] if field.help_text else []
    described_by += [f"{field.auto_id}_{n}_error" for n, _ in enumerate(field.errors, start=1)]
    if has_count:
        described_by.append(f"{field.id_for_label}-info")
    attrs: dict[str, str | bool] = {"class": f"{css_class} {widget.attrs.get('class', '')}".strip()}
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def csrf_always(context: template.RequestContext) -> str:
    """Put the token into the context again, which `{% include ... only %}` leaves out."""
    context["csrf_token"] = get_token(context.request)
    return ""


@register.filter
def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Each error of a form with the id of the element to go to."""
    links = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for field in form:
        links += [{"text": str(text), "target": _first_id(field)} for text in field.errors]
    return links


def _first_id(field: forms.BoundField) -> str:
    """Where a field begins: the first choice of many, the first box of a date, or the field."""
    several = isinstance(
        field.field.widget, forms.MultiWidget | forms.RadioSelect | forms.CheckboxSelectMultiple
    )
    subwidgets = field.subwidgets if several else []
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return str(subwidgets[0].id_for_label if subwidgets else field.id_for_label)


@register.filter
def choice_items(field: forms.BoundField) -> list[dict[str, Any]]:
    """The choices of radios or checkboxes: id, value, label, is_chosen, hint and divider."""
    value = field.value()
    several = isinstance(value, list | tuple | set)
    chosen = {str(one) for one in value} if several else {str(value)}
    return [
        {
            "id": f"{field.auto_id}_{number}",
            "value": choice[0],
            "label": choice[1],
            "is_chosen": str(choice[0]) in chosen,
            "hint": getattr(choice, "hint", ""),
            "divider": getattr(choice, "divider", ""),
        }
        for number, choice in enumerate(field.field.choices)  # type: ignore[attr-defined]
    ]
