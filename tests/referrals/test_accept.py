"""Saying yes: who it is, and how to reach them, is seen from then on."""

import pytest
from django.utils import timezone

from referrals import actions
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from tests.people.makers import make_basis, make_person
from tests.referrals.makers import again, make_consent, make_draft, make_sent
from tests.referrals.pages import audited, day, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    make_basis(lero)
    referral = make_sent(treatment, lero, by=keyworker)
    client = client_as(lero_leader)
    assert "Robin" not in client.get(page("referral", referral)).content.decode()
    response = does("accept", referral, lero_leader, handling="signed-in", note="Come on Monday")
    assert "Robin" in response.content.decode()
    assert "Come on Monday" in response.content.decode()
    assert again(referral).status == "accepted"
    assert audited("accept", referral) == 1
    assert planned("changed", referral) == 1


def test_a_group_without_a_ground_keeps_no_record(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero, details=("name", "full-name", "contact", "need"))
    referral.person.full_name = "Robin Greenwood"
    where = {**day("on", timezone.localdate()), "place": "The hall, ask for Sam"}
    response = does("accept", referral, lero_leader, handling="brings", **where)
    assert again(referral).received_person is None
    assert "The hall, ask for Sam" in response.content.decode()
    assert "Greenwood" not in response.content.decode()


def test_a_group_that_is_brought_them_says_when_and_where(treatment, lero, lero_leader, client_as):
    referral = make_sent(treatment, lero)
    form = client_as(lero_leader).get(page("accept", referral)).content.decode()
    assert "how to reach them safely" not in form
    assert "brings them to you, so please say when and where" in form
    answer = client_as(lero_leader).post(page("accept", referral), {"handling": "brings"})
    assert "Say when and where you could meet first" in answer.content.decode()
    assert again(referral).status == "sent"


def test_whom_they_may_know_already_is_shown(treatment, lero, lero_leader):
    make_basis(lero)
    known = make_person(lero, name="Robbie", own_reference="T-7", full_name="Robin Greenwood")
    person = make_person(treatment, full_name="Robin Greenwood")
    referral = make_draft(treatment, lero, person=person)
    consent = make_consent(referral, ("name", "full-name", "need"))
    actions.send(referral=referral, consent=consent, by=SYSTEM)
    response = does("accept", referral, lero_leader, handling="signed-in")
    assert "You may know them already" in response.content.decode()
    assert "T-7" in response.content.decode()
    assert known.organisation == lero


def test_colleague_and_sender_may_not_and_outsiders_find_nothing(
    treatment, lero, colleague, keyworker, outsider
):
    referral = make_sent(treatment, lero)
    refuses("accept", referral, colleague, keyworker)
    refuses("accept", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="wait")
    is_stale("accept", referral, lero_leader, handling="brings")


def test_opening_is_written_down_for_the_person_and_the_introduction(
    treatment, lero, lero_leader, client_as
):
    referral = make_sent(treatment, lero)
    client_as(lero_leader).get(page("referral", referral))
    for verb, pk in (("referral.open", referral.pk), ("person.open", referral.person_id)):
        row = AuditEvent.objects.get(verb=verb, subject_id=pk)
        assert (row.actor_id, row.organisation_id) == (lero_leader.pk, lero.pk)
