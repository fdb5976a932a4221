"""Peer review: another LERO says what it saw; the owner answers, and decides what stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from lero_standards import actions
from lero_standards.models import Look, Remark
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.conftest import member
from tests.lero_standards.makers import make_answer, make_grant, make_remark

pytestmark = pytest.mark.django_db


def address(name, *args) -> str:
    return reverse(f"lero_standards:{name}", args=args)


@pytest.fixture
def review(lero, elsewhere):
    """The LERO of the outsider is asked for a review of one section."""
    make_answer(lero, "1", "in-place")
    return make_grant(lero, elsewhere, sections=["culture"], parts=("is_review",))


def test_a_reviewer_says_what_they_saw_and_the_owner_answers(
    client_as, lero, lero_leader, outsider, review
):
    reviewer, owner = client_as(outsider), client_as(lero_leader)
    page = address("remark", review.pk, "1")
    saw = {"saw": "Members opened up the hall", "suggestion": "Say so on the door", "seen": ""}
    assert reviewer.post(page, saw).url == address("shared", review.pk) + "#statement-1"
    row = Remark.objects.get()
    assert (row.written_by, row.organisation, row.stays) == (outsider, lero, None)
    assert "Members opened up" in reviewer.get(address("shared", review.pk)).content.decode()
    there = owner.get(address("grant", lero.pk, review.pk)).content.decode()
    for words in ("Otto Outside, Far Away Group", "Members opened up", "Say so on the door"):
        assert words in there
    reply = address("reply", row.pk)
    data = {"stays": "yes", "reply": "We will", "seen": row.updated_at.isoformat()}
    assert owner.post(reply, data).url == address("grant", lero.pk, review.pk)
    row.refresh_from_db()
    assert (row.stays, row.reply, row.replied_by) == (True, "We will", lero_leader)
    html = reviewer.get(address("shared", review.pk)).content.decode()
    assert "Lee Leader, Tideway Together" in html
    assert "Members opened up" in owner.get(address("answer", lero.pk, "1")).content.decode()
    assert owner.post(reply, data).status_code == 409
    late = {**saw, "seen": row.updated_at.isoformat()}
    assert reviewer.post(page, late).status_code == 409  # it is answered
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"remark.write", "remark.reply"} <= verbs


def test_what_does_not_stay_is_not_beside_the_answer(
    client_as, lero, lero_leader, outsider, review
):
    row = make_remark(review, outsider, saw="It was locked")
    actions.reply(remark=row, text="", stays=False, seen=row.updated_at, by=lero_leader)
    client = client_as(lero_leader)
    assert "It was locked" not in client.get(address("answer", lero.pk, "1")).content.decode()
    assert "It was locked" in client.get(address("grant", lero.pk, review.pk)).content.decode()


def test_a_remark_can_be_changed_until_it_is_answered(outsider, review):
    row = make_remark(review, outsider)
    make_remark(review, outsider, saw="A cold room", seen=row.updated_at)
    row.refresh_from_db()
    assert row.saw == "A cold room"
    for seen in (None, row.updated_at - timedelta(seconds=1)):
        with pytest.raises(SomebodyGotThereFirst):
            make_remark(review, outsider, saw="Late", seen=seen)


def test_a_reviewer_says_nothing_of_what_is_not_shared(client_as, outsider, review):
    client = client_as(outsider)
    for statement in ("11", "22", "x"):
        assert client.get(address("remark", review.pk, statement)).status_code == 404
        with pytest.raises(ValidationError):
            make_remark(review, outsider, statement=statement)
    assert client.post(address("remark", review.pk, "1"), {"saw": " "}).status_code == 200
    with pytest.raises(ValidationError):
        make_remark(review, outsider, saw=" ")


def test_only_who_was_asked_reviews(
    client_as, lero, elsewhere, outsider, lero_leader, commissioner, partnership, review
):
    peer_of_theirs = member("Pam Theirs", ("coordinator", elsewhere))
    for by in (lero_leader, commissioner, peer_of_theirs):
        with pytest.raises(PermissionDenied):
            make_remark(review, by)
    plain = make_grant(lero, elsewhere, sections=["culture"])
    with pytest.raises(PermissionDenied):
        make_remark(plain, outsider)
    assert client_as(outsider).get(address("remark", plain.pk, "1")).status_code == 404
    assert (
        "Say what you saw"
        not in client_as(outsider).get(address("shared", plain.pk)).content.decode()
    )


def test_withdrawn_the_reviewer_is_out_at_once(client_as, lero, lero_leader, outsider, review):
    row = make_remark(review, outsider)
    actions.withdraw(grant=review, by=SYSTEM)
    assert client_as(outsider).get(address("remark", review.pk, "1")).status_code == 404
    with pytest.raises(PermissionDenied):
        make_remark(review, outsider, seen=row.updated_at)
    actions.reply(remark=row, text="Thanks", stays=True, seen=row.updated_at, by=lero_leader)
    row.refresh_from_db()
    assert row.stays  # what was said stays the owner's to keep


def test_only_the_owner_answers(client_as, lero, peer, outsider, administrator, review):
    row = make_remark(review, outsider)
    asked = [peer, outsider, administrator]
    assert [client_as(u).get(address("reply", row.pk)).status_code for u in asked] == [
        403,
        404,
        403,
    ]
    for by in asked:
        with pytest.raises(PermissionDenied):
            actions.reply(remark=row, text="", stays=True, seen=row.updated_at, by=by)


def test_opening_one_statement_is_a_look_and_the_owner_sees_it(
    client_as, lero, lero_leader, outsider, review
):
    client = client_as(outsider)
    client.get(address("remark", review.pk, "1"))
    assert [one.user for one in Look.objects.of([review])] == [outsider]
    html = client_as(lero_leader).get(address("grant", lero.pk, review.pk)).content.decode()
    assert "Otto Outside" in html
    client.post(address("remark", review.pk, "1"), {"saw": "A hall", "suggestion": "", "seen": ""})
    assert Look.objects.count() == 1  # sending it is no second look


def test_what_is_said_of_staying_is_true(client_as, lero_leader, outsider, review):
    row = make_remark(review, outsider)
    html = client_as(lero_leader).get(address("reply", row.pk)).content.decode()
    assert "only the two of you" not in html
    assert "those of you who answer read it beside the statement" in html
