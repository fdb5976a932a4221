"""Evidence, facts that the portal knows, and the plan."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from lero_standards import actions, composition, facts
from lero_standards.models import Evidence, PlannedAction
from referrals.models import Referral
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.models import AuditEvent
from rosc.figures.quarters import settled
from tests.directory.makers import make_service, make_session
from tests.factories import OrganisationFactory
from tests.lero_standards.makers import (
    make_answer,
    make_evidence,
    make_planned,
    make_snapshot,
    queries_of,
)
from tests.referrals.makers import make_sent

pytestmark = pytest.mark.django_db
YES = {"submit": "yes"}
DAY = {"dated_on_0": "27", "dated_on_1": "3", "dated_on_2": "2026"}


def address(name, *args) -> str:
    return reverse(f"lero_standards:{name}", args=args)


# --- Evidence -------------------------------------------------------------------------------------
def test_evidence_is_added_changed_and_removed(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    typed = {"title": "June minutes", "link": "https://example.org/june", **DAY}
    added = client.post(address("add_evidence", lero.pk), {**typed, "statements": ["1", "28"]})
    assert added.url == address("evidence", lero.pk)
    row = Evidence.objects.get()
    assert (row.title, row.dated_on, row.statements) == (
        "June minutes",
        date(2026, 3, 27),
        ["1", "28"],
    )
    html = client.get(address("evidence", lero.pk)).content.decode()
    assert 'href="https://example.org/june"' in html
    assert "For statements 1, 28." in html
    seen = {"seen": row.updated_at.isoformat()}
    client.post(address("change_evidence", row.pk), {**typed, **seen, "title": "Minutes of June"})
    row.refresh_from_db()
    assert (row.title, row.statements) == ("Minutes of June", [])
    client.post(address("remove_evidence", row.pk), YES)
    assert not Evidence.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith="evidence.").order_by("id")
    assert [event.verb for event in verbs] == [
        "evidence.add",
        "evidence.change",
        "evidence.remove",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "t" * 201},
        {"link": "javascript:alert(1)"},
        {"dated_on_2": str(timezone.localdate().year + 1)},
        {"statements": ["99"]},
    ],
)
def test_wrong_evidence_is_said(client_as, lero, lero_leader, wrong):
    typed = {"title": "Minutes", **DAY, **wrong}
    answer = client_as(lero_leader).post(address("add_evidence", lero.pk), typed)
    assert answer.status_code == 200
    assert not Evidence.objects.exists()


def test_evidence_of_another_is_not_there_and_a_stale_page_is_told(
    client_as, lero, lero_leader, peer, outsider
):
    row = make_evidence(lero)
    page = address("change_evidence", row.pk)
    statuses = [client_as(user).get(page).status_code for user in (lero_leader, peer, outsider)]
    assert statuses == [200, 403, 404]
    seen = (row.updated_at - timedelta(seconds=1)).isoformat()
    typed = {"title": "Mine", **DAY, "seen": seen}
    assert client_as(lero_leader).post(page, typed).status_code == 409
    assert Evidence.objects.get().title == "Minutes"
    with pytest.raises(PermissionDenied):
        actions.remove_evidence(evidence=row, seen=row.updated_at, by=outsider)


def test_lists_take_the_same_queries_at_1_and_30(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    for name, make in (("evidence", make_evidence), ("plan", make_planned)):
        make(lero)
        one = queries_of(client, address(name, lero.pk))
        for _ in range(29):
            make(lero)
        assert queries_of(client, address(name, lero.pk)) == one


# --- Facts ----------------------------------------------------------------------------------------
@pytest.fixture
def quarter_day():
    """A day within the last whole quarter, at noon."""
    return settled(timezone.localdate())[0].moments[0] + timedelta(days=10, hours=12)


def introduced(lero: Organisation, count: int, when, *, met: bool) -> None:
    treatment = OrganisationFactory(kinds=["treatment"])
    service = make_service("Held here", organisation=lero, is_indexed=False)
    for _ in range(count):
        referral = make_sent(treatment, lero, service=service)
        facts_of = {"sent_at": when, "acknowledged_at": when + timedelta(days=1)}
        rows = Referral.objects.unscoped_for("test").filter(pk=referral.pk)
        rows.update(**facts_of, met_on=when.date() if met else None)


def test_the_portal_offers_what_it_knows(client_as, lero, lero_leader, quarter_day):
    introduced(lero, 12, quarter_day, met=True)
    introduced(lero, 9, quarter_day, met=False)
    entry = make_service("Evenings", organisation=lero)
    make_session(entry, 0, "10:00")
    make_session(entry, 5, "10:00")
    make_session(entry, 1, "18:30")
    found = {one.slug: one.words for one in facts.offered(lero, timezone.localdate())}
    assert found["met"] == "About 10 people met us in 12 months"
    assert found["reply"].startswith("We usually answer ")
    assert found["times"] == ("3 times in our entries, 2 of them in the evening or at a weekend")
    html = client_as(lero_leader).get(address("facts", lero.pk)).content.decode()
    assert "About 10 people met us" in html


def test_small_numbers_are_not_offered(lero, quarter_day):
    introduced(lero, 5, quarter_day, met=True)
    assert facts.offered(lero, timezone.localdate()) == []


def test_a_taken_fact_is_frozen_with_its_day(client_as, lero, lero_leader, quarter_day):
    introduced(lero, 20, quarter_day, met=True)
    introduced(lero, 20, quarter_day, met=False)
    client = client_as(lero_leader)
    page = address("take_fact", lero.pk, "met")
    assert "About 20 people met us" in client.get(page).content.decode()
    assert client.post(page, YES).url == address("evidence", lero.pk)
    row = Evidence.objects.get()
    assert (row.fact, row.dated_on, row.statements) == ("met", timezone.localdate(), ["14", "16"])
    Referral.objects.unscoped_for("test").update(met_on=None)
    typed = {"seen": row.updated_at.isoformat(), "statements": ["2"], "title": "Hundreds"}
    client.post(address("change_evidence", row.pk), typed)
    row.refresh_from_db()
    assert (row.title, row.statements) == ("About 20 people met us in 12 months", ["2"])
    assert client.post(page, YES).status_code == 409  # it is there already
    assert client.get(address("take_fact", lero.pk, "nonsense")).status_code == 404


def test_a_fact_that_reads_otherwise_by_now_is_told(lero, lero_leader):
    entry = make_service("Mornings", organisation=lero)
    make_session(entry, 0, "10:00")
    with pytest.raises(SomebodyGotThereFirst):
        actions.take_fact(organisation=lero, slug="times", words="9 times", by=lero_leader)
    with pytest.raises(ValidationError):
        actions.take_fact(organisation=lero, slug="met", words="", by=lero_leader)


# --- The plan -------------------------------------------------------------------------------------
def planned(**fields):
    day = {"due_on_0": "1", "due_on_1": "6", "due_on_2": "2026"}
    said = {"statement": "7", "what": "Ask the hall", "owner": "Jo", "status": "to-do"}
    return {**said, **day, **fields}


def test_something_is_planned_and_changed(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    add = address("add_action", lero.pk)
    assert 'value="7" selected' in client.get(f"{add}?for=7").content.decode()
    assert client.post(add, planned(shows="A key")).url == address("plan", lero.pk)
    row = PlannedAction.objects.get()
    assert (row.statement, row.owner, row.shows) == ("7", "Jo", "A key")
    html = client.get(address("plan", lero.pk)).content.decode()
    assert "It shows when: A key." in html
    assert ">Due<" in html
    page = address("change_action", row.pk)
    seen = row.updated_at.isoformat()
    assert client.post(page, planned(status="done", seen=seen)).status_code == 302
    row.refresh_from_db()
    assert row.status == "done"
    assert ">Due<" not in client.get(address("plan", lero.pk)).content.decode()
    assert client.post(page, planned(seen=seen)).status_code == 409


def test_a_plan_for_what_is_not_theirs_is_refused(client_as, informal, informal_leader, outsider):
    answer = client_as(informal_leader).post(
        address("add_action", informal.pk), planned(statement="22")
    )
    assert answer.status_code == 200
    assert not PlannedAction.objects.exists()
    row = make_planned(informal)
    assert client_as(outsider).get(address("change_action", row.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.change_action(action=row, values={}, seen=row.updated_at, by=outsider)


def test_a_plan_stays_changeable_when_its_statement_has_closed(client_as, lero, lero_leader):
    row = make_planned(lero, statement="30")
    Organisation.objects.filter(pk=lero.pk).update(lero_type="informal")
    typed = planned(statement="30", status="let-go", seen=row.updated_at.isoformat())
    assert client_as(lero_leader).post(address("change_action", row.pk), typed).status_code == 302
    assert PlannedAction.objects.get().status == "let-go"


# --- Who makes up the LERO ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, ["Not said yet"] * 3),
        ({"leader_lived": "yes"}, ["Meets it", "Not said yet", "Not said yet"]),
        ({"leader_lived": "no"}, ["Working towards it", "Not said yet", "Not said yet"]),
        (
            {"board": 4, "board_lived": 2},
            ["Not said yet", "Working towards it", "Not said yet"],
        ),
        ({"board": 5, "board_lived": 3}, ["Not said yet", "Meets it", "Not said yet"]),
        ({"board": 0}, ["Not said yet", "Not applicable", "Not said yet"]),
        (
            {"frontline": 4, "frontline_lived": 3, "volunteers": 6, "volunteers_lived": 6},
            ["Not said yet", "Not said yet", "Meets it"],
        ),
        (
            {"frontline": 4, "frontline_lived": 3, "volunteers": 5, "volunteers_lived": 5},
            ["Not said yet", "Not said yet", "Working towards it"],
        ),
        ({"volunteers": 8}, ["Not said yet"] * 3),
        ({"volunteers": 8, "volunteers_lived": 8}, ["Not said yet"] * 3),
        (
            {"frontline": 0, "volunteers": 8, "volunteers_lived": 8},
            ["Not said yet", "Not said yet", "Meets it"],
        ),
        ({"frontline": 0, "volunteers": 0}, ["Not said yet", "Not said yet", "Not applicable"]),
    ],
)
def test_what_guidance_hopes_for_stands_beside_two_statements(
    client_as, lero, lero_leader, numbers, words
):
    lero.compositions.create(as_of=date(2026, 3, 27), **numbers)
    [day] = composition.over_time(lero)
    assert [hope.words for hope in day.hopes] == words
    client = client_as(lero_leader)
    for statement, is_there in (("1", True), ("22", True), ("2", False)):
        html = client.get(address("answer", lero.pk, statement)).content.decode()
        assert ("Who you are, in numbers" in html) == is_there


# --- When a statement is not for them any more ----------------------------------------------------
def test_what_is_planned_for_a_closed_statement_is_still_shown(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly")
    make_planned(lero, statement="30", what="Check the locks")
    client = client_as(lero_leader)
    result, table = address("result", lero.pk), address("table", lero.pk)
    words = "Planned for statements not for you at present"
    assert words not in client.get(result).content.decode()
    Organisation.objects.filter(pk=lero.pk).update(lero_type="informal")
    lero.refresh_from_db()
    html = client.get(result).content.decode()
    assert words in html
    assert "Check the locks" in html
    text = client.get(table).content.decode("utf-8-sig")
    assert "Check the locks" in text
    assert "Not for your type of LERO" in text
    kept = client.get(address("snapshot", make_snapshot(lero).pk)).content.decode()
    assert "Check the locks" in kept
