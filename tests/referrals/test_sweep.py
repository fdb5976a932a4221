"""What time does: each rule of the clock and of the sweep, twice, late, and with one bad row."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.models import UnmetNeed
from referrals import actions, timers
from referrals.actions.fallbacks import fallback_of
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Consent, ContactRoute, Erasure, Person, PersonLink
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import ask_for_myself, make_reception
from tests.referrals.makers import again, make_accepted, make_sent

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


@pytest.fixture
def on(time_machine):
    """`on(day)`: that day at ten, and its sweep."""

    def go(day):
        time_machine.move_to(f"{day.isoformat()}T10:00:00Z")
        return timers.sweep(timezone.localdate())

    return go


def mails(kind, referral=None):
    rows = OutboundMessage.objects.filter(kind=f"referrals.{kind}")
    return rows.filter(subject_id=referral.pk).count() if referral else rows.count()


# --- Reminding and escalating ---------------------------------------------------------------------
def test_whoever_is_to_move_is_reminded_once_a_due_day(treatment, lero, lero_leader, on):
    referral = make_sent(treatment, lero)
    assert on(date(2026, 12, 1))["reminded"] == 0
    assert on(date(2026, 12, 2))["reminded"] == 1
    for day in (2, 3, 4):
        on(date(2026, 12, day))
    assert mails("reminder", referral) == 1


def test_each_of_two_that_are_due_that_day_gets_its_own_link(treatment, lero, on):
    make_reception(lero)
    two = [make_sent(treatment, lero) for _ in range(2)]
    on(date(2026, 12, 2))
    for referral in two:
        assert mails("by_link", referral) == 2  # when it was sent, and now


def test_a_new_due_day_is_a_new_reminder(treatment, lero, lero_leader, keyworker, on):
    referral = make_sent(treatment, lero, by=keyworker)
    on(date(2026, 12, 2))
    actions.ask(referral=again(referral), by=lero_leader, text="When?")
    on(date(2026, 12, 4))
    rows = OutboundMessage.objects.filter(kind="referrals.reminder")
    assert set(rows.values_list("route_id", flat=True)) == {lero_leader.pk, keyworker.pk}


def test_what_was_reminded_of_is_not_looked_at_again(treatment, lero, lero_leader, on, monkeypatch):
    make_sent(treatment, lero)
    on(date(2026, 12, 4))
    looked = []
    for name in ("remind", "escalate"):
        monkeypatch.setattr(
            timers.notifications, name, lambda one, day, name=name: looked.append(name) or 0
        )
    on(date(2026, 12, 5))
    assert looked == []
    actions.pause(
        referral=Referral.objects.unscoped_for("test").get(),
        by=SYSTEM,
        until=date(2026, 12, 10),
        reason="Away",
    )
    on(date(2026, 12, 10))  # nothing is due before the pause has been added to it
    on(date(2026, 12, 15))
    assert "remind" in looked


def test_a_reminder_that_could_not_be_planned_is_tried_again(
    treatment, lero, lero_leader, on, monkeypatch
):
    referral = make_sent(treatment, lero)
    real = timers.notifications.remind
    monkeypatch.setattr(timers.notifications, "remind", lambda one, day: 1 / 0)
    assert on(date(2026, 12, 2))["reminded"] == 0
    monkeypatch.setattr(timers.notifications, "remind", real)
    assert on(date(2026, 12, 2))["reminded"] == 1
    assert mails("reminder", referral) == 1


def test_who_leads_hears_once_it_is_more_than_a_working_day_late(treatment, lero, lero_leader, on):
    make_sent(treatment, lero)
    assert on(date(2026, 12, 3))["escalated"] == 0
    assert on(date(2026, 12, 4))["escalated"] == 1
    assert on(date(2026, 12, 5))["escalated"] == 0
    assert mails("escalation") == 1


def test_the_senders_own_leader_hears_when_it_is_the_senders_move(
    treatment, lero, lero_leader, keyworker, coordinator, on
):
    """A question waits for an answer: the worker is reminded, then whoever leads there hears."""
    referral = make_sent(treatment, lero, by=keyworker)
    actions.ask(referral=referral, by=lero_leader, text="When?")
    assert on(date(2026, 12, 2))["reminded"] == 1
    assert on(date(2026, 12, 3))["escalated"] == 0
    assert on(date(2026, 12, 4))["escalated"] == 1
    rows = OutboundMessage.objects.filter(subject_id=referral.pk)
    assert rows.get(kind="referrals.reminder").route_id == keyworker.pk
    assert rows.get(kind="referrals.escalation").route_id == coordinator.pk


def test_weekends_and_bank_holidays_make_nobody_late(
    treatment, lero, lero_leader, on, time_machine
):
    time_machine.move_to("2026-12-22T10:00:00Z")
    referral = make_sent(treatment, lero)
    assert referral.due_on == date(2026, 12, 24)
    for day in range(25, 30):  # Christmas, a weekend, the substitute day, and a working day
        assert on(date(2026, 12, day))["escalated"] == 0
    assert on(date(2026, 12, 30))["escalated"] == 1


def test_nobody_who_came_by_themselves_is_escalated_to_the_other_side(lero, lero_leader, on):
    make_basis(lero)
    referral = ask_for_myself(lero)
    actions.ask(referral=referral, by=lero_leader, text="When?")
    on(date(2026, 12, 10))
    assert mails("reminder") == mails("escalation") == 0
    assert mails("news", referral) == 2  # that they were asked, and that it is due


# --- Pausing --------------------------------------------------------------------------------------
def test_a_pause_moves_all_by_its_own_length_and_no_clock_runs(treatment, lero, keyworker, on):
    referral = make_sent(treatment, lero, type="leaving-prison", leaves_on=date(2026, 12, 10))
    before = {name: getattr(referral, name) for name in ("acknowledge_by", "contact_by")}
    before |= {name: getattr(referral, name) for name in ("intervene_by", "expires_on")}
    until = MONDAY + timedelta(days=10)
    actions.pause(referral=referral, by=keyworker, until=until, reason="In hospital")
    for day in range(1, 10):
        found = on(date(2026, 12, day))
        assert (found["reminded"], found["escalated"], found["resumed"]) == (0, 0, 0)
    assert on(until)["resumed"] == 1
    referral = again(referral)
    for name, day in before.items():
        assert getattr(referral, name) == day + timedelta(days=10)
    assert referral.due_on == referral.acknowledge_by
    assert on(until)["resumed"] == 0


def test_late_after_an_outage_a_pause_is_as_long_as_it_was(treatment, lero, keyworker, on):
    referral = make_sent(treatment, lero)
    until = MONDAY + timedelta(days=3)
    actions.pause(referral=referral, by=keyworker, until=until, reason="Away")
    on(MONDAY + timedelta(days=5))
    assert again(referral).expires_on == referral.expires_on + timedelta(days=5)


def test_what_is_paused_does_not_run_out(treatment, lero, keyworker, on):
    referral = make_sent(treatment, lero)
    referral.expires_on = MONDAY + timedelta(days=5)
    referral.save()
    until = MONDAY + timedelta(days=14)
    actions.pause(referral=referral, by=keyworker, until=until, reason="Away")
    assert on(MONDAY + timedelta(days=13))["expired"] == 0
    assert on(until)["resumed"] == 1
    assert on(MONDAY + timedelta(days=19))["expired"] == 0
    assert on(MONDAY + timedelta(days=20))["expired"] == 1


def test_no_silence_hides_behind_a_long_pause(treatment, lero, on):
    """One that was paused before there was a bound, or taken back to unanswered while it was."""
    referral = make_sent(treatment, lero)
    far = MONDAY + timedelta(days=90)
    Referral.objects.unscoped_for("test").update(paused_on=MONDAY, paused_until=far, due_on=None)
    assert on(MONDAY + timedelta(days=13))["resumed"] == 0
    assert on(MONDAY + timedelta(days=14))["resumed"] == 1
    assert again(referral).due_on == referral.acknowledge_by + timedelta(days=14)


def test_a_pause_never_moves_when_a_medicine_runs_out(treatment, lero, keyworker, on):
    runs_out = MONDAY + timedelta(days=12)
    referral = make_sent(treatment, lero, tier="fuller", medicine_until=runs_out)
    until = MONDAY + timedelta(days=10)
    actions.pause(referral=referral, by=keyworker, until=until, reason="In hospital")
    on(until)
    assert (again(referral).intervene_by, again(referral).due_on) == (runs_out, runs_out)


# --- Running out ----------------------------------------------------------------------------------
def test_only_what_nobody_ever_answered_runs_out(treatment, lero, lero_leader, on):
    never, asked, waiting = (make_sent(treatment, lero) for _ in range(3))
    accepted = make_accepted(treatment, lero)
    actions.ask(referral=asked, by=lero_leader, text="When?")
    actions.wait(referral=waiting, by=lero_leader)
    assert on(never.expires_on)["expired"] == 0
    assert on(never.expires_on + timedelta(days=1))["expired"] == 2
    states = [again(one).status for one in (never, asked, waiting, accepted)]
    assert states == ["expired", "expired", "waiting", "accepted"]
    assert UnmetNeed.objects.filter(origin="expired").exists()
    assert on(never.expires_on + timedelta(days=1))["expired"] == 0


def test_one_bad_row_never_stops_the_others(treatment, lero, lero_leader, on, monkeypatch):
    first, second = make_sent(treatment, lero), make_sent(treatment, lero)
    real = timers.expire

    def broken(*, referral):
        if referral.pk == first.pk:
            raise ZeroDivisionError("zephyrine")
        return real(referral=referral)

    monkeypatch.setattr(timers, "expire", broken)
    assert on(first.expires_on + timedelta(days=1))["expired"] == 1
    assert [again(one).status for one in (first, second)] == ["sent", "expired"]


# --- Did you get help? ----------------------------------------------------------------------------
def test_the_person_is_asked_once_two_weeks_after(treatment, lero, lero_leader, on):
    person = make_person(treatment)
    make_route(person)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    referral = make_accepted(treatment, lero, person=person)
    actions.confirm_meeting(referral=referral, by=lero_leader, on=MONDAY)
    assert on(MONDAY + timedelta(days=13))["asked"] == 0
    assert on(MONDAY + timedelta(days=14))["asked"] == 1
    assert on(MONDAY + timedelta(days=15))["asked"] == 0
    assert mails("got_help", referral) == 1


# --- Passing on -----------------------------------------------------------------------------------
@pytest.fixture
def fallback(lero, elsewhere):
    make_basis(lero)
    make_basis(elsewhere)
    make_reception(lero, fallback=elsewhere)
    make_service("Other things", organisation=elsewhere, kinds=("education",))
    return make_service("A listening ear", organisation=elsewhere)


DUE = date(2026, 12, 4)  # three whole working days after the Monday on which it was sent


def test_after_three_working_days_it_goes_where_they_agreed(fallback, lero, elsewhere, on):
    referral = ask_for_myself(lero, passes_on=True)
    person = referral.person
    assert on(DUE - timedelta(days=1))["passed_on"] == 0
    assert on(DUE)["passed_on"] == 1
    assert on(DUE)["passed_on"] == 0
    after = Referral.objects.unscoped_for("test").get(follows_from=referral)
    assert (after.service, after.receiver, after.held_by) == (fallback, elsewhere, elsewhere)
    assert (after.status, after.origin) == ("sent", "self")
    assert after.snapshot.coded["needs"] == referral.snapshot.coded["needs"]
    moved = Person.objects.unscoped_for("test").get(pk=person.pk)
    assert (moved.organisation, moved.is_hidden, moved.second_factor) == (elsewhere, True, "word")
    assert ContactRoute.objects.get().person_id == person.pk
    old = again(referral)
    assert (old.status, old.is_cut_off, old.snapshot.after) == ("expired", True, None)


def test_the_new_agreement_comes_from_the_one_at_the_start(fallback, lero, elsewhere, on):
    referral = ask_for_myself(lero, passes_on=True)
    on(DUE)
    pass_on, first, second = Consent.objects.order_by("created_at", "pk")
    purposes = [one.purpose for one in (pass_on, first, second)]
    assert purposes == ["pass-on", "introduce", "introduce"]
    assert first.withdrawn_at
    assert (second.recipient, second.details) == (elsewhere, pass_on.details)
    assert (second.taken_by_kind, second.starts_on) == ("person", DUE)
    after = Referral.objects.unscoped_for("test").get(follows_from=referral)
    assert after.consent == second
    assert mails("news", after) == 1


def test_the_first_sees_no_more_than_the_coded_words(fallback, lero, lero_leader, outsider, on):
    referral = ask_for_myself(lero, passes_on=True)
    on(DUE)
    assert Referral.objects.visible_to(lero_leader).get() == referral
    assert not Person.objects.visible_to(lero_leader).exists()
    after = Referral.objects.visible_to(outsider).get()
    assert after.follows_from_id == referral.pk
    assert not Person.objects.visible_to(outsider).exists()


def test_their_link_goes_on_working(fallback, lero, elsewhere, on, client):
    from rosc.people import links

    referral = ask_for_myself(lero, passes_on=True, reach=None)
    token = links.make(referral.person, timezone.now())
    on(DUE)
    assert PersonLink.objects.filter(person=referral.person).exists()
    client.post(f"/people/mine/{token}/", {"word": "lantern"})
    page = client.get("/people/mine/").content.decode()
    assert "It is with them. They have not answered yet." in page
    assert elsewhere.name in page


def test_nothing_goes_where_they_did_not_agree(fallback, lero, on):
    ask_for_myself(lero, passes_on=False)
    assert on(DUE)["passed_on"] == 0


@pytest.mark.parametrize("verb", ["ask", "wait", "accept", "stop", "withdraw"])
def test_nor_once_anybody_has_moved(verb, fallback, lero, lero_leader, on):
    referral = ask_for_myself(lero, passes_on=True)
    {
        "ask": lambda: actions.ask(referral=referral, by=lero_leader, text="When?"),
        "wait": lambda: actions.wait(referral=referral, by=lero_leader),
        "accept": lambda: actions.accept(referral=referral, by=lero_leader),
        "stop": lambda: people.stop_contact(person=referral.person, why="asked", by=SYSTEM),
        "withdraw": lambda: people.withdraw(
            consent=Consent.objects.get(purpose="pass-on"), by=SYSTEM
        ),
    }[verb]()
    assert on(DUE)["passed_on"] == 0
    assert Referral.objects.unscoped_for("test").count() == 1


def test_a_pause_holds_nobody_longer_than_they_were_told(fallback, lero, lero_leader, on):
    """Not past the working days after which they are passed on, whoever presses the button."""
    referral = ask_for_myself(lero, passes_on=True)
    last = DUE - timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.pause(referral=referral, by=lero_leader, until=DUE, reason="Away")
    actions.pause(referral=referral, by=lero_leader, until=last, reason="Away")
    assert mails("news", referral) == 1
    assert on(last)["resumed"] == 1
    assert on(DUE)["passed_on"] == 1


def test_a_pause_does_not_put_off_when_it_is_deleted(lero, lero_leader, on, time_machine):
    make_basis(lero)
    referral = ask_for_myself(lero)
    actions.ask(referral=referral, by=lero_leader, text="When?")
    time_machine.move_to("2026-12-14T10:00:00Z")
    with pytest.raises(ValidationError):
        actions.pause(referral=referral, by=lero_leader, until=date(2026, 12, 23), reason="Away")
    actions.pause(referral=referral, by=lero_leader, until=date(2026, 12, 21), reason="Away")
    on(date(2026, 12, 21))
    assert again(referral).expires_on == referral.expires_on
    assert on(MONDAY + timedelta(days=23))["expired"] == 1
    assert on(MONDAY + timedelta(days=30))["erased"] == 1


def test_whoever_was_passed_on_leaves_a_need(fallback, lero, on):
    ask_for_myself(lero, passes_on=True)
    on(DUE)
    assert UnmetNeed.objects.get().origin == "expired"


def test_a_fallback_that_may_hold_nothing_is_none(lero, elsewhere):
    make_reception(lero, fallback=elsewhere)
    assert fallback_of(lero) is None
    make_basis(elsewhere)
    assert fallback_of(lero) is None  # it takes nobody
    make_service("A listening ear", organisation=elsewhere)
    assert fallback_of(lero) == elsewhere


# --- Erasing --------------------------------------------------------------------------------------
def test_unanswered_for_thirty_days_it_is_erased(lero, on):
    make_basis(lero)
    referral = ask_for_myself(lero, preferred_name="Zephyrine")
    assert on(MONDAY + timedelta(days=23))["expired"] == 1
    assert mails("news", referral) == 1  # a week in which their page says what can be done next
    assert on(MONDAY + timedelta(days=29))["erased"] == 0
    assert on(MONDAY + timedelta(days=30))["erased"] == 1
    assert on(MONDAY + timedelta(days=31))["erased"] == 0
    person = Person.objects.unscoped_for("test").get()
    assert person.preferred_name != "Zephyrine"
    assert person.erased_on
    assert not ContactRoute.objects.exists()
    assert Erasure.objects.get().schedule == "unanswered"


@pytest.mark.parametrize("state", ["accepted", "waiting"])
def test_who_was_answered_is_kept(state, lero, lero_leader, on):
    make_basis(lero)
    referral = ask_for_myself(lero)
    if state == "accepted":
        actions.accept(referral=referral, by=lero_leader)
        actions.end(
            referral=referral,
            by=lero_leader,
            reason="moved-on",
            outcomes={goal.pk: "achieved" for goal in referral.goals.all()},
        )
    else:
        actions.wait(referral=referral, by=lero_leader)
    assert on(MONDAY + timedelta(days=60))["erased"] == 0


def test_a_decline_leaves_a_week_to_read_it(lero, lero_leader, on, time_machine):
    make_basis(lero)
    referral = ask_for_myself(lero)
    time_machine.move_to("2026-12-22T10:00:00Z")
    actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="elsewhere")
    assert on(MONDAY + timedelta(days=28))["erased"] == 0
    assert on(MONDAY + timedelta(days=30))["erased"] == 1


def test_what_is_kept_for_a_legal_reason_stays(lero, on):
    make_basis(lero)
    referral = ask_for_myself(lero)
    Person.objects.unscoped_for("test").filter(pk=referral.person_id).update(is_held=True)
    on(MONDAY + timedelta(days=23))
    assert on(MONDAY + timedelta(days=40))["erased"] == 0


def test_a_persons_record_of_a_worker_is_never_swept(treatment, lero, on):
    make_sent(treatment, lero)
    assert on(MONDAY + timedelta(days=90))["erased"] == 0
