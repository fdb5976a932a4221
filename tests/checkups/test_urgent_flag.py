"""What cannot wait: who is told first, how it climbs, and what stops it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import UrgentFlag
from checkups.own_timers import sweep
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.checkups.makers import make_plan
from tests.checkups.own import make_on_call, texts, told
from tests.conftest import member, signed_in
from tests.referrals.makers import make_pairing, make_peer

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=15)


def raised(plan, person) -> UrgentFlag:
    return actions.raise_urgent(person=person, plan=plan, checkup=None, why=["overdose"], by=SYSTEM)


def url_of(flag) -> str:
    return reverse("checkups:urgent_flag", args=[flag.pk])


@pytest.fixture
def second(treatment):
    return member("Sec Ond", ("keyworker", treatment))


def test_the_worker_and_who_is_on_call_first(plan, robin, keyworker, second, coordinator):
    make_on_call(robin.organisation, second)
    flag = raised(plan, robin)
    assert told("checkups.urgent") == {keyworker.email, second.email}
    assert flag.climbs_at == flag.raised_at + MINUTES


def test_whoever_is_on_call_is_texted_if_they_gave_a_number(plan, robin, keyworker, second):
    row = make_on_call(robin.organisation, second)
    row.number = "07700 900456"
    row.save()
    flag = raised(plan, robin)
    assert told("checkups.urgent_text") == {"07700 900456"}
    (text,) = texts("checkups.urgent_text")
    assert url_of(flag) in text
    assert robin.preferred_name not in text
    actions.open_urgent(flag=flag, by=keyworker)
    assert told("checkups.urgent_text") == set()


def test_nobody_is_texted_outside_the_hours_they_gave_the_number_for(plan, robin, second):
    row = make_on_call(robin.organisation, second)
    row.number = "07700 900456"
    row.save()
    raised(plan, robin)
    row.called_off_at = timezone.now()
    row.save()
    assert told("checkups.urgent_text") == set()
    assert sweep(timezone.now())["forgotten"] == 1
    row.refresh_from_db()
    assert row.number is None


def test_the_time_is_a_setting(plan, robin, settings):
    settings.URGENT_OPEN_MINUTES = 5
    flag = raised(plan, robin)
    assert flag.climbs_at == flag.raised_at + timedelta(minutes=5)


def test_somebody_who_may_be_a_volunteer_is_never_told_alone(lero, lero_leader, peer, given):
    plan = make_plan(lero, peer, person=given)
    raised(plan, given)
    assert told("checkups.urgent") == {peer.email, lero_leader.email}


def test_nor_is_whoever_volunteers_on_call(plan, robin, treatment, keyworker, coordinator):
    keyworker.memberships.update(ended_at=timezone.now())
    sam = member("Sam Peer", ("peer_worker", treatment))
    make_peer(sam, treatment)
    make_on_call(treatment, sam)
    raised(plan, robin)
    assert told("checkups.urgent") == {sam.email, coordinator.email}


def test_it_climbs_to_who_leads_then_to_all_then_every_hour(
    plan, robin, keyworker, second, coordinator
):
    flag = raised(plan, robin)
    at = flag.raised_at
    assert sweep(at + MINUTES - timedelta(seconds=1))["climbed"] == 0
    assert sweep(at + MINUTES)["climbed"] == 1
    assert sweep(at + MINUTES)["climbed"] == 0
    assert told("checkups.urgent") == {keyworker.email, coordinator.email}
    assert sweep(at + 2 * MINUTES)["climbed"] == 1
    assert told("checkups.urgent") == {keyworker.email, coordinator.email, second.email}
    assert sweep(at + 2 * MINUTES + timedelta(minutes=59))["climbed"] == 0
    assert sweep(at + 2 * MINUTES + timedelta(hours=1))["climbed"] == 1


def test_opening_it_stops_it_and_is_on_the_record(plan, robin, keyworker, second):
    flag = raised(plan, robin)
    client = signed_in(keyworker)
    client.head(url_of(flag))
    assert UrgentFlag.objects.unopened().exists()
    page = client.get(url_of(flag)).content.decode()
    for words in ("I might overdose", "07700 900123", "You have opened it", "999"):
        assert words in page
    flag.refresh_from_db()
    assert flag.opened_by == keyworker
    assert told("checkups.urgent") == set()
    assert sweep(flag.raised_at + timedelta(days=1))["climbed"] == 0
    assert "Kay Worker opened it" in signed_in(second).get(url_of(flag)).content.decode()
    flag.refresh_from_db()
    assert flag.opened_by == keyworker
    assert AuditEvent.objects.filter(verb="urgent.take").count() == 1


def test_whoever_cannot_do_it_passes_it_on_at_once(plan, robin, keyworker, coordinator, second):
    flag = raised(plan, robin)
    signed_in(keyworker).get(url_of(flag))
    url = reverse("checkups:pass_on_urgent", args=[flag.pk])
    assert signed_in(second).post(url, {"submit": "yes"}).status_code == 409
    assert signed_in(keyworker).post(url, {"submit": "yes"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.opened_at, flag.level) == (None, 1)
    assert told("checkups.urgent") == {keyworker.email, coordinator.email}


def test_it_is_nobody_elses(plan, robin, colleague, outsider, lero_leader, commissioner):
    flag = raised(plan, robin)
    for user, status in (
        (colleague, 403),
        (outsider, 404),
        (lero_leader, 404),
        (commissioner, 403),
    ):
        for name in ("urgent_flag", "pass_on_urgent"):
            url = reverse(f"checkups:{name}", args=[flag.pk])
            assert signed_in(user).get(url).status_code == status
    assert UrgentFlag.objects.unopened().exists()


def test_a_peer_worker_opens_what_they_were_told_of_and_no_other(lero, lero_leader, peer, given):
    other = member("Otto Peer", ("peer_worker", lero))
    make_peer(other, lero)
    flag = raised(make_plan(lero, peer, person=given), given)
    assert signed_in(other).get(url_of(flag)).status_code == 404
    make_pairing(given, other.peer_work.get())
    assert signed_in(other).get(url_of(flag)).status_code == 200


def test_two_workers_climb_it_once(plan, robin):
    flag = raised(plan, robin)
    stale = UrgentFlag.objects.for_list().get()
    now = flag.raised_at + MINUTES
    actions.climb(flag=flag, now=now)
    with pytest.raises(SomebodyGotThereFirst):
        actions.climb(flag=stale, now=now)


def test_it_stands_on_the_desk_first(plan, robin, keyworker):
    flag = raised(plan, robin)
    desk = signed_in(keyworker).get(reverse("accounts:desk")).content.decode()
    assert "Cannot wait: open now" in desk
    assert url_of(flag) in desk


def test_nobody_there_is_said_as_it_is(robin, treatment):
    """No worker, nobody on call, nobody who leads: nothing is made up."""
    flag = raised(None, robin)
    assert flag.told == []
    assert told("checkups.urgent") == set()
    assert sweep(flag.raised_at + MINUTES)["climbed"] == 1


def test_who_was_told_sees_it_until_a_day_after_somebody_else_opened_it(plan, robin, keyworker):
    peers = [member(name, ("peer_worker", robin.organisation)) for name in ("Sam P", "Una P")]
    for one in peers:
        make_peer(one, robin.organisation)
        make_on_call(robin.organisation, one)
    flag, (sam, una) = raised(plan, robin), peers
    now = timezone.now()

    def seen_after(hours) -> list[bool]:
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            rows = [UrgentFlag.objects.visible_to(one) for one in (sam, una, keyworker)]
            return [row.filter(pk=flag.pk).exists() for row in rows]

    assert seen_after(300) == [True, True, True]  # nobody has opened it
    actions.open_urgent(flag=flag, by=sam)
    assert seen_after(23) == [True, True, True]
    assert seen_after(25) == [True, False, True]
    assert seen_after(24 * 7 + 1) == [False, False, True]
