"""`advance` is the only way a status changes: by the table, by who may, once, and on the record."""

import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from rosc.access import SYSTEM
from rosc.audit.management.commands.print_workflows import drawing
from rosc.audit.models import AuditEvent
from rosc.workflow import TransitionNotAllowed, advance, allowed
from tests.factories import OrganisationFactory
from tests.workflow_example.models import Parcel, ParcelHistory
from tests.workflow_example.workflow import TRANSITIONS, ParcelStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(treatment):
    return Parcel.objects.create(organisation=treatment)


def test_moves_and_leaves_history_and_audit(parcel, coordinator, treatment):
    before, now = parcel.updated_at, timezone.now()
    advance(parcel, "post", by=coordinator, changes={"posted_at": now}, size="large")
    parcel.refresh_from_db()
    assert (parcel.status, parcel.posted_at) == ("posted", now)
    assert parcel.updated_at > before
    history = parcel.history.get()
    assert (history.name, history.before, history.after) == ("post", "packed", "posted")
    assert (history.actor_kind, history.actor_id) == ("user", coordinator.pk)
    event = AuditEvent.objects.get(verb="parcel.post")
    assert (event.subject_id, event.organisation_id) == (parcel.pk, treatment.pk)
    assert event.details == {"before": "packed", "after": "posted", "size": "large"}


def test_the_object_in_hand_is_as_the_row(parcel, coordinator):
    advance(parcel, "post", by=coordinator)
    assert parcel.status == "posted"
    assert parcel.updated_at == Parcel.objects.get().updated_at


@pytest.mark.parametrize("who", ["keyworker", "colleague", "outsider", "lero_leader"])
def test_the_right_must_be_held_where_the_object_is(parcel, who, request):
    actor = request.getfixturevalue(who)
    assert not allowed(parcel, "post", actor)
    with pytest.raises(PermissionDenied):
        advance(parcel, "post", by=actor)
    assert Parcel.objects.get().status == "packed"
    assert not ParcelHistory.objects.exists()
    assert not AuditEvent.objects.exists()


def test_what_is_no_organisations_is_not_moved_by_whoever_may_elsewhere(
    parcel, coordinator, monkeypatch
):
    nobodys = replace(TRANSITIONS["post"], organisation="owner")
    monkeypatch.setattr(Parcel, "TRANSITIONS", {"post": nobodys})
    parcel.owner = None
    assert not allowed(parcel, "post", coordinator)
    with pytest.raises(PermissionDenied):
        advance(parcel, "post", by=coordinator)
    assert Parcel.objects.get().status == "packed"


@pytest.mark.parametrize("status", ParcelStatus.values)
@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("who", ["coordinator", "outsider", "system"])
def test_status_by_action_by_actor(parcel, status, name, who, request):
    Parcel.objects.update(status=status)
    parcel.refresh_from_db()
    actor = SYSTEM if who == "system" else request.getfixturevalue(who)
    expected = {
        ("packed", "post"): {"coordinator", "system"},
        ("posted", "receive"): {"coordinator", "system"},
        ("lost", "receive"): {"coordinator", "system"},
        ("posted", "lose"): {"system"},
    }.get((status, name), set())
    assert allowed(parcel, name, actor) == (who in expected)
    if who in expected:
        advance(parcel, name, by=actor)
        assert Parcel.objects.get().status == TRANSITIONS[name].target
    else:
        with pytest.raises((PermissionDenied, TransitionNotAllowed)):
            advance(parcel, name, by=actor)
        assert Parcel.objects.get().status == status


def test_a_stale_page_changes_nothing(parcel, coordinator):
    stale = Parcel.objects.get()
    advance(parcel, "post", by=coordinator)
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        advance(stale, "post", by=coordinator, changes={"posted_at": timezone.now()})
    assert Parcel.objects.get().posted_at is None
    assert ParcelHistory.objects.count() == AuditEvent.objects.count() == 1


def test_words_in_details_undo_the_move(parcel, coordinator):
    with pytest.raises(ValueError, match="never words"), transaction.atomic():
        advance(parcel, "post", by=coordinator, why="for a friend")
    assert Parcel.objects.get().status == "packed"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_example_parcelhistory SET after = 'lost'",
        "DELETE FROM workflow_example_parcelhistory",
    ],
)
def test_the_database_keeps_the_history(parcel, coordinator, sql):
    advance(parcel, "post", by=coordinator)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_moves_it():
    parcel = Parcel.objects.create(organisation=OrganisationFactory())
    start, outcomes = threading.Barrier(8), []

    def race():
        mine = Parcel.objects.get(pk=parcel.pk)
        start.wait()
        try:
            advance(mine, "post", by=SYSTEM)
            outcomes.append("moved")
        except TransitionNotAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved"] + ["refused"] * 7
    assert ParcelHistory.objects.count() == 1


def test_the_drawing_shows_each_move_start_and_end():
    page = drawing("Parcel", Parcel._meta.get_field("status"), TRANSITIONS)
    for line in (
        "[*] --> packed",
        "packed --> posted: post",
        "lost --> arrived: receive",
        "arrived --> [*]",
        "| lose | posted | lost | the portal itself |",
        "| post | packed | posted | team.change |",
    ):
        assert line in page
    assert "posted --> [*]" not in page


def test_the_page_of_workflows_is_as_the_tables_are():
    done = subprocess.run(
        [sys.executable, "manage.py", "print_workflows", "--check"],
        cwd=settings.BASE_DIR,
        env={
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PATH": "",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
