"""The day of somebody who supports people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkups import actions, reading
from checkups.models import CallRequest, CheckUp
from rosc.access import SYSTEM
from rosc.accounts.models import Team, User
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from tests.checkups.makers import first_of, make_plan, make_tries
from tests.checkups.own import ask
from tests.conftest import member, signed_in
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
URL = reverse("checkups:people_i_support")


def see(user, show="mine"):
    response = signed_in(user).get(URL, {"show": show})
    assert response.status_code == 200
    return response.content.decode()


def due(plan, on):
    rows = CheckUp.objects.unscoped_for("test").filter(pk=first_of(plan).pk)
    rows.update(due_on=on)
    return rows.get()


def test_today_this_week_overdue(treatment, keyworker):
    for name, days in (("Late", -3), ("Now", 0), ("Soon", 2), ("Far", 20)):
        plan = make_plan(
            treatment, keyworker, person=make_person(treatment, name), schedule="quarterly2"
        )
        due(plan, TODAY + timedelta(days=days))
    day = reading.day_of(keyworker, TODAY)
    named = {rows.slug: [one.plan.person.preferred_name for one in rows.rows] for rows in day.lists}
    assert named == {"overdue": ["Late"], "today": ["Now"], "week": ["Soon"], "not-reached": []}
    body = see(keyworker)
    assert "Overdue: 1" in body
    assert "Far" not in body
    listed = AuditEvent.objects.get(verb="person.list")
    assert len(listed.subject_ids) == 3


def test_what_cannot_wait_comes_first_and_names_nobody(plan, robin, keyworker, outsider):
    flag = actions.raise_urgent(person=robin, plan=plan, checkup=None, why=["unsafe"], by=SYSTEM)
    ask(robin, plan)
    url = reverse("checkups:urgent_flag", args=[flag.pk])
    body = see(keyworker)
    assert body.index(url) < body.index("Would like a call")
    assert "Robin" not in body[: body.index("Would like a call")]
    assert url not in see(outsider)
    signed_in(keyworker).get(url)
    assert url not in see(keyworker)


def test_where_nothing_waits_there_is_a_way_on(keyworker, peer):
    body = see(keyworker)
    assert "Nothing waits this week" in body
    assert reverse("people:people") in body
    assert "Everybody's" in body.replace("&#x27;", "'")
    assert 'class="chooser"' not in see(peer)  # one's own is all there is to choose


def test_could_not_be_reached_yet_until_one_is_held(plan, keyworker):
    checkup = first_of(plan)
    make_tries(checkup)
    actions.could_not_reach(checkup=checkup, by=SYSTEM)
    assert "Could not be reached yet: 1" in see(keyworker)
    actions.hold(checkup=first_of(plan), by=keyworker)
    assert "Could not be reached yet" not in see(keyworker)


def test_would_like_a_call(plan, robin, keyworker, outsider):
    now = timezone.now()
    CallRequest.objects.create(
        person=robin, plan=plan, what="slipped", asked_at=now, answer_by=TODAY
    )
    assert "Would like a call: 1" in see(keyworker)
    assert "Would like a call" not in see(outsider)


def test_a_message_that_did_not_go(plan, keyworker):
    checkup = due(plan, TODAY)
    OutboundMessage.objects.create(
        key="x",
        reference=checkup.pk,
        kind="checkups.reminder",
        channel="text",
        subject_id=checkup.pk,
        due_at=timezone.now(),
        next_try_at=timezone.now(),
        state="failed",
        settled_at=timezone.now(),
    )
    assert "Messages that did not go: 1" in see(keyworker)


def test_mine_my_teams_everybodys(treatment, keyworker, coordinator, robin, plan):
    team = Team.objects.create(organisation=treatment, name="Afterwards")
    coordinator.memberships.get().teams.add(team)
    due(plan, TODAY)
    due(make_plan(treatment, None, person=make_person(treatment, "Teamy"), team=team), TODAY)
    assert "Robin" in see(keyworker)
    assert "Teamy" not in see(keyworker)
    assert "Teamy" in see(coordinator)  # whatever is the team's is each member's
    assert "Robin" not in see(coordinator, "team")
    both = see(coordinator, "all")
    assert "Robin" in both
    assert "Teamy" in both
    assert "How it is shared" in both


def test_two_of_one_name_share_as_two(treatment, coordinator):
    for name in ("Ann", "Ben"):
        worker = member(name, ("keyworker", treatment))
        User.objects.filter(pk=worker.pk).update(name="Sam Same")
        make_plan(treatment, worker, person=make_person(treatment, f"With {name}"))
    shares = reading.day_of(coordinator, TODAY, "all").shares
    assert [(one["worker__name"], one["people"]) for one in shares] == [("Sam Same", 1)] * 2


def test_whose_worker_has_left(plan, keyworker, coordinator):
    assert "Nobody keeps in touch" not in see(coordinator)
    keyworker.memberships.update(ended_at=timezone.now())
    assert "Nobody keeps in touch: 1" in see(coordinator)


def test_one_and_thirty_rows_ask_as_often(treatment, keyworker):
    def queries() -> int:
        client = signed_in(keyworker)
        client.get(URL)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(URL, {"show": "all"})
        return len(found)

    due(make_plan(treatment, keyworker), TODAY)
    one = queries()
    for number in range(29):
        person = make_person(treatment, f"Person {number}")
        due(make_plan(treatment, keyworker, person=person), TODAY + timedelta(days=number % 9 - 2))
    assert queries() == one


def test_who_is_let_in(colleague, commissioner):
    for user in (colleague, commissioner):
        assert signed_in(user).get(URL).status_code == 403
