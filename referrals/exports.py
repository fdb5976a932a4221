"""Introductions as a table, and one of them as plain text."""

from typing import Any

from directory.exports.table import Column
from referrals.reading import Seen
from referrals.rows import Row
from referrals.snapshots import Line

MOST_ROWS = 10_000


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _own(row: Row, name: str) -> str:
    """A fact of one's own record of them; empty while nobody may know who it is."""
    referral = row.referral
    person = referral.received_person if row.is_received else referral.person
    return getattr(person, name) if person is not None and row.called != "Somebody" else ""


COLUMNS = [
    Column("id", "The introduction's own key", lambda row: row.referral.pk),
    Column("way", "out: we introduced them; in: to us", lambda r: "in" if r.is_received else "out"),
    Column("from", "Who introduced them", lambda row: row.referral.held_by.name),
    Column("to", "Who was asked", lambda row: row.referral.receiver.name),
    Column("service", "Which service", lambda row: row.referral.service.name),
    Column("needs", "Kinds of help, with ; between", lambda row: "; ".join(row.needs)),
    Column("status", "Where it stands", lambda row: row.referral.get_status_display()),
    Column("move", "Whose move it is", lambda row: row.whose_move),
    Column("due_on", "When that is due", lambda row: _day(row.referral.due_on)),
    Column("sent_on", "When it was sent", lambda row: _day(row.referral.sent_at)),
    Column("reached_on", "First contact that reached", lambda row: _day(row.referral.reached_at)),
    Column("met_on", "When they met", lambda row: _day(row.referral.met_on)),
    Column("closed_on", "When it closed", lambda row: _day(row.referral.closed_at)),
    Column("reason", "Why it closed", lambda row: row.reason),
]
NAMES = [
    Column("name", "What they like to be called", lambda row: _own(row, "preferred_name")),
    Column("reference", "Your own reference", lambda row: _own(row, "own_reference")),
]


def as_text(seen: Seen) -> str:
    """What the reader may see, to be put into a record of their own elsewhere."""
    referral = seen.referral
    lines = [
        f"Introduction of {seen.called}",
        f"From: {referral.held_by.name}",
        f"To: {referral.service.name}, {referral.receiver.name}",
        f"Where it stands: {referral.get_status_display()}",
        *_lines("What was told before acceptance", seen.before),
        *_lines("What was told after acceptance", seen.after),
    ]
    if seen.goals:
        lines += ["", "What they want from it"]
        lines += [f"- {goal.text}{_outcome(seen, goal)}" for goal in seen.goals]
    if seen.attempts:
        lines += ["", "Contacts"]
        lines += [f"- {one.at:%-d %B %Y}: {words}" for one, words in seen.attempts]
    if seen.history:
        lines += ["", "What has happened"]
        lines += [f"- {at:%-d %B %Y}: {words}" for at, words in seen.history]
    return "\n".join(lines)


def _lines(title: str, lines: list[Line]) -> list[str]:
    said = [f"{line.label}: {'; '.join(line.values)}" for line in lines]
    return ["", title, *said] if said else []


def _outcome(seen: Seen, goal: Any) -> str:
    is_told = seen.shows_outcomes and goal.outcome
    return f" ({goal.get_outcome_display()})" if is_told else ""
