"""What ids in the audit are called. Apps above register how theirs are named; the audit has no
foreign keys."""

from collections.abc import Callable, Iterable
from uuid import UUID

Namer = Callable[[Iterable[UUID]], dict[UUID, str]]
Finder = Callable[[str], Iterable[UUID]]
_namers: dict[str, Namer] = {}
_finders: dict[str, Finder] = {}


def register(kind: str, namer: Namer, finder: Finder | None = None) -> None:
    """Say how rows of `kind` (a model's label in lower case) are named, and how those with some
    words in their name are found; in `AppConfig.ready`."""
    _namers[kind] = namer
    if finder:
        _finders[kind] = finder


def ids_called(words: str, *kinds: str) -> list[UUID]:
    """The ids that these words mean: an id as it stands, else rows with the words in their name,
    of these kinds or of all that can be found."""
    try:
        return [UUID(words)]
    except ValueError:
        found = (finder for kind, finder in _finders.items() if kind in (kinds or _finders))
        return [pk for finder in found for pk in finder(words)]


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
