"""A caseload file, read: who is in it, and what is wrong, line by line. Nothing is saved here."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

MOST_ROWS = 2000
LONGEST_CELL = 500  # characters
FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet runs, full-width signs included
DATES = (
    re.compile(r"(?P<d>\d{1,2})[/. -](?P<m>\d{1,2})[/. -](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)
OLDEST = 120  # years


@dataclass(frozen=True, slots=True)
class CaseloadColumn:
    """A column the file may have: its heading, other headings taken for it, the longest value."""

    name: str
    field: str
    others: tuple[str, ...]
    longest: int
    what: str


COLUMNS = (
    CaseloadColumn("name", "preferred_name", ("preferred name", "first name", "called"), 120,
                   "What they like to be called. The only one that must be there."),
    CaseloadColumn("reference", "own_reference", ("your reference", "client reference", "id"), 60,
                   "Your own reference for them."),
    CaseloadColumn("full name", "full_name", (), 200, "Their full name."),
    CaseloadColumn("date of birth", "date_of_birth", ("dob", "birth date", "born"), 20,
                   "As 27/03/1985 or 1985-03-27."),
    CaseloadColumn("postcode", "postcode", (), 8, "Where they live."),
    CaseloadColumn("phone", "phone", ("mobile", "telephone"), 30,
                   "A number. It is not used before somebody has asked them if it is safe."),
    CaseloadColumn("email", "email", ("e-mail", "e-mail address", "email address"), 254,
                   "An e-mail address. The same holds for it."),
)  # fmt: skip
BY_HEADING = {name: column for column in COLUMNS for name in (column.name, *column.others)}


class CaseloadError(Exception):
    """The file as a whole cannot be read; why, in words for whoever sent it."""


@dataclass(slots=True)
class CaseloadRow:
    """One person of the file; `line` as a spreadsheet counts."""

    line: int
    preferred_name: str = ""
    own_reference: str = ""
    full_name: str = ""
    date_of_birth: str = ""  # ISO, or nothing
    postcode: str = ""
    phone: str = ""
    email: str = ""

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.date_of_birth) if self.date_of_birth else None

    @property
    def facts(self) -> dict[str, Any]:
        """What a person's record takes of it."""
        names = ("preferred_name", "own_reference", "full_name", "postcode")
        return {name: getattr(self, name) for name in names} | {"date_of_birth": self.born}


@dataclass(slots=True)
class Caseload:
    """What a file holds."""

    rows: list[CaseloadRow] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)  # line, what is wrong with it
    not_read: list[str] = field(default_factory=list)  # headings of columns nobody asked for
    is_guess: bool = False  # the letters were read as Windows writes them: accents may be wrong

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        held = json.loads(text)
        rows = [CaseloadRow(**row) for row in held.pop("rows")]
        bad = [(line, words) for line, words in held.pop("bad")]
        return cls(rows=rows, bad=bad, **held)


def read_caseload(content: bytes, today: date) -> Caseload:
    """The people in a CSV file. Raises CaseloadError where it is no such file."""
    text, is_guess = _text_of(content)
    lines = _lines_of(text)
    headings = _headings(next(lines, (0, []))[1])
    found = Caseload(is_guess=is_guess)
    found.not_read = [name for name in headings if name and name not in BY_HEADING]
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found.rows) + len(found.bad) >= MOST_ROWS:
            raise CaseloadError(f"There are more than {MOST_ROWS:,} people in it. Split the file.")
        _read_line(found, number, headings, cells, today)
    if not found.rows and not found.bad:
        raise CaseloadError("Nobody is in the file: it has a heading and no rows.")
    _same_reference_twice(found)
    return found


def _text_of(content: bytes) -> tuple[str, bool]:
    """The letters of the file, and whether they are a guess."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    else:
        tries = ["utf-8-sig", "cp1252"]
    for encoding in tries:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" in text:
            break
        return text, encoding == "cp1252"
    raise CaseloadError("This is no CSV file. In your spreadsheet, choose “Save as”, then CSV.")


def _lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, as a spreadsheet counts rows."""
    if not text.strip():
        raise CaseloadError("The file is empty.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CaseloadError(
                f"Row {number} cannot be read. A quotation mark may be missing."
            ) from error


