"""One line on the public page of a LERO, only where it switched that on; it never says how well."""

from lero_standards.models import Assessment, Snapshot
from rosc.accounts.models import Organisation


def of(organisation: Organisation) -> str:
    """Such as "Has reviewed itself against the LERO standards, March 2026"; else nothing."""
    if not organisation.is_lero or not Assessment.objects.of(organisation).has_badge:
        return ""
    last = Snapshot.objects.of(organisation).defer("content").first()
    return f"Has reviewed itself against the LERO standards, {last.taken_on:%B %Y}" if last else ""
