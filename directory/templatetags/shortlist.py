"""The button that puts an entry on the visitor's own list, or takes it off."""

from typing import Any

from django import template

from directory.models import Service
from directory.shortlist import keys_in
from rosc.ui.addresses import address

register = template.Library()


@register.inclusion_tag("directory/_keep.html", takes_context=True)
def keep_button(context: template.Context, service: Service, anchor: Any = "") -> dict[str, Any]:
    """A form of one button. `anchor` tells two buttons for one service on a page apart.

    Needs no context but the request, so that parts that are given nothing else can have it.
    """
    request: Any = getattr(context, "request", None)
    place = f"keep-{anchor or service.pk}"
    is_kept = request is not None and service.pk in keys_in(request)
    return {
        "service": service,
        "place": place,
        "is_kept": is_kept,
        "action": address(f"directory:shortlist_{'remove' if is_kept else 'add'}"),
        "way_back": f"{request.get_full_path()}#{place}" if request else "",
    }
