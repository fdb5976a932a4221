"""A page that was left open: what somebody wrote on it still reaches us, and nothing is shown."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import CallRequest, SelfCompletion, UrgentFlag
from checkups.own_timers import sweep
from rosc.access import SYSTEM
from rosc.people import actions as people
from tests.checkups.makers import again, first_of
from tests.checkups.own import (
    ask,
    form_of,
    in_form,
    local,
    mark_in,
    oneself,
    plan_with_form,
    send_page,
    told,
)
from tests.checkups.pages import says
from tests.conftest import signed_in
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
MONDAY = local(2026, 11, 30, 10)
SLIPPED = {"what": "slipped", "unsafe": "on", "words": "Please help", "submit": "yes"}
URGENT_PAGE = 4


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan(clock, treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


@pytest.fixture
def slipped() -> str:
    return reverse("checkups:slipped")


def at_the_urgent_page(form):
    """A browser in which all pages before it were sent, and what that page carries."""
    client = in_form(form)
    for number in range(URGENT_PAGE):
        send_page(client, page=number)
    return client, mark_in(client)


def test_the_page_stays_open_while_they_press(clock, plan, robin):
    me = visit(robin)
    for _ in range(3):
        clock.shift(timedelta(minutes=20))
        assert me.get(reverse("people:mine")).status_code == 200
    clock.shift(timedelta(minutes=31))
    assert me.get(reverse("people:mine")).status_code == 410


def test_things_have_slipped_reaches_us_after_the_page_has_closed(clock, plan, robin, slipped):
    me = visit(robin)
    me.get(slipped)
    clock.shift(timedelta(minutes=36))
    response = me.post(slipped, SLIPPED)
    body = response.content.decode()
    assert response.status_code == 200
    assert "Thank you, it has reached us" in body
    assert "If you are not safe, ring now" in body
    assert CallRequest.objects.get().words == "Please help"
    assert UrgentFlag.objects.get().why == ["unsafe"]
    assert me.get(reverse("people:mine")).status_code == 410
    assert me.get(slipped).status_code == 410


def test_hours_later_it_says_that_it_did_not_reach_us(clock, plan, robin, slipped):
    me = visit(robin)
    clock.shift(timedelta(hours=13))
    response = me.post(slipped, SLIPPED)
    assert response.status_code == 410
    assert "What you just sent did not reach us" in response.content.decode()
    assert not CallRequest.objects.exists()
    assert "did not reach us" not in me.get(slipped).content.decode()


def test_whoever_has_left_the_page_has_left_it(clock, plan, robin, slipped, settings):
    me = visit(robin)
    key = me.cookies[settings.VISIT_COOKIE_NAME].value
    me.post(reverse("people:end_visit"))
    me.cookies[settings.VISIT_COOKIE_NAME] = key
    assert me.post(slipped, SLIPPED).status_code == 410
    assert not CallRequest.objects.exists()


def test_other_pages_take_nothing_late(clock, plan, robin):
    me = visit(robin)
    clock.shift(timedelta(minutes=36))
    url = reverse("checkups:stop_mine", args=[plan.pk])
    response = me.post(url, {"submit": "yes"})
    assert response.status_code == 410
    assert "What you just sent did not reach us" in response.content.decode()
    assert again(plan).is_active


def test_a_page_of_the_form_reaches_us_late(clock, plan):
    form = form_of(plan)
    client, mark = at_the_urgent_page(form)
    clock.shift(timedelta(minutes=36))
    response = send_page(client, mark=mark, page=URGENT_PAGE, risk=["self-harm"])
    body = response.content.decode()
    assert response.status_code == 200
    assert "If you are not safe, ring now" in body
    assert "open the link in your message again" in body
    assert UrgentFlag.objects.get().why == ["self-harm"]
    assert SelfCompletion.objects.get().answers["risk"] == ["self-harm"]
    assert client.get(reverse("checkups:say_how_it_is")).status_code == 410


def held(plan, keyworker):
    actions.hold(checkup=again(first_of(plan)), by=keyworker)


def paused(plan, keyworker):
    until = timezone.localdate() + timedelta(days=20)
    actions.pause(plan=again(plan), by=keyworker, until=until)


def ended(plan, keyworker):
    actions.end(plan=again(plan), by=SYSTEM, reason="moved-away")


def inside(plan, keyworker):
    actions.recall(plan=again(plan), by=keyworker)


@pytest.mark.parametrize("settled", [held, paused, ended, inside])
def test_what_was_settled_meanwhile_loses_nothing(clock, plan, keyworker, settled):
    form = form_of(plan)
    client, mark = at_the_urgent_page(form)
    settled(plan, keyworker)
    response = send_page(client, mark=mark, page=URGENT_PAGE, risk=["self-harm"])
    assert response.url == reverse("checkups:say_how_it_is")
    done = client.get(response.url).content.decode()
    assert "If you are not safe, ring now" in done
    assert "It is sent" in done
    assert UrgentFlag.objects.get().why == ["self-harm"]
    form.refresh_from_db()
    assert form.answers["risk"] == ["self-harm"]
    assert SelfCompletion.objects.to_answer().get() == form


def test_nothing_is_taken_once_contact_is_not_safe(clock, plan, robin):
    client, mark = at_the_urgent_page(form_of(plan))
    people.stop_contact(person=robin, why="unsafe", by=SYSTEM)
    response = send_page(client, mark=mark, page=URGENT_PAGE, risk=["self-harm"])
    assert response.status_code == 410
    assert "What you just sent did not reach us" in response.content.decode()


def test_a_form_that_was_sent_already_is_sent_once(clock, plan, keyworker):
    form = form_of(plan)
    client = in_form(form)
    for number in range(6):
        mark = mark_in(client)
        send_page(client, mark=mark, page=number, next=["treatment"])
    again_sent = send_page(client, mark=mark, page=5, next=["treatment"])
    assert again_sent.url == reverse("checkups:say_how_it_is")
    form.refresh_from_db()
    actions.answer_form(form=form, by=keyworker, result="spoke")
    send_page(client, mark=mark, page=5, next=["treatment"])
    assert not SelfCompletion.objects.to_answer().exists()


def test_with_another_key_or_no_mark_nothing_is_taken(clock, plan, treatment, keyworker):
    form = form_of(plan)
    client, mark = at_the_urgent_page(form)
    clock.shift(timedelta(minutes=36))
    url = reverse("checkups:say_how_it_is")
    data = {"submit": "yes", "page": URGENT_PAGE, "risk": ["self-harm"]}
    assert client.post(url, {**data, "mark": f"{mark}x"}).status_code == 410
    SelfCompletion.objects.filter(pk=form.pk).update(visit_hash="0" * 64)
    assert client.post(url, {**data, "mark": mark}).status_code == 410
    assert not UrgentFlag.objects.exists()


# --- A form that was left half way ---------------------------------------------------------------
def test_what_was_said_so_far_is_read_a_day_later(clock, plan, keyworker):
    form = form_of(plan)
    client = in_form(form)
    send_page(client, page=0, how="2")
    assert sweep(timezone.now() + timedelta(hours=23))["finished"] == 0
    clock.shift(timedelta(hours=24))
    assert sweep(timezone.now())["finished"] == 1
    assert sweep(timezone.now())["finished"] == 0
    form.refresh_from_db()
    assert form.reply_by.isoformat() == "2026-12-02"
    assert told("checkups.form_answered") == {keyworker.email}
    page = signed_in(keyworker).get(reverse("checkups:answer_form", args=[form.pk]))
    assert page.status_code == 200


def test_one_that_was_only_opened_is_nobodys_to_read(clock, plan, keyworker):
    form = form_of(plan)
    in_form(form)
    clock.shift(timedelta(days=3))
    assert sweep(timezone.now())["finished"] == 0
    page = signed_in(keyworker).get(reverse("checkups:answer_form", args=[form.pk]))
    assert page.status_code == 404


def test_of_somebody_who_stopped_contact_nobody_is_told(clock, plan, robin):
    send_page(in_form(form_of(plan)), page=0, how="2")
    people.stop_contact(person=robin, why="asked", by=SYSTEM)
    clock.shift(timedelta(days=2))
    assert sweep(timezone.now())["finished"] == 0


def test_of_somebody_who_stopped_these_check_ups_nobody_is_told(clock, plan, robin):
    send_page(in_form(form_of(plan)), page=0, how="2")
    actions.stop_mine(plan=again(plan), by=oneself(robin))
    clock.shift(timedelta(days=2))
    assert sweep(timezone.now())["finished"] == 0


def test_whoever_holds_the_check_up_has_it_before_them_and_it_is_settled(clock, plan, keyworker):
    form = form_of(plan)
    client = in_form(form)
    send_page(client, page=0)
    send_page(client, page=1, good="Long walks")
    body = says("hold", first_of(plan), keyworker)
    assert "Long walks" in body
    assert "They began this on their phone" in body
    actions.hold(checkup=again(first_of(plan)), by=keyworker, said={"how": 3})
    form.refresh_from_db()
    assert (form.replied_by, form.finished_at) == (keyworker, timezone.now())
    clock.shift(timedelta(days=5))
    assert sweep(timezone.now())["late"] == 0
    assert not SelfCompletion.objects.to_answer().exists()


# --- Pressed twice -------------------------------------------------------------------------------
def test_pressed_twice_it_is_asked_for_and_told_once(clock, plan, robin):
    first = ask(robin, plan, what="treatment", unsafe=True)
    assert ask(robin, plan, what="treatment", unsafe=True) == first
    assert UrgentFlag.objects.count() == 1
    ask(robin, plan, what="treatment", words="And one more thing", unsafe=False)
    assert CallRequest.objects.count() == 2
    clock.shift(timedelta(minutes=6))
    ask(robin, plan, what="treatment", unsafe=True)
    assert (CallRequest.objects.count(), UrgentFlag.objects.count()) == (3, 2)
