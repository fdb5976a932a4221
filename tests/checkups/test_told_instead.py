"""Whoever keeps in touch now is told of it, and of what is due today: not whoever did before."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from checkups import actions, reaching, timers
from referrals.actions.pairing import hand_back
from referrals.models import Pairing
from rosc.access import SYSTEM
from rosc.accounts.models import Team, User
from rosc.measures import LONDON
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Person
from tests.checkups.makers import again, first_of, make_plan
from tests.checkups.own import texts, told
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


@pytest.fixture
def at(time_machine):
    """The clock of England says so on that day; then the sweep comes, and the post goes."""

    def go(day, wall, *, goes=True):
        time_machine.move_to(datetime.combine(day, time.fromisoformat(wall), tzinfo=LONDON))
        timers.sweep(timezone.localdate())
        if goes:
            sending.send_due()

    return go


def day_of(plan):
    return first_of(plan).due_on


def sent(kind):
    """To whom, in order."""
    rows = OutboundMessage.objects.filter(kind=f"checkups.{kind}", state="sent")
    return [one.route_id for one in rows.order_by("created_at")]


def hand_over(plan, **whom):
    actions.hand_over(plan=again(plan), by=SYSTEM, method="together", **whom)


def test_handed_over_after_the_mornings_letter(plan, keyworker, coordinator, at):
    day = day_of(plan)
    at(day, "08:01")
    assert sent("today") == [keyworker.pk]
    hand_over(plan, worker=coordinator)
    at(day, "09:00")
    assert sent("handed_over") == [coordinator.pk]
    assert sent("today") == [keyworker.pk, coordinator.pk]
    at(day, "09:05")
    assert sent("also_today") == []


def test_handed_over_between_the_night_and_the_letter(plan, keyworker, coordinator, at):
    day = day_of(plan)
    at(day, "00:10")
    hand_over(plan, worker=coordinator)
    at(day, "00:15")
    at(day, "08:00")
    assert sent("today") == [coordinator.pk]


def test_handed_over_to_somebody_who_has_had_their_letter(
    plan, treatment, keyworker, coordinator, at
):
    make_plan(treatment, coordinator)
    day = day_of(plan)
    at(day, "08:01")
    hand_over(plan, worker=coordinator)
    at(day, "09:00")
    assert sent("also_today") == [coordinator.pk]
    assert "at 10am" in texts("checkups.also_today")[0]


def test_handed_over_to_a_team_each_of_it_is_told(plan, treatment, keyworker, at):
    team = Team.objects.create(organisation=treatment, name="Team")
    both = [member(name, ("keyworker", treatment)) for name in ("One Here", "Two Here")]
    for one in both:
        one.memberships.get().teams.add(team)
    day = day_of(plan)
    at(day, "08:01")
    hand_over(plan, team=team)
    at(day, "09:00")
    assert set(sent("handed_over")) == {one.pk for one in both}
    assert set(sent("today")) == {keyworker.pk, *(one.pk for one in both)}


def test_the_word_of_it_names_nobody(plan, coordinator, keyworker):
    hand_over(plan, worker=coordinator)
    (text,) = texts("checkups.handed_over")
    assert plan.get_absolute_url() in text
    assert "Robin" not in text
    hand_over(plan, worker=keyworker)
    assert told("checkups.handed_over") == {keyworker.email}


def test_whoever_takes_it_on_themselves_knows(plan, coordinator):
    actions.hand_over(plan=plan, by=coordinator, worker=coordinator, method="together")
    assert told("checkups.handed_over") == set()


# --- One rule of who is told ----------------------------------------------------------------------
def give_back(given, peer):
    hand_back(pairing=Pairing.objects.get(person=given), by=peer)


def test_of_somebody_given_back_who_leads_hears(lero, peer, given, lero_leader, at):
    plan = make_plan(lero, peer, person=given)
    give_back(given, peer)
    at(day_of(plan), "00:10")
    at(day_of(plan), "08:01")
    assert sent("today") == [lero_leader.pk]


def test_given_back_between_the_night_and_the_letter(lero, peer, given, lero_leader, at):
    plan = make_plan(lero, peer, person=given)
    at(day_of(plan), "00:10")
    give_back(given, peer)
    at(day_of(plan), "08:00")
    assert sent("today") == []
    at(day_of(plan), "08:05")
    assert sent("today") == [lero_leader.pk]


def test_an_account_closed_between_the_night_and_the_letter(plan, keyworker, coordinator, at):
    at(day_of(plan), "00:10")
    User.objects.filter(pk=keyworker.pk).update(is_active=False, deactivated_at=timezone.now())
    at(day_of(plan), "08:00")
    at(day_of(plan), "08:05")
    assert sent("today") == [coordinator.pk]


def test_nobody_who_is_kept_from_them(plan, robin, keyworker, coordinator, at):
    people.keep_from(person=robin, user=keyworker, by=SYSTEM)
    at(day_of(plan), "08:01")
    assert sent("today") == [coordinator.pk]


@pytest.mark.parametrize("change", ["", "is_closed", "is_hidden", "kept", "erased", "ended"])
def test_who_may_open_the_record_is_said_as_everywhere(
    treatment, robin, keyworker, coordinator, colleague, outsider, change
):
    """Of all who work there at once what `visible_to` says of each."""
    peer_too = member("Pia Two", ("peer_worker", treatment), ("keyworker", treatment))
    two = member("Tom Two", ("peer_worker", treatment))
    if change.startswith("is_"):
        Person.objects.unscoped_for("test").filter(pk=robin.pk).update(**{change: True})
    elif change == "kept":
        robin.kept_from.add(keyworker, two)
    elif change == "erased":
        Person.objects.unscoped_for("test").filter(pk=robin.pk).update(
            erased_on=timezone.localdate()
        )
    elif change == "ended":
        coordinator.memberships.update(ended_at=timezone.now())
    everybody = User.objects.filter(is_active=True)
    opens = {
        one.pk for one in everybody if Person.objects.visible_to(one).filter(pk=robin.pk).exists()
    }
    found = reaching._members(robin, [*reaching.SEES, *reaching.SEES_ALL])
    assert {one.user_id for one in found} == opens
    assert peer_too.pk in opens or change in ("is_closed", "is_hidden", "erased")


def test_telling_asks_no_more_than_once_for_each(plan, django_assert_num_queries):
    checkup = first_of(plan)
    rows = type(checkup).objects.unscoped_for("test").select_related("plan__person")
    checkup = rows.get(pk=checkup.pk)
    with django_assert_num_queries(1):
        reaching.workers_of(checkup.plan.person, checkup.plan)
