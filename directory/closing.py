"""What other apps say to somebody who closes a service: what still hangs on it, and where to see
to that.

Apps above register a plain function in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable, Iterable

from directory.models import Service
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import User

Pages = Callable[[User, Service], Iterable[DeskAction]]
_pages: list[Pages] = []


def register(pages: Pages) -> None:
    """Have a function asked what hangs on a service, for a user who may close it or has."""
    if pages not in _pages:
        _pages.append(pages)


def hangs_on(user: User, service: Service) -> list[DeskAction]:
    """What is to be seen to, each with why."""
    return [page for found in _pages for page in found(user, service)]
