"""Snapshots: locked by the database, compared, copied and confirmed; types and versions change."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from lero_standards import actions, content, framework, reading, timeline
from lero_standards.models import Answer, Assessment, Snapshot
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from tests.lero_standards.makers import (
    answer_all,
    make_answer,
    make_evidence,
    make_planned,
    make_snapshot,
    queries_of,
)
from tests.lero_standards.test_framework import files  # noqa: F401  a fixture of theirs

pytestmark = pytest.mark.django_db
YES = {"submit": "yes"}


def address(name, *args) -> str:
    return reverse(f"lero_standards:{name}", args=args)


def line(stored, statement):
    return reading.of(stored).line(statement)


# --- Taking one -----------------------------------------------------------------------------------
def test_a_snapshot_holds_everything_of_its_day(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly", note="Most of us")
    make_evidence(lero, title="Minutes", link="https://example.org/a", statements=["1", "2"])
    make_planned(lero, what="Ask two more")
    client = client_as(lero_leader)
    taken = client.post(address("take_snapshot", lero.pk), {"label": "Spring"})
    assert taken.url == address("snapshots", lero.pk)
    row = Snapshot.objects.get()
    assert (row.label, row.taken_by, row.content["lero_type"]) == (
        "Spring",
        lero_leader,
        "constituted",
    )
    found = line(row.content, "1")
    assert (found.label, found.note) == ("Partly in place", "Most of us")
    assert [one.title for one in found.evidence] == ["Minutes"]
    assert [one.what for one in found.plan] == ["Ask two more"]
    html = client.get(address("snapshot", row.pk)).content.decode()
    for words in ("Most of us", "Minutes", "Ask two more", "Locked. Taken by Lee Leader"):
        assert words in html


def test_nothing_is_kept_of_nothing(client_as, lero, lero_leader, peer):
    answer = client_as(lero_leader).post(address("take_snapshot", lero.pk), YES)
    assert "Answer at least one statement first" in answer.content.decode()
    with pytest.raises(PermissionDenied):
        actions.take_snapshot(organisation=lero, by=peer)
    assert not Snapshot.objects.exists()


def test_the_database_refuses_to_change_one(lero):
    make_answer(lero, "1", "partly")
    row = make_snapshot(lero)
    for act in (
        lambda: Snapshot.objects.update(label="other"),
        lambda: row.save(),
        lambda: Snapshot.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_what_comes_later_changes_no_snapshot(lero):
    make_answer(lero, "1", "partly")
    evidence = make_evidence(lero)
    row = make_snapshot(lero)
    before = json.dumps(row.content, sort_keys=True)
    make_answer(lero, "1", "in-place", seen=1)
    actions.remove_evidence(evidence=evidence, seen=evidence.updated_at, by=SYSTEM)
    Organisation.objects.filter(pk=lero.pk).update(lero_type="informal")
    row.refresh_from_db()
    assert json.dumps(row.content, sort_keys=True) == before


def test_it_is_hidden_from_others(client_as, lero, lero_leader, peer, outsider, administrator):
    make_answer(lero, "1", "partly")
    row = make_snapshot(lero)
    for name in ("snapshot", "snapshot_table", "copy_snapshot"):
        asked = [lero_leader, peer, outsider, administrator]
        found = [client_as(user).get(address(name, row.pk)).status_code for user in asked]
        assert found == [200, 403, 404, 403]


def test_the_list_takes_as_many_queries_at_1_and_30(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    make_answer(lero, "1", "partly")
    make_snapshot(lero)
    one = queries_of(client, address("snapshots", lero.pk))
    for _ in range(29):
        make_snapshot(lero)
    assert queries_of(client, address("snapshots", lero.pk)) == one


# --- Two beside each other ------------------------------------------------------------------------
def test_any_two_are_compared_in_words_that_judge_nothing(client_as, lero, lero_leader):
    said = {"1": "not-yet", "2": "in-place", "3": "partly", "4": "partly", "5": "partly"}
    for statement, one in said.items():
        make_answer(lero, statement, one)
    before = make_snapshot(lero, "First")
    make_answer(lero, "1", "in-place", seen=1)
    make_answer(lero, "2", "partly", seen=1)
    make_answer(lero, "4", "does-not-apply", seen=1, reason="Not here")
    make_answer(lero, "6", "not-yet")
    after = make_snapshot(lero, "Second")
    words = {p.statement.id: p.words for p in reading.beside(before.content, after.content)}
    assert [words[str(n)] for n in range(1, 8)] == [
        *("More in place", "Less in place", "The same", "Changed", "The same"),
        *("Answered now", "The same"),
    ]
    page = f"{address('compare', lero.pk)}?before={before.pk}&after={after.pk}"
    html = client_as(lero_leader).get(page).content.decode()
    assert "More in place" in html
    assert "Second" in html
    for verdict in ("worse", "better", "score", "%"):
        assert verdict not in html.partition("<main")[2].partition("</main>")[0]


def test_a_choice_that_is_none_is_taken_for_the_usual_one(client_as, lero, lero_leader, outsider):
    client = client_as(lero_leader)
    assert "nothing to compare" in client.get(address("compare", lero.pk)).content.decode()
    make_answer(lero, "1", "partly")
    make_snapshot(lero, "Mine")
    far = outsider.organisations_with("standards.answer")[0]
    make_answer(far, "1", "partly")
    other = make_snapshot(far, "Secret")
    html = client.get(f"{address('compare', lero.pk)}?before={other.pk}").content.decode()
    assert "Mine" in html
    assert "Secret" not in html


def test_the_timeline_says_the_same_in_a_drawing_a_table_and_a_sentence(
    client_as, lero, lero_leader
):
    make_answer(lero, "1", "in-place")
    make_snapshot(lero, "A")
    answer_rest = [make_answer(lero, str(n), "in-place") for n in range(2, 12)]
    make_answer(lero, "12", "not-yet")
    make_snapshot(lero, "B")
    drawn = timeline.of(Snapshot.objects.of(lero))
    assert [numbers for _, numbers in drawn.rows] == [
        [1, 0, 0, 32, 0],
        [len(answer_rest) + 1, 0, 1, 21, 0],
    ]
    for column, (_, numbers) in zip(drawn.columns, drawn.rows, strict=True):
        assert [block.count for block in column.blocks] == [n for n in numbers if n]
        assert round(sum(block.height for block in column.blocks)) == timeline.HEIGHT
    assert "1 statements" in drawn.sentence
    html = client_as(lero_leader).get(address("result", lero.pk)).content.decode()
    assert drawn.sentence in html
    assert "<svg" in html
    assert timeline.of([]) is None


# --- Copying --------------------------------------------------------------------------------------
def test_last_years_answers_are_copied_and_wait_to_be_confirmed(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly", note="Then")
    make_answer(lero, "2", "in-place")
    row = make_snapshot(lero)
    make_answer(lero, "2", "not-yet", seen=1, note="Typed since")
    client = client_as(lero_leader)
    home = address("assessment", lero.pk)
    assert client.post(address("copy_snapshot", row.pk), YES).url == home
    rows = {one.statement: one for one in Answer.objects.all()}
    assert (rows["1"].note, rows["1"].is_unconfirmed) == ("Then", True)
    assert (rows["2"].said, rows["2"].is_unconfirmed) == ("not-yet", False)  # stays as it is
    assert "Copied: still true?" in client.get(home).content.decode()
    assert line(content.of(lero), "1").is_unconfirmed
    marked = make_snapshot(lero)
    assert line(marked.content, "1").is_unconfirmed  # what was not confirmed is marked in it
    confirm = address("confirm", lero.pk, "1")
    stale = {"number": rows["1"].number - 1}
    assert client.post(confirm, stale).status_code == 409  # the page showed another answer
    assert client.post(confirm, YES).status_code == 200  # or none: it asks once more
    seen = {"number": rows["1"].number}
    assert f'name="number" value="{rows["1"].number}"' in client.get(home).content.decode()
    assert client.post(confirm, seen).url == f"{home}#statement-1"
    assert not Answer.objects.filter(is_unconfirmed=True).exists()
    assert client.post(confirm, seen).status_code == 409  # it is confirmed already


def test_saving_a_copied_answer_confirms_it(lero):
    make_answer(lero, "1", "partly")
    actions.copy_snapshot(snapshot=make_snapshot(lero), by=SYSTEM)
    row = Answer.objects.get()
    assert row.is_unconfirmed
    make_answer(lero, "1", "partly", seen=row.number)
    row.refresh_from_db()
    assert not row.is_unconfirmed


def test_nothing_is_confirmed_that_is_not_there(lero, outsider):
    with pytest.raises(ValidationError):
        actions.confirm(organisation=lero, statement="1", seen=0, by=SYSTEM)
    make_answer(lero, "1", "partly")
    row = make_snapshot(lero)
    for act in (
        lambda: actions.copy_snapshot(snapshot=row, by=outsider),
        lambda: actions.confirm(organisation=lero, statement="1", seen=1, by=outsider),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- When the LERO changes its type ---------------------------------------------------------------
def test_statements_open_and_close_with_the_type_and_nothing_is_lost(client_as, lero, lero_leader):
    make_answer(lero, "30", "in-place", note="All checked")
    client = client_as(lero_leader)
    Organisation.objects.filter(pk=lero.pk).update(lero_type="informal")
    lero.refresh_from_db()
    assert len(content.of(lero)["statements"]) == 21
    assert "All checked" not in client.get(address("result", lero.pk)).content.decode()
    assert client.get(address("answer", lero.pk, "30")).status_code == 404
    Organisation.objects.filter(pk=lero.pk).update(lero_type="incorporated")
    lero.refresh_from_db()
    assert line(content.of(lero), "30").note == "All checked"


def test_which_apply_and_the_forecast(client_as, informal, informal_leader, lero, lero_leader):
    html = client_as(informal_leader).get(address("which_apply", informal.pk)).content.decode()
    assert "21 of them" in html
    assert "These 12 become relevant" in html
    html = client_as(lero_leader).get(address("which_apply", lero.pk)).content.decode()
    assert "33 of them" in html
    assert "become relevant" not in html


# --- A new version of the standards ---------------------------------------------------------------
@pytest.fixture
def second_version(files, monkeypatch):  # noqa: F811
    """2 reads otherwise, 3 and 4 are brought together, 34 is new."""
    text = (files / "clero-v1.yaml").read_text()
    text = text.replace("version: clero-v1", "version: clero-v2")
    text = text.replace('replaces: ""', "replaces: clero-v1")
    text = text.replace("Maintains its independence", "Keeps its independence")
    parts = text.split("      - id: ")
    parts[3] = parts[3].replace("about:", "was: [3, 4]\n        about:", 1)
    words = ("34", "text: Something new", "was: []", "about: New", 'shows: ["A"]')
    new = "\n        ".join(words) + "\n"
    parts[10] = parts[10].replace("  - slug: offer", f"      - id: {new}  - slug: offer")
    text = "      - id: ".join(one for number, one in enumerate(parts) if number != 4)
    (files / "clero-v2.yaml").write_text(text)
    released = {**framework.RELEASED, "clero-v2": framework.hash_of(files / "clero-v2.yaml")}
    monkeypatch.setattr(framework, "RELEASED", released)
    monkeypatch.setattr(framework, "NEWEST", "clero-v2")
    framework.get.cache_clear()


def test_answers_come_along_to_a_new_version(client_as, lero, lero_leader, second_version):
    for statement in ("1", "2", "4"):
        make_answer(lero, statement, "partly", note=f"Of {statement}")
    old = make_snapshot(lero)
    client = client_as(lero_leader)
    page = address("move_on", lero.pk)
    html = client.get(page).content.decode()
    for words in ("Keeps its independence", "Its words have changed", "Brought together", "New"):
        assert words in html
    assert "Creates safer" not in html  # it reads as it did
    assert client.post(page, YES).url == address("assessment", lero.pk)
    assert Assessment.objects.get().version == "clero-v2"
    now = content.of(lero)
    notes = {one["id"]: (one["note"], one["is_unconfirmed"]) for one in now["statements"]}
    assert [notes[id] for id in ("1", "2", "3", "34")] == [
        ("Of 1", True),
        ("Of 2", True),
        ("Of 4", True),
        ("", False),
    ]
    assert Answer.objects.filter(version="clero-v1").count() == 3  # those stay where they are
    assert line(Snapshot.objects.get().content, "4").note == "Of 4"
    pairs = {pair.statement.id: pair for pair in reading.beside(old.content, now)}
    assert pairs["3"].words == "The same"
    assert pairs["34"].words == "New for you"
    with pytest.raises(SomebodyGotThereFirst):
        actions.move_on(organisation=lero, to="clero-v2", by=lero_leader)
    with pytest.raises(ValidationError):
        actions.copy_snapshot(snapshot=old, by=lero_leader)


def test_there_is_nothing_to_do_on_the_newest(client_as, lero, lero_leader):
    html = client_as(lero_leader).get(address("move_on", lero.pk)).content.decode()
    assert "You have the newest version" in html


# --- Result, paper and file -----------------------------------------------------------------------
def test_strengths_come_first_and_nothing_is_a_score(client_as, lero, lero_leader):
    answer_all(lero, "not-yet")
    make_answer(lero, "33", "in-place", seen=1)
    html = client_as(lero_leader).get(address("result", lero.pk)).content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    assert main.index("In place: 1</h2>") < main.index("Not yet: what could come next: 32</h2>")
    for verdict in ("%", "score", "fail", "tag--stop", "notice--error"):
        assert verdict not in main
    assert "Not yet: 10 of 10" in main


def test_the_file_holds_everything_and_is_safe_in_a_spreadsheet(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly", note="=HYPERLINK(1)")
    make_evidence(lero, title="June minutes", review_on=date(2027, 3, 1))
    make_planned(lero, what="Paint it")
    client = client_as(lero_leader)
    answer = client.get(address("table", lero.pk))
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert text.count("\r\n") == 34
    for words in ("Partly in place", "June minutes", "look again on 2027-03-01", "Paint it; Jo"):
        assert words in text
    assert ",=HYPERLINK" not in text
    row = make_snapshot(lero)
    kept = client.get(address("snapshot_table", row.pk)).content.decode("utf-8-sig")
    assert kept == text


def test_on_paper_stand_the_statements_that_are_for_them(client_as, informal, informal_leader):
    client = client_as(informal_leader)
    html = client.get(address("paper", informal.pk)).content.decode()
    assert html.count("sheet__statement") == 21
    assert (
        "paper--large" in client.get(f"{address('paper', informal.pk)}?size=large").content.decode()
    )


# --- What stays as it was, and what comes along ---------------------------------------------------
def test_the_names_in_a_snapshot_are_those_of_its_day(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly")
    row = actions.take_snapshot(organisation=lero, by=lero_leader)
    client = client_as(lero_leader)
    Organisation.objects.filter(pk=lero.pk).update(name="New Tide")
    type(lero_leader).objects.filter(pk=lero_leader.pk).update(name="Lee Married")
    html = client.get(address("snapshot", row.pk)).content.decode()
    assert "<h1>Tideway Together on" in html
    assert "Taken by Lee Leader" in html
    assert "Taken by Lee Leader" in client.get(address("snapshots", lero.pk)).content.decode()


def test_one_from_before_names_were_kept_says_todays(client_as, lero, lero_leader):
    make_answer(lero, "1", "partly")
    row = Snapshot(organisation=lero, taken_on=date(2026, 3, 27), taken_by=lero_leader)
    row.content = content.of(lero)
    row.save(force_insert=True)
    client = client_as(lero_leader)
    html = client.get(address("snapshot", row.pk)).content.decode()
    assert "<h1>Tideway Together on" in html
    assert "Taken by Lee Leader" in html
    assert "Taken by Lee Leader" in client.get(address("snapshots", lero.pk)).content.decode()


def test_a_note_without_an_answer_is_copied(lero):
    make_answer(lero, "1", "partly")
    make_answer(lero, "2", "", note="Ask Jo")
    row = make_snapshot(lero)
    Answer.objects.filter(statement="2").update(note="")
    actions.copy_snapshot(snapshot=row, by=SYSTEM)
    assert Answer.objects.get(statement="2").note == "Ask Jo"


def test_notes_evidence_and_plan_come_along_to_a_new_version(
    client_as, lero, lero_leader, second_version
):
    make_answer(lero, "1", "partly")
    make_answer(lero, "2", "", note="Ask Jo")
    row = make_evidence(lero, statements=["4", "3", "5"])
    one = make_planned(lero, statement="4")
    old = make_snapshot(lero, "Old one")
    actions.move_on(organisation=lero, to="clero-v2", by=SYSTEM)
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.statements, one.statement) == (["3", "5"], "3")
    assert line(content.of(lero), "2").note == "Ask Jo"
    new = make_snapshot(lero, "New one")
    page = address("compare", lero.pk)
    html = client_as(lero_leader).get(f"{page}?before={new.pk}&after={old.pk}").content.decode()
    main = html.partition("<table")[2]
    assert main.index("Old one") < main.index("New one")  # the newer version second
