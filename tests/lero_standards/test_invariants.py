"""Random sequences of deeds by several hands; after each, what must always be true: a snapshot
never changes, nothing is lost, and nobody else sees what is not shared with them today."""

import json
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

from lero_standards import actions, content, framework
from lero_standards.models import Answer, Grant, Snapshot
from lero_standards.wording import Said, Voice
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.models import LeroType, Organisation, User
from tests.conftest import member
from tests.factories import OrganisationFactory

REFUSED = (PermissionDenied, SomebodyGotThereFirst, ValidationError)
STATEMENTS = st.sampled_from(["1", "7", "11", "22", "33"])
SECTIONS = st.lists(st.sampled_from(["culture", "offer", "team", "running"]), unique=True)
PARTS = st.lists(st.sampled_from(["has_notes", "has_evidence", "has_plan"]), unique=True)


class Standards(RuleBasedStateMachine):
    """One LERO, its leader and a member, two organisations it may share with, and a stranger."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.lero = OrganisationFactory(kinds=["lero"], lero_type="constituted")
        self.hub = OrganisationFactory(kinds=["partnership"])
        self.other = OrganisationFactory(kinds=["lero"])
        self.people = {
            "leader": member("Lee Leader", ("lero_leader", self.lero)),
            "member": member("Mona Member", ("lero_member", self.lero)),
            "hub": member("Max Hub", ("commissioner", self.hub)),
            "other": member("Otto Other", ("lero_leader", self.other)),
            "peer": member("Pia Peer", ("peer_worker", self.lero)),
        }
        self.kept: dict = {}  # snapshots as they were taken
        self.notes: dict = {}  # the last note saved of each statement
        self.shared: dict = {}  # what each grant lets them see, as the LERO chose it
        self.count = 0

    who = st.sampled_from(["leader", "member", "hub", "other", "peer"])

    def do(self, act):
        """True if it was done; whatever is refused changes nothing."""
        try:
            with transaction.atomic():
                act()
        except REFUSED:
            return False
        return True

    def user(self, who) -> User:
        return User.objects.get(pk=self.people[who].pk)

    def is_ours(self, who) -> bool:
        return who in ("leader", "member")

    @rule(who=who, statement=STATEMENTS, said=st.sampled_from(Said.values), is_stale=st.booleans())
    def answer(self, who, statement, said, is_stale):
        row = Answer.objects.of(self.lero, "clero-v1").by(statement, Voice.TOGETHER)
        seen = (row.number if row else 0) + (1 if is_stale else 0)
        self.count += 1
        values = {"said": said, "note": f"Note {self.count}", "reason": "Because"}
        done = self.do(
            lambda: actions.answer(
                organisation=self.lero,
                statement=statement,
                values=values,
                seen=seen,
                by=self.user(who),
            )
        )
        assert not done or self.is_ours(who)
        if done and row is not None:
            assert not is_stale
        if done:
            self.notes[statement] = values["note"]

    @rule(lero_type=st.sampled_from(LeroType.values))
    def change_type(self, lero_type):
        Organisation.objects.filter(pk=self.lero.pk).update(lero_type=lero_type)
        self.lero.refresh_from_db()

    @rule(who=who)
    def snapshot(self, who):
        before = set(Snapshot.objects.values_list("pk", flat=True))
        if self.do(lambda: actions.take_snapshot(organisation=self.lero, by=self.user(who))):
            assert self.is_ours(who)
            row = Snapshot.objects.exclude(pk__in=before).get()
            self.kept[row.pk] = json.dumps(row.content, sort_keys=True)

    @rule(who=who, number=st.integers(0, 5))
    def copy(self, who, number):
        rows = list(Snapshot.objects.of(self.lero))
        if rows:
            row = rows[number % len(rows)]
            if self.do(lambda: actions.copy_snapshot(snapshot=row, by=self.user(who))):
                assert self.is_ours(who)
                self.notes = {
                    one.statement: one.note for one in Answer.objects.of(self.lero, "clero-v1")
                }

    @rule(
        who=who,
        to=st.sampled_from(["hub", "other"]),
        sections=SECTIONS,
        parts=PARTS,
        days=st.integers(-1, 3),
    )
    def share(self, who, to, sections, parts, days):
        row = Snapshot.objects.of(self.lero).first()
        if row is None:
            return
        before = set(Grant.objects.given_by(self.lero).values_list("pk", flat=True))
        done = self.do(
            lambda: actions.share(
                snapshot=row,
                recipient=getattr(self, to),
                sections=sections,
                until=timezone.localdate() + timedelta(days=days),
                parts=parts,
                by=self.user(who),
            )
        )
        if done:
            assert self.is_ours(who)
            assert days >= 0
            pk = Grant.objects.given_by(self.lero).exclude(pk__in=before).get().pk
            self.shared[pk] = {"to": to, "sections": set(sections), "parts": set(parts)}

    @rule(who=who, number=st.integers(0, 5))
    def withdraw(self, who, number):
        if self.shared:
            pk = sorted(self.shared)[number % len(self.shared)]
            grant = Grant.objects.given_by(self.lero).get(pk=pk)
            if self.do(lambda: actions.withdraw(grant=grant, by=self.user(who))):
                assert self.is_ours(who)
                del self.shared[pk]

    @rule(number=st.integers(0, 5))
    def run_out(self, number):
        """The last day of one passes."""
        if self.shared:
            pk = sorted(self.shared)[number % len(self.shared)]
            yesterday = timezone.localdate() - timedelta(days=1)
            Grant.objects.given_by(self.lero).filter(pk=pk).update(until=yesterday)
            del self.shared[pk]

    @invariant()
    def no_snapshot_ever_changes(self):
        rows = {row.pk: row.content for row in Snapshot.objects.filter(organisation=self.lero)}
        assert {pk: json.dumps(one, sort_keys=True) for pk, one in rows.items()} == self.kept

    @invariant()
    def nothing_is_lost(self):
        """Not by a change of type either: closed statements keep their answers."""
        rows = Answer.objects.of(self.lero, "clero-v1")
        assert {row.statement: row.note for row in rows} == self.notes
        ids = {one["id"] for one in content.of(self.lero)["statements"]}
        assert ids == {one.id for one in framework.newest().applying(self.lero.lero_type)}

    @invariant()
    def nobody_sees_what_is_not_shared_with_them_today(self):
        for who in self.people:
            found = set(Grant.objects.visible_to(self.user(who)).values_list("pk", flat=True))
            assert found == {pk for pk, one in self.shared.items() if one["to"] == who}
        for grant in Grant.objects.given_by(self.lero).filter(pk__in=self.shared):
            self.holds_no_more_than_was_chosen(grant)

    def holds_no_more_than_was_chosen(self, grant):
        chosen = self.shared[grant.pk]
        known = {one.id: one.section for one in framework.newest().statements}
        for one in content.shared(grant)["statements"]:
            assert known[one["id"]] in chosen["sections"]
            assert bool(one["note"] or one["reason"]) <= ("has_notes" in chosen["parts"])
            assert bool(one["evidence"]) <= ("has_evidence" in chosen["parts"])
            assert bool(one["plan"]) <= ("has_plan" in chosen["parts"])
            assert one["voices"] == []


@pytest.mark.django_db
def test_what_must_always_be_true_holds_whatever_is_done():
    run_state_machine_as_test(
        Standards,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
