"""A group that keeps no record is brought the person: whoever brings them is to move."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from referrals import actions, timers
from referrals.models import Side
from rosc.outbox.models import OutboundMessage
from tests.people.makers import make_basis
from tests.referrals.links import ask_for_myself
from tests.referrals.makers import again, make_sent
from tests.referrals.pages import does, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


@pytest.fixture
def brought(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    return actions.accept(
        referral=referral, by=lero_leader, handling="brings", note="Monday at the hall"
    )


def mails(kind):
    rows = OutboundMessage.objects.filter(kind=f"referrals.{kind}")
    return list(rows.values_list("route_id", flat=True))


def test_it_is_the_move_of_who_brings_them(brought, keyworker, lero_leader, client_as):
    assert (brought.whose_move, brought.due_on) == (Side.SENDER, date(2026, 12, 7))
    ours = client_as(keyworker).get(page("referral", brought)).content.decode()
    assert "It is your move" in ours
    assert "keeps no record and cannot reach them" in ours
    assert "Say whether they met" in ours
    theirs = client_as(lero_leader).get(page("referral", brought)).content.decode()
    assert "Bridge Street Service is to move next" in theirs
    assert "It is your move" not in theirs


def test_they_are_reminded_and_their_own_leader_hears(
    brought, keyworker, coordinator, lero_leader, time_machine
):
    for day in (7, 9):
        time_machine.move_to(f"2026-12-0{day}T10:00:00Z")
        timers.sweep(timezone.localdate())
    assert mails("reminder") == [keyworker.pk]
    assert mails("escalation") == [coordinator.pk]


def test_once_they_have_met_it_is_the_groups(brought, keyworker, lero_leader):
    does("confirm", brought, keyworker, question="met", is_yes="yes")
    found = again(brought)
    assert (found.whose_move, found.due_on) == (Side.RECEIVER, found.review_on)
    assert found.reached_at
    does("confirm_meeting", found, lero_leader, on_0=30, on_1=11, on_2=2026)
    assert (again(brought).status, again(brought).whose_move) == ("met", Side.RECEIVER)


def test_that_they_have_not_met_leaves_it_where_it_is(brought, keyworker):
    actions.confirm(referral=brought, question="met", is_yes=False, by=keyworker)
    assert again(brought).whose_move == Side.SENDER


def test_taken_back_it_is_the_groups_to_answer(brought, lero_leader):
    actions.undo_accept(referral=again(brought), by=lero_leader)
    assert (again(brought).status, again(brought).whose_move) == ("sent", Side.RECEIVER)


def test_nobody_brings_who_came_by_themselves(lero, lero_leader, client_as):
    make_basis(lero)
    referral = ask_for_myself(lero)
    form = client_as(lero_leader).get(page("accept", referral)).context["form"]
    assert [way for way, _ in form.fields["handling"].choices] == ["signed-in"]
    with pytest.raises(ValidationError):
        actions.accept(referral=referral, by=lero_leader, handling="brings")
