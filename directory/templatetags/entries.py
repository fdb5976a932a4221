"""What the public page of an entry shows those who look after it."""

from typing import Any

from django import template

from directory import pages_of_service
from directory.models import Service
from rosc.access import Permission

register = template.Library()


@register.inclusion_tag("directory/_own.html", takes_context=True)
def own_entry(context: template.Context, service: Service) -> dict[str, Any]:
    """Room and "still right" by one press, for whoever may; nothing for anybody else."""
    user: Any = context.get("user")
    may = user.is_authenticated and user.may(Permission.SERVICE_CHANGE, service.organisation)
    token = context.get("csrf_token", "")
    return {"service": service, "may_change": may, "csrf_token": token}


@register.inclusion_tag("directory/_pages_of_service.html", takes_context=True)
def pages_of(context: template.Context, service: Service) -> dict[str, Any]:
    """What other parts offer: to somebody signed in, or to anybody."""
    user: Any = context.get("user")
    if user.is_authenticated:
        return {"pages": pages_of_service.offered(user, service)}
    return {"pages": pages_of_service.offered_to_anybody(service)}
