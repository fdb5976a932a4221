"""Answering one statement: saved, told where a colleague was there first, and kept to the LERO."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from lero_standards import actions
from lero_standards.actions import ColleagueChangedIt
from lero_standards.models import Answer, Assessment
from rosc.audit.models import AuditEvent
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.lero_standards.makers import answer_all, make_answer, make_snapshot, queries_of

pytestmark = pytest.mark.django_db


def page(lero, statement="7", name="answer") -> str:
    return reverse(f"lero_standards:{name}", args=[lero.pk, statement])


def typed(**fields):
    return {"said": "partly", "reason": "", "note": "Tea", "progress": "", "number": "0", **fields}


def test_a_leader_answers_and_goes_on(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    html = client.get(page(lero)).content.decode()
    assert "7. Creates safer communities" in html
    assert client.post(page(lero), typed()).url == page(lero, "8")
    row = Answer.objects.get()
    assert (row.statement, row.said, row.note, row.number) == ("7", "partly", "Tea", 1)
    assert (row.voice, row.version, row.changed_by) == ("together", "clero-v1", lero_leader)
    answer = client.post(page(lero), typed(said="in-place", number="1", progress="settled"))
    assert answer.url == page(lero, "8")
    row.refresh_from_db()
    assert (row.said, row.progress, row.number) == ("in-place", "settled", 2)
    events = AuditEvent.objects.filter(verb="answer.save")
    assert [event.details for event in events] == [{"statement": "7", "voice": "together"}] * 2


def test_after_the_last_one_is_back_at_the_list(client_as, lero, lero_leader):
    there = reverse("lero_standards:assessment", args=[lero.pk])
    assert client_as(lero_leader).post(page(lero, "33"), typed()).url == there


def test_a_member_may_others_may_not(
    client_as, lero, lero_leader, second, colleague, peer, outsider, administrator, commissioner
):
    make_answer(lero, "7", "partly", note="Only ours")
    asked = [lero_leader, second, colleague, peer, outsider, administrator, commissioner]
    answers = [client_as(user).get(page(lero)).status_code for user in asked]
    assert answers == [200, 200, 200, 403, 404, 403, 403]
    for by in (peer, outsider, administrator, commissioner):
        with pytest.raises(PermissionDenied):
            make_answer(lero, "7", "not-yet", by=by, seen=1)


def test_what_is_no_lero_has_none(client_as, treatment, colleague):
    assert client_as(colleague).get(page(treatment)).status_code == 404
    with pytest.raises(ValidationError):
        make_answer(treatment, "7", "partly", by=colleague)


def test_does_not_apply_needs_a_reason(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    answer = client.post(page(lero), typed(said="does-not-apply"))
    assert answer.status_code == 200
    assert "why it does not apply" in answer.content.decode()
    assert not Answer.objects.exists()
    with pytest.raises(ValidationError):
        make_answer(lero, "7", "does-not-apply", reason="  ")
    client.post(page(lero), typed(said="does-not-apply", reason="We have no staff"))
    assert Answer.objects.get().reason == "We have no staff"
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(reason="")


@pytest.mark.parametrize(
    "wrong", [{"said": "perhaps"}, {"number": "x"}, {"progress": "soon"}, {"note": "n" * 4001}]
)
def test_a_mistake_is_said_and_nothing_saved(client_as, lero, lero_leader, wrong):
    assert client_as(lero_leader).post(page(lero), typed(**wrong)).status_code == 200
    assert not Answer.objects.exists()


def test_statements_of_another_type_are_not_there(client_as, informal, informal_leader):
    client = client_as(informal_leader)
    assert client.get(page(informal, "21")).status_code == 200
    for number in ("22", "33", "34", "x"):
        assert client.get(page(informal, number)).status_code == 404
    with pytest.raises(ValidationError):
        make_answer(informal, "22", "partly")


def test_a_stale_page_shows_both_and_writes_over_nothing(client_as, lero, lero_leader, second):
    make_answer(lero, "7", "not-yet", by=lero_leader)
    client = client_as(second)
    make_answer(lero, "7", "in-place", by=lero_leader, seen=1, note="They were first")
    answer = client.post(page(lero), typed(number="1", note="My own words"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Lee Leader changed this meanwhile" in html
    assert "They were first" in html
    assert "My own words" in html
    assert Answer.objects.get().said == "in-place"
    assert 'name="number" value="2"' in html  # sent again, it replaces theirs, knowingly
    assert "data-autosave>" not in html  # and never by itself
    assert client.post(page(lero), typed(number="2", note="My own words")).status_code == 302
    row = Answer.objects.get()
    assert (row.note, row.number, row.changed_by) == ("My own words", 3, second)


def test_the_same_again_changes_nothing(lero, lero_leader):
    make_answer(lero, "7", "partly", by=lero_leader)
    assert make_answer(lero, "7", "partly", by=lero_leader, seen=1).number == 1
    assert AuditEvent.objects.filter(verb="answer.save").count() == 1


# --- While somebody types -------------------------------------------------------------------------
def test_it_is_saved_while_somebody_types(client_as, lero, lero_leader, second):
    client = client_as(lero_leader)
    told = client.post(page(lero), typed(autosave="yes"))
    assert told.status_code == 200
    assert told.json()["number"] == 1
    assert told.json()["said"].startswith("Saved at ")
    make_answer(lero, "7", "not-yet", by=second, seen=1)
    late = client.post(page(lero), typed(autosave="yes", number="1", note="More"))
    assert late.status_code == 409
    assert "Mona Member changed this" in late.json()["said"]
    assert "number" not in late.json()
    assert Answer.objects.get().said == "not-yet"
    wrong = client.post(page(lero), typed(autosave="yes", number="2", said="does-not-apply"))
    assert wrong.status_code == 400
    assert "Not saved yet" in wrong.json()["said"]


# --- Two at once ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [True, False])
def test_two_people_save_the_same_answer_at_once(is_first):
    """One is saved; the other is told who was first, and nothing of theirs is lost silently."""
    lero = OrganisationFactory(kinds=["lero"])
    people = [member(f"{name} Both", ("lero_leader", lero)) for name in ("Ann", "Ben")]
    seen = 0 if is_first else make_answer(lero, "7", "not-yet").number
    barrier, results = threading.Barrier(2), {}

    def act(number):
        try:
            barrier.wait(timeout=10)
            make_answer(lero, "7", "partly", by=people[number], seen=seen, note=f"By {number}")
            results[number] = "won"
        except ColleagueChangedIt as error:
            results[number] = error.now.note
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    winner = next(number for number, result in results.items() if result == "won")
    assert results[1 - winner] == f"By {winner}"
    row = Answer.objects.get()
    assert (row.note, row.number) == (f"By {winner}", seen + 1)


# --- The list -------------------------------------------------------------------------------------
def test_the_list_says_how_far_one_is(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    there = reverse("lero_standards:assessment", args=[lero.pk])
    html = client.get(there).content.decode()
    assert "0 of 33 statements are answered" in html
    assert page(lero, "1") in html
    make_answer(lero, "1", "not-yet", progress="talking")
    html = client.get(there).content.decode()
    assert "1 of 33 statements are answered" in html
    assert "We are still talking about it" in html
    answer_all_but_first(lero)
    assert "Take a snapshot" in client.get(there).content.decode()
    assert not Assessment.objects.exists()  # looking begins nothing


def answer_all_but_first(lero):
    for number in range(2, 34):
        make_answer(lero, str(number), "in-place")


def test_the_list_takes_as_many_queries_empty_as_full(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    there = reverse("lero_standards:assessment", args=[lero.pk])
    empty = queries_of(client, there)
    answer_all(lero)
    assert queries_of(client, there) == empty


# --- A section at once ----------------------------------------------------------------------------
def typed_in(lero, client, **said):
    there = reverse("lero_standards:type_in", args=[lero.pk, "culture"])
    form = client.get(there).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return client.post(there, {**data, **said})


def test_a_section_is_typed_in_from_paper(client_as, informal, informal_leader):
    client = client_as(informal_leader)
    make_answer(informal, "2", "does-not-apply", reason="Too small")
    said = {"said_1": "in-place", "note_1": "All of us", "said_3": "not-yet"}
    assert typed_in(informal, client, **said).status_code == 302
    rows = {row.statement: row for row in Answer.objects.all()}
    assert {key: row.said for key, row in rows.items()} == {
        "1": "in-place",
        "2": "does-not-apply",
        "3": "not-yet",
    }
    assert (rows["1"].note, rows["2"].reason, rows["2"].number) == ("All of us", "Too small", 1)


def test_typed_in_late_it_is_told_and_nothing_of_it_is_saved(client_as, lero, lero_leader, second):
    make_answer(lero, "1", "partly")
    answers = {
        "2": {"said": "in-place", "note": "", "seen": 0},
        "1": {"said": "in-place", "note": "", "seen": 0},
    }
    with pytest.raises(ColleagueChangedIt):
        actions.type_in(organisation=lero, answers=answers, by=second)
    assert [row.said for row in Answer.objects.all()] == ["partly"]
    answer = typed_in(lero, client_as(lero_leader), said_1="in-place", number_1="0")
    assert answer.status_code == 409


def test_a_section_that_is_not_for_them_is_not_there(client_as, informal, informal_leader):
    client = client_as(informal_leader)
    for section in ("team", "nonsense"):
        url = reverse("lero_standards:type_in", args=[informal.pk, section])
        assert client.get(url).status_code == 404


def test_a_conflict_while_typing_in_keeps_what_was_typed(client_as, lero, lero_leader, second):
    make_answer(lero, "1", "partly", by=second, note="They were first")
    client = client_as(lero_leader)
    said = {"said_1": "in-place", "note_1": "My own words", "number_1": "0", "said_2": "not-yet"}
    answer = typed_in(lero, client, **said)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("1. Mona Member changed this meanwhile", "They were first", "My own words"):
        assert words in html
    form = answer.context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert (data["number_1"], data["said_2"]) == ("1", "not-yet")
    there = reverse("lero_standards:type_in", args=[lero.pk, "culture"])
    assert client.post(there, data).status_code == 302  # sent again, knowingly
    assert Answer.objects.get(statement="1").note == "My own words"


def test_what_does_not_apply_is_typed_in_with_its_reason(client_as, informal, informal_leader):
    client = client_as(informal_leader)
    answer = typed_in(informal, client, said_1="does-not-apply")
    assert "why 1 does not apply" in answer.content.decode()
    assert not Answer.objects.exists()
    said = {"said_1": "does-not-apply", "reason_1": "We meet outdoors"}
    assert typed_in(informal, client, **said).status_code == 302
    assert Answer.objects.get().reason == "We meet outdoors"


def test_ticked_again_a_copied_answer_is_confirmed_and_left_it_is_not(client_as, lero, lero_leader):
    for statement in ("1", "2"):
        make_answer(lero, statement, "partly")
    actions.copy_snapshot(snapshot=make_snapshot(lero), by=lero_leader)
    assert typed_in(lero, client_as(lero_leader), said_1="partly").status_code == 302
    rows = {row.statement: (row.said, row.is_unconfirmed) for row in Answer.objects.all()}
    assert rows == {"1": ("partly", False), "2": ("partly", True)}
    assert typed_in(lero, client_as(lero_leader), note_2="More of it").status_code == 302
    row = Answer.objects.get(statement="2")
    assert (row.said, row.note, row.is_unconfirmed) == ("partly", "More of it", True)


@pytest.mark.parametrize("by_page", [True, False])
def test_a_reason_goes_when_it_applies_after_all(lero, lero_leader, client_as, by_page):
    make_answer(lero, "7", "does-not-apply", reason="We have no staff")
    if by_page:
        said = {"said_7": "in-place"}
        assert typed_in(lero, client_as(lero_leader), **said).status_code == 302
    else:
        make_answer(lero, "7", "in-place", reason="We have no staff", seen=1)
    assert Answer.objects.get().reason == ""
