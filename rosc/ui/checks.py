"""What whoever runs the portal has still to do, as `manage.py check --deploy` says it."""

from typing import Any

from django.conf import settings
from django.core.checks import Info
from django.utils import timezone

HALF_A_YEAR = 183  # days


def helplines_checked(**_: Any) -> list[Info]:
    """The lines whose number nobody has checked for half a year."""
    today = timezone.localdate()
    stale = [
        line.name
        for line in settings.HELPLINES
        if line.checked_on is None or (today - line.checked_on).days > HALF_A_YEAR
    ]
    if not stale:
        return []
    return [
        Info(
            f"Nobody has checked these numbers in the last half year: {', '.join(stale)}.",
            hint="docs/operations.md, Numbers for urgent help, says how.",
            id="rosc.I001",
        )
    ]
