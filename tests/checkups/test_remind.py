"""Reminders: planned ahead, right when they go, and called off with what they are about."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from checkups import actions, notifications, timers
from checkups.models import CheckUp
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.measures import LONDON
from rosc.outbox import kinds, sending
from rosc.outbox.kinds import Later, Prepared, Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.makers import again, first_of, make_plan, make_tries, planned
from tests.people.makers import make_route

pytestmark = pytest.mark.django_db
KIND = "checkups.reminder"
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


@pytest.fixture
def at(time_machine):
    """`at(day, "09:00")`: the clock of England says so."""

    def go(day, wall="10:00"):
        moment = datetime.combine(day, time.fromisoformat(wall), tzinfo=LONDON)
        time_machine.move_to(moment)
        return moment

    return go


def sweep():
    return timers.sweep(timezone.localdate())


def reminders(state=None):
    rows = OutboundMessage.objects.filter(kind=KIND).order_by("due_at")
    return list(rows.filter(state=state) if state else rows)


def local(message):
    return timezone.localtime(message.due_at).strftime("%d %H:%M")


def next_week(plan):
    return next(one for one in planned(plan) if one.due_on == MONDAY + timedelta(days=7))


def first_of_the_others(plan, checkup):
    return next(one for one in planned(plan) if one.pk != checkup.pk)


def prepare(message):
    return kinds.get(message.kind).prepare(message)


# --- Planned ahead --------------------------------------------------------------------------------
def test_planned_a_week_ahead_and_shown(plan):
    assert sweep()["reminded"] == 1
    (message,) = reminders("planned")
    checkup = next_week(plan)
    assert local(message) == "06 10:00"
    assert message.key.startswith(f"{KIND}:{checkup.pk}:2026-12-06:text:")
    assert notifications.reminders_of(plan) == [message]
    assert sweep()["reminded"] == 0
    assert len(reminders()) == 1


@pytest.mark.parametrize(
    ("count", "wall", "days"),
    [
        (0, time(10), []),
        (1, time(10), ["06 10:00"]),
        (2, time(10), ["06 10:00", "07 08:00"]),
        (2, time(15), ["06 15:00", "07 13:00"]),
        (2, time(8), ["05 08:00", "06 08:00"]),
        (1, time(19, 30), ["06 19:30"]),
    ],
)
def test_as_often_as_they_agreed(treatment, keyworker, robin, count, wall, days):
    make_plan(treatment, keyworker, person=robin, reminders=count, at=wall)
    sweep()
    assert [local(one) for one in reminders()] == days


def test_only_at_times_they_said_are_safe(plan, robin):
    robin.routes.filter(kind="text").update(safe_from=time(12), safe_until=time(14))
    sweep()
    assert [local(one) for one in reminders()] == ["06 12:00"]


def test_on_the_safe_day_before_where_a_day_is_not(plan, robin):
    robin.routes.filter(kind="text").update(safe_days=[4])  # Fridays
    sweep()
    assert [local(one) for one in reminders()] == ["04 10:00"]


def test_two_reminders_never_fall_on_one_day(treatment, keyworker, robin):
    """Where the day before is not safe, the first goes a day sooner, and so does the other."""
    robin.routes.filter(kind="text").update(safe_days=[3, 4, 5])  # Thursday to Saturday
    make_plan(treatment, keyworker, person=robin, reminders=2, at=time(8))
    sweep()
    assert [local(one) for one in reminders()] == ["04 08:00", "05 08:00"]


def test_nothing_where_no_way_or_no_hour_is_safe(plan, robin):
    robin.routes.filter(kind="text").update(safe_from=time(2), safe_until=time(4))
    sweep()
    assert reminders() == []
    robin.routes.update(is_safe=False)
    actions.remind_again(checkup=next_week(plan), by=SYSTEM)
    assert reminders() == []


@pytest.mark.parametrize(
    ("sunday", "day_before"),
    [(date(2027, 3, 28), "2027-03-27T10:00Z"), (date(2026, 10, 25), "2026-10-24T09:00Z")],
)
def test_the_hour_on_the_wall_when_the_clocks_change(
    treatment, keyworker, robin, time_machine, sunday, day_before
):
    """The day before, and on the morning: the clock goes from one to the other in between."""
    time_machine.move_to(datetime.combine(sunday - timedelta(days=7), time(12), tzinfo=LONDON))
    plan = make_plan(treatment, keyworker, person=robin, reminders=2, any_day=True)
    on_sunday = actions.move(checkup=first_of(plan), on=sunday, by=SYSTEM)
    sweep()
    found = [one for one in reminders() if one.subject_id == on_sunday.pk]
    assert [timezone.localtime(one.due_at).strftime("%H:%M") for one in found] == ["10:00", "08:00"]
    assert found[0].due_at == datetime.fromisoformat(day_before)


def test_the_page_of_the_plan_shows_them(plan, keyworker, client_as):
    sweep()
    page = client_as(keyworker).get(plan.get_absolute_url()).content.decode()
    assert "Reminders to them" in page
    assert "Sunday 6 December at 10am, text message" in " ".join(page.split())


# --- Sent -----------------------------------------------------------------------------------------
def test_who_has_no_page_of_their_own_reads_how_to_stop(plan, at):
    sweep()
    at(date(2026, 12, 6), "10:00")
    sending.send_due()
    (message,) = reminders("sent")
    assert "a break or no more of these? Tell whoever you agreed it with" in message.text


def test_it_goes_once_and_says_nothing(plan, robin, at):
    people.choose_second_factor(person=robin, kind="word", word="lantern", by=SYSTEM)
    sweep()
    at(date(2026, 12, 6), "09:59")
    assert sending.send_due() == 0
    at(date(2026, 12, 6), "10:00")
    assert sending.send_due() == 1
    (message,) = reminders("sent")
    assert "This is a reminder of Monday 7 December at 10am" in message.text
    assert "We will ring you." in message.text
    assert "you can move it, pause or stop" in message.text
    sweep()
    assert sending.send_due() == 0


def test_open_words_only_where_they_said_so(plan, robin, at):
    robin.routes.filter(kind="text").update(wording="open")
    sweep()
    at(date(2026, 12, 6))
    sending.send_due()
    assert "Your next check-up is on Monday 7 December" in reminders("sent")[0].text


def test_quiet_hours_and_what_was_due_in_them(plan, at):
    sweep()
    at(date(2026, 12, 6), "20:30")
    sending.send_due()
    (message,) = reminders("planned")
    assert timezone.localtime(message.next_try_at).strftime("%d %H:%M") == "07 08:00"
    at(date(2026, 12, 7), "08:00")
    sending.send_due()
    assert reminders("sent")


def test_not_at_a_time_that_is_unsafe_now(plan, robin, at):
    sweep()
    robin.routes.filter(kind="text").update(safe_from=time(18), safe_until=time(20))
    at(date(2026, 12, 6))
    assert prepare(reminders()[0]) == Later(at(date(2026, 12, 6), "18:00"))
    at(date(2026, 12, 6))
    sending.send_due()
    (message,) = reminders("planned")
    assert (timezone.localtime(message.next_try_at).hour, message.tries) == (18, 0)


def test_flagged_rather_than_sent_once_its_moment_has_passed(plan, at):
    sweep()
    at(date(2026, 12, 7), "10:00")
    sending.send_due()
    (message,) = reminders("failed")
    assert (message.reason, message.needs_somebody) == ("moment_passed", True)


def test_flagged_where_no_safe_time_is_left(plan, robin, at):
    sweep()
    robin.routes.filter(kind="text").update(safe_from=time(12), safe_until=time(14))
    at(date(2026, 12, 7), "09:00")
    assert prepare(reminders()[0]) == Skip("moment_passed", is_flagged=True)


def test_an_outage_is_caught_up(plan, at):
    """Nothing ran for a week: what still makes sense goes, at once; what does not is flagged."""
    at(date(2026, 12, 6), "15:00")
    sweep()
    sending.send_due()
    assert [local(one) for one in reminders("sent")] == ["06 10:00"]
    at(date(2026, 12, 15), "10:00")
    sweep()
    sending.send_due()
    assert [(local(one), one.reason) for one in reminders("failed")] == [
        ("13 10:00", "moment_passed")
    ]


def test_of_two_that_are_late_one_goes(treatment, keyworker, robin, at):
    make_plan(treatment, keyworker, person=robin, reminders=2)
    sweep()
    at(date(2026, 12, 7), "09:00")
    sending.send_due()
    first, second = reminders()
    assert (first.state, first.reason, second.state) == ("skipped", "newer_waits", "sent")


# --- Re-checked just before -----------------------------------------------------------------------
def died(plan, robin, by):
    people.record_death(person=robin, died_on=timezone.localdate(), by=by)


CHANGES = {
    "moved": lambda plan, by: actions.move(checkup=next_week(plan), on=date(2026, 12, 9), by=by),
    "held": lambda plan, by: actions.hold(checkup=next_week(plan), by=by),
    "paused": lambda plan, by: actions.pause(plan=plan, until=date(2027, 1, 4), by=by),
    "ended": lambda plan, by: actions.end(plan=plan, reason="complete", by=by),
    "asked to stop": lambda plan, by: actions.end(plan=plan, reason="asked", by=by),
    "withdrawn": lambda plan, by: people.withdraw(consent=plan.consent, by=by),
    "stopped": lambda plan, by: people.stop_contact(person=plan.person, why="unsafe", by=by),
    "in prison": lambda plan, by: actions.recall(plan=plan, by=by),
    "other days": lambda plan, by: actions.change_plan(plan=plan, weekday=3, by=by),
    "other pace": lambda plan, by: actions.change_pace(plan=plan, pace=30, by=by),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_calls_it_off_does_so_at_once(plan, keyworker, change):
    """In the same transaction; and where it had been claimed before, `prepare` finds out."""
    sweep()
    (message,) = reminders("planned")
    CHANGES[change](again(plan), keyworker)
    message.refresh_from_db()
    assert message.state == "skipped"
    assert isinstance(prepare(message), Skip)


def test_no_phone_while_they_are_inside(treatment, keyworker, robin, at):
    """Before the day of release nothing goes to it; afterwards it does."""
    out = date(2026, 12, 9)
    make_plan(
        treatment,
        keyworker,
        person=robin,
        schedule="leaving_prison",
        anchor_kind="release",
        anchor_on=out,
    )
    at(date(2026, 12, 7), "09:00")
    sweep()
    at(date(2026, 12, 8), "18:00")
    sending.send_due()
    assert reminders("skipped") == reminders("sent") == []
    assert all(timezone.localdate(one.due_at) >= out for one in reminders("planned"))
    at(date(2026, 12, 15), "18:00")
    sweep()
    sending.send_due()
    assert reminders("sent")


def test_it_goes_another_way_where_the_number_was_put_right(plan, robin, at):
    sweep()
    old = robin.routes.get(kind="text")
    people.end_route(route=old, by=SYSTEM)
    right = make_route(robin, kind="text", value="07700 900123")
    at(date(2026, 12, 6))
    sending.send_due()
    assert {(one.state, one.route_id) for one in reminders()} == {
        ("skipped", old.pk),
        ("sent", right.pk),
    }


def test_a_number_put_right_the_same_day(plan, robin, keyworker, at):
    sweep()
    at(date(2026, 12, 6))
    OutboundMessage.objects.filter(kind=KIND).update(state="failed", tries=1)
    people.end_route(route=robin.routes.get(kind="text"), by=SYSTEM)
    make_route(robin, kind="text", value="07700 900123")
    actions.remind_again(checkup=next_week(plan), by=keyworker)
    sending.send_due()
    assert sorted(one.state for one in reminders()) == ["failed", "sent"]


def test_remind_again_refuses(plan, keyworker, colleague, outsider):
    checkup = next_week(plan)
    for user in (colleague, outsider):
        with pytest.raises(PermissionDenied):
            actions.remind_again(checkup=checkup, by=user)
    actions.end(plan=again(plan), reason="complete", by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.remind_again(checkup=again(checkup), by=keyworker)


def test_more_and_fewer_follow_at_once(plan, keyworker):
    sweep()
    actions.change_plan(plan=again(plan), reminders=2, by=keyworker)
    assert [local(one) for one in reminders("planned")] == ["06 10:00", "07 08:00"]
    actions.change_plan(plan=again(plan), reminders=0, by=keyworker)
    assert reminders("planned") == []
    actions.change_plan(plan=again(plan), reminders=1, by=keyworker)
    assert [local(one) for one in reminders("planned")] == ["06 10:00"]


@pytest.mark.parametrize("state", ["sent", "delivered", "unknown", "sending"])
def test_what_has_gone_or_may_have_goes_no_other_way(plan, robin, keyworker, state, at):
    other = make_route(robin, kind="email", value="robin@example.org", is_preferred=False)
    sweep()
    facts = {"claim": plan.pk, "lease_until": timezone.now()} if state == "sending" else {}
    OutboundMessage.objects.filter(kind=KIND).update(state=state, tries=1, **facts)
    at(date(2026, 12, 6), "12:00")
    actions.change_plan(plan=again(plan), route=other, by=keyworker)
    assert [one.state for one in reminders()] == [state]
    assert actions.remind_again(checkup=next_week(plan), by=keyworker) == 0


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_what_has_not_gone_goes_another_way(plan, robin, keyworker, state):
    other = make_route(robin, kind="email", value="robin@example.org", is_preferred=False)
    sweep()
    OutboundMessage.objects.filter(kind=KIND).update(state=state, tries=1)
    actions.change_plan(plan=again(plan), route=other, by=keyworker)
    assert {(one.state, one.channel) for one in reminders()} == {
        (state, "text"),
        ("planned", "email"),
    }


def test_what_went_to_a_number_that_is_put_right_goes_again(plan, robin, keyworker):
    sweep()
    OutboundMessage.objects.filter(kind=KIND).update(state="sent", tries=1)
    people.end_route(route=robin.routes.get(kind="text"), by=SYSTEM)
    make_route(robin, kind="text", value="07700 900123")
    assert actions.remind_again(checkup=next_week(plan), by=keyworker) == 1


def test_another_hour_moves_it(plan, keyworker):
    first = actions.move(checkup=first_of(plan), on=date(2026, 12, 1), by=keyworker)
    actions.move(checkup=first_of_the_others(plan, first), on=date(2026, 12, 7), by=keyworker)
    sweep()
    actions.hold(checkup=again(first), by=keyworker, next_at=time(17))
    assert [local(one) for one in reminders("planned")] == ["06 17:00"]


# --- To whoever holds them ------------------------------------------------------------------------
def told(kind="today"):
    rows = OutboundMessage.objects.filter(kind=f"checkups.{kind}")
    return list(rows.order_by("due_at"))


def test_one_word_in_the_morning(plan, keyworker, treatment, at):
    make_plan(treatment, keyworker, at=time(14, 30))
    at(date(2026, 12, 7), "00:10")
    for _ in range(2):
        sweep()
    (message,) = told()
    assert (message.route_id, local(message)) == (keyworker.pk, "07 08:00")
    at(date(2026, 12, 7), "08:00")
    prepared = prepare(message)
    assert prepared.address == keyworker.email
    assert "2 people hear from you today, at 10am, 2:30pm" in prepared.text
    assert "Robin" not in prepared.text


def test_one_that_comes_later_the_same_day(plan, keyworker, at):
    at(date(2026, 12, 7), "08:00")
    sweep()
    sending.send_due()
    later = next(one for one in planned(plan) if one.due_on > date(2026, 12, 7))
    first = next(one for one in planned(plan) if one.due_on == date(2026, 12, 7))
    actions.hold(checkup=first, by=keyworker)
    moved = actions.move(checkup=again(later), on=date(2026, 12, 7), at=time(16), by=SYSTEM)
    sweep()
    (message,) = told("also_today")
    assert message.subject_id == moved.pk
    assert "at 4pm" in prepare(message).text
    actions.move(checkup=moved, on=date(2026, 12, 9), by=SYSTEM)
    assert isinstance(prepare(message), Skip)


def test_yesterdays_word_is_flagged(plan, at):
    at(date(2026, 12, 7), "07:00")
    sweep()
    (message,) = told()
    at(date(2026, 12, 8), "07:00")
    assert prepare(message) == Skip("moment_passed", is_flagged=True)


def test_nobody_who_has_gone(plan, keyworker, coordinator, at):
    """Who leads hears instead."""
    keyworker.memberships.update(ended_at=timezone.now())
    at(date(2026, 12, 7), "07:00")
    sweep()
    assert [one.route_id for one in told()] == [coordinator.pk]
    assert isinstance(prepare(told()[0]), Prepared)


def test_prison_without_a_date_is_asked_about_every_four_weeks(plan, keyworker, at):
    actions.recall(plan=plan, by=keyworker)
    at(date(2026, 12, 28))
    assert sweep()["asked_again"] == 1
    assert sweep()["asked_again"] == 0
    (message,) = told("still_inside")
    assert "Please look again" in prepare(message).text
    assert (again(plan).status, again(plan).paused_until) == ("paused", date(2027, 1, 25))


# --- The other sweeps -----------------------------------------------------------------------------
def test_further_days_are_booked(plan, at):
    at(date(2026, 12, 14))
    before = planned(plan)[-1].due_on
    assert sweep()["booked"] == 1
    assert before < planned(plan)[-1].due_on == date(2027, 1, 11)


def test_a_pause_ends_by_itself(plan, keyworker, at):
    actions.pause(plan=plan, until=date(2026, 12, 14), by=keyworker)
    at(date(2026, 12, 14), "00:01")
    assert sweep()["resumed"] == 1
    assert again(plan).is_active


def test_who_could_not_be_reached_is_said_once_the_time_is_over(plan, at):
    first, second = planned(plan)[:2]
    make_tries(first, routes=("phone",))
    at(second.due_on - timedelta(days=1))
    assert sweep()["not_reached"] == 0
    at(second.due_on)
    assert sweep()["not_reached"] == 1
    assert again(first).status == "not-reached"
    assert again(second).status == "planned"
    at(second.due_on + timedelta(days=20))
    assert sweep()["not_reached"] == 0  # nobody tried: it stays overdue, and can still be held
    assert again(second).status == "planned"


def test_one_bad_row_stops_nobody(plan, treatment, keyworker, monkeypatch):
    other = make_plan(treatment, keyworker)
    make_route(other.person)
    original = notifications.remind

    def fail_for_one(checkup):
        if checkup.plan_id == plan.pk:
            raise ValueError
        return original(checkup)

    with monkeypatch.context() as patched:
        patched.setattr(notifications, "remind", fail_for_one)
        sweep()
    about = CheckUp.objects.unscoped_for("test").get(pk=reminders()[0].subject_id)
    assert about.plan == other
    assert sweep()["reminded"] == 1  # it is tried again
