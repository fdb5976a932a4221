"""What ids in the audit are called. Apps above register how theirs are named; the audit has no
foreign keys."""

from collections.abc import Callable, Iterable
from uuid import UUID

Namer = Callable[[Iterable[UUID]], dict[UUID, str]]
_namers: dict[str, Namer] = {}


def register(kind: str, namer: Namer) -> None:
    """Say how rows of `kind` (a model's label in lower case) are named; in `AppConfig.ready`."""
    _namers[kind] = namer


def names_of(wanted: Iterable[tuple[str, UUID | None]]) -> dict[UUID, str]:
    """Names for (kind, id) pairs, by one call for each kind; ids nobody can name are left out."""
    by_kind: dict[str, set[UUID]] = {}
    for kind, pk in wanted:
        if pk and kind in _namers:
            by_kind.setdefault(kind, set()).add(pk)
    names: dict[UUID, str] = {}
    for kind, ids in by_kind.items():
        names |= _namers[kind](ids)
    return names
