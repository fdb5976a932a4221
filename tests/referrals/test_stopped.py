"""Contact is stopped: both sides are told at once, and neither page says where somebody lives or
what their number is; why it was stopped is not told across."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from referrals import actions, group_messages, notifications, reaching, shown, stop_messages
from referrals.models import Handling
from referrals.models.answering import LinkPurpose
from rosc.access import SYSTEM
from rosc.outbox import kinds
from rosc.outbox.kinds import Prepared, Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people import look_first
from tests.conftest import signed_in
from tests.people.makers import again as person_again
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import link_to, make_reception
from tests.referrals.makers import again, make_accepted, make_draft, make_sent

pytestmark = pytest.mark.django_db
NUMBER, HOME = "07700 900123", "1 Elm Row"
EVERYTHING = ("name", "contact", "address", "need")
STOPS = ("asked", "unsafe", "died")


def stop(person, why, by=SYSTEM):
    if why == "died":
        people.record_death(person=person, on=date(2026, 11, 1), by=by)
    else:
        people.stop_contact(person=person, why=why, by=by)


@pytest.fixture
def referral(treatment, lero, keyworker):
    person = make_person(treatment, address=HOME)
    make_route(person, value=NUMBER)
    return make_accepted(treatment, lero, person=person, details=EVERYTHING, by=keyworker)


def page_of(referral, user, name="referral"):
    page = signed_in(user).get(reverse(f"referrals:{name}", args=[referral.pk]))
    assert page.status_code == 200
    return page.content.decode()


def told(kind=None):
    rows = OutboundMessage.objects.filter(**({"kind": kind.slug} if kind else {}))
    return set(rows.values_list("route_id", flat=True))


@pytest.mark.parametrize("why", STOPS)
@pytest.mark.parametrize("name", ["referral", "copy"])
def test_neither_side_sees_how_to_reach_them(referral, keyworker, lero_leader, why, name):
    for user in (keyworker, lero_leader):
        before = page_of(referral, user, name)
        assert NUMBER in before
        assert HOME in before
    stop(referral.person, why)
    for user in (keyworker, lero_leader):
        after = page_of(referral, user, name)
        assert NUMBER not in after
        assert HOME not in after


@pytest.mark.parametrize("why", STOPS)
def test_both_pages_say_so_and_not_why(referral, keyworker, lero_leader, why):
    stop(referral.person, why)
    said = reaching.DIED if why == "died" else reaching.STOPPED
    for user in (keyworker, lero_leader):
        page = page_of(referral, user)
        assert said in page
        assert "not safe" not in page
        assert "the door stays open" not in page


@pytest.mark.parametrize("why", ["asked", "unsafe"])
def test_workers_of_both_sides_are_told_at_once(referral, keyworker, lero_leader, why):
    OutboundMessage.objects.all().delete()
    stop(referral.person, why)
    assert told(look_first.LOOK_FIRST) == {keyworker.pk, lero_leader.pk}
    for row in OutboundMessage.objects.filter(kind=look_first.LOOK_FIRST.slug):
        message = look_first.prepare_look_first(row)
        assert "Please look here before you ring" in message.text
        assert "safe" not in message.text
        assert referral.person.preferred_name not in message.text


def test_whoever_stops_it_is_not_told_of_it(referral, keyworker, lero_leader):
    OutboundMessage.objects.all().delete()
    stop(referral.person, "asked", by=keyworker)
    assert told(look_first.LOOK_FIRST) == {lero_leader.pk}


def test_it_comes_back_when_contact_is_allowed_again(referral, keyworker, lero_leader):
    people.stop_contact(person=referral.person, why="asked", by=keyworker)
    OutboundMessage.objects.all().delete()
    people.contact_again(person=person_again(referral.person), by=keyworker)
    assert told(look_first.LOOK_FIRST) == {lero_leader.pk}
    for user in (keyworker, lero_leader):
        page = page_of(referral, user)
        assert NUMBER in page
        assert HOME in page
        assert reaching.STOPPED not in page


def test_what_the_other_side_stopped_by_itself_stays_stopped(referral, keyworker, lero_leader):
    people.stop_contact(person=again(referral).received_person, why="asked", by=lero_leader)
    people.contact_again(person=person_again(referral.person), by=keyworker)
    assert NUMBER in page_of(referral, keyworker)
    assert NUMBER not in page_of(referral, lero_leader)


def test_who_says_yes_after_the_stop_is_not_shown_it_either(treatment, lero, lero_leader):
    make_basis(lero)
    person = make_person(treatment)
    make_route(person, value=NUMBER)
    referral = make_sent(treatment, lero, person=person)
    OutboundMessage.objects.all().delete()
    stop(person, "unsafe")
    assert lero_leader.pk in told(stop_messages.LOOK_FIRST)
    assert reaching.STOPPED in page_of(referral, lero_leader)
    actions.accept(referral=again(referral), by=SYSTEM)
    assert again(referral).received_person.is_stopped
    assert NUMBER not in page_of(referral, lero_leader)


def test_a_preview_shows_what_would_be_seen(treatment, lero, keyworker):
    person = make_person(treatment)
    make_route(person, value=NUMBER)
    draft = make_draft(treatment, lero, person=person, by=keyworker)
    assert NUMBER in page_of(draft, keyworker, "send")
    stop(person, "asked")
    assert NUMBER not in page_of(draft, keyworker, "send")


@pytest.mark.parametrize("why", ["asked", "unsafe"])
def test_the_record_does_not_show_it(referral, keyworker, why):
    route = referral.person.routes.get()
    stop(referral.person, why)
    client = signed_in(keyworker)
    for page in ("", f"routes/{route.pk}/change/", f"routes/{route.pk}/end/"):
        answer = client.get(f"/people/{referral.person_id}/{page}")
        assert answer.status_code == 200
        assert NUMBER not in answer.content.decode()


# --- By a link ------------------------------------------------------------------------------------
@pytest.fixture
def by_link(treatment, lero):
    """A group that answers from its e-mail, was written to, and chose to see once who it is."""
    make_basis(lero)
    make_reception(lero, code_phone="07700 900999")
    person = make_person(treatment)
    make_route(person, value=NUMBER)
    referral = make_sent(treatment, lero, person=person)
    OutboundMessage.objects.filter(kind="referrals.by_link").update(may_have_gone=True)
    return actions.accept(referral=referral, by=SYSTEM, handling=Handling.IDENTITY_PAGE)


def test_a_group_by_link_is_told_and_shown_no_number(by_link):
    assert any(NUMBER in line.values for line in shown.identity(by_link))
    assert actions.may_show_identity(by_link)
    page, identity = link_to(by_link), link_to(by_link, LinkPurpose.IDENTITY)
    stop(by_link.person, "unsafe")
    found = again(by_link)
    assert shown.identity(found) == []
    assert not actions.may_show_identity(found)
    assert reaching.STOPPED in Client().get(page).content.decode()
    assert Client().get(identity).status_code == 410
    mail = group_messages.prepare_look_by_link(
        OutboundMessage.objects.get(kind="referrals.look_by_link")
    )
    assert "Please look here before you ring" in mail.text


def test_a_group_that_was_never_written_to_is_not_told(by_link):
    OutboundMessage.objects.filter(kind="referrals.by_link").update(may_have_gone=False)
    stop(by_link.person, "asked")
    message = OutboundMessage.objects.get(kind="referrals.look_by_link")
    assert group_messages.prepare_look_by_link(message) == Skip("moved_on")


# --- Both sides are told that it is over ----------------------------------------------------------
@pytest.fixture
def brought(treatment, lero):
    """A group with no account that waits for somebody to be brought."""
    make_reception(lero)
    referral = make_sent(treatment, lero)
    OutboundMessage.objects.filter(kind="referrals.by_link").update(may_have_gone=True)
    return actions.accept(referral=referral, by=SYSTEM, handling=Handling.BRINGS)


def over_mail():
    row = OutboundMessage.objects.get(kind="referrals.over_by_link")
    return kinds.get(row.kind).prepare(row)


CLOSERS = {
    "consent": lambda one: people.withdraw(consent=one.consent, by=SYSTEM),
    "withdrawn": lambda one: actions.withdraw(referral=one, by=SYSTEM, reason="changed-mind"),
    "died": lambda one: stop(one.person, "died"),
}


@pytest.mark.parametrize("why", CLOSERS)
def test_a_group_by_link_hears_that_nobody_is_coming(brought, why):
    CLOSERS[why](brought)
    mail = over_mail()
    assert isinstance(mail, Prepared)
    assert "Nobody is coming to you by it any more" in mail.text
    assert f"{brought.sent_at:%A}" in mail.text
    assert "You said yes on" in mail.text
    assert ("throw away" in mail.text) is (why == "consent")
    assert "Robin" not in mail.text


def test_what_was_taken_back_before_it_went_says_nothing(treatment, lero):
    make_reception(lero)
    referral = make_sent(treatment, lero)
    actions.withdraw(referral=referral, by=SYSTEM, reason="changed-mind")
    first = OutboundMessage.objects.get(kind="referrals.by_link")
    assert group_messages.prepare_by_link(first) == Skip("moved_on")
    assert over_mail() == Skip("never_told")


def test_a_receiver_who_said_yes_hears_of_a_death(referral, keyworker, lero_leader):
    OutboundMessage.objects.all().delete()
    stop(referral.person, "died")
    assert lero_leader.pk in told(notifications.WAITS)
    assert keyworker.pk in told(notifications.CHANGED)


def test_a_receiver_who_ends_it_is_told_nothing_by_us(referral, lero_leader):
    OutboundMessage.objects.all().delete()
    actions.end(referral=referral, by=lero_leader, reason="moved-on", outcomes={})
    assert told(notifications.WAITS) == set()


# --- The person hears of each move that concerns them ---------------------------------------------
MOVES = {
    "wait": lambda one: actions.wait(referral=one, by=SYSTEM),
    "accept": lambda one: actions.accept(referral=one, by=SYSTEM),
    "decline": lambda one: actions.decline(
        referral=one, by=SYSTEM, reason="no-room", follows="elsewhere"
    ),
    "expire": lambda one: actions.expire(referral=one),
    "end": lambda one: actions.end(
        referral=actions.accept(referral=one, by=SYSTEM), by=SYSTEM, reason="moved-on", outcomes={}
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_the_person_hears_of_it(treatment, lero, move):
    make_basis(lero)
    person = make_person(treatment)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    route = make_route(person)
    referral = make_sent(treatment, lero, person=person)
    OutboundMessage.objects.all().delete()
    MOVES[move](referral)
    news = OutboundMessage.objects.filter(kind=notifications.NEWS.slug, route_id=route.pk)
    assert news.count() == (2 if move == "end" else 1)  # "end" says yes first
    assert isinstance(notifications.prepare_news(news[0]), Prepared)
