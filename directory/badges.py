"""A line that an organisation has on its public pages because it chose so.

Apps above register a plain function in `AppConfig.ready()`; nothing here knows what it says. No
search, filter or order ever asks.
"""

from collections.abc import Callable

from rosc.accounts.models import Organisation

Badge = Callable[[Organisation], str]
_badges: list[Badge] = []


def register(badge: Badge) -> None:
    """Have a function asked for the line of an organisation; nothing where it has none."""
    if badge not in _badges:
        _badges.append(badge)


def of(organisation: Organisation) -> list[str]:
    return [words for badge in _badges if (words := badge(organisation))]
