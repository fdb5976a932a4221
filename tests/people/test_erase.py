"""Somebody who is erased is in no table, no message and no dump; and stays so after a restore."""

import io
import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from referrals.models import Referral
from rosc.accounts.models import FormDraft, Organisation
from rosc.audit.models import AuditEvent
from rosc.encryption import EncryptedText
from rosc.outbox.sending import send_due
from rosc.people import actions
from rosc.people.models import CaseloadUpload, Erasure, Person
from rosc.people.models.keeping import hash_of_person
from tests.conftest import member, signed_in
from tests.people.makers import BORN, CANARY, again, make_person, one_of_everything
from tests.test_restore import address, run


def sealed_words() -> Iterator[str]:
    """Every encrypted text of every table, opened."""
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedText)]
        if not fields:
            continue
        rows = model._base_manager
        opened = rows.unscoped_for("test") if hasattr(rows, "unscoped_for") else rows.all()
        for row in opened:
            yield from (str(getattr(row, field.name)) for field in fields)


def dump() -> str:
    """The database as a backup has it, in plain."""
    return run("pg_dump", "--format=plain", address(connection.settings_dict["NAME"])).decode()


def erased(person, by, approved_by):
    review = actions.propose_erasure(person=person, reason="asked", by=by)
    actions.approve_erasure(review=review, by=approved_by)
    return again(person)


@pytest.fixture
def known(treatment, lero, keyworker, coordinator):
    return one_of_everything(treatment, lero, keyworker, coordinator)


@pytest.mark.django_db(transaction=True)
def test_a_canary_is_in_no_dump(treatment, lero, keyworker, coordinator, second):
    """Pages about them were opened, messages went out, and a form was kept for somebody."""
    known = one_of_everything(treatment, lero, keyworker, coordinator)
    page = reverse("people:disclose", args=[known.pk])
    FormDraft.objects.create(user=keyworker, page=page, path=page, body=json.dumps({"why": CANARY}))
    content = f"name\n{CANARY}\n".encode()
    actions.upload_caseload(organisation=treatment, content=content, by=keyworker)
    client = signed_in(coordinator)
    for name in ("erase", "export", "hold"):
        client.get(reverse(f"people:{name}", args=[known.pk]))
    send_due()
    before = dump()
    assert CANARY in before
    assert str(BORN) in before
    assert any(CANARY in words for words in sealed_words())

    client.post(reverse("people:erase", args=[known.pk]), {"reason": "asked"})
    review = known.reviews.get(settled_at=None)
    answer = signed_in(second).post(
        reverse("people:approve_erasure", args=[review.pk]), {"submit": "yes"}
    )
    assert answer.status_code == 302
    send_due()

    theirs = Person.objects.unscoped_for("test").get(organisation=lero)
    assert theirs.preferred_name == CANARY  # the other organisation's own record is theirs
    erase_at(lero, theirs)
    after = dump()
    for words in (CANARY, CANARY.lower(), str(BORN), "ZZ9 9ZZ"):
        assert words not in after
    assert [words for words in sealed_words() if CANARY.lower() in words.lower()] == []


def erase_at(organisation, person):
    leaders = [member(f"{name} Lead", ("lero_leader", organisation)) for name in ("Ida", "Uma")]
    erased(person, *leaders)


@pytest.mark.django_db
def test_what_another_organisation_holds_stays(known, lero, coordinator, second):
    erased(known, coordinator, second)
    theirs = Person.objects.unscoped_for("test").get(organisation=lero)
    assert theirs.preferred_name == CANARY
    assert theirs.erased_on is None
    assert theirs.routes.exists()


@pytest.mark.django_db
def test_what_stays_names_nobody(known, coordinator, second, treatment):
    found = erased(known, coordinator, second)
    stub = Erasure.objects.get()
    assert (stub.person_hash, stub.organisation) == (hash_of_person(known.pk), treatment)
    assert (stub.proposed_by_id, stub.approved_by_id) == (coordinator.pk, second.pk)
    assert (stub.schedule, stub.erased_on) == ("asked", timezone.localdate())
    assert str(known.pk) not in stub.person_hash
    for rows in (found.routes, found.links, found.concerns, found.disclosures, found.grants):
        assert not rows.exists()
    assert not found.kept_from.exists()
    referral = Referral.objects.unscoped_for("test").get()
    assert not referral.is_open
    assert not referral.notes.exists()


