"""One line on the public page of a LERO, only where it switched that on; it never says how well."""

from lero_standards.models import Snapshot
from rosc.accounts.models import Organisation


def of(organisation: Organisation) -> str:
    """Such as "Has reviewed itself against the LERO standards, March 2026"; else nothing. In one
    query, and none for what is no LERO."""
    if not organisation.is_lero:
        return ""
    taken_on = Snapshot.objects.shown_by_badge(organisation)
    return f"Has reviewed itself against the LERO standards, {taken_on:%B %Y}" if taken_on else ""
