"""What somebody said, agreed or changed stays so: through a move, a missed call, a stop, a
hand-over made meanwhile, a worker who leaves, and prison."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from checkups import actions, notifications, reading
from checkups.models import CallRequest, CheckUp, SelfCompletion, UrgentFlag
from checkups.own_reading import own_panel
from directory.models import LocalAuthority, UnmetNeed
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts import desk
from rosc.accounts.models import User
from rosc.people import actions as people
from tests.checkups.makers import again, chosen, first_of, make_plan, make_tries, planned
from tests.checkups.own import (
    ask,
    form_of,
    in_form,
    oneself,
    plan_with_form,
    send_all,
    send_page,
    told,
    with_a_word,
)
from tests.conftest import member, signed_in
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


# --- What was said --------------------------------------------------------------------------------
def test_what_a_volunteer_hears_is_not_theirs_alone(lero, lero_leader, peer, given):
    plan = make_plan(lero, peer, person=given)
    actions.hold(checkup=first_of(plan), by=peer, said={"risk": ["self-harm"]})
    assert UrgentFlag.objects.get().why == ["self-harm"]
    assert lero_leader.email in told("checkups.urgent")


def test_the_worker_hears_what_a_colleague_was_told(plan, keyworker, coordinator):
    actions.hold(checkup=first_of(plan), by=coordinator, said={"risk": ["overdose"]})
    assert keyworker.email in told("checkups.urgent")


def test_who_hears_it_and_does_the_check_ups_is_not_asked_to_open_it(plan, keyworker):
    actions.hold(checkup=first_of(plan), by=keyworker, said={"risk": ["overdose"]})
    assert not UrgentFlag.objects.exists()


def test_reasons_given_on_a_phone_outlast_a_missed_call(treatment, keyworker, robin):
    plan = plan_with_form(treatment, keyworker, robin)
    checkup = first_of(plan)
    send_all(in_form(form_of(plan)), use="yes")
    since = again(checkup).prompted_on
    make_tries(again(checkup), by=keyworker)
    actions.could_not_reach(checkup=again(checkup), by=keyworker)
    assert (again(checkup).prompts, again(checkup).prompted_on) == (["use"], since)


def test_a_form_goes_along_to_another_day(treatment, keyworker, robin):
    plan = plan_with_form(treatment, keyworker, robin)
    form = form_of(plan)
    client = in_form(form)
    send_page(client, page=0, feeling="3")
    other = TODAY + timedelta(days=3)
    moved = actions.move(checkup=first_of(plan), on=other, by=oneself(robin))
    assert SelfCompletion.objects.get().checkup == moved
    send_all(client, use="yes")
    assert SelfCompletion.objects.get().finished_at
    assert again(moved).prompts == ["use"]
    later = actions.move(checkup=again(moved), on=other + timedelta(days=1), by=keyworker)
    assert reading.begun_by_themselves(later)["q_use"] == "yes"
    assert (again(later).prompts, again(moved).prompts) == (["use"], [])


def test_what_is_missing_counts_for_where_they_live(lero, lero_leader, given, postcodes):
    given.postcode = postcodes[0]
    given.save()
    plan = make_plan(lero, lero_leader, person=given)
    actions.hold(checkup=first_of(plan), by=lero_leader, missing=["recovery-housing"])
    assert UnmetNeed.objects.get().authority_id == postcodes[1]


@pytest.fixture
def postcodes(db):
    """A postcode, and the code of its authority."""
    from directory.models import OutwardCode, Postcode

    area = LocalAuthority.objects.first() or LocalAuthority.objects.create(
        code="E06000065", name="North Yorkshire", kind="unitary"
    )
    place = {"latitude": 53.99, "longitude": -1.54}
    Postcode.objects.create(postcode="HG11AA", authority_code=area.code, **place)
    OutwardCode.objects.get_or_create(code="HG1", defaults={"country": "E", **place})
    return "HG1 1AA", area.code


# --- What was agreed ------------------------------------------------------------------------------
def test_nothing_comes_before_the_next_day_that_was_agreed(plan, keyworker):
    later = TODAY + timedelta(days=10)
    actions.hold(checkup=first_of(plan), by=keyworker, next_on=later)
    coming = [one.due_on for one in planned(plan) if one.due_on > TODAY]
    assert min(coming) == later
    already = sorted(coming)[1]
    actions.hold(checkup=first_of(plan), by=keyworker, next_on=already)
    assert min(one.due_on for one in planned(plan)) == already


def test_a_day_the_person_chose_outlasts_a_change_by_the_worker(plan, robin, keyworker):
    first, second = planned(plan)[:2]
    chose = second.due_on + timedelta(days=2)
    actions.move(checkup=second, on=chose, by=oneself(robin))
    for act in (
        lambda: actions.change_plan(plan=again(plan), by=keyworker, at=time(11)),
        lambda: actions.change_pace(plan=again(plan), pace=7, by=keyworker),
    ):
        act()
        days = [one.due_on for one in planned(plan)]
        assert chose in days
        assert second.due_on not in days
        assert len(days) == len(set(days))
    actions.reanchor(plan=again(plan), anchor_on=TODAY + timedelta(days=3), by=keyworker)
    assert all(one.moved_from_id is None for one in planned(plan))


def test_whether_to_carry_on_is_asked_later_where_it_could_not_be(treatment, keyworker):
    plan = make_plan(treatment, keyworker)
    review = next(one for one in planned(plan) if one.is_review) if _has_review(plan) else None
    checkup = review or first_of(plan)
    rows = CheckUp.objects.unscoped_for("test")
    rows.filter(pk=checkup.pk).update(is_review=True)
    make_tries(again(checkup), by=keyworker, routes=("phone",) * 3)
    actions.could_not_reach(checkup=again(checkup), by=keyworker)
    after = min((one for one in planned(plan) if one.due_on > TODAY), key=lambda one: one.due_on)
    assert after.is_review


def _has_review(plan) -> bool:
    return any(one.is_review for one in planned(plan))


def test_a_hand_over_made_meanwhile_stands(plan, keyworker, treatment):
    stale = first_of(plan)
    assert stale.plan.worker_id == keyworker.pk
    second = member("Sec Ond", ("keyworker", treatment))
    actions.hand_over(plan=again(plan), by=keyworker, worker=second, method="phone")
    actions.hold_and_carry_on(checkup=stale, by=keyworker, carry_on=chosen("quarterly2"))
    assert again(plan).worker == second
    assert again(plan).schedule == "quarterly2"


def test_a_plan_that_was_ended_meanwhile_is_not_changed(plan, keyworker):
    stale = again(plan)
    actions.end(plan=again(plan), reason="moved-away", by=keyworker)
    for act in (
        lambda: actions.change_pace(plan=stale, pace=7, by=keyworker),
        lambda: actions.reanchor(plan=stale, anchor_on=TODAY, by=keyworker),
        lambda: actions.hand_over(plan=stale, by=keyworker, worker=keyworker, method="phone"),
    ):
        with pytest.raises(SomebodyGotThereFirst):
            act()


# --- Trying ---------------------------------------------------------------------------------------
def test_tries_minutes_apart_are_one(plan, keyworker):
    checkup = first_of(plan)
    night = timezone.now() - timedelta(hours=9)
    for minutes, route in ((0, "phone"), (20, "text"), (40, "phone")):
        at = night + timedelta(minutes=minutes)
        actions.record_attempt(
            checkup=checkup, by=keyworker, at=at, result="no-answer", route=route
        )
    with pytest.raises(ValidationError):
        actions.could_not_reach(checkup=checkup, by=keyworker)


def test_nobody_is_asked_to_pass_it_on_without_consent(plan, keyworker):
    tried = {"at": timezone.now(), "result": "no-answer", "route": "through"}
    with pytest.raises(ValidationError):
        actions.record_attempt(
            checkup=first_of(plan), by=keyworker, is_through_trusted=True, **tried
        )


# --- Who leaves, who stops, and prison ------------------------------------------------------------
def test_of_a_worker_who_left_those_who_lead_hear(plan, robin, keyworker, coordinator, treatment):
    safeguarding = member("Safe Guard", ("safeguarding_lead", treatment))
    keyworker.memberships.update(ended_at=timezone.now())
    whose = notifications.whose(again(plan))
    assert coordinator.pk in whose
    assert safeguarding.pk not in whose
    with_a_word(robin)
    ask(robin, again(plan))
    items = [one.title for one in desk.waiting_for(User.objects.get(pk=coordinator.pk))]
    assert "Would like to hear from you" in items


def test_whoever_stops_contact_is_not_to_be_rung(plan, robin, keyworker):
    with_a_word(robin)
    ask(robin, plan)
    people.stop_contact(person=robin, why="asked", by=SYSTEM)
    assert not CallRequest.objects.open().exists()
    assert told("checkups.call_wanted") == set()
    url = reverse("checkups:answer_request", args=[CallRequest.objects.get().pk])
    page = signed_in(keyworker).get(url).content.decode()
    assert "Nobody is to ring because of this any more" in page
    assert "Answered on" not in page


def test_nobody_is_let_out_of_prison_from_their_phone(plan, robin, keyworker):
    with_a_word(robin)
    actions.recall(plan=plan, by=keyworker)
    page = visit(robin).get(reverse("people:mine")).content.decode()
    assert reverse("checkups:resume_mine", args=[plan.pk]) not in page
    with pytest.raises(SomebodyGotThereFirst):
        actions.resume_mine(plan=again(plan), by=oneself(robin))
    assert again(plan).is_inside
    actions.resume(plan=again(plan), by=keyworker)
    assert again(plan).is_active


def test_a_pause_never_puts_off_looking_again_at_somebody_inside(plan, keyworker):
    actions.pause(plan=plan, until=TODAY + timedelta(days=300), by=keyworker)
    actions.recall(plan=again(plan), by=keyworker)
    assert again(plan).paused_until == TODAY + timedelta(days=28)
    assert again(plan).pause_reason == "inside"


def test_the_next_day_on_ones_own_page_is_still_to_come(plan, robin):
    first, second = planned(plan)[:2]
    rows = CheckUp.objects.unscoped_for("test").filter(pk=first.pk)
    rows.update(due_on=TODAY - timedelta(days=3))
    (standing,) = own_panel([robin])["standings"]
    assert standing.next == second


def test_a_landlord_who_holds_it_is_not_said_to_see_nothing(treatment, keyworker, robin):
    plan = plan_with_form(treatment, keyworker, robin, asks_about_use=True)
    client = in_form(form_of(plan))
    for number in range(4):
        send_page(client, page=number)
    words = "Not your landlord"
    assert words in client.get(reverse("checkups:say_how_it_is")).content.decode()
    treatment.kinds = ["supporting"]
    treatment.save()
    page = client.get(reverse("checkups:say_how_it_is")).content.decode()
    assert words not in page
    assert "Nobody at any other place does" in page


def test_a_housing_provider_asks_nothing_about_use_unless_it_is_wanted(treatment, keyworker, robin):
    treatment.kinds = ["supporting"]
    treatment.save()
    assert not make_plan(treatment, keyworker, person=robin).asks_about_use
