"""Random sequences of deeds from both sides at once; after each, what must always be true."""

from datetime import timedelta

import pytest
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

from referrals import actions, timers
from referrals.models import Reached, Referral, Side
from referrals.workflow import CLOSED, HELD_OPEN
from rosc.access import Link, Oneself, Permission, SomebodyGotThereFirst
from rosc.people import actions as people
from rosc.people.models import Person
from tests.conftest import member
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis, make_route
from tests.referrals.makers import again, make_consent, make_draft

REFUSED = (PermissionDenied, SomebodyGotThereFirst, ValidationError)


class Introduction(RuleBasedStateMachine):
    """One introduction, pushed about by everybody who has anything to do with it."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(has_basis=st.booleans())
    def begin(self, has_basis):
        self.sender = OrganisationFactory(kinds=["treatment"])
        self.receiver = OrganisationFactory(kinds=["rss"])
        self.elsewhere = OrganisationFactory(kinds=["rss"])
        if has_basis:
            make_basis(self.receiver)
        self.worker = member("Kay Sender", ("keyworker", self.sender))
        self.answerer = member("Anna Receiver", ("coordinator", self.receiver))
        self.outsider = member("Otto Elsewhere", ("coordinator", self.elsewhere))
        self.referral = make_draft(self.sender, self.receiver, by=self.worker)
        self.referral.person.date_of_birth = "1980-04-05"
        self.referral.person.save()
        make_route(self.referral.person)
        actions.change(referral=self.referral, by=self.worker, goals=["Sleep", "Work"])
        self.consent = make_consent(self.referral)
        self.other = make_service("Instead", organisation=self.elsewhere)
        self.closed_once = False

    def do(self, act, **options):
        """Whatever is refused changes nothing."""
        stale = again(self.referral)
        before = (stale.status, stale.history.count())
        try:
            act(referral=stale, **options)
        except REFUSED:
            now = again(self.referral)
            assert (now.status, now.history.count()) == before
        self.referral = again(self.referral)

    who = st.sampled_from(["worker", "answerer", "outsider", "link", "foreign link", "person"])

    def actor(self, who):
        if who == "link":
            return Link(self.referral.pk, Permission.REFERRAL_ANSWER, self.receiver.pk)
        if who == "foreign link":
            return Link(self.referral.pk, Permission.REFERRAL_ANSWER, self.elsewhere.pk)
        if who == "person":
            pk = self.referral.person_id
            return Oneself(pk, frozenset([pk]), frozenset([self.sender.pk]))
        return getattr(self, who)

    def said(self, who):
        return {"name": "Sam"} if "link" in who else {}

    @rule(who=who)
    def send(self, who):
        self.do(actions.send, consent=self.consent, by=self.actor(who))

    @rule(who=who)
    def ask(self, who):
        self.do(actions.ask, by=self.actor(who), text="When?", **self.said(who))

    @rule(who=who)
    def answer(self, who):
        self.do(actions.answer, by=self.actor(who), text="Mondays", **self.said(who))

    @rule(who=who)
    def wait(self, who):
        self.do(actions.wait, by=self.actor(who), **self.said(who))

    @rule(who=who, handling=st.sampled_from(["brings", "signed-in"]))
    def accept(self, who, handling):
        self.do(actions.accept, by=self.actor(who), handling=handling, **self.said(who))

    @rule(who=who)
    def undo_accept(self, who):
        self.do(actions.undo_accept, by=self.actor(who))

    @rule(who=who)
    def decline(self, who):
        self.do(
            actions.decline,
            by=self.actor(who),
            reason="no-room",
            follows="wait",
            **self.said(who),
        )

    @rule(who=who)
    def redirect(self, who):
        self.do(actions.redirect, by=self.actor(who), service=self.other, **self.said(who))

    @rule(who=who, result=st.sampled_from(Reached.values))
    def record_contact(self, who, result):
        self.do(actions.record_contact, by=self.actor(who), at=timezone.now(), result=result)

    @rule(who=who)
    def confirm_meeting(self, who):
        self.do(actions.confirm_meeting, by=self.actor(who), on=timezone.localdate())

    @rule(who=who, is_yes=st.booleans(), question=st.sampled_from(["met", "got-help"]))
    def confirm(self, who, is_yes, question):
        self.do(actions.confirm, by=self.actor(who), question=question, is_yes=is_yes)

    @rule(who=who, has_outcomes=st.booleans())
    def end(self, who, has_outcomes):
        goals = self.referral.goals.all() if has_outcomes else []
        outcomes = {goal.pk: "partly" for goal in goals}
        self.do(
            actions.end,
            by=self.actor(who),
            reason="moved-on",
            outcomes=outcomes,
            **self.said(who),
        )

    @rule(who=who)
    def withdraw(self, who):
        self.do(actions.withdraw, by=self.actor(who), reason="changed-mind")

    @rule(who=who)
    def withdraw_consent(self, who):
        try:
            people.withdraw(consent=self.consent, by=self.actor(who))
        except REFUSED:
            return
        self.referral = again(self.referral)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        timers.sweep(timezone.localdate() + timedelta(days=days))
        self.referral = again(self.referral)

    @rule(who=who)
    def pause(self, who):
        until = timezone.localdate() + timedelta(days=5)
        self.do(actions.pause, by=self.actor(who), until=until, reason="On holiday")

    @invariant()
    def one_owner_of_the_move(self):
        is_closed = self.referral.status in CLOSED
        assert is_closed == (self.referral.whose_move == Side.NOBODY)
        if is_closed:
            assert self.referral.due_on is None

    @invariant()
    def history_adds_up(self):
        steps = list(self.referral.history.order_by("id").values_list("before", "after"))
        chain = ["draft", *[after for _, after in steps]]
        assert [before for before, _ in steps] == chain[:-1]
        assert chain[-1] == self.referral.status

    @invariant()
    def no_access_without_consent(self):
        found = Referral.objects.visible_to(self.answerer).filter(pk=self.referral.pk).exists()
        assert found == (self.referral.sent_at is not None)
        assert not Referral.objects.visible_to(self.outsider).filter(pk=self.referral.pk).exists()
        snapshot = getattr(self.referral, "snapshot", None)
        self.consent.refresh_from_db()
        if self.consent.withdrawn_at and snapshot:
            assert snapshot.identity == {}
            assert not self.referral.shows_identity()

    @invariant()
    def nobody_holds_a_record_before_accepting(self):
        theirs = Person.objects.unscoped_for("test").filter(organisation=self.receiver)
        if self.referral.status in HELD_OPEN:
            assert not theirs.exists()
            assert self.referral.received_person is None
        assert theirs.count() <= 1

    @invariant()
    def ended_has_outcomes(self):
        if self.referral.status == "ended":
            assert self.referral.reason
            assert all(goal.outcome for goal in self.referral.goals.all())

    @invariant()
    def differing_answers_are_to_be_checked(self):
        from referrals.actions.contact import differ

        assert self.referral.needs_check == differ(self.referral)


@pytest.mark.django_db
def test_both_sides_at_once():
    run_state_machine_as_test(
        Introduction,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
