"""Stopping all contact: from that moment no kind of message goes to a person, in any app."""

import uuid

import pytest
from django.utils import timezone

from checkups import reminding
from checkups.models import CheckUp
from referrals import notifications as referrals
from rosc.access import SYSTEM
from rosc.outbox import actions as outbox
from rosc.outbox import keys, kinds, sending
from rosc.outbox.models import OutboundMessage, State
from rosc.people import actions, notifications
from tests.checkups.makers import first_of
from tests.checkups.own import ask, plan_with_form
from tests.conftest import member
from tests.people.makers import again, make_person, make_route
from tests.referrals.makers import make_accepted, make_hand_over

NOON = "2026-11-02 12:00"  # no quiet hours


@pytest.fixture
def person(treatment):
    found = make_person(treatment)
    actions.choose_second_factor(person=found, kind="word", word="lantern", by=SYSTEM)
    return found


def key_of(kind, about, route):
    """A reminder is of the day for which it was planned, which its key says."""
    if kind.slug != "checkups.reminder":
        return f"{kind.slug}:{uuid.uuid4()}:1"
    checkup = CheckUp.objects.unscoped_for("test").get(pk=about["checkups"])
    [at] = reminding.moments(checkup, 1, route)
    return keys.scheduled(kind.slug, checkup.pk, timezone.localdate(at), "text", route.pk)


def plan_every_kind(person, lero):
    """A message of each kind that goes to people, due now."""
    route = make_route(person)
    worker = member("Kim Worker", ("keyworker", person.organisation))
    referral = make_accepted(person.organisation, lero, person=person)
    about = {
        "people": person.pk,
        "referrals": referral.pk,
        "checkups": first_of(plan_with_form(person.organisation, worker, person)).pk,
        "referrals.hand_over": make_hand_over(referral).pk,
        "checkups.call_changed": ask(person, None).pk,
    }
    OutboundMessage.objects.all().delete()
    for kind in kinds.registered():
        if kind.is_to_person:
            outbox.plan(
                key=key_of(kind, about, route),
                kind=kind.slug,
                subject_id=about.get(kind.slug) or about[kind.slug.partition(".")[0]],
                route_id=route.pk,
                channel="text",
            )
    return route


STOPS = {
    "asked": lambda person: actions.stop_contact(person=person, why="asked", by=SYSTEM),
    "unsafe": lambda person: actions.stop_contact(person=person, why="unsafe", by=SYSTEM),
    "died": lambda person: actions.record_death(person=person, on=timezone.localdate(), by=SYSTEM),
}


@pytest.mark.django_db(transaction=True)
def test_without_a_stop_every_kind_goes(person, lero, time_machine):
    time_machine.move_to(NOON, tick=False)
    plan_every_kind(person, lero)
    planned = OutboundMessage.objects.count()
    assert planned >= 3
    sending.send_due()
    assert OutboundMessage.objects.filter(state__in=["sent", "delivered"]).count() == planned


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", STOPS)
def test_what_was_planned_does_not_go(person, lero, time_machine, why):
    time_machine.move_to(NOON, tick=False)
    plan_every_kind(person, lero)
    mine = set(OutboundMessage.objects.values_list("pk", flat=True))
    STOPS[why](person)
    sending.send_due()
    rows = OutboundMessage.objects.filter(pk__in=mine)
    assert {row.state for row in rows} == {State.SKIPPED}
    assert (
        not OutboundMessage.objects.filter(route_id=rows[0].route_id)
        .exclude(state=State.SKIPPED)
        .exists()
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", STOPS)
def test_nor_does_what_a_worker_holds_already(person, lero, time_machine, why):
    """Claimed before the stop, prepared after it."""
    time_machine.move_to(NOON, tick=False)
    plan_every_kind(person, lero)
    held = [sending.claim(timezone.now()) for _ in range(OutboundMessage.objects.count())]
    STOPS[why](person)
    for message in held:
        sending.deliver(message)
        message.refresh_from_db()
        assert message.state == State.SKIPPED, message.kind


@pytest.mark.django_db
def test_a_route_that_ended_takes_nothing(person, lero):
    route = plan_every_kind(person, lero)
    actions.end_route(route=route, by=SYSTEM)
    for message in OutboundMessage.objects.all():
        assert kinds.get(message.kind).prepare(message) == kinds.Skip("route_ended")


# --- The pages ------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("why", ["asked", "unsafe"])
def test_a_worker_stops_it(send, see, audited, keyworker, robin, why):
    send(keyworker, "stop_contact", robin.pk, why=why)
    assert again(robin).contact_stopped_why == why
    page = see(keyworker, "person", robin.pk)
    assert "Do not write or ring." in page
    assert "not safe" not in page.replace("Not said to be safe", "")
    assert ("not safe for them" in see(keyworker, "contact_again", robin.pk)) is (why == "unsafe")
    assert audited("person.stop_contact", robin).details == {"why": why}


@pytest.mark.django_db
def test_a_reason_is_given_and_death_is_none_of_them(send, keyworker, robin):
    for why in ("", "died"):
        assert send(keyworker, "stop_contact", robin.pk, why=why).status_code == 200
    assert not again(robin).is_stopped


@pytest.mark.django_db
def test_contact_begins_again(send, audited, keyworker, robin):
    actions.stop_contact(person=robin, why="asked", by=keyworker)
    send(keyworker, "contact_again", robin.pk)
    assert not again(robin).is_stopped
    audited("person.contact_again", robin)


@pytest.mark.django_db
def test_a_stale_page_is_told(send, keyworker, robin):
    assert send(keyworker, "contact_again", robin.pk).status_code == 409
    actions.stop_contact(person=robin, why="asked", by=keyworker)
    assert send(keyworker, "stop_contact", robin.pk, why="unsafe").status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["stop_contact", "contact_again"])
def test_who_may_not_may_not(refuses, colleague, outsider, robin, verb):
    refuses(403, colleague, verb, robin.pk)
    refuses(404, outsider, verb, robin.pk)


@pytest.mark.django_db
def test_a_link_can_not_be_sent_to_somebody_who_stopped(send, keyworker, person):
    make_route(person)
    actions.stop_contact(person=person, why="asked", by=keyworker)
    page = send(keyworker, "send_link", person.pk)
    assert "no safe way" in page.content.decode()
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db
def test_a_worker_sends_a_link(send, audited, keyworker, person):
    route = make_route(person)
    send(keyworker, "send_link", person.pk)
    message = OutboundMessage.objects.get()
    assert (message.kind, message.channel, message.route_id) == (
        "people.own_page",
        "text",
        route.pk,
    )
    audited("person.send_link", person)
    prepared = notifications.prepare_own_page(message)
    assert prepared.address == "07700 900123"
    assert "/people/mine/" in prepared.text
    assert referrals.NEWS.is_to_person


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["send_link", "choose_second_factor"])
def test_who_may_not_send_a_link_may_not(refuses, colleague, outsider, robin, verb):
    refuses(403, colleague, verb, robin.pk)
    refuses(404, outsider, verb, robin.pk)
