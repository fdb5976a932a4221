"""The table (CSV) of what a LERO says, with its evidence and plan."""

from directory.exports.table import Column
from lero_standards.reading import Heard, Line, Planned, Reading, Shown


def columns(known: Reading) -> list[Column]:
    titles = {section.slug: section.title for section in known.framework.sections}
    return [
        Column("Section", "", lambda line: titles.get(line.statement.section, "")),
        Column("Number", "", lambda line: line.statement.id),
        Column("Statement", "", lambda line: line.statement.text),
        Column("Answer", "", lambda line: line.label),
        Column("Why it does not apply", "", lambda line: line.reason),
        Column("Note", "", lambda line: line.note),
        Column("Confirmed", "", _confirmed),
        Column("Groups", "", _voices),
        Column("Settled at a meeting", "", lambda line: line.meeting_note),
        Column("Evidence", "", lambda line: "\n".join(map(_evidence, line.evidence))),
        Column("Plan", "", lambda line: "\n".join(map(_planned, line.plan))),
    ]


def _confirmed(line: Line) -> str:
    if not line.answered:
        return ""
    return "Not confirmed since it was copied" if line.is_unconfirmed else "Yes"


def _voices(line: Line) -> str:
    return "\n".join(map(_heard, line.voices))


def _heard(one: Heard) -> str:
    parts = [f"{one.who}: {one.said}", "copied, not confirmed" if one.is_unconfirmed else ""]
    parts += [f"because: {one.reason}" if one.reason else "", one.note]
    return "; ".join(part for part in parts if part)


def _evidence(one: Shown) -> str:
    parts = [one.title, one.link, one.note, f"from {one.said['dated_on']}"]
    parts += [f"look again on {one.said['review_on']}"] if one.review_on else []
    return "; ".join(part for part in parts if part)


def _planned(one: Planned) -> str:
    shows = f"; shows: {one.shows}" if one.shows else ""
    return f"{one.what}; {one.owner}; by {one.said['due_on']}; {one.status}{shows}"
