"""A message to a person waits for a time that they said is safe, and is not lost by it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine as travel
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from referrals import notifications as referrals
from rosc.access import SYSTEM
from rosc.outbox import actions as outbox
from rosc.outbox import kinds, sending
from rosc.outbox.models import OutboundMessage, State
from rosc.people import actions, notifications, safe_times, unreached
from rosc.people.models import ContactRoute
from tests.conftest import member, signed_in
from tests.people.makers import make_person, make_route
from tests.referrals.makers import make_accepted, make_sent

LONDON = ZoneInfo("Europe/London")
MONDAY_AT_NINE = {"safe_days": [0], "safe_from": time(9), "safe_until": time(10)}
EVENING = "2026-11-04 19:00"  # a Wednesday; before the quiet hours begin
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


# --- The next safe moment -------------------------------------------------------------------------
minutes = st.times(max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
# A month about each night on which the clocks change.
moments = st.one_of(
    st.integers(0, 60 * 24 * 9).map(lambda n: at("2026-03-24 00:00") + n * MINUTE),
    st.integers(0, 60 * 24 * 9).map(lambda n: at("2026-10-20 00:00") + n * MINUTE),
)


@given(
    now=moments,
    days=st.lists(st.integers(0, 6), unique=True),
    hours=st.one_of(st.none(), st.tuples(minutes, minutes)),
    is_unasked=st.booleans(),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(at("2026-10-25 01:10").replace(fold=1), [6], (time(1, 30), time(3)), False)
@example(at("2026-03-29 00:10"), [6], (time(1, 30), time(3)), False)
@example(at("2026-03-29 00:10"), [6], (time(1, 15), time(1, 45)), False)
def test_it_is_safe_and_none_before_it_was(now, days, hours, is_unasked):
    now = now.astimezone(LONDON)
    start, end = hours or (None, None)
    route = ContactRoute(safe_days=days, safe_from=start, safe_until=end)

    def is_right(moment):
        is_quiet = is_unasked and start is None and kinds.quiet_until(moment) is not None
        return route.is_safe_at(moment) and not is_quiet

    found = safe_times.next_moment(route, now, is_unasked=is_unasked)
    utc = now.astimezone(ZoneInfo("UTC"))
    if found is None:
        assert start is not None
        assert start == end
        return
    assert is_right(found)
    assert utc <= found <= utc + timedelta(days=8)
    step = max(MINUTE, (found - utc) // 400)
    while utc < found:
        assert not is_right(utc)
        utc += step


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (MONDAY_AT_NINE, "2026-11-04 19:00", "2026-11-09 09:00"),
        (MONDAY_AT_NINE, "2026-11-09 09:30", "2026-11-09 09:30"),
        (MONDAY_AT_NINE, "2026-11-09 10:00", "2026-11-16 09:00"),
        ({"safe_days": [2]}, "2026-11-04 21:00", "2026-11-11 08:00"),  # and quiet at night
        ({}, "2026-11-04 21:00", "2026-11-05 08:00"),
        # Their own hours go before the quiet ones, and cross midnight with the day they begin on.
        ({"safe_from": time(22), "safe_until": time(2)}, "2026-11-04 19:00", "2026-11-04 22:00"),
        (
            {"safe_days": [4], "safe_from": time(22), "safe_until": time(2)},
            "2026-11-07 01:00",
            "2026-11-07 01:00",
        ),
        (
            {"safe_days": [4], "safe_from": time(22), "safe_until": time(2)},
            "2026-11-07 02:00",
            "2026-11-13 22:00",
        ),
    ],
)
def test_by_the_clock_on_the_wall(facts, now, expected):
    route = ContactRoute(**facts)
    assert safe_times.next_moment(route, at(now), is_unasked=True) == at(expected)


def test_a_week_without_a_safe_moment_has_none():
    route = ContactRoute(safe_from=time(9), safe_until=time(9))
    assert safe_times.next_moment(route, at("2026-11-04 09:00"), is_unasked=False) is None


# --- What waits -----------------------------------------------------------------------------------
@pytest.fixture
def person(treatment):
    found = make_person(treatment)
    actions.choose_second_factor(person=found, kind="word", word="lantern", by=SYSTEM)
    return found


def plan(kind, subject, route, **options):
    OutboundMessage.objects.all().delete()  # what making the subject has planned already
    outbox.plan(
        key=f"{kind.slug}:test:{route.pk}:1",
        kind=kind.slug,
        subject_id=subject.pk,
        route_id=route.pk,
        channel=notifications.CHANNELS[route.kind],
        **options,
    )
    return OutboundMessage.objects.get(kind=kind.slug, route_id=route.pk)


def sent_at(message, moment):
    """The message after the sweep of that moment."""
    with travel.travel(at(moment), tick=False):
        sending.send_due()
    message.refresh_from_db()
    return message


@pytest.mark.django_db(transaction=True)
def test_news_waits_for_its_moment_and_goes_then(person, lero, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person, **MONDAY_AT_NINE)
    news = plan(referrals.NEWS, make_accepted(person.organisation, lero, person=person), route)
    sending.send_due()
    news.refresh_from_db()
    assert (news.state, news.tries, news.next_try_at) == (State.PLANNED, 0, at("2026-11-09 09:00"))
    assert not news.is_late
    assert not person.links.exists()  # nothing was made before there was something to send
    assert sent_at(news, "2026-11-09 08:59").state == State.PLANNED
    assert sent_at(news, "2026-11-09 09:00").state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_what_missed_its_moment_waits_for_the_next(person, lero, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person, **MONDAY_AT_NINE)
    news = plan(referrals.NEWS, make_accepted(person.organisation, lero, person=person), route)
    sending.send_due()
    late = sent_at(news, "2026-11-09 10:01")
    assert (late.state, late.next_try_at) == (State.PLANNED, at("2026-11-16 09:00"))
    assert sent_at(news, "2026-11-16 09:00").state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_what_they_have_just_asked_for_goes_at_once_and_later_waits(person, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person, **MONDAY_AT_NINE)
    assert (
        sent_at(plan(notifications.OWN_PAGE, person, route, is_asked_for=True), EVENING).state
        == State.SENT
    )
    asked = plan(notifications.OWN_PAGE, person, route, is_asked_for=True)
    assert sent_at(asked, "2026-11-04 19:31").state == State.PLANNED


@pytest.mark.django_db
def test_a_link_a_worker_sends_waits_unless_the_person_is_there(person, keyworker, time_machine):
    time_machine.move_to(at(EVENING))
    make_route(person, **MONDAY_AT_NINE)
    page = signed_in(keyworker).get(f"/people/{person.pk}/send-link/").content.decode()
    assert "Monday 9 November at 9am" in page
    for said, expected in (({"submit": "yes"}, False), ({"is_asked_for": "on"}, True)):
        OutboundMessage.objects.all().delete()
        signed_in(keyworker).post(f"/people/{person.pk}/send-link/", said)
        assert OutboundMessage.objects.get().is_asked_for is expected


@pytest.mark.django_db(transaction=True)
def test_after_a_long_wait_one_message_is_enough(person, lero, time_machine):
    time_machine.move_to(at(EVENING))
    make_route(person, **MONDAY_AT_NINE)
    make_accepted(person.organisation, lero, person=person)
    again = OutboundMessage.objects.get(kind=referrals.NEWS.slug)
    referrals.tell_passed_on(referrals._find(again))
    for moment in ("2026-11-04 19:05", "2026-11-09 09:00"):
        with travel.travel(at(moment), tick=False):
            sending.send_due()
    news = OutboundMessage.objects.filter(kind=referrals.NEWS.slug).order_by("created_at")
    assert [one.reason or one.state for one in news] == ["newer_waits", State.SENT]


# --- What could not be told -----------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_staff_are_told_where_no_time_is_safe(person, lero, keyworker, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person, safe_from=time(9), safe_until=time(9))
    referral = make_sent(person.organisation, lero, person=person, by=keyworker)
    news = sent_at(plan(referrals.NEWS, referral, route), EVENING)
    assert (news.state, news.reason) == (State.SKIPPED, "no_safe_moment")
    word = OutboundMessage.objects.get(kind=unreached.UNREACHED.slug)
    assert word.route_id == keyworker.pk
    told = unreached.prepare_unreached(word)
    assert told.address == keyworker.email
    assert person.get_absolute_url() in told.text
    assert person.preferred_name not in told.text


@pytest.mark.django_db(transaction=True)
def test_who_leads_is_told_where_nobody_works_with_them(person, coordinator, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person, safe_from=time(9), safe_until=time(9))
    sent_at(plan(notifications.OWN_PAGE, person, route), EVENING)
    assert OutboundMessage.objects.get(kind=unreached.UNREACHED.slug).route_id == coordinator.pk


@pytest.mark.django_db(transaction=True)
def test_another_safe_way_is_tried_first(person, coordinator, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    route = make_route(person)
    message = plan(notifications.OWN_PAGE, person, route)
    actions.change_route(
        route=route, by=SYSTEM, kind="email", value="robin@mail.example", is_safe=True
    )
    sent_at(message, EVENING)
    assert (message.state, message.reason) == (State.SKIPPED, "route_ended")
    other = OutboundMessage.objects.exclude(pk=message.pk).get()
    assert (other.kind, other.channel) == (message.kind, "email")
    assert sent_at(other, EVENING).state == State.SENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", ["asked", "unsafe"])
def test_nobody_is_told_of_what_a_stop_kept(person, coordinator, why, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    message = plan(notifications.OWN_PAGE, person, make_route(person))
    actions.stop_contact(person=person, why=why, by=SYSTEM)
    sent_at(message, EVENING)
    assert not OutboundMessage.objects.filter(kind=unreached.UNREACHED.slug).exists()


@pytest.mark.django_db(transaction=True)
def test_what_never_found_its_moment_is_let_go_and_told(person, coordinator, time_machine):
    time_machine.move_to(at(EVENING), tick=False)
    message = plan(notifications.OWN_PAGE, person, make_route(person, **MONDAY_AT_NINE))
    for moment in (EVENING, "2026-11-09 10:30", "2026-11-16 10:30"):
        sent_at(message, moment)
    assert (message.state, message.reason) == (State.SKIPPED, "moment_passed")
    assert OutboundMessage.objects.filter(kind=unreached.UNREACHED.slug).exists()


@pytest.mark.django_db
def test_who_may_not_open_the_record_is_told_nothing(person, outsider):
    member("Left There", ("coordinator", person.organisation))
    message = OutboundMessage(
        kind=unreached.UNREACHED.slug, subject_id=person.pk, route_id=outsider.pk
    )
    assert unreached.prepare_unreached(message) == kinds.Skip("no_longer_theirs")


@pytest.mark.django_db
def test_times_that_are_no_time_are_not_taken(person, keyworker):
    typed = {"kind": "text", "value": "07700 900123", "wording": "neutral"}
    same = {"safe_from": "09:00", "safe_until": "09:00"}
    page = signed_in(keyworker).post(f"/people/{person.pk}/routes/add/", typed | same)
    assert "Enter a later time" in page.content.decode()
