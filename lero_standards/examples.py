"""Invented answers of the demo's LEROs, so that whoever tries the portal sees each page with
something on it."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lero_standards import actions, content, framework
from lero_standards.models import Answer, Evidence, Snapshot
from lero_standards.sharing import sections_of
from rosc.accounts.models import Organisation, User
from rosc.months import months_before

PEOPLE = {
    name: f"{name}@demo.example" for name in ("lero", "informal-lero", "commissioner", "peer")
}
# What the LERO said in its first year; later on more is in place.
FIRST_YEAR = {"partly": ("1", "5", "8", "20", "24", "28"), "not-yet": ("9", "18", "27", "33")}
NOTES = {
    "1": "Five of seven on the board, and everybody who opens up on a Sunday.",
    "8": "The women’s group is full. We have nobody yet who speaks Polish.",
    "18": "Families ask. We have had one open afternoon so far.",
    "20": "The ramp is there. The toilet is still up a flight of stairs.",
    "33": "We count who comes. We have not asked yet how it was for them.",
}
INFORMAL = {"1": "in-place", "3": "in-place", "11": "in-place", "12": "partly", "20": "not-yet"}


@transaction.atomic
def seed() -> str:
    """Make them, unless they are there or the demo's people are not."""
    found = {user.email: user for user in User.objects.filter(email__in=PEOPLE.values())}
    if len(found) < len(PEOPLE) or Answer.objects.exists():
        return "Examples of the standards: none made"
    users = {name: found[address] for name, address in PEOPLE.items()}
    lero, informal = (_home(users[name]) for name in ("lero", "informal-lero"))
    _answer_over_two_years(lero, users["lero"])
    _keep(lero, users["lero"])
    for statement, said in INFORMAL.items():
        _say(informal, statement, said, users["informal-lero"])
    _share(lero, users)
    return "Examples of the standards: 2 LEROs, 4 snapshots, shared twice"


def _home(user: User) -> Any:
    return user.active_memberships[0].organisation


def _say(lero: Organisation, statement: str, said: str, by: User) -> None:
    there = Answer.objects.of(lero, framework.NEWEST).by(statement, "together")
    actions.answer(
        organisation=lero,
        statement=statement,
        values={"said": said, "note": NOTES.get(statement, ""), "progress": ""},
        seen=there.number if there else 0,
        by=by,
    )


def _answer_over_two_years(lero: Organisation, by: User) -> None:
    """Snapshots of two years ago, of one, and of today: copied, and not all confirmed yet."""
    weaker = {statement: said for said, ids in FIRST_YEAR.items() for statement in ids}
    for one in framework.newest().applying(lero.lero_type):
        _say(lero, one.id, weaker.get(one.id, "in-place"), by)
    today = timezone.localdate()
    _locked(lero, months_before(today, 24), "Our first time", by)
    for statement, said in (("5", "in-place"), ("9", "partly"), ("24", "in-place")):
        _say(lero, statement, said, by)
    kept = _locked(lero, months_before(today, 12), "", by)
    _say(lero, "27", "partly", by)
    actions.copy_snapshot(snapshot=kept, by=by)
    rows = Answer.objects.of(lero, framework.NEWEST).filter(is_unconfirmed=True)
    for one in rows[: rows.count() - 3]:
        actions.confirm(organisation=lero, statement=one.statement, seen=one.number, by=by)
    _locked(lero, today, "", by)


def _locked(lero: Organisation, day: date, label: str, by: User) -> Snapshot:
    """As `take_snapshot` makes it, of a day gone by."""
    row = Snapshot(organisation=lero, taken_on=day, label=label, taken_by=by)
    row.content = {**content.of(lero), "organisation": lero.name, "taken_by": by.name}
    row.save(force_insert=True)
    return row


def _keep(lero: Organisation, by: User) -> None:
    """Evidence, of which some is past its day, and a plan, of which a part is due."""
    today = timezone.localdate()
    evidence = {
        "title": "Minutes of our open meetings",
        "link": "https://millrace.example/minutes",
        "dated_on": months_before(today, 5),
        "statements": ["1", "5", "28"],
    }
    actions.add_evidence(organisation=lero, values=evidence, by=by)
    insurance = {
        "title": "Insurance for the house",
        "note": "In the blue folder by the kettle.",
        "dated_on": months_before(today, 13),
        "review_on": months_before(today, 1),
        "statements": ["31"],
    }
    Evidence(organisation=lero, **insurance).save(force_insert=True)
    _plan(lero, today, by)


def _plan(lero: Organisation, today: date, by: User) -> None:
    for statement, what, days in (
        ("18", "A second afternoon for families", -3),
        ("8", "Ask the Polish club if we may come by", 40),
        ("33", "Try three questions on a card by the door", 70),
    ):
        values = {
            "statement": statement,
            "what": what,
            "owner": "Danny and the Tuesday team",
            "due_on": today + timedelta(days=days),
            "shows": "It has happened once, and we have talked about it",
            "status": "to-do",
        }
        actions.add_action(organisation=lero, values=values, by=by)


def _share(lero: Organisation, users: dict[str, User]) -> None:
    """With the partnership; and with another LERO, which has said what it saw."""
    kept = actions.take_snapshot(organisation=lero, label="To share", by=users["lero"])
    until = timezone.localdate() + timedelta(days=90)
    both: dict[str, Any] = {"snapshot": kept, "until": until, "by": users["lero"]}
    hub, other = _home(users["commissioner"]), _home(users["informal-lero"])
    actions.share(recipient=hub, sections=["culture", "offer"], parts=["has_notes"], **both)
    sections = [one.slug for one in sections_of(kept)]
    parts = ["has_notes", "has_evidence", "is_review"]
    asked = actions.share(recipient=other, sections=sections, parts=parts, **both)
    actions.look(grant=asked, by=users["informal-lero"])
    actions.remark(
        grant=asked,
        statement="20",
        saw="We came on a Sunday. Somebody held the door before we had found it.",
        suggestion="Our hall has a toilet on the ground floor. You could use it on Thursdays.",
        seen=None,
        by=users["informal-lero"],
    )
    chosen = {"has_voices": False, "is_counted": True, "has_badge": True}
    row = kept.organisation.standards_assessment
    actions.choose(organisation=lero, values=chosen, seen=row.updated_at, by=users["lero"])
