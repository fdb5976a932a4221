"""What falls on a day when few work, and cannot wait: somebody is found for it before that day."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from checkups import actions, duties, timers
from rosc.access import SYSTEM
from rosc.accounts.models import User
from rosc.measures import LONDON
from rosc.outbox.models import OutboundMessage
from tests.checkups.makers import again, make_plan, planned
from tests.checkups.own import texts, told
from tests.checkups.pages import says
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
KIND = "checkups.find_somebody"
FRIDAY, SATURDAY = date(2026, 12, 11), date(2026, 12, 12)


@pytest.fixture
def at(time_machine):
    """The clock of England says so on that day of December; then the sweep comes."""

    def go(day, wall="08:30"):
        moment = datetime.combine(date(2026, 12, day), time.fromisoformat(wall), tzinfo=LONDON)
        time_machine.move_to(moment)
        return timers.sweep(timezone.localdate())["to_find"]

    time_machine.move_to("2026-11-30T10:00:00Z")
    return go


@pytest.fixture
def release(at, treatment, keyworker, robin):
    """Out on a Friday: the first day after it is a Saturday."""
    facts = {"schedule": "leaving_prison", "anchor_kind": "release", "anchor_on": FRIDAY}
    return make_plan(treatment, keyworker, person=robin, **facts)


def saturday_of(plan):
    (found,) = [one for one in planned(plan) if one.needs_somebody]
    assert found.due_on == SATURDAY
    return found


def test_the_worker_and_who_leads_are_told_on_the_working_day_before(
    release, at, keyworker, coordinator
):
    assert [at(9), at(10)] == [0, 0]
    assert [at(11, "00:10"), at(11, "08:35"), at(12)] == [1, 0, 0]
    hours = OutboundMessage.objects.filter(kind=KIND).values_list("due_at", flat=True)
    assert {timezone.localtime(one).strftime("%d %H:%M") for one in hours} == {"11 08:00"}
    at(11)
    assert told(KIND) == {keyworker.email, coordinator.email}
    text = texts(KIND)[0]
    assert "on Saturday 12 December at 10am" in text
    assert saturday_of(release).get_absolute_url() in text
    assert not any(word in text for word in ("Robin", "prison", "check-up "))


def test_at_once_where_it_is_known_only_later(at, treatment, keyworker, coordinator, robin):
    at(11, "16:00")
    facts = {"schedule": "leaving_prison", "anchor_kind": "release", "anchor_on": FRIDAY}
    make_plan(treatment, keyworker, person=robin, **facts)
    assert at(11, "16:05") == 1
    assert told(KIND) == {keyworker.email, coordinator.email}


def test_before_days_on_which_nobody_works_in_a_row(at, treatment, keyworker, robin):
    """Out on Christmas Eve: Christmas Day, and the Sunday after it."""
    facts = {"schedule": "leaving_prison", "anchor_kind": "release"}
    make_plan(treatment, keyworker, person=robin, anchor_on=date(2026, 12, 24), **facts)
    assert at(23) == 0
    assert at(24) == 2


def test_not_where_somebody_works_or_where_it_is_another_day_now(release, at, keyworker):
    at(11)
    actions.move(checkup=saturday_of(release), on=date(2026, 12, 15), by=keyworker)
    assert told(KIND) == set()


def test_not_of_a_plan_that_rests(release, at, keyworker):
    actions.pause(plan=again(release), until=date(2027, 1, 4), by=keyworker)
    assert at(11) == 0


def test_it_stands_on_the_desk_and_on_the_day_of_whoever_does_it(release, at, keyworker):
    def waits():
        items = duties.waiting(User.objects.get(pk=keyworker.pk))
        return {one.title: one.count for one in items if one.count}

    at(4)
    assert "Find somebody who works that day" not in waits()
    at(5)
    assert waits()["Find somebody who works that day"] == 1
    at(12)
    assert waits()["Find somebody who works that day"] == 1
    page = signed_in(keyworker).get("/check-ups/").content.decode()
    assert "Find somebody who works that day" in page
    assert "Find somebody" in says("checkup", saturday_of(release), keyworker)
    actions.hold(checkup=saturday_of(release), by=SYSTEM)
    assert "Find somebody who works that day" not in waits()
    assert OutboundMessage.objects.filter(kind=KIND).exists()
