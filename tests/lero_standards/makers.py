"""Made-up rows of the standards, through the app's own actions."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lero_standards import actions, framework
from lero_standards.models import Answer, Evidence, Grant, PlannedAction, Remark, Snapshot
from lero_standards.sharing import sections_of
from rosc.access import SYSTEM
from rosc.accounts.models import Organisation, User

PARTS = ("has_notes", "has_evidence", "has_plan", "is_review")


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes, once the session is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        client.get(url)
    return len(taken)


def make_answer(lero: Organisation, statement: str, said: str, **values: Any) -> Answer:
    """What all together say; `by`, `voice` and `seen` as the action takes them."""
    given = {name: values.pop(name) for name in ("by", "voice", "seen") if name in values}
    return actions.answer(
        organisation=lero,
        statement=statement,
        values={"said": said, **values},
        **{"by": SYSTEM, "seen": 0, **given},
    )


def answer_all(lero: Organisation, said: str = "in-place") -> None:
    for one in framework.newest().applying(lero.lero_type):
        make_answer(lero, one.id, said)


def make_evidence(lero: Organisation, **values: Any) -> Evidence:
    usual = {"title": "Minutes", "dated_on": date(2026, 3, 27), "statements": ["1"]}
    return actions.add_evidence(organisation=lero, values={**usual, **values}, by=SYSTEM)


def make_planned(lero: Organisation, **values: Any) -> PlannedAction:
    usual = {
        "statement": "1",
        "what": "Paint the room",
        "owner": "Jo, our treasurer",
        "due_on": timezone.localdate() + timedelta(days=30),
        "shows": "It is painted",
        "status": "to-do",
    }
    return actions.add_action(organisation=lero, values={**usual, **values}, by=SYSTEM)


def make_snapshot(lero: Organisation, label: str = "") -> Snapshot:
    return actions.take_snapshot(organisation=lero, label=label, by=SYSTEM)


def make_grant(
    lero: Organisation,
    recipient: Organisation,
    *,
    snapshot: Snapshot | None = None,
    sections: list[str] | None = None,
    until: date | None = None,
    parts: tuple[str, ...] = (),
) -> Grant:
    """Of a new snapshot and all its sections, for thirty days, unless said otherwise."""
    snapshot = snapshot or make_snapshot(lero)
    return actions.share(
        snapshot=snapshot,
        recipient=recipient,
        sections=sections or [one.slug for one in sections_of(snapshot)],
        until=until or timezone.localdate() + timedelta(days=30),
        parts=parts,
        by=SYSTEM,
    )


def make_remark(grant: Grant, by: User, **values: Any) -> Remark:
    usual = {"statement": "1", "saw": "A warm room", "suggestion": "", "seen": None}
    return actions.remark(grant=grant, by=by, **{**usual, **values})
