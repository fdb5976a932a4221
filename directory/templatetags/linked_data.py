"""Descriptions for search engines, as text that may stand in a data block of a page."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from directory.exports.linked_data import of_meetings, of_organisation, of_service
from directory.models import Service
from directory.search.asked import MeetingHit
from rosc.accounts.models import Organisation

register = template.Library()
# What could end the block, or be read as markup, is written in JSON's own escapes.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def linked_data(about: Service | Organisation | list[MeetingHit]) -> SafeString:
    """JSON-LD of a service, an organisation or a page of meetings. Its rows should be
    prefetched."""
    if isinstance(about, list):
        found = of_meetings(about)
    else:
        found = of_service(about) if isinstance(about, Service) else of_organisation(about)
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 - nothing in it can end the block it stands in
