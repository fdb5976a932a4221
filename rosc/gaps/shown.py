"""Published numbers as the page, its charts and the file show them: all three from one `Table`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.exports.table import Column
from directory.models import Kind
from rosc.figures.disclosure import HIDDEN, Shown
from rosc.figures.models import Answer
from rosc.gaps import pathways

Cells = Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart; `width` in hundredths of the longest, None for a hidden number."""

    label: str
    shown: Shown
    width: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a sentence that says what it shows, and numbers by row and column."""

    slug: str
    title: str
    says: str
    heads: list[str]
    rows: list[tuple[str, list[Any]]]
    bars: list[Bar] = field(default_factory=list)


def tables_of(answer: Answer) -> list[Table]:
    """Everything about introductions."""
    told = answer.published
    stands = told["columns"]
    return [
        _line("stands", "Where they stand", _stand(told), pathways.STANDS, stands, told["total"]),
        *_across(told),
        _days(told["days"]),
        _ways(told),
        _line(
            "declined",
            "Why it was not possible",
            f"{_start(stands['declined'])} not possible there. Who said so is not told.",
            pathways.REASONS,
            told["within"]["declined"],
            stands["declined"],
        ),
        _line(
            "ended",
            "What came of those that ended",
            f"{_start(stands['ended'])} ended. What came of it is as the person saw it.",
            pathways.OUTCOMES,
            told["within"]["ended"],
            stands["ended"],
        ),
    ]


def _stand(told: Mapping[str, Any]) -> str:
    stands, met = told["columns"], told["across"]["met"]["met"]
    return (
        f"{_start(told['total'])} sent. In {_about(met)} of them, people met. "
        f"{_start(stands['declined'])} not possible where they were asked, and "
        f"{_about(stands['expired'])} never answered."
    )


def _across(told: Mapping[str, Any]) -> list[Table]:
    answered, met = told["across"]["answered"], told["across"]["met"]
    in_time = f"{_start(answered['in-time'])} answered by the day it was due."
    in_person = f"In {_about(met['met'])}, the person met who they were introduced to."
    soon, whether = "How soon they were answered", "Whether people met"
    return [
        _line("answered", soon, in_time, pathways.ANSWERED, answered, told["total"]),
        _line("met", whether, in_person, pathways.MET, met, told["total"]),
    ]


def table_of_needs(answer: Answer) -> Table:
    """What was looked for and not found."""
    names = {**dict(Kind.objects.values_list("pk", "plain_name")), pathways.NOT_SAID: "Not said"}
    total = answer.published["total"]
    says = f"{_about(total).capitalize()}: so often somebody looked for help that was not there, "
    says += "or asked for it and was told no, or was not answered. Counted once an hour at most."
    return _line(
        "needs", "What was missing", says, names, answer.published["across"]["kind"], total
    )


def _line(
    slug: str, title: str, says: str, labels: Mapping[str, str], cells: Cells, total: Shown
) -> Table:
    """Parts and their total, drawn as well; parts with nobody in them are left out."""
    found = [(label, cells[code]) for code, label in labels.items() if cells.get(code)]
    rows = [(label, [value]) for label, value in [*found, ("All of them", total)]]
    return Table(slug, title, says, ["How many"], rows, _bars(found))


def _bars(found: Iterable[tuple[str, Shown]]) -> list[Bar]:
    found = list(found)
    longest = max((n for _, n in found if isinstance(n, int)), default=0)
    return [Bar(label, n, n * 100 // longest if isinstance(n, int) else None) for label, n in found]


def _ways(told: Mapping[str, Any]) -> Table:
    rows = [
        (pathways.way_name(code), [told["rows"][code], *_in_order(told["cells"][code])])
        for code in pathways.ALL_WAYS
        if told["rows"].get(code)
    ]
    rows.append(("All of them", [told["total"], *_in_order(told["columns"])]))
    says = (
        "From which kind of organisation to which, and where they stand. A LERO is led by people "
    )
    says += "with lived experience."
    heads = ["Sent", *pathways.STANDS.values()]
    return Table("ways", "From whom to whom", says, heads, rows)


def _in_order(cells: Cells) -> list[Shown]:
    """By where they stand: what is stored as JSON keeps no order."""
    return [cells.get(code, 0) for code in pathways.STANDS]


def _days(days: Mapping[str, Shown | None]) -> Table:
    labels = {"answer": "From sending to the first answer", "meeting": "From sending to meeting"}
    rows: list[tuple[str, list[Any]]] = [
        (label, [days[code]]) for code, label in labels.items() if days[code] is not None
    ]
    says = (
        "Half of them took as many days or fewer. Those without an answer, or without a meeting, "
    )
    says += "are not counted here."
    return Table("days", "How many days it took", says, ["Median, in days"], rows)


def _about(shown: Shown) -> str:
    if shown == HIDDEN:
        return "a number that is not shown"
    return f"about {shown:,}" if shown else "none"


def _start(shown: Shown) -> str:
    """The start of a sentence about introductions."""
    about = _about(shown)
    return f"{about[:1].upper()}{about[1:]} {'was' if shown == HIDDEN else 'were'}"


@dataclass(frozen=True, slots=True)
class Cell:
    table: str
    row: str
    column: str
    shown: Any


COLUMNS = [
    Column("table", "Which table of the page", lambda cell: cell.table),
    Column("row", "Which row", lambda cell: cell.row),
    Column("column", "Which column", lambda cell: cell.column),
    Column("number", "As the page shows it", lambda cell: cell.shown),
]


def cells_of(tables: Iterable[Table]) -> list[Cell]:
    """Every number of the page, a row each."""
    return [
        Cell(table.title, label, head, value)
        for table in tables
        for label, values in table.rows
        for head, value in zip(table.heads, values, strict=True)
    ]
