"""Who is told, in the same transaction, that an organisation has changed.

Apps above register a plain function in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable

from rosc.accounts.models import Organisation

Follower = Callable[[Organisation], None]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Have a function called after an organisation is approved, renamed, changed or closed."""
    if follower not in _followers:
        _followers.append(follower)


def tell(organisation: Organisation) -> None:
    """Call each of them."""
    for follower in _followers:
        follower(organisation)
