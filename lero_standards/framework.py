"""The standards as data: files of `frameworks/`, read once into frozen dataclasses.

A file that is not right stops `manage.py check`; so does one that was edited after its release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "frameworks"
# What was released, with the hash of its file: a version is replaced by a new one, never edited.
RELEASED = {
    "clero-v1": "11f2f6da4befcecd9bdd4df7e5396222ffd411dd5853766fe9a993bb2aea8b03",
}
NEWEST = "clero-v1"
LERO_TYPES = ("informal", "constituted", "incorporated")


class BadFramework(ValueError):
    """A file of standards that is not right; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the standards, in its owner's words; `about` and `shows` are our own help.

    `was` names the statements of the version before from which it comes.
    """

    id: str
    text: str
    about: str
    shows: tuple[str, ...]
    was: tuple[str, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Section:
    slug: str
    title: str
    applies_to: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def span(self) -> str:
        """The first and the last of its statements: "11 to 21"."""
        return f"{self.statements[0].id} to {self.statements[-1].id}"

    def applies(self, lero_type: str) -> bool:
        return lero_type in self.applies_to


@dataclass(frozen=True, slots=True)
class Framework:
    """A version of the standards, in the order in which they stand."""

    version: str
    name: str
    owner: str
    link: str
    replaces: str
    sections: tuple[Section, ...]

    @property
    def statements(self) -> Iterator[Statement]:
        return (one for section in self.sections for one in section.statements)

    def statement(self, id: str) -> Statement | None:
        return next((one for one in self.statements if one.id == id), None)

    def section(self, slug: str) -> Section | None:
        return next((one for one in self.sections if one.slug == slug), None)

    def section_of(self, statement: Statement) -> Section:
        return next(one for one in self.sections if one.slug == statement.section)

    def applying(self, lero_type: str) -> list[Statement]:
        """Those that apply to a LERO of this type."""
        return [
            one
            for section in self.sections
            if section.applies(lero_type)
            for one in section.statements
        ]

    def after(self, id: str, lero_type: str) -> Statement | None:
        """The next that applies; None after the last."""
        ids = [one.id for one in self.applying(lero_type)]
        at = ids.index(id) + 1 if id in ids else len(ids)
        return self.statement(ids[at]) if at < len(ids) else None


def read(path: Path) -> Framework:
    """Raises BadFramework."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        sections = tuple(_section(one) for one in said["sections"])
        found = Framework(
            version=said["version"],
            name=said["name"],
            owner=said["owner"],
            link=said["link"],
            replaces=said.get("replaces") or "",
            sections=sections,
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadFramework(f"{path.name}: cannot be read ({error!r}).") from error
    _check(found, path)
    return found


def _section(said: Mapping[str, Any]) -> Section:
    return Section(
        slug=said["slug"],
        title=said["title"],
        applies_to=tuple(said["applies_to"]),
        statements=tuple(_statement(one, said["slug"]) for one in said["statements"]),
    )


def _statement(said: Mapping[str, Any], section: str) -> Statement:
    return Statement(
        id=str(said["id"]),
        text=" ".join(said["text"].split()),
        about=said["about"],
        shows=tuple(said["shows"]),
        was=tuple(str(one) for one in said.get("was", [said["id"]])),
        section=section,
    )


def _check(found: Framework, path: Path) -> None:
    ids = [one.id for one in found.statements]
    slugs = [one.slug for one in found.sections]
    if found.version != path.stem:
        raise BadFramework(f"{path.name}: its version is {found.version}.")
    if len(set(ids)) != len(ids) or len(set(slugs)) != len(slugs) or not ids:
        raise BadFramework(f"{path.name}: each section and statement has a key of its own.")
    for section in found.sections:
        if not section.applies_to or not set(section.applies_to) <= set(LERO_TYPES):
            raise BadFramework(f"{path.name}: {section.slug} applies to no type we know.")
    for one in found.statements:
        if not (one.text and one.about and one.shows and all(one.shows)):
            raise BadFramework(f"{path.name}: statement {one.id} lacks its words or its help.")


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@cache
def get(version: str) -> Framework:
    """The version of this name. Raises BadFramework."""
    if version not in RELEASED:
        raise BadFramework(f"There are no standards called {version}.")
    return read(FOLDER / f"{version}.yaml")


def newest() -> Framework:
    return get(NEWEST)


def words_of(id: str) -> str:
    """The statement of this key in the newest version; nothing where it has none."""
    found = newest().statement(id)
    return found.text if found else ""


def came_from(new: Framework, old_version: str) -> dict[str, tuple[str, ...]]:
    """By statement of `new`: from which statements of the older version it comes, through all
    versions between. Raises BadFramework where no way leads there."""
    ways: dict[str, tuple[str, ...]] = {one.id: (one.id,) for one in new.statements}
    at = new
    while at.version != old_version:
        if not at.replaces:
            raise BadFramework(f"{new.version} does not come from {old_version}.")
        was = {one.id: one.was for one in at.statements}
        ways = {
            id: tuple(dict.fromkeys(old for one in ids for old in was.get(one, ())))
            for id, ids in ways.items()
        }
        at = get(at.replaces)
    return ways


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes, through any number of others, from another."""
    at = get(version).replaces
    while at and at != than:
        at = get(at).replaces
    return bool(at)


def became(new: Framework, old_version: str) -> dict[str, list[str]]:
    """By statement of the older version: what has become of it; those that have gone are left out.
    Raises BadFramework."""
    found: dict[str, list[str]] = {}
    for id, olds in came_from(new, old_version).items():
        for old in olds:
            found.setdefault(old, []).append(id)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What is new about a statement: `before` is what it comes from, nothing for a new one."""

    statement: Statement
    before: tuple[str, ...]

    @property
    def words(self) -> str:
        if not self.before:
            return "New"
        return "Its words have changed" if len(self.before) == 1 else "Brought together"


def changes(old_version: str, lero_type: str) -> list[Change]:
    """What somebody finds changed who goes over from `old_version` to the newest; statements that
    read the same are left out. Raises BadFramework."""
    old, new = get(old_version), newest()
    ways = came_from(new, old_version)
    found = []
    for one in new.applying(lero_type):
        was = [statement for id in ways[one.id] if (statement := old.statement(id))]
        if [statement.text for statement in was] != [one.text]:
            found.append(Change(one, tuple(statement.text for statement in was)))
    return found
