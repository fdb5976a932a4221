"""The button that puts an entry, or one time of it, on the visitor's own list, or takes it off."""

from typing import Any

from django import template

from directory.models import Service, Session
from directory.shortlist import keys_in
from rosc.ui.addresses import address

register = template.Library()


@register.inclusion_tag("directory/_keep.html", takes_context=True)
def keep_button(
    context: template.Context, service: Service, slot: Session | None = None
) -> dict[str, Any]:
    """A form of one button, for a service or for one time of it.

    Needs no context but the request, so that parts that are given nothing else can have it.
    """
    request: Any = getattr(context, "request", None)
    key = slot.pk if slot else service.pk
    is_kept = request is not None and key in keys_in(request)
    return {
        "key": key,
        "service": service,
        "slot": slot,
        "is_kept": is_kept,
        "action": address(f"directory:shortlist_{'remove' if is_kept else 'add'}"),
        "way_back": f"{request.get_full_path()}#keep-{key}" if request else "",
    }
