"""What other apps offer on the page of a service, to somebody signed in.

Apps above register a plain function in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable, Iterable

from directory.models import Service
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import User

Pages = Callable[[User, Service], Iterable[DeskAction]]
OpenPages = Callable[[Service], Iterable[DeskAction]]
_pages: list[Pages] = []
_open_pages: list[OpenPages] = []


def register(pages: Pages) -> None:
    """Have a function asked which pages a user is offered at a service."""
    if pages not in _pages:
        _pages.append(pages)


def offered(user: User, service: Service) -> list[DeskAction]:
    """The pages that `user` may go on to from there; the first is the main one."""
    return [page for found in _pages for page in found(user, service)]


def register_open(pages: OpenPages) -> None:
    """The same for pages that anybody is offered, without an account."""
    if pages not in _open_pages:
        _open_pages.append(pages)


def offered_to_anybody(service: Service) -> list[DeskAction]:
    """The pages that somebody without an account may go on to; the first is the main one."""
    return [page for found in _open_pages for page in found(service)]
