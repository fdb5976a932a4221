"""One introduction from draft to what came of it, and the words each side reads on the way."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from directory.models import UnmetNeed
from referrals import actions
from referrals.models import Side
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.outbox.models import OutboundMessage
from rosc.people.models import Person
from rosc.workflow import TransitionNotAllowed
from tests.directory.makers import make_fellowship, make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import again, make_accepted, make_draft, make_sent

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30T10:00:00Z"


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY)


def test_sending_freezes_asks_and_starts_the_clocks(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    assert (referral.status, referral.whose_move) == ("sent", Side.RECEIVER)
    assert referral.acknowledge_by == referral.due_on == date(2026, 12, 2)
    assert referral.contact_by == date(2026, 12, 7)
    assert referral.expires_on == date(2026, 12, 30)
    assert referral.intervene_by is None
    message = OutboundMessage.objects.get(kind="referrals.waits")
    assert (message.route_id, message.subject_id) == (lero_leader.pk, referral.pk)


@pytest.mark.parametrize("kind", ["re-engagement", "leaving-prison", "leaving-residential"])
def test_some_are_acknowledged_sooner(kind, treatment, lero):
    assert make_sent(treatment, lero, type=kind).acknowledge_by == date(2026, 12, 1)


def test_the_clock_of_prison_starts_at_the_release(treatment, lero):
    facts = {"type": "leaving-prison", "leaves_on": date(2026, 12, 10)}
    assert make_sent(treatment, lero, **facts).intervene_by == date(2026, 12, 31)
    facts["medicine_until"] = date(2026, 12, 17)
    assert make_sent(treatment, lero, **facts).intervene_by == date(2026, 12, 17)


def test_working_days_pass_over_christmas(treatment, lero, time_machine):
    time_machine.move_to("2026-12-24T10:00:00Z")  # a Thursday; 25 and 28 are bank holidays
    assert make_sent(treatment, lero).acknowledge_by == date(2026, 12, 30)


def test_a_question_and_its_answer(treatment, lero, keyworker, lero_leader, time_machine):
    referral = make_sent(treatment, lero, by=keyworker)
    actions.ask(referral=referral, by=lero_leader, text="Is evening all right?")
    assert (referral.status, referral.whose_move) == ("asked", Side.SENDER)
    assert referral.acknowledged_at
    time_machine.move_to("2026-12-02T10:00:00Z")
    actions.answer(referral=referral, by=keyworker, text="Yes")
    assert (referral.status, referral.whose_move) == ("sent", Side.RECEIVER)
    assert referral.due_on == date(2026, 12, 4)
    assert [(note.kind, note.text, note.by_name) for note in referral.notes.all()] == [
        ("question", "Is evening all right?", "Lee Leader"),
        ("answer", "Yes", "Kay Worker"),
    ]


def test_accepting_makes_a_record_from_what_was_agreed(treatment, lero):
    person = make_person(treatment, "Robin", full_name="Robin Wren", own_reference="A1")
    make_route(person, value="07700 900123", safe_days=[0, 2])
    referral = make_accepted(treatment, lero, person=person)
    theirs = referral.received_person
    assert (theirs.organisation, theirs.preferred_name) == (lero, "Robin")
    assert (theirs.full_name, theirs.own_reference) == ("", "")
    route = theirs.routes.get()
    assert (route.value, route.safe_days, route.is_safe) == ("07700 900123", [0, 2], True)


def test_without_a_ground_a_group_is_brought_the_person(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    with pytest.raises(ValidationError):
        actions.accept(referral=referral, by=lero_leader)
    assert again(referral).status == "sent"
    actions.accept(referral=again(referral), by=lero_leader, handling="brings")
    assert again(referral).status == "accepted"
    assert not Person.objects.unscoped_for("test").filter(organisation=lero).exists()


def test_an_acceptance_is_taken_back_the_same_day(treatment, lero, lero_leader, time_machine):
    referral = make_accepted(treatment, lero)
    actions.undo_accept(referral=referral, by=lero_leader)
    assert (again(referral).status, again(referral).received_person) == ("sent", None)
    assert not Person.objects.unscoped_for("test").filter(organisation=lero).exists()
    actions.wait(referral=referral, by=lero_leader)
    actions.accept(referral=referral, by=lero_leader)
    actions.undo_accept(referral=referral, by=lero_leader)
    assert again(referral).status == "waiting"
    actions.accept(referral=referral, by=lero_leader)
    time_machine.move_to("2026-12-01T00:10:00Z")  # past midnight in London
    with pytest.raises(TransitionNotAllowed):
        actions.undo_accept(referral=referral, by=lero_leader)


def test_not_once_something_was_recorded(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    now = timezone.now()
    actions.record_contact(referral=referral, by=lero_leader, at=now, result="no-answer")
    with pytest.raises(TransitionNotAllowed):
        actions.undo_accept(referral=referral, by=lero_leader)


def test_a_contact_that_reached_them_stops_its_clock(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    assert referral.due_on == referral.contact_by
    now = timezone.now()
    actions.record_contact(referral=referral, by=lero_leader, at=now, result="no-answer")
    assert again(referral).reached_at is None
    actions.record_contact(referral=referral, by=lero_leader, at=now, result="reached")
    assert again(referral).reached_at == now
    assert again(referral).due_on == referral.review_on
    assert again(referral).status == "accepted"


def test_meeting_and_ending_with_what_came_of_each_goal(treatment, lero, keyworker, lero_leader):
    referral = make_draft(treatment, lero, by=keyworker)
    actions.change(referral=referral, by=keyworker, goals=["Sleep better", " ", "Meet people"])
    from tests.referrals.makers import make_consent

    make_basis(lero)
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    actions.accept(referral=referral, by=lero_leader)
    actions.confirm_meeting(referral=referral, by=lero_leader, on=date(2026, 11, 30))
    first, second = referral.goals.all()
    with pytest.raises(ValidationError):
        actions.end(
            referral=referral,
            by=lero_leader,
            reason="got-what-was-wanted",
            outcomes={first.pk: "achieved"},
        )
    actions.end(
        referral=again(referral),
        by=lero_leader,
        reason="got-what-was-wanted",
        outcomes={first.pk: "achieved", second.pk: "not-known"},
    )
    found = again(referral)
    assert (found.status, found.whose_reason) == ("ended", "person")
    assert [goal.outcome for goal in found.goals.all()] == ["achieved", "not-known"]


def test_answers_that_differ_are_put_side_by_side(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.confirm_meeting(referral=referral, by=lero_leader, on=date(2026, 11, 30))
    actions.confirm(referral=referral, question="met", is_yes=False, by=keyworker)
    assert again(referral).needs_check
    actions.settle(referral=referral, by=lero_leader)
    assert not again(referral).needs_check
    said = list(referral.confirmations.values_list("side", "is_yes"))
    assert said == [("receiver", True), ("sender", False)]
    with pytest.raises(SomebodyGotThereFirst):
        actions.settle(referral=again(referral), by=keyworker)


def test_declining_leaves_a_need_and_no_name(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    actions.decline(
        referral=referral, by=lero_leader, reason="no-room", follows="wait", note="In March"
    )
    need = UnmetNeed.objects.get()
    assert (need.kind_id, need.authority_id, need.origin) == (
        "peer-support",
        "E08000035",
        "declined",
    )
    assert not {field.name for field in UnmetNeed._meta.get_fields()} & {
        *("person", "organisation", "service", "referral"),
    }


@pytest.mark.parametrize("reason", ["not-safe-here", "not-now", "duplicate"])
def test_some_reasons_say_nothing_of_the_area(reason, treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    actions.decline(referral=referral, by=lero_leader, reason=reason, follows="elsewhere")
    assert not UnmetNeed.objects.exists()


def test_proposing_elsewhere_moves_nobody(treatment, lero, elsewhere, lero_leader, keyworker):
    referral = make_sent(treatment, lero, by=keyworker)
    other = make_service("Over the bridge", organisation=elsewhere)
    draft = actions.redirect(referral=referral, by=lero_leader, service=other)
    assert again(referral).status == "redirected"
    assert (draft.status, draft.held_by, draft.receiver) == ("draft", treatment, elsewhere)
    assert (draft.follows_from, draft.consent, draft.sent_at) == (referral, None, None)
    assert draft.started_by == keyworker


def test_a_mutual_aid_group_is_sent_nobody(treatment, lero):
    group = make_service("Tuesday group", organisation=lero, fellowship=make_fellowship())
    with pytest.raises(ValidationError):
        make_draft(treatment, lero, service=group)


def test_a_pause_moves_every_day_by_its_own_length(treatment, lero, keyworker, time_machine):
    referral = make_sent(treatment, lero, by=keyworker)
    before = (referral.acknowledge_by, referral.contact_by, referral.expires_on)
    actions.pause(referral=referral, by=keyworker, until=date(2026, 12, 13), reason="They are away")
    assert again(referral).due_on is None
    time_machine.move_to("2026-12-10T10:00:00Z")
    actions.resume(referral=referral, by=keyworker, today=date(2026, 12, 10))
    found = again(referral)
    after = (found.acknowledge_by, found.contact_by, found.expires_on)
    assert [new - old for new, old in zip(after, before, strict=True)] == [timedelta(days=10)] * 3
    assert found.due_on == found.acknowledge_by


def test_own_notes_stay_in_their_house(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.say(referral=referral, by=lero_leader, text="Came late, was shy", is_own=True)
    actions.say(referral=referral, by=lero_leader, text="All is well")
    theirs = referral.notes.readable_at([treatment.pk])
    assert [note.text for note in theirs] == ["All is well"]
    assert referral.notes.readable_at([lero.pk]).count() == 2


def test_the_other_side_may_not_do_what_is_not_its_move(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    with pytest.raises(PermissionDenied):
        actions.accept(referral=referral, by=keyworker, handling="brings")
    with pytest.raises(PermissionDenied):
        actions.withdraw(referral=referral, by=lero_leader, reason="changed-mind")
    assert again(referral).status == "sent"


def test_nothing_is_sent_from_a_record_set_aside(treatment, lero):
    person = make_person(treatment)
    person.is_restricted = True
    person.save()
    with pytest.raises(ValidationError):
        make_sent(treatment, lero, person=person)


def test_the_system_may_not_be_left_to_answer_for_a_link_without_a_name(treatment, lero):
    from rosc.access import Link, Permission

    referral = make_sent(treatment, lero)
    link = Link(referral.pk, Permission.REFERRAL_ANSWER, lero.pk)
    with pytest.raises(ValueError, match="who they are"):
        actions.wait(referral=referral, by=link)
    assert again(referral).status == "sent"
    actions.wait(referral=referral, by=link, name="Sam", role="Volunteer", note="From January")
    note = referral.notes.get()
    assert (note.by_name, note.by_role, note.by_kind) == ("Sam", "Volunteer", "link")
    assert SYSTEM.actor_kind == "system"
