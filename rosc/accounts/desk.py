"""The page each role lands on: what waits for it, and the few things it comes to do.

Apps register plain functions in `AppConfig.ready()`; nothing here knows what they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    What `is_urgent` stands above all the rest.
    """

    title: str
    count: int
    url: str
    why: str = ""
    is_urgent: bool = False
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


@dataclass(frozen=True, slots=True)
class DeskPanel:
    """Something a role does on the desk itself: a template, which reads `panel`."""

    template: str
    panel: Any


Waiting = Callable[[User], Iterable[DeskItem]]
Actions = Callable[[User], Iterable[DeskAction]]
Panels = Callable[[User], Iterable[DeskPanel]]
_waiting: list[Waiting] = []
_actions: list[Actions] = []
_panels: list[Panels] = []


def register(
    *,
    waiting: Waiting | None = None,
    actions: Actions | None = None,
    panels: Panels | None = None,
) -> None:
    """Have a function asked what waits for a user, what a user comes to do, or does there."""
    if waiting and waiting not in _waiting:
        _waiting.append(waiting)
    if actions and actions not in _actions:
        _actions.append(actions)
    if panels and panels not in _panels:
        _panels.append(panels)


def waiting_for(user: User) -> list[DeskItem]:
    """What waits for `user`, what is urgent first; what has nothing in it is left out."""
    items = [item for found in _waiting for item in found(user) if item.count]
    return sorted(items, key=lambda item: not item.is_urgent)


def actions_for(user: User) -> list[DeskAction]:
    """What `user` comes to do, each page once."""
    by_url = {action.url: action for found in _actions for action in found(user)}
    return list(by_url.values())


def panels_for(user: User) -> list[DeskPanel]:
    """What `user` does on the desk itself."""
    return [panel for found in _panels for panel in found(user)]