@pytest.mark.django_db
def test_nobody_finds_them_again(look, known, coordinator, second, administrator):
    erased(known, coordinator, second)
    assert look(coordinator, "export", known.pk).status_code == 404
    assert look(coordinator, "raise_concern", known.pk).status_code == 404
    grant = actions.break_glass(person=known, why="To see whether it works", by=administrator)
    assert look(administrator, "behind_glass", known.pk).status_code == 404
    assert grant.person_id == known.pk
    found = actions.look_for_one(
        organisation=known.organisation.name, name="Erased", date_of_birth=BORN, by=administrator
    )
    assert found is None


@pytest.mark.django_db
def test_all_of_it_or_nothing(known, coordinator, second, monkeypatch):
    """Where one app cannot erase its part, none does, and it is still proposed."""
    from rosc.people import records

    def trouble(person):
        raise RuntimeError

    review = actions.propose_erasure(person=known, reason="asked", by=coordinator)
    monkeypatch.setattr(
        records, "registered", lambda: [records.PersonRecord("x", (), anonymise=trouble)]
    )
    with pytest.raises(RuntimeError):
        actions.approve_erasure(review=review, by=second)
    review.refresh_from_db()
    assert review.settled_at is None
    assert again(known).preferred_name == CANARY


@pytest.mark.django_db
def test_only_what_was_kept_about_them_is_forgotten(known, coordinator, second, keyworker, lero):
    page = reverse("accounts:change_name")
    FormDraft.objects.create(user=keyworker, page=page, path=page, body="{}")
    leader = member("Lea Der", ("lero_leader", lero))
    actions.upload_caseload(organisation=lero, content=b"name\nJo\n", by=leader)
    erased(known, coordinator, second)
    assert FormDraft.objects.count() == CaseloadUpload.objects.count() == 1


# --- After a restore ----------------------------------------------------------------------------
def printed_list() -> str:
    out = io.StringIO()
    call_command("erase_again", "--list", stdout=out)
    return out.getvalue()


@pytest.fixture
def brought_back(treatment, coordinator, second, tmp_path):
    """Somebody erased, whom an older backup has brought back with no trace of it; and the list."""
    person = make_person(treatment, CANARY, notes=CANARY)
    erased(person, coordinator, second)
    path = tmp_path / "erased.txt"
    path.write_text(printed_list())
    Erasure.objects.all().delete()
    person.erased_on = None
    person.save()
    return again(person), path


@pytest.mark.django_db
def test_erased_again_by_the_list(brought_back, coordinator, second):
    person, path = brought_back
    other = make_person(person.organisation, "Jo")
    assert person.preferred_name == CANARY
    out = io.StringIO()
    call_command("erase_again", str(path), stdout=out)
    assert out.getvalue() == "Erased again: 1\n"
    assert again(person).preferred_name == "Erased"
    assert again(other).preferred_name == "Jo"
    stub = Erasure.objects.get()
    assert (stub.proposed_by_id, stub.approved_by_id) == (coordinator.pk, second.pk)
    assert AuditEvent.objects.filter(verb="person.erase", actor_kind="system").count() == 1
    assert printed_list() == path.read_text()


@pytest.mark.django_db
def test_a_second_time_changes_nothing(brought_back):
    _, path = brought_back
    call_command("erase_again", str(path), stdout=io.StringIO())
    out = io.StringIO()
    call_command("erase_again", str(path), stdout=out)
    assert out.getvalue() == "Erased again: 0\n"


@pytest.mark.django_db
def test_the_list_names_nobody(brought_back):
    person, path = brought_back
    for words in (CANARY, str(person.pk)):
        assert words not in path.read_text()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["nonsense", "[]", '{"person": 1}', '{"person": "x"}'])
def test_what_is_no_list_erases_nobody(text, tmp_path, treatment):
    person = make_person(treatment, CANARY)
    path = tmp_path / "list.txt"
    path.write_text(text)
    with pytest.raises(CommandError):
        call_command("erase_again", str(path), stdout=io.StringIO())
    assert again(person).preferred_name == CANARY
    assert Organisation.objects.filter(pk=treatment.pk).exists()
