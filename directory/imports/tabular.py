"""Tables of services as CSV files, read by a column mapping."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from directory.imports import cleaning, opening_times
from directory.imports.feed import Feed, FeedError, read_text
from directory.imports.mapping import DAYS, ColumnMapping, fill
from directory.imports.opening_times import OpeningTimes
from directory.imports.payload import LocationPayload, OrganisationPayload, ServicePayload

_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
LONGEST_CELL = 100_000  # characters
Row = dict[str, str]


def read(path: Path, mapping: ColumnMapping) -> Feed:
    """Every row as a payload. Raises FeedError where the file is not the table that is expected."""
    header, rows = read_table(path, mapping.encoding)
    missing = sorted(mapping.columns() - set(header))
    left_out = set(mapping.ignore) | {""}
    unknown = sorted(set(header) - mapping.columns() - left_out)
    if missing:
        more = (
            f" It has columns the mapping does not know: {', '.join(unknown)}." if unknown else ""
        )
        raise FeedError(f"The file has no column {', '.join(missing)}.{more}")
    empty = {word.casefold() for word in mapping.empty}
    remarks = (f"Columns that were not read: {', '.join(unknown)}.",) if unknown else ()
    payloads = []
    for number, cells in rows:
        row = {name: _cell(cells[at], empty) for at, name in enumerate(header)}
        payloads.append(_payload(number, row, mapping))
    return Feed(payloads, remarks)


def read_table(path: Path, encoding: str = "") -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row that is not empty with its number in a spreadsheet (the first: 2).

    Raises FeedError for what is no whole table.
    """
    text = read_text(path, encoding)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise FeedError(f"Line {reader.line_num} cannot be read: {_in_words(error)}.") from error
    header = _header(lines[0])
    rows = [(n, line) for n, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)]
    ragged = [number for number, line in rows if len(line) != len(header)]
    if ragged:
        first = ", ".join(map(str, ragged[:5])) + (" and more" if len(ragged) > 5 else "")
        raise FeedError(
            f"The header has {len(header)} columns, but these rows have more or fewer: {first}. "
            "The file may be cut off, or lack quotation marks."
        )
    if not rows:
        raise FeedError("The file has a header and no rows. That is taken for a failed fetch.")
    return header, rows


def _header(cells: list[str]) -> list[str]:
    if len(cells) == 1:
        for mark, name in _OTHER_DELIMITERS.items():
            if mark in cells[0]:
                raise FeedError(f"The columns are separated by {name}; commas are needed.")
    header = [cleaning.line(name) for name in cells]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise FeedError(f"These columns are there more than once: {', '.join(twice)}.")
    return header


def _in_words(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"it holds a cell of more than {LONGEST_CELL:,} characters"
    if "unexpected end" in str(error):
        return "the file ends inside quotation marks; it may be cut off"
    return str(error)


def _cell(raw: str, empty: set[str]) -> str:
    cell = cleaning.text(raw)
    return "" if cell.casefold() in empty else cell


class _Reading:
    """One row becoming a payload; collects what was not understood."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[str] = []

    def fill_all(self, templates: Mapping[str, Any]) -> dict[str, Any]:
        return {name: fill(template, self.row) for name, template in templates.items()}

    def service_columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """Plain columns of Service, with contacts taken apart and web addresses checked."""
        more_sites, contact = cleaning.websites(values.pop("contact", ""))
        phones, emails, left = cleaning.contacts(contact)
        sites, left_of_sites = cleaning.websites(values.pop("website", ""))
        sites += [site for site in more_sites if site not in sites]
        self.first(values, "phone", phones)
        self.first(values, "email", emails)
        values["website"] = sites[0] if sites else ""
        links = [{"label": site.split("/")[2], "url": site} for site in sites[1:]]
        if links:
            values["links"] = [*values.get("links", []), *links]
        for words, what in ((left, "contact"), (left_of_sites, "website")):
            if cleaning.says_something(words):
                self.problems.append(f"Of its {what}, this was not understood: “{words}”.")
        return values

    def first(self, values: dict[str, Any], name: str, found: list[str]) -> None:
        if found and not values.get(name):
            values[name] = found[0]
        for more in found[1:]:
            self.problems.append(f"It gives another {name}, which was left out: {more}.")

    def location(self, values: dict[str, Any]) -> LocationPayload | None:
        if not (values.get("address") or values.get("postcode")):
            return None
        return LocationPayload(
            key="place",
            name=values.get("name", ""),
            address=cleaning.address(values.get("address", "")),
            town=values.get("town", ""),
            postcode=values.get("postcode", ""),
            latitude=self.number(values.get("latitude", "")),
            longitude=self.number(values.get("longitude", "")),
        )

    def number(self, cell: str) -> float | None:
        if not cell:
            return None
        try:
            number = float(cell)
        except ValueError:
            number = float("nan")
        if not -180 <= number <= 180:
            self.problems.append(f"“{cell}” is not a position.")
            return None
        return number

    def opening_times(self, templates: Mapping[str, Any]) -> OpeningTimes:
        values = self.fill_all(templates)
        if "text" in values:
            return opening_times.read(values["text"])
        days = {number: values[day] for number, day in enumerate(DAYS) if day in values}
        return opening_times.read_week(days, is_24=values.get("clock") == 24)


def _payload(number: int, row: Row, mapping: ColumnMapping) -> ServicePayload:
    reading = _Reading(row)
    values = reading.fill_all(mapping.service)
    name, kinds, audiences = (values.pop(n, ()) for n in ("name", "kinds", "audiences"))
    columns = reading.service_columns(values)
    opening = reading.opening_times(mapping.opening)
    if opening.text:
        columns["opening_text"] = opening.text
    place = reading.location(reading.fill_all(mapping.location))
    return ServicePayload(
        key=" | ".join(cleaning.line(row[column]).casefold() for column in mapping.key).strip(" |"),
        row=number,
        organisation=_organisation(reading, mapping),
        name=name,
        kinds=tuple(kinds),
        audiences=tuple(audiences),
        fields={column: value for column, value in columns.items() if value not in ("", [])},
        locations=(place,) if place else (),
        sessions=opening.sessions,
        problems=tuple(reading.problems),
        opening=opening.outcome if mapping.opening else "",
    )


def _organisation(reading: _Reading, mapping: ColumnMapping) -> OrganisationPayload:
    values = reading.fill_all(mapping.organisation)
    name, kinds = values.pop("name"), values.pop("kinds", ["community"])
    key = cleaning.line(values.pop("key", name)).casefold()
    return OrganisationPayload(key=key, name=name, kinds=tuple(kinds), profile=values)