def _delimiter(text: str) -> str:
    """What stands between the columns: some spreadsheets write semicolons or tabs."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _headings(cells: list[str]) -> list[str]:
    names = [_plain(cell).casefold().replace("_", " ") for cell in cells]
    columns = [BY_HEADING[name].name for name in names if name in BY_HEADING]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise CaseloadError(f"Two columns are there for the same thing: {', '.join(twice)}.")
    if "name" not in columns:
        raise CaseloadError("The first row has to say which column is which, and one is “name”.")
    return names


def _read_line(
    found: Caseload, number: int, headings: list[str], cells: list[str], today: date
) -> None:
    if len(cells) > len(headings):
        found.bad.append((number, "It has more cells than there are headings."))
        return
    row = CaseloadRow(number)
    for name, cell in zip(headings, cells, strict=False):
        column = BY_HEADING.get(name)
        if column is None:
            continue
        value = _plain(cell)
        wrong = _wrong(column, value, today)
        if wrong:
            found.bad.append((number, f"{column.name.capitalize()}: {wrong}"))
            return
        setattr(row, column.field, _as_kept(column, value))
    if not row.preferred_name:
        found.bad.append((number, "There is no name."))
        return
    found.rows.append(row)


def _wrong(column: CaseloadColumn, value: str, today: date) -> str:
    """What is wrong with a cell, in words; nothing where it is right."""
    if len(value) > column.longest:
        return f"it has more than {column.longest} letters."
    may_start_so = column.field == "phone" and re.fullmatch(r"\+[\d\s()-]{6,29}", value)
    if value.startswith(FORMULA) and not may_start_so:
        return "it starts as a formula does. Write the value itself."
    if column.field == "date_of_birth" and value:
        return _wrong_date(value, today)
    if column.field == "email" and value and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        return "this is no e-mail address."
    if column.field == "phone" and value and not re.fullmatch(r"\+?[\d\s()-]{6,29}", value):
        return "this is no telephone number."
    return ""


def _wrong_date(value: str, today: date) -> str:
    born = _date_of(value)
    if born is None:
        return "write it as 27/03/1985."
    if born > today or born.year < today.year - OLDEST:
        return "that year cannot be right."
    return ""


def _date_of(value: str) -> date | None:
    for shape in DATES:
        if match := shape.fullmatch(value):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _as_kept(column: CaseloadColumn, value: str) -> str:
    if column.field == "date_of_birth":
        born = _date_of(value)
        return born.isoformat() if born else ""
    return value.upper() if column.field == "postcode" else value


def _plain(cell: str) -> str:
    """One line without what cannot be seen, nor the apostrophe by which spreadsheets mark text."""
    line = " ".join(cell.split()).removeprefix("'").strip()
    return "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def _same_reference_twice(found: Caseload) -> None:
    """Of rows with one reference only the first is right."""
    seen: dict[str, int] = {}
    kept = []
    for row in found.rows:
        key = row.own_reference.casefold()
        if key and key in seen:
            found.bad.append((row.line, f"Reference: row {seen[key]} has the same."))
        else:
            seen[key] = row.line
            kept.append(row)
    found.rows = kept
    found.bad.sort()


@dataclass(slots=True)
class CaseloadPlan:
    """What would happen to each row: added, left as it is, or asked about first."""

    new: list[CaseloadRow] = field(default_factory=list)
    known: list[CaseloadRow] = field(default_factory=list)  # their reference is here already
    alike: list[CaseloadRow] = field(default_factory=list)  # may be here under another reference


def plan_caseload(rows: Iterable[CaseloadRow], people: Iterable[Any]) -> CaseloadPlan:
    """Hold the rows against the `people` that the organisation has: never another's."""
    references, names = set(), set()
    for person in people:
        references.add(person.own_reference.casefold())
        names |= _keys(person.preferred_name, person.full_name, person.date_of_birth)
    plan = CaseloadPlan()
    for row in rows:
        keys = _keys(row.preferred_name, row.full_name, row.born)
        if row.own_reference and row.own_reference.casefold() in references:
            plan.known.append(row)
        elif keys & names:
            plan.alike.append(row)
        else:
            plan.new.append(row)
            names |= keys
    return plan


def _keys(preferred: str, full: str, born: date | None) -> set[tuple[str, str]]:
    """What two records of one person would share: a name with the day of birth, or a full name."""
    if born:
        return {(name.casefold(), born.isoformat()) for name in (preferred, full) if name}
    return {(full.casefold(), "")} if full else set()
