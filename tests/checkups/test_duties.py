"""What check-ups put on a desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from checkups import actions, duties
from checkups.models import CheckUp
from rosc.access import SYSTEM
from rosc.accounts import desk
from rosc.accounts.models import User
from tests.checkups.makers import first_of, make_plan
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def waits(user):
    user = User.objects.get(pk=user.pk)
    return {item.title: item.count for item in duties.waiting(user) if item.count}


def due(plan, on):
    rows = CheckUp.objects.unscoped_for("test").filter(pk=first_of(plan).pk)
    rows.update(due_on=on)


def test_what_is_due_in_ones_own_plans(plan, robin, keyworker, coordinator, outsider):
    assert waits(keyworker) == {}
    due(plan, TODAY - timedelta(days=1))
    assert waits(keyworker) == {"Check-ups that are overdue": 1}
    assert waits(coordinator) == {}
    assert waits(outsider) == {}
    due(plan, TODAY)
    assert waits(keyworker)["Check-ups today"] == 1


def test_a_peer_worker_has_theirs(lero, peer, given):
    due(make_plan(lero, peer, person=given), TODAY)
    assert waits(peer) == {"Check-ups today": 1}


def test_what_cannot_wait_stands_above_all_the_rest(plan, robin, keyworker):
    due(plan, TODAY)
    actions.raise_urgent(person=robin, plan=plan, checkup=None, why=["overdose"], by=SYSTEM)
    titles = [one.title for one in desk.waiting_for(User.objects.get(pk=keyworker.pk))]
    assert titles[0] == "Cannot wait: open now"
    assert "Check-ups today" in titles[1:]
    page = signed_in(keyworker).get(reverse("accounts:desk")).content.decode()
    assert page.count("door--urgent") == 1


def test_who_leads_finds_what_nobody_keeps_up(plan, keyworker, coordinator, time_machine):
    keyworker.memberships.update(ended_at=timezone.now())
    assert waits(coordinator) == {"People nobody keeps in touch with": 1}
    actions.recall(plan=plan, by=SYSTEM)
    time_machine.move_to(timezone.now() + timedelta(days=30))
    assert waits(coordinator)["People in prison to look again for"] == 1


def test_what_they_come_to_do(keyworker, coordinator, commissioner):
    def offered(user):
        return [one.label for one in duties.actions(user)]

    assert offered(keyworker) == offered(coordinator) == ["People I support"]
    assert offered(commissioner) == []
    page = signed_in(keyworker).get(reverse("checkups:people_i_support")).content.decode()
    for name in ("schedules", "on_call", "way_back"):
        assert reverse(f"checkups:{name}") in page
