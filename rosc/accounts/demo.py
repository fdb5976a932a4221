"""What other apps add to the example set, once the people of the demo can sign in.

Apps register a plain function in `AppConfig.ready()`; each is safe to run again, and says in a line
what it made.
"""

from collections.abc import Callable

Part = Callable[[], str]
_parts: list[Part] = []


def register(part: Part) -> None:
    """Have a function asked for its examples."""
    if part not in _parts:
        _parts.append(part)


def seed() -> list[str]:
    """All of them, in the order in which the apps stand; what each says."""
    return [part() for part in _parts]
