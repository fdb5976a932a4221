"""Nothing goes to a phone at home while they are in prison, and a human hears what did not go."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import Plan
from checkups.own_messages import plan_form, tell_call_changed
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.outbox import kinds, sending
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.notifications import plan_own_page
from tests.checkups.makers import again, first_of
from tests.checkups.own import ask, form_of, in_form, link_of, oneself, plan_with_form, with_a_word
from tests.conftest import signed_in
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)  # a Monday
OUT = TODAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


def sent(kind):
    sending.send_due()
    found = OutboundMessage.objects.get(kind=kind)
    return found.state, found.reason


def test_no_message_of_any_kind(inside, robin, keyworker, time_machine):
    """Also one that was asked for: whoever asked is not the person. A human is told instead."""
    assert plan_own_page(robin, "asked", is_asked_for=True)
    assert sent("people.own_page") == ("skipped", "inside")
    assert not robin.links.exists()
    (told,) = OutboundMessage.objects.filter(kind="people.unreached")
    assert told.route_id == keyworker.pk
    text = kinds.get(told.kind).prepare(told).text
    assert "They have not heard it from us" in text
    assert "prison" not in text
    OutboundMessage.objects.all().delete()
    time_machine.move_to(f"{OUT}T10:00:00Z")
    plan_own_page(robin, "later")
    assert sent("people.own_page") == ("sent", "")


def test_a_worker_who_would_send_a_link_hears_why_not(inside, robin, keyworker):
    with pytest.raises(ValidationError, match="no safe way"):
        people.send_link(person=robin, by=keyworker, is_asked_for=True)
    actions.end(plan=inside, reason="complete", by=keyworker)
    people.send_link(person=robin, by=keyworker)


def test_of_somebody_else_nothing_changes(inside, treatment):
    sam = make_person(treatment, "Sam")
    with_a_word(sam)
    people.add_route(person=sam, by=SYSTEM, kind="text", value="07700 900124", is_safe=True)
    plan_own_page(sam, "sam")
    assert sent("people.own_page") == ("sent", "")


@pytest.mark.parametrize("with_plan", [True, False])
def test_no_word_of_a_call(inside, robin, with_plan):
    request = ask(robin, inside if with_plan else None)
    tell_call_changed(request, "event")
    assert sent("checkups.call_changed") == ("skipped", "inside")
    assert not robin.links.exists()
    message = OutboundMessage.objects.get(kind="checkups.call_changed")
    assert kinds.get(message.kind).prepare(message) == kinds.Skip("inside")
    assert OutboundMessage.objects.filter(kind="people.unreached").exists()


def test_no_link_to_a_form(inside, keyworker):
    checkup = first_of(inside)
    assert plan_form(checkup, "event")
    assert sent("checkups.form") == ("skipped", "inside")
    assert not checkup.self_completions.exists()
    message = OutboundMessage.objects.get(kind="checkups.form")
    assert kinds.get(message.kind).prepare(message) == kinds.Skip("inside")
    assert OutboundMessage.objects.filter(kind="people.unreached").exists()


def test_no_form_is_offered(inside, robin, keyworker, time_machine):
    checkup = first_of(inside)
    with pytest.raises(SomebodyGotThereFirst):
        actions.send_form(checkup=checkup, by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.begin_form(checkup=checkup, by=oneself(robin))
    assert not actions.may_have_form(checkup, timezone.now())
    time_machine.move_to(f"{OUT}T10:00:00Z")
    assert actions.may_have_form(again(checkup), timezone.now())


def test_a_link_that_is_out_leads_nowhere(inside):
    """The check-up itself can be held: they are met where they are."""
    form = form_of(inside)
    assert form.checkup.can_be_held
    assert form.why_shut(timezone.now()) == "inside"
    assert signed_in(inside.worker).get(link_of(form)).status_code == 410


def test_nor_does_a_visit_that_began_before(treatment, keyworker, robin):
    """They were out until just now."""
    plan = plan_with_form(treatment, keyworker, robin)
    client = in_form(form_of(plan))
    rows = Plan.objects.unscoped_for("test").filter(pk=plan.pk)
    rows.update(anchor_kind="release", anchor_on=OUT)
    assert client.get(reverse("checkups:say_how_it_is")).status_code == 410
