"""The audit takes codes and ids, and never lets go of them."""

import uuid

import pytest
import structlog
from django.db import DatabaseError, connection, transaction

from rosc.access import SYSTEM
from rosc.accounts.models import Organisation
from rosc.audit import actions
from rosc.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_holds_who_did_what_to_what_and_where():
    organisation = Organisation(name="Riverside", kinds=["rss"])
    seen = [uuid.uuid4(), organisation]
    event = actions.record(
        by=SYSTEM,
        verb="organisation.approve",
        subject=organisation,
        organisation=organisation,
        subjects=seen,
        details={"before": "proposed", "count": 2, "ids": [organisation.pk]},
    )
    event.refresh_from_db()
    assert (event.actor_kind, event.actor_id) == ("system", None)
    assert (event.subject_kind, event.subject_id) == ("accounts.organisation", organisation.pk)
    assert event.subject_ids == [seen[0], organisation.pk]
    assert event.organisation_id == organisation.pk
    assert event.details == {"before": "proposed", "count": 2, "ids": [str(organisation.pk)]}


@pytest.mark.parametrize(
    "words", ["Ada Lovelace", "ada@people.example", "LS1 4AP", "why?\n", ["a", "two words"], "é"]
)
def test_words_are_refused(words):
    with pytest.raises(ValueError, match="never words"):
        actions.record(by=SYSTEM, verb="note.add", details={"why": words})
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("verb", ["approve", "Organisation.Approve", "a.b.c", ""])
def test_a_verb_is_a_noun_and_a_verb(verb):
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.record(by=SYSTEM, verb=verb)


@pytest.mark.parametrize(
    "sql",
    ["UPDATE audit_auditevent SET verb = 'a.b'", "DELETE FROM audit_auditevent"],
)
def test_the_database_refuses_to_change_or_forget(sql):
    actions.record(by=SYSTEM, verb="organisation.approve")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert AuditEvent.objects.get().verb == "organisation.approve"


def test_carries_the_id_of_the_request_it_happened_in():
    request_id = uuid.uuid4()
    with structlog.contextvars.bound_contextvars(request_id=str(request_id)):
        assert actions.record(by=SYSTEM, verb="team.add").request_id == request_id
    assert actions.record(by=SYSTEM, verb="team.add").request_id is None
