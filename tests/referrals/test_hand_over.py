"""A service closes: whoever is introduced to it is asked, and goes nowhere without a yes."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import actions as directory
from referrals import actions, hand_over_messages, handing_over, timers
from referrals.actions.handing_over import ring_due
from referrals.models import HandOver, Referral, Referrer
from referrals.models.answering import LinkPurpose
from rosc.access import SYSTEM
from rosc.accounts import actions as accounts
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people import links as own_links
from rosc.people.models import Person
from tests.conftest import signed_in
from tests.directory.conftest import postcodes  # noqa: F401
from tests.directory.makers import MANCHESTER, make_meeting, make_service, north_of
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import ask_for_myself, link_to
from tests.referrals.makers import again, make_accepted, make_consent, make_draft, make_sent
from tests.referrals.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(lero):
    make_basis(lero)
    return make_service("Somebody to talk to", organisation=lero)


@pytest.fixture
def successor(db):
    there = OrganisationFactory(name="Moor Group")
    make_basis(there)
    return make_service("Moorland Walks", organisation=there)


def robin(organisation, **facts):
    """Somebody who can be reached, and has a word for their own page."""
    person = make_person(organisation, "Robin", **facts)
    make_route(person)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    return person


def home(service):
    return reverse("referrals:hand_over", args=[service.pk])


def asks(user, service, successor, *referrals):
    data = {"referrals": [one.pk for one in referrals], "successor": successor.pk}
    return signed_in(user).post(home(service), {**data, "submit": "yes"})


def proposed(referral, successor):
    [made] = actions.hand_over(referrals=[referral], successor=successor, by=SYSTEM)
    return made


def planned(kind, hand_over):
    rows = OutboundMessage.objects.filter(kind=f"referrals.{kind}", subject_id=hand_over.pk)
    return list(rows.values_list("route_id", flat=True))


def audited(verb, referral):
    return AuditEvent.objects.filter(verb=f"referral.{verb}", subject_id=referral.pk).count()


def on_own_page(person):
    client = Client()
    token = own_links.make(person, timezone.now())
    client.post(reverse("people:own_page", args=[token]), {"word": "lantern"})
    return client


def follows(referral):
    return Referral.objects.unscoped_for("test").filter(follows_from=referral).first()


# --- Who is asked ---------------------------------------------------------------------------------
def test_many_are_asked_at_once_and_nothing_moves(
    treatment, lero, keyworker, lero_leader, service, successor
):
    first = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    second = make_accepted(treatment, lero, service=service, person=make_person(treatment, "Jo"))
    html = signed_in(lero_leader).get(home(service)).content.decode()
    assert ("Moorland Walks" in html, "Jo" in html, "Robin" in html) == (True, True, False)
    assert asks(lero_leader, service, successor, first, second).status_code == 302
    made = {one.referral_id: one for one in HandOver.objects.all()}
    assert set(made) == {first.pk, second.pk}
    assert [again(one).status for one in (first, second)] == ["sent", "accepted"]
    assert follows(first) is None
    assert planned("hand_over", made[first.pk]) == [first.person.routes.get().pk]
    assert planned("please_ask", made[first.pk]) == [keyworker.pk]
    assert planned("hand_over", made[second.pk]) == []  # no way to reach them: they are rung
    assert audited("hand_over", first) == audited("hand_over", second) == 1
    assert asks(lero_leader, service, successor, first).status_code == 409


def test_the_words_say_nothing_of_what_it_is_about(treatment, lero, keyworker, service, successor):
    referral = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    made = proposed(referral, successor)
    to_person, to_worker = (
        OutboundMessage.objects.get(kind=f"referrals.{kind}")
        for kind in ("hand_over", "please_ask")
    )
    said = hand_over_messages.prepare_hand_over(to_person)
    assert "Something is going to change" in said.text
    rung = hand_over_messages.prepare_please_ask(to_worker)
    assert reverse("referrals:answer_hand_over", args=[made.pk]) in rung.text
    for words in (said.text, rung.text, rung.subject):
        assert not re.search("Robin|Moorland|Tideway|talk|recovery|treatment", words)
    people.stop_contact(person=referral.person, why="asked", by=keyworker)
    assert isinstance(hand_over_messages.prepare_hand_over(to_person), Skip)
    actions.answer_hand_over(hand_over=made, said="no", method="phone", by=keyworker)
    assert isinstance(hand_over_messages.prepare_please_ask(to_worker), Skip)


def test_closing_an_entry_leads_there(treatment, lero, lero_leader, service, successor):
    close = reverse("directory:close", args=[service.pk])
    client = signed_in(lero_leader)
    assert home(service) not in client.get(close).content.decode()
    make_sent(treatment, lero, service=service)
    html = client.get(close).content.decode()
    assert home(service) in html
    assert "1 person is still introduced to it" in html
    client.post(close, {"submit": "yes"})
    entry = client.get(reverse("directory:entry", args=[service.pk])).content.decode()
    assert home(service) in entry
    desk = client.get(reverse("accounts:desk")).content.decode()
    assert "Introductions to a service that has closed: 1" in desk


def test_an_organisation_that_closes_leaves_it_to_who_introduced_them(
    treatment, lero, keyworker, administrator, service
):
    referral = make_sent(treatment, lero, service=service, by=keyworker)
    accounts.close_organisation(organisation=lero, by=administrator)
    desk = signed_in(keyworker).get(reverse("accounts:desk")).content.decode()
    assert "Introductions to a service that has closed: 1" in desk
    html = signed_in(keyworker).get(page("referral", referral)).content.decode()
    assert "has closed" in html
    assert "look for another place" in html
    listed = reverse("referrals:referrals") + "?show=place-closed"
    assert page("referral", referral) in signed_in(keyworker).get(listed).content.decode()


def test_drafts_and_what_is_over_are_not_handed_over(
    treatment, lero, lero_leader, service, successor
):
    draft = make_draft(treatment, lero, service=service)
    over = make_sent(treatment, lero, service=service)
    actions.decline(referral=over, by=SYSTEM, reason="no-room", follows="wait")
    assert handing_over.rows_of(service, lero_leader) == []
    for one in (draft, over):
        assert asks(lero_leader, service, successor, one).status_code == 200
    assert not HandOver.objects.exists()


def test_who_may_not(treatment, lero, keyworker, colleague, outsider, service, successor):
    referral = make_sent(treatment, lero, service=service)
    for method in ("get", "post"):
        assert getattr(signed_in(colleague), method)(home(service)).status_code == 403
        assert getattr(signed_in(outsider), method)(home(service)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.hand_over(referrals=[referral], successor=successor, by=keyworker)
    asked = proposed(referral, successor)
    url = reverse("referrals:answer_hand_over", args=[asked.pk])
    for method in ("get", "post"):
        assert getattr(signed_in(colleague), method)(url).status_code == 403
        assert getattr(signed_in(outsider), method)(url).status_code == 404


def test_the_receiver_cannot_answer_for_them(treatment, lero, lero_leader, service, successor):
    asked = proposed(make_sent(treatment, lero, service=service), successor)
    url = reverse("referrals:answer_hand_over", args=[asked.pk])
    assert signed_in(lero_leader).get(url).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.answer_hand_over(hand_over=asked, said="yes", method="phone", by=lero_leader)


def test_looking_is_on_the_record(treatment, lero, lero_leader, service):
    make_sent(treatment, lero, service=service)
    signed_in(lero_leader).get(home(service))
    assert AuditEvent.objects.filter(verb="referral.list", actor_id=lero_leader.pk).count() == 1


def test_the_list_asks_as_often_for_one_as_for_thirty(
    treatment, lero, lero_leader, service, successor
):
    counts = []
    for _ in range(2):
        make_sent(treatment, lero, service=service)
        client = signed_in(lero_leader)
        with CaptureQueriesContext(connection) as found:
            assert client.get(home(service)).status_code == 200
        counts.append(len(found))
        for _ in range(28):
            make_sent(treatment, lero, service=service)
    assert counts[0] == counts[1]


# --- Who could take over --------------------------------------------------------------------------
def test_near_and_for_the_same_comes_first(lero):
    closing = make_service("C", organisation=lero, kinds=("peer-support", "recovery-housing"))
    both = make_service(
        "Both", at=north_of(MANCHESTER, 9), kinds=("peer-support", "recovery-housing")
    )
    near = make_service("Near", at=north_of(MANCHESTER, 1))
    far = make_service("Farther", at=north_of(MANCHESTER, 5))
    make_service("Too far", at=north_of(MANCHESTER, 40))
    make_service("Other", kinds=("detox",))
    make_service("Full", capacity="full")
    make_service("Paused", status="paused")
    make_meeting(0, "19:00", name="AA")
    found = handing_over.successors_of(closing)
    assert [one.service for one in found] == [both, near, far]
    assert found[1].label == f"Near, {near.organisation.name}, 1 mile away"
    [named] = handing_over.successors_of(closing, "too far")
    assert named.label == f"Too far, {named.service.organisation.name}"


def test_how_far_an_address_that_is_kept_private_lies_is_not_told(lero, postcodes):  # noqa: F811
    closing = make_service("C", organisation=lero)
    hidden = make_service("Hidden", at=north_of(MANCHESTER, 3), is_indexed=False)
    hidden.locations.update(is_withheld=True, postcode="M1 1AE")
    directory.index(services=[hidden.pk])
    for words in ("", "hidden"):
        [found] = handing_over.successors_of(closing, words)
        assert found.label == f"Hidden, {hidden.organisation.name}"


# --- A yes, a no, and nothing ---------------------------------------------------------------------
@pytest.mark.parametrize("status", ["sent", "asked", "waiting", "accepted", "met"])
def test_a_yes_leaves_a_draft_with_who_introduced_them(
    status, treatment, lero, keyworker, service, successor
):
    referral = make_draft(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    actions.change(referral=referral, by=keyworker, goals=["Sleep"])
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    _bring_to(referral, status)
    asked = proposed(referral, successor)
    url = reverse("referrals:answer_hand_over", args=[asked.pk])
    client = signed_in(keyworker)
    assert client.get(url).status_code == 200
    data = {"said": "yes", "how": "phone", "submit": "yes"}
    assert client.post(url, data).status_code == 302
    before, draft = again(referral), follows(referral)
    wanted = ("ended" if status == "met" else "redirected", "service-closed", "elsewhere")
    assert (before.status, before.reason, before.what_follows) == wanted
    assert (draft.status, draft.origin, draft.started_by) == ("draft", "worker", keyworker)
    assert (draft.service, draft.receiver) == (successor, successor.organisation)
    assert [goal.text for goal in draft.goals.all()] == ["Sleep"]
    assert audited("answer_hand_over", referral) == 1
    assert client.post(url, data).status_code == 409
    send = client.get(page("send", draft)).content.decode()
    assert "said yes to Moorland Walks" in send


def _bring_to(referral, status):
    if status == "asked":
        actions.ask(referral=referral, by=SYSTEM, text="When?")
    elif status == "waiting":
        actions.wait(referral=referral, by=SYSTEM)
    elif status in ("accepted", "met"):
        actions.accept(referral=referral, by=SYSTEM)
    if status == "met":
        actions.confirm_meeting(referral=referral, by=SYSTEM, on=timezone.localdate())


def test_the_person_says_yes_on_their_own_page(treatment, lero, keyworker, service, successor):
    referral = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    asked = proposed(referral, successor)
    client = on_own_page(referral.person)
    url = reverse("referrals:mine_hand_over", args=[asked.pk])
    assert url in client.get(reverse("people:mine")).content.decode()
    html = client.get(url).content.decode()
    assert "Moorland Walks" in html
    assert "How to reach me safely" in html
    assert again(referral).status == "sent"
    assert client.post(url, {"said": "yes"}).status_code == 302
    draft = follows(referral)
    assert (again(referral).status, draft.status) == ("redirected", "draft")
    assert AuditEvent.objects.get(verb="referral.answer_hand_over").actor_kind == "person"
    form = signed_in(keyworker).get(page("send", draft)).context["form"]
    assert "own-link" in dict(form.fields["how"].choices)
    data = {"how": "own-link", "lasts": "90", "submit": "yes"}
    assert signed_in(keyworker).post(page("send", draft), data).status_code == 302
    sent = again(draft)
    assert (sent.status, sent.consent.method) == ("sent", "own-link")
    assert client.post(url, {"said": "no"}).status_code == 404


def test_nobody_else_sends_by_a_link_that_was_never_followed(treatment, lero, keyworker):
    draft = make_draft(treatment, lero, by=keyworker)
    form = signed_in(keyworker).get(page("send", draft)).context["form"]
    assert "own-link" not in dict(form.fields["how"].choices)


def test_a_no_moves_nothing_and_another_place_can_be_proposed(
    treatment, lero, lero_leader, keyworker, service, successor
):
    referral = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    asked = proposed(referral, successor)
    url = reverse("referrals:mine_hand_over", args=[asked.pk])
    assert on_own_page(referral.person).post(url, {"said": "no"}).status_code == 302
    assert (again(referral).status, follows(referral)) == ("sent", None)
    changed = OutboundMessage.objects.filter(kind="referrals.changed", subject_id=referral.pk)
    assert [one.route_id for one in changed] == [keyworker.pk]
    html = signed_in(lero_leader).get(home(service)).content.decode()
    assert "would rather not go to Moorland Walks" in html
    other = make_service("A choir")
    assert asks(lero_leader, service, other, referral).status_code == 302
    assert HandOver.objects.unanswered().get().successor == other


def test_no_answer_moves_nothing_and_who_introduced_them_rings(
    treatment, lero, keyworker, service, successor, time_machine
):
    time_machine.move_to("2026-03-02 10:00Z")
    referral = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    asked = proposed(referral, successor)
    assert str(asked.ring_by) == "2026-03-04"
    desk = signed_in(keyworker).get(reverse("accounts:desk")).content.decode()
    assert "People to ask where they would like to go: 1" in desk
    assert ring_due(timezone.localdate() + timedelta(days=1)) == 0
    time_machine.move_to("2026-03-05 10:00Z")
    assert timers.sweep(timezone.localdate())["rung"] == 1
    assert timers.sweep(timezone.localdate())["rung"] == 0
    assert planned("please_ask", asked) == [keyworker.pk] * 2
    assert (again(referral).status, follows(referral)) == ("sent", None)


def test_a_successor_that_closes_too_takes_nobody(treatment, lero, keyworker, service, successor):
    asked = proposed(make_sent(treatment, lero, service=service, by=keyworker), successor)
    directory.close(service=successor, by=SYSTEM)
    url = reverse("referrals:answer_hand_over", args=[asked.pk])
    data = {"said": "yes", "how": "phone", "submit": "yes"}
    answer = signed_in(keyworker).post(url, data)
    assert "not taking anybody" in answer.content.decode()
    assert (again(asked.referral).status, HandOver.objects.get().said) == ("sent", "")


# --- Without a worker -----------------------------------------------------------------------------
def test_who_came_by_themselves_goes_straight_on(lero, lero_leader, service, successor):
    referral = ask_for_myself(lero, service=service)
    asked = proposed(referral, successor)
    assert planned("hand_over", asked) == [referral.person.routes.get().pk]
    assert planned("please_ask", asked) == []
    url = reverse("referrals:mine_hand_over", args=[asked.pk])
    client = on_own_page(referral.person)
    assert client.post(url, {"said": "yes"}).status_code == 302
    before, after = again(referral), follows(referral)
    assert (before.status, before.is_cut_off) == ("redirected", True)
    assert before.snapshot.after is None
    assert (after.status, after.origin, after.held_by) == ("sent", "self", successor.organisation)
    person = Person.objects.unscoped_for("test").get(pk=referral.person_id)
    assert (person.organisation, person.is_hidden) == (successor.organisation, True)
    assert (after.consent.recipient, after.consent.method) == (successor.organisation, "own-link")
    assert [goal.text for goal in after.goals.all()] == ["A reason to get up"]
    mine = client.get(reverse("people:mine")).content.decode()
    assert ("Moor Group" in mine, "It goes on somewhere else" in mine) == (True, True)
    assert "other places" not in mine
    assert not Referral.objects.visible_to(lero_leader).filter(pk=after.pk).exists()


def test_where_no_records_are_kept_nobody_is_handed_on(lero, lero_leader, service):
    referral = ask_for_myself(lero, service=service)
    answer = asks(lero_leader, service, make_service("No records"), referral)
    assert answer.status_code == 200
    assert "keeps no records" in answer.content.decode()
    assert not HandOver.objects.exists()


def test_a_self_referral_that_was_accepted_is_sent_by_who_holds_the_record(
    lero, lero_leader, service, successor
):
    referral = ask_for_myself(lero, service=service)
    actions.accept(referral=referral, by=lero_leader)
    asked = proposed(again(referral), successor)
    assert planned("please_ask", asked) == [lero_leader.pk]
    actions.answer_hand_over(hand_over=asked, said="yes", method="together", by=lero_leader)
    draft = follows(referral)
    assert (draft.status, draft.origin, draft.held_by) == ("draft", "worker", lero)
    assert Referral.objects.visible_to(lero_leader).filter(pk=draft.pk).exists()


@pytest.fixture
def followed(lero, service):
    """Somebody whom a professional without an account introduced."""
    person = make_person(lero, "Wren", is_hidden=True)
    referral = make_sent(lero, lero, service=service, person=person, origin="professional")
    who = {"name": "Ana Practice", "role": "GP", "workplace": "Mill Lane", "source": "gp"}
    Referrer.objects.create(referral=referral, email="ana@surgery.example", **who)
    return referral


def test_a_professional_asks_them_and_says_so_by_their_link(followed, service, successor):
    asked = proposed(followed, successor)
    assert OutboundMessage.objects.filter(kind="referrals.follow").count() == 1
    follow = link_to(followed, LinkPurpose.FOLLOW, sent_to="ana@surgery.example")
    token = follow.rstrip("/").rpartition("/")[2]
    url = reverse("referrals:follow_hand_over", args=[token])
    client = Client()
    html = client.get(follow).content.decode()
    assert (url in html, "Wren" in html) == (True, False)
    assert client.get(url).status_code == 200
    assert b"What do they say?" in client.post(url, {"verb": "answer"}).content
    assert (again(followed).status, HandOver.objects.get(pk=asked.pk).said) == ("sent", "")
    data = {"verb": "answer", "is_sent": "yes", "said": "yes", "how": "phone"}
    assert b"Thank you" in client.post(url, data).content
    after = follows(followed)
    assert (again(followed).status, after.status) == ("redirected", "sent")
    assert after.referrer.name == "Ana Practice"
    assert after.consent.method == "phone"
    assert OutboundMessage.objects.filter(kind="referrals.follow", subject_id=after.pk).exists()
    assert client.post(url, data).status_code == 410


def test_a_link_to_follow_says_nothing_where_nothing_is_proposed(followed, treatment, lero):
    token = link_to(followed, LinkPurpose.FOLLOW).rstrip("/").rpartition("/")[2]
    url = reverse("referrals:follow_hand_over", args=[token])
    for address in (url, url.replace(token, token[:-2] + "x")):
        assert Client().get(address).status_code == 410
    assert AuditEvent.objects.filter(verb="referral.link_refused").count() == 2
    answer = link_to(make_sent(treatment, lero)).rstrip("/").rpartition("/")[2]
    assert Client().get(url.replace(token, answer)).status_code == 410


def test_what_was_withdrawn_asks_nothing_any_more(treatment, lero, keyworker, service, successor):
    referral = make_sent(treatment, lero, service=service, person=robin(treatment), by=keyworker)
    asked = proposed(referral, successor)
    people.withdraw(consent=referral.consent, by=keyworker)
    message = OutboundMessage.objects.get(kind="referrals.hand_over")
    assert isinstance(hand_over_messages.prepare_hand_over(message), Skip)
    url = reverse("referrals:mine_hand_over", args=[asked.pk])
    assert on_own_page(referral.person).get(url).status_code == 404
    worker = reverse("referrals:answer_hand_over", args=[asked.pk])
    assert signed_in(keyworker).get(worker).status_code == 409
