"""Strengths over time on the person's own page: where they want it, and until they do not."""

import pytest
from django.urls import reverse

from checkups import actions
from checkups.models import Rating
from rosc.audit.models import AuditEvent
from tests.checkups.makers import make_plan
from tests.checkups.own import with_a_word
from tests.checkups.pages import does, page, says
from tests.people.makers import make_person
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
LINK = "How you rate things, over time"


@pytest.fixture
def rated(plan, keyworker, robin):
    with_a_word(robin)
    actions.rate_strengths(
        plan=plan, by=keyworker, scores={"home": 6}, moves_up={"home": "A door that locks"}
    )
    return plan


def mine(person) -> str:
    return visit(person).get(reverse("people:mine")).content.decode()


def test_shown_only_where_they_want_it(rated, keyworker, robin):
    assert LINK not in mine(robin)
    assert visit(robin).get(page("strengths_mine", rated)).status_code == 404
    assert "On their own page it is not shown" in says("trend", rated, keyworker)
    actions.change_plan(plan=rated, by=keyworker, shows_strengths=True)
    assert LINK in mine(robin)
    body = visit(robin).get(page("strengths_mine", rated)).content.decode()
    assert "A home: 6 of 10" in body
    assert body.count('<svg class="trend__line"') == 1
    assert "<table" in body
    assert "Rated once so far" in body
    assert "A door that locks" not in body
    assert "can see what they rated on their own page" in says("trend", rated, keyworker)


def test_they_take_it_off_and_what_they_said_is_kept(rated, keyworker, robin):
    actions.change_plan(plan=rated, by=keyworker, shows_strengths=True)
    me = visit(robin)
    assert me.post(page("strengths_mine", rated)).status_code == 200
    response = me.post(page("strengths_mine", rated), {"submit": "yes"}, follow=True)
    assert "It is off your page" in response.content.decode()
    assert LINK not in response.content.decode()
    rated.refresh_from_db()
    assert not rated.shows_strengths
    assert Rating.objects.count() == 1
    event = AuditEvent.objects.get(verb="plan.hide_strengths")
    assert event.actor_kind == "person"
    assert me.get(page("strengths_mine", rated)).status_code == 404


def test_nobody_sees_or_hides_those_of_somebody_else(rated, keyworker, treatment):
    actions.change_plan(plan=rated, by=keyworker, shows_strengths=True)
    other = make_person(treatment, "Wren")
    with_a_word(other)
    client = visit(other)
    assert client.get(page("strengths_mine", rated)).status_code == 404
    assert client.post(page("strengths_mine", rated), {"submit": "yes"}).status_code == 404
    rated.refresh_from_db()
    assert rated.shows_strengths


def test_a_worker_notes_their_wish(plan, keyworker):
    data = {"how": "phone", "weekday": "", "at": "10:00", "reminders": "1"}
    does("change_plan", plan, keyworker, **data, shows_strengths="on")
    plan.refresh_from_db()
    assert plan.shows_strengths


def test_empty_it_says_when_it_begins(treatment, keyworker):
    person = make_person(treatment, "Wren")
    with_a_word(person)
    plan = make_plan(treatment, keyworker, person=person, shows_strengths=True)
    assert (
        "Nothing is rated yet" in visit(person).get(page("strengths_mine", plan)).content.decode()
    )
