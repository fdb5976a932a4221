"""Check-ups by a real worker through a real Redis, and by `tick` without one: each kind of message
goes out once, and what time does to a plan is done once."""

from datetime import time, timedelta

from celery import current_app
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUp, Plan
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from tests.checkups.makers import again, first_of, make_plan
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.faults.conftest import until
from tests.people.makers import make_basis, make_person, make_route

TODAY = timezone.localdate
BY_PAGE = {"OUTBOX_EMAIL_PROVIDER": "page", "OUTBOX_TEXT_PROVIDER": "page"}
TASKS = ("checkups.tasks.sweep", "rosc.outbox.tasks.send_due")


def fill():
    """One of whom they are reminded, one that comes on top today, and one who is in prison."""
    house = OrganisationFactory(kinds=["rss"])
    make_basis(house)
    worker = member("Kay Worker", ("keyworker", house))
    person = make_person(house)
    make_route(person)
    plan = make_plan(house, worker, person=person)
    tomorrow = actions.move(checkup=first_of(plan), on=TODAY() + timedelta(days=1), by=SYSTEM)
    inside = make_plan(house, worker, person=make_person(house, "Sam"))
    actions.recall(plan=inside, by=SYSTEM)
    Plan.objects.unscoped_for("test").filter(pk=inside.pk).update(paused_until=TODAY())
    rows = CheckUp.objects.unscoped_for("test")
    rows.filter(pk=tomorrow.pk).update(created_at=timezone.now() - timedelta(days=9))
    return worker, plan, tomorrow, again(inside)


def add_one_today(plan):
    later = CheckUp.objects.unscoped_for("test").filter(plan=plan, status="planned").last()
    return actions.move(checkup=again(later), on=TODAY(), by=SYSTEM)


def send(own_redis, *tasks):
    with current_app.connection_for_write(own_redis.url) as connection:
        for task in tasks:
            current_app.send_task(task, connection=connection)


def states():
    rows = OutboundMessage.objects.filter(kind__startswith="checkups.")
    return {one.kind.partition(".")[2]: one.state for one in rows}


def gone(since, before=time(20)):
    """The state of what goes only at certain hours, and of what was due at ten or at eight."""
    return "sent" if since <= timezone.localtime().time() < before else "planned"


def test_each_kind_goes_once_through_a_worker(portal, own_redis):
    portal.environment |= BY_PAGE
    worker, plan, tomorrow, inside = fill()
    add_one_today(plan)
    portal.worker()
    for _ in range(2):
        send(own_redis, *TASKS)
    until(lambda: states().get("still_inside") == "sent")
    until(lambda: states().get("today") == gone(time(8), time.max))
    OutboundMessage.objects.filter(kind="checkups.today").update(tries=1)  # by then it has gone
    another = add_one_today(make_plan(plan.organisation, worker))
    for _ in range(2):
        send(own_redis, *TASKS)
    until(lambda: states().get("also_today") == "sent")
    found = OutboundMessage.objects.filter(kind__startswith="checkups.")
    assert found.count() == 4
    assert found.get(kind="checkups.also_today").subject_id == another.pk
    assert found.get(kind="checkups.reminder").subject_id == tomorrow.pk
    assert states()["reminder"] == gone(time(10))
    assert again(inside).paused_until == TODAY() + timedelta(days=28)


def test_tick_does_the_same_while_redis_is_lost(portal, own_redis):
    portal.environment |= BY_PAGE
    _, _, tomorrow, _ = fill()
    own_redis.stop()
    for _ in range(2):
        portal.tick()
    assert states() == {"still_inside": "sent", "reminder": gone(time(10))}
    assert OutboundMessage.objects.get(kind="checkups.reminder").subject_id == tomorrow.pk
