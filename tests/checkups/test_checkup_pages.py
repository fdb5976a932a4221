"""The pages of one check-up: holding it, trying to reach somebody, another day."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUp, SelfCompletion
from rosc.access import SYSTEM
from rosc.outbox.models import OutboundMessage
from tests.checkups.makers import again, checkups_of, first_of, make_plan, make_tries, planned
from tests.checkups.pages import day, does, page, refuses, says
from tests.conftest import signed_in
from tests.factories import OrganisationFactory
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def said(plan, **more):
    """The form as it stands, with the next day it proposes."""
    coming = planned(plan)[1]
    return {**day("next_on", coming.due_on), "next_at": "10:00", **more}


def test_hold(plan, keyworker, robin):
    checkup = first_of(plan)
    body = says("hold", checkup, keyworker)
    assert "can you talk freely?" in body
    assert "Only people who work here and may open this record" in body
    answers = {"q_how": "7", "q_good": "Swimming", "q_use": "a-little", "q_risk": ["nowhere"]}
    agreed = {"what_0": "Ring the council", "whose_0": "worker", **day("by_0", TODAY)}
    data = said(plan, **answers, **agreed, is_still_right="on", minutes="12", pace="3")
    response = does("hold", checkup, keyworker, **data)
    body = response.content.decode()
    assert "Swimming" in body
    assert "It may be time to offer more" in body
    checkup = again(checkup)
    assert checkup.answers.said["risk"] == ["nowhere"]
    assert (checkup.step, checkup.minutes) == ("up", 12)
    assert robin.routes.first().confirmed_on == TODAY
    assert "Ring the council" in says("plan", plan, keyworker)


def test_another_next_day(plan, keyworker):
    first, second, *_ = planned(plan)
    on = second.due_on + timedelta(days=1)
    does("hold", first, keyworker, **{**said(plan), **day("next_on", on)})
    assert planned(plan)[0].due_on == on


def test_the_next_day_has_to_be_there(plan, keyworker):
    data = {"next_on_0": "", "next_on_1": "", "next_on_2": "", "next_at": "10:00"}
    response = signed_in(keyworker).post(page("hold", first_of(plan)), data)
    assert response.context["form"].errors["next_on"]


def test_shorter_on_the_phone(plan, keyworker):
    phone, person = (
        says("hold", first_of(plan), keyworker, how=how) for how in ("phone", "in-person")
    )
    assert "What fills your week?" in person
    assert "What fills your week?" not in phone
    assert "talk freely" not in person


def test_a_housing_provider_leaves_out_use(keyworker):
    from tests.conftest import member

    place = OrganisationFactory(name="Homes", kinds=["supporting"])
    worker = member("Hou Sing", ("keyworker", place))
    person = make_person(place)
    form = signed_in(worker).get(page("agree", person)).context["form"]
    assert not form["asks_about_use"].value()
    plan = make_plan(place, worker, person=person, asks_about_use=False)
    body = says("hold", first_of(plan), worker)
    assert "q_use" not in body
    assert "leaves out alcohol and drugs" in body


def test_what_they_began_on_their_phone_is_filled_in(plan, keyworker):
    checkup = first_of(plan)
    now = timezone.now()
    SelfCompletion.objects.create(
        checkup=checkup,
        token_hash="x",
        expires_at=now,
        raw=json.dumps({"good": "My dog"}),
        finished_at=now,
        reply_by=TODAY,
    )
    assert "My dog" in says("hold", checkup, keyworker)


def test_carry_on_is_asked_at_the_end(treatment, keyworker):
    plan = make_plan(treatment, keyworker, anchor_on=TODAY - timedelta(days=83))
    last = first_of(plan)
    assert "Would they like to carry on?" in says("hold", last, keyworker)
    coming = {**day("next_on", TODAY + timedelta(days=92)), "next_at": "10:00"}
    does("hold", last, keyworker, **coming, carry_on="phone12")
    plan = again(plan)
    assert (plan.anchor_on, plan.is_active) == (TODAY, True)
    assert planned(plan)[0].scheduled_on == TODAY + timedelta(days=7)


def test_or_ended(treatment, keyworker):
    plan = make_plan(treatment, keyworker, anchor_on=TODAY - timedelta(days=83))
    coming = {**day("next_on", TODAY + timedelta(days=92)), "next_at": "10:00"}
    does("hold", first_of(plan), keyworker, **coming, carry_on="end")
    assert again(plan).status == "ended"
    assert not planned(plan)


def test_a_try_and_then_another(plan, keyworker):
    checkup = first_of(plan)
    now = timezone.localtime()
    data = {"result": "no-answer", "route": "phone", **day("on", now.date())}
    does("record_attempt", checkup, keyworker, time=f"{now:%H:%M}", **data)
    assert checkup.attempts.get().route == "phone"
    assert "Note a try" in says("could_not_reach", checkup, keyworker)
    make_tries(checkup)
    does("could_not_reach", checkup, keyworker)
    assert again(checkup).status == "not-reached"
    assert "Hold it now" in says("checkup", checkup, keyworker)


def test_not_free_to_talk(plan, keyworker):
    checkup = first_of(plan)
    assert "When can they talk freely?" in says("move", checkup, keyworker, why="not-free")
    on = TODAY + timedelta(days=1)
    does("move", checkup, keyworker, **day("on", on), at="15:00", why="not-free")
    assert planned(plan)[0].due_on == on
    body = says("checkup", checkup, keyworker)
    assert "They could not talk freely" in body


def test_settle(plan, keyworker, outsider):
    held = actions.hold(checkup=first_of(plan), by=SYSTEM, agreed=[actions.Action("Ring them")])
    agreed = held.agreed_actions.get()
    refuses("settle_action", held, outsider, 404, agreed.pk)
    does("settle_action", held, keyworker, agreed.pk)
    assert held.agreed_actions.get().done_on == TODAY
    assert signed_in(keyworker).get(page("settle_action", held, agreed.pk)).status_code == 409


def test_remind_again(plan, keyworker, robin):
    checkup = first_of(plan)
    assert "The way that is safe now is: text message" in says("remind_again", checkup, keyworker)
    does("remind_again", checkup, keyworker)
    assert OutboundMessage.objects.get(subject_id=checkup.pk).state == "planned"
    robin.routes.filter(kind="text").update(is_safe=False)
    assert "There is no safe way" in says("remind_again", checkup, keyworker)


VERBS = ("hold", "record_attempt", "could_not_reach", "move", "remind_again")


@pytest.mark.parametrize("verb", ["checkup", *VERBS])
def test_refuses(plan, colleague, outsider, verb):
    checkup = first_of(plan)
    refuses(verb, checkup, colleague, 403)
    if verb == "checkup":
        assert signed_in(outsider).get(page(verb, checkup)).status_code == 404
    else:
        refuses(verb, checkup, outsider, 404)


@pytest.mark.parametrize("verb", VERBS)
def test_tells_a_stale_page(plan, keyworker, verb):
    checkup = first_of(plan)
    actions.end(plan=plan, reason="complete", by=SYSTEM)
    assert checkups_of(plan)[0].status == "cancelled"
    for method in ("get", "post"):
        response = getattr(signed_in(keyworker), method)(page(verb, checkup))
        assert response.status_code == 409
        assert page("checkup", checkup) in response.content.decode()


def test_a_peer_worker_holds_the_last_one_and_confirms_safe_contact(lero, peer, given):
    make_route(given)
    plan = make_plan(lero, peer, person=given)
    checkup = first_of(plan)
    CheckUp.objects.unscoped_for("test").filter(pk=checkup.pk).update(is_review=True)
    form = signed_in(peer).get(page("hold", checkup)).context["form"]
    assert [key for key, _ in form.fields["carry_on"].choices] == ["lightly", "end"]
    assert "tell whoever leads" in form.fields["carry_on"].help_text
    data = said(plan, q_good="Swimming", carry_on="lightly", is_still_right="on")
    does("hold", checkup, peer, **data)
    assert again(checkup).answers.said == {"good": "Swimming"}
    assert given.routes.get().confirmed_on == TODAY
