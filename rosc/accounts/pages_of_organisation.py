"""Pages of other apps about an organisation, offered on its own page.

Apps above register a plain function in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable, Iterable

from rosc.accounts.desk import DeskAction
from rosc.accounts.models import Organisation, User

Pages = Callable[[User, Organisation], Iterable[DeskAction]]
_pages: list[Pages] = []


def register(pages: Pages) -> None:
    """Have a function asked which pages a user is offered at an organisation."""
    if pages not in _pages:
        _pages.append(pages)


def offered(user: User, organisation: Organisation) -> list[DeskAction]:
    """The pages that `user` may go on to from there."""
    return [page for found in _pages for page in found(user, organisation)]
