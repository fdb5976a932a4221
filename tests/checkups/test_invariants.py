"""Random sequences of deeds and days; after each, what must always be true of a plan."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from checkups import actions, timers
from checkups.models import Pace
from rosc.access import SYSTEM, Oneself, SomebodyGotThereFirst
from rosc.measures import LONDON
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.makers import again, checkups_of, chosen, make_plan, planned
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis, make_person, make_route

REFUSED = (PermissionDenied, SomebodyGotThereFirst, ValidationError)
KIND = "checkups.reminder"
WHO = st.sampled_from(["worker", "person", "outsider"])
# Both nights on which the clocks change lie within weeks of these.
BEGINNINGS = st.sampled_from(["2026-10-05", "2027-03-08", "2026-12-14", "2028-02-21"])


class KeepingInTouch(RuleBasedStateMachine):
    """One plan, pushed about by everybody who has to do with it, while time passes."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example._from_testcase = True  # the ledger commits in between, as in every test
        self.example.__enter__()
        self.clock = None

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        if self.clock:
            self.clock.stop()

    @initialize(
        on=BEGINNINGS,
        reminders=st.integers(0, 2),
        schedule=st.sampled_from(["phone12", "first_six_months", "stepdown_open", "quarterly2"]),
        at=st.sampled_from([time(8), time(9, 45), time(14), time(19, 30)]),
        safe_until=st.sampled_from([None, time(9), time(13)]),
    )
    def begin(self, on, reminders, schedule, at, safe_until):
        self.clock = time_machine.travel(_wall(on, time(11)), tick=False)
        self.traveller = self.clock.start()
        house, elsewhere = OrganisationFactory(kinds=["rss"]), OrganisationFactory(kinds=["rss"])
        make_basis(house)
        self.worker = member("Kay Worker", ("keyworker", house))
        self.outsider = member("Otto Outside", ("keyworker", elsewhere))
        self.robin = make_person(house)
        safe = {"safe_from": time(7), "safe_until": safe_until} if safe_until else {}
        self.route = make_route(self.robin, **safe)
        self.plan = make_plan(
            house, self.worker, person=self.robin, schedule=schedule, at=at, reminders=reminders
        )
        self.sent_at_the_end = None

    # --- Deeds ------------------------------------------------------------------------------------
    def do(self, act, who, **options):
        """Whatever is refused changes nothing."""
        before = self.picture()
        try:
            with transaction.atomic():
                act(by=self.actor(who), **options)
        except REFUSED:
            assert self.picture() == before
        self.plan = again(self.plan)
        if self.plan.status == "ended" and self.sent_at_the_end is None:
            self.sent_at_the_end = self.sent().count()

    def picture(self):
        plan = again(self.plan)
        rows = [(one.pk, one.status, one.due_on, one.due_at) for one in checkups_of(plan)]
        waiting = OutboundMessage.objects.values_list("key", "state").order_by("key")
        return plan.status, plan.booked_to, rows, list(waiting)

    def actor(self, who):
        pk = self.robin.pk
        own = Oneself(pk, frozenset([pk]), frozenset([self.robin.organisation_id]))
        return {"worker": self.worker, "outsider": self.outsider, "person": own}[who]

    def sent(self):
        return OutboundMessage.objects.filter(kind=KIND, state="sent")

    def checkup(self, index):
        rows = planned(self.plan) or checkups_of(self.plan)
        return rows[index % len(rows)]

    @rule(who=WHO, index=st.integers(0, 2), pace=st.sampled_from([None, 0, *Pace.values]))
    def hold(self, who, index, pace):
        self.do(actions.hold, who, checkup=self.checkup(index), pace=pace)

    @rule(who=WHO, index=st.integers(0, 2), route=st.sampled_from(["phone", "text"]))
    def record_attempt(self, who, index, route):
        facts = {"at": timezone.now(), "result": "no-answer", "route": route}
        self.do(actions.record_attempt, who, checkup=self.checkup(index), **facts)

    @rule(who=WHO)
    def could_not_reach(self, who):
        self.do(actions.could_not_reach, who, checkup=self.checkup(0))

    @rule(who=WHO, index=st.integers(0, 3), days=st.integers(-1, 40))
    def move(self, who, index, days):
        on = timezone.localdate() + timedelta(days=days)
        self.do(actions.move, who, checkup=self.checkup(index), on=on)

    @rule(who=WHO, days=st.integers(0, 40))
    def pause(self, who, days):
        until = timezone.localdate() + timedelta(days=days)
        self.do(actions.pause, who, plan=self.plan, until=until)

    @rule(who=WHO)
    def resume(self, who):
        self.do(actions.resume, who, plan=self.plan)

    @rule(who=WHO, weekday=st.integers(0, 6), any_day=st.booleans(), reminders=st.integers(0, 2))
    def change_plan(self, who, **wishes):
        self.do(actions.change_plan, who, plan=self.plan, **wishes)

    @rule(who=WHO, pace=st.sampled_from([0, *Pace.values]))
    def change_pace(self, who, pace):
        self.do(actions.change_pace, who, plan=self.plan, pace=pace)

    @rule(who=WHO, days=st.integers(-10, 40))
    def reanchor(self, who, days):
        on = timezone.localdate() + timedelta(days=days)
        self.do(actions.reanchor, who, plan=self.plan, anchor_on=on)

    @rule(who=WHO, days=st.sampled_from([None, 5, 20]))
    def recall(self, who, days):
        on = None if days is None else timezone.localdate() + timedelta(days=days)
        self.do(actions.recall, who, plan=self.plan, release_on=on)

    @rule(who=WHO, slug=st.sampled_from(["phone12", "stepdown18", "quarterly4"]))
    def change_schedule(self, who, slug):
        self.do(actions.change_schedule, who, plan=self.plan, schedule=chosen(slug))

    @rule()
    def another_number(self):
        people.end_route(route=self.route, by=SYSTEM)
        self.route = make_route(self.robin)

    @rule(who=WHO, reason=st.sampled_from(["asked", "complete"]), really=st.integers(0, 2))
    def end(self, who, reason, really):
        if not really:
            self.do(actions.end, who, plan=self.plan, reason=reason)

    @rule(how=st.sampled_from(["withdraw", "stop"]), really=st.integers(0, 5))
    def take_it_back(self, how, really):
        if really or self.plan.status == "ended":
            return
        if how == "withdraw":
            people.withdraw(consent=self.plan.consent, by=SYSTEM)
        else:
            people.stop_contact(person=self.robin, why="unsafe", by=SYSTEM)
        self.plan, self.sent_at_the_end = again(self.plan), self.sent().count()
        assert self.plan.status == "ended"

    @rule(days=st.integers(0, 9), at=st.sampled_from([time(0, 30), time(8), time(12), time(21)]))
    def time_passes(self, days, at):
        moment = _wall((timezone.localdate() + timedelta(days=days)).isoformat(), at)
        self.traveller.move_to(max(moment, timezone.now() + timedelta(minutes=5)))
        self.before = set(self.sent().values_list("pk", flat=True))
        timers.sweep(timezone.localdate())
        sending.send_due()
        self.plan = again(self.plan)
        self.look_at_what_went()

    def look_at_what_went(self):
        now = timezone.localtime()
        for one in self.sent().exclude(pk__in=self.before):
            assert time(8) <= now.time() < time(20)
            assert self.robin.routes.get(pk=one.route_id).is_safe_at(now)
            assert not self.plan.keeps_phone_silent(now)
            about = next(row for row in checkups_of(self.plan) if row.pk == one.subject_id)
            assert about.status == "planned"
            assert about.starts_at > now

    # --- What is always true ----------------------------------------------------------------------
    @invariant()
    def one_open_check_up_a_day(self):
        days = [one.due_on for one in planned(self.plan)]
        assert len(days) == len(set(days))

    @invariant()
    def a_next_date_unless_it_is_over_or_paused(self):
        if self.plan.is_active:
            ahead = [one for one in planned(self.plan) if one.due_on >= timezone.localdate()]
            assert ahead or self.plan.book_more_on <= timezone.localdate()
        else:
            assert planned(self.plan) == []

    @invariant()
    def nothing_goes_after_withdrawal_or_stop(self):
        if self.plan.status == "ended":
            assert self.sent().count() == self.sent_at_the_end

    @invariant()
    def nothing_waits_for_what_is_over(self):
        waiting = OutboundMessage.objects.filter(kind=KIND, state="planned")
        open_ids = {one.pk for one in planned(self.plan)}
        assert {one.subject_id for one in waiting} <= open_ids

    @invariant()
    def moves_lead_to_one_that_stands(self):
        for one in checkups_of(self.plan):
            assert one.latest.status != "moved"


def _wall(on, at):
    return datetime.combine(datetime.fromisoformat(on).date(), at, tzinfo=LONDON)


@pytest.mark.django_db
def test_whatever_anybody_does():
    run_state_machine_as_test(
        KeepingInTouch,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
