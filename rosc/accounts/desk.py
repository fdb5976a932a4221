"""The page each role lands on: what waits for it, and the few things it comes to do.

Apps register plain functions in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from rosc.accounts.models import User


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One of the things that wait, and since when."""

    label: str
    url: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeskItem:
    """Something that waits for somebody: how many, where to deal with it, and why it matters.

    `rows` gives at most so many of them, the longest waiting first, where the worklist shows them.
    """

    title: str
    count: int
    url: str
    why: str = ""
    rows: Callable[[int], Iterable[DeskRow]] | None = None

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.count}"


@dataclass(frozen=True, slots=True)
class DeskAction:
    """Something a role comes to do."""

    label: str
    url: str
    why: str = ""


Waiting = Callable[[User], Iterable[DeskItem]]
Actions = Callable[[User], Iterable[DeskAction]]
_waiting: list[Waiting] = []
_actions: list[Actions] = []


def register(*, waiting: Waiting | None = None, actions: Actions | None = None) -> None:
    """Have a function asked what waits for a user, or what a user comes to do."""
    if waiting and waiting not in _waiting:
        _waiting.append(waiting)
    if actions and actions not in _actions:
        _actions.append(actions)


def waiting_for(user: User) -> list[DeskItem]:
    """What waits for `user`; what has nothing in it is left out."""
    return [item for found in _waiting for item in found(user) if item.count]


def actions_for(user: User) -> list[DeskAction]:
    """What `user` comes to do, each page once."""
    by_url = {action.url: action for found in _actions for action in found(user)}
    return list(by_url.values())
