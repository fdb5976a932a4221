"""Moving a day, a pause and a stop, by the person themselves: no reason is asked for."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from rosc.audit.models import AuditEvent
from rosc.people.models import Consent
from tests.checkups.makers import again, first_of, planned
from tests.checkups.own import plan_with_form, told, with_a_word
from tests.people.makers import make_person
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def plan(treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


@pytest.fixture
def me(plan, robin):
    return visit(robin)


def url(name, row) -> str:
    return reverse(f"checkups:{name}", args=[row.pk])


def test_their_page_shows_the_next_day_and_what_they_can_do(plan, me):
    page = me.get(reverse("people:mine")).content.decode()
    checkup = first_of(plan)
    assert f"{checkup.due_on:%A} {checkup.due_on.day} {checkup.due_on:%B} at 10am" in page
    for name, row in (("move_mine", checkup), ("pause_mine", plan), ("stop_mine", plan)):
        assert url(name, row) in page


def test_one_whose_hour_has_passed_is_not_called_the_next(plan, me, robin):
    checkup = first_of(plan)
    with time_machine.travel(checkup.starts_at + timedelta(hours=2), tick=False):
        page = visit(robin).get(reverse("people:mine")).content.decode()
    assert "Today at 10am you were to hear from" in page
    assert "Next with" not in page
    assert url("move_mine", checkup) in page


def test_moving_it(plan, me, keyworker):
    checkup = first_of(plan)
    form = me.get(url("move_mine", checkup)).context["form"]
    days = [value for value, _ in form.fields["on"].choices]
    assert len(days) == 10
    assert not {one.due_on.isoformat() for one in planned(plan)} & set(days)
    response = me.post(url("move_mine", checkup), {"on": days[0], "at": "14:00:00"})
    assert response.url == "/people/mine/?done=moved"
    assert "It is moved" in me.get(response.url).content.decode()
    moved = again(checkup).latest
    assert (moved.due_on.isoformat(), f"{moved.due_at:%H:%M}") == (days[0], "14:00")
    assert again(checkup).moved_why == "by-link"
    assert told("checkups.own_change") == {keyworker.email}
    assert me.post(url("move_mine", checkup), {"on": days[1]}).status_code == 409
    event = AuditEvent.objects.get(verb="checkup.move")
    assert event.actor_kind == "person"


def test_a_day_that_was_not_offered_is_refused(plan, me):
    checkup = first_of(plan)
    for on in ((TODAY - timedelta(days=1)).isoformat(), planned(plan)[1].due_on.isoformat(), "x"):
        assert me.post(url("move_mine", checkup), {"on": on}).status_code == 200
    assert again(checkup).status == "planned"


def test_a_pause_and_going_on(plan, me):
    response = me.post(url("pause_mine", plan), {"weeks": "14"})
    assert response.url == "/people/mine/?done=paused"
    plan = again(plan)
    assert (plan.status, plan.pause_reason) == ("paused", "asked")
    assert plan.paused_until == TODAY + timedelta(days=14)
    assert planned(plan) == []
    assert "You have a break until" in me.get(reverse("people:mine")).content.decode()
    assert me.get(url("pause_mine", plan)).status_code == 409
    assert me.post(url("resume_mine", plan), {"submit": "yes"}).status_code == 302
    assert again(plan).status == "active"
    assert planned(plan)
    assert me.post(url("resume_mine", plan), {"submit": "yes"}).status_code == 409


def test_stopping_takes_the_agreement_back_and_nothing_else(plan, me, robin):
    assert me.post(url("stop_mine", plan), {"submit": "yes"}).status_code == 302
    plan = again(plan)
    assert (plan.status, plan.end_reason) == ("ended", "asked")
    assert planned(plan) == []
    assert Consent.objects.get(pk=plan.consent_id).withdrawn_at is not None
    assert me.get(url("stop_mine", plan)).status_code == 409
    page = me.get(reverse("people:mine")).content.decode()
    assert "Things have slipped" in page  # the way back stays open


def test_looking_changes_nothing(plan, me):
    before = [again(plan).updated_at, [one.pk for one in planned(plan)]]
    for name, row in (
        ("move_mine", first_of(plan)),
        ("pause_mine", plan),
        ("stop_mine", plan),
    ):
        assert me.get(url(name, row)).status_code == 200
        me.head(url(name, row))
    assert [again(plan).updated_at, [one.pk for one in planned(plan)]] == before


def test_nobody_changes_somebody_elses(plan, treatment, client):
    sam = make_person(treatment, "Sam")
    with_a_word(sam)
    theirs = visit(sam)
    rows = (
        ("move_mine", first_of(plan)),
        ("pause_mine", plan),
        ("resume_mine", plan),
        ("stop_mine", plan),
    )
    for name, row in rows:
        assert theirs.get(url(name, row)).status_code == 404
        assert theirs.post(url(name, row), {"submit": "yes"}).status_code == 404
        assert client.get(url(name, row)).status_code == 410
    assert again(plan).status == "active"
