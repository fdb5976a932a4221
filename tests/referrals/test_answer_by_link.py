"""A group answers from its e-mail: it sees what may be seen before saying yes, and no more."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import AnswerLink, Note
from referrals.models.answering import LinkPurpose
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.conftest import signed_in
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.links import ADDRESS, link_to, make_reception, says
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import day, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(treatment, lero):
    make_reception(lero)
    person = make_person(treatment, "Zephyrine", full_name="Zephyrine Quill")
    make_route(person, value="07700 900999")
    return make_sent(treatment, lero, person=person, safety=["safe-place"])


def refused(response):
    assert response.status_code == 410
    assert b"This link does not work any more" in response.content
    assert b"Zephyrine" not in response.content


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def snapshot_of(response, which):
    found = re.search(rf'id="{which}".*?</section>', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def test_it_shows_exactly_what_the_sender_saw_beforehand(referral, keyworker, lero_leader):
    shown = Client().get(link_to(referral))
    assert shown.status_code == 200
    theirs = signed_in(keyworker).get(page("referral", referral))
    assert snapshot_of(shown, "seen-before") == snapshot_of(theirs, "seen-before") != ""
    for secret in ("Zephyrine", "Quill", "07700"):
        assert secret not in shown.content.decode()
    assert 'id="seen-after"' not in shown.content.decode()


def test_looking_leaves_a_row_and_no_trace_in_the_browser(referral):
    response = Client().get(link_to(referral))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    row = AuditEvent.objects.get(verb="referral.open", subject_id=referral.pk)
    assert row.actor_kind == "link"


def test_a_scanner_that_follows_or_posts_once_changes_nothing(referral):
    address, client = link_to(referral), Client()
    client.get(address)
    client.head(address)
    for verb in ("accept", "ask", "wait", "decline", "identity", "end", "nonsense", ""):
        assert client.post(address, {"verb": verb}).status_code == 200
    assert again(referral).status == "sent"
    assert referral.history.count() == 1


@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("ask", {"text": "Morning or evening?"}, "asked"),
        ("wait", {"note": "Three weeks"}, "waiting"),
        ("decline", {"reason": "no-room", "follows": "elsewhere", "note": "Full"}, "declined"),
    ],
)
def test_answers_with_name_and_role(verb, data, status, referral):
    address, client = link_to(referral), Client()
    assert "Your name" in words_of(client.post(address, {"verb": verb}))
    assert says(address, verb, client, **data).status_code == 200
    assert again(referral).status == status
    note = Note.objects.get(referral=referral)
    assert (note.by_name, note.by_role, note.by_kind) == ("Ann Answers", "I run it", "link")
    refused(client.get(address))  # useless once it has moved


def test_without_a_name_nothing_is_said(referral):
    address = link_to(referral)
    response = says(address, "ask", text="Why?", name=" ")
    assert "Enter your name" in words_of(response)
    assert again(referral).status == "sent"


def accepts(address, handling, **data):
    return says(address, "accept", handling=handling, **data)


def test_a_group_without_a_ground_is_brought_them(referral):
    address = link_to(referral)
    form = Client().post(address, {"verb": "accept"}).context["form"]
    assert [way for way, _ in form.fields["handling"].choices] == ["brings"]
    assert "when and where" in words_of(accepts(address, "brings"))
    assert again(referral).status == "sent"
    on = timezone.localdate() + timedelta(days=3)
    meeting = {**day("on", on), "time": "11am", "place": "The Lamp cafe"}
    assert accepts(address, "brings", **meeting).status_code == 200
    found = again(referral)
    assert (found.status, found.handling, found.received_person) == ("accepted", "brings", None)
    words = Note.objects.get(referral=referral).text
    assert "11:00" in words
    assert "The Lamp cafe" in words
    assert str(on.year) in words


def test_a_day_gone_by_is_no_first_meeting(referral):
    on = timezone.localdate() - timedelta(days=1)
    response = accepts(link_to(referral), "brings", **day("on", on), place="Here")
    assert "still to come" in words_of(response)
    assert again(referral).status == "sent"


def test_an_informal_group_is_brought_people_unless_it_chose_otherwise(treatment, elsewhere):
    make_basis(elsewhere)
    address = link_to(make_sent(treatment, elsewhere))
    assert (
        Client().post(address, {"verb": "accept"}).context["form"]["handling"].value() == "brings"
    )
    make_reception(elsewhere, handling="signed-in")
    form = Client().post(address, {"verb": "accept"}).context["form"]
    assert form["handling"].value() == "signed-in"


def test_what_was_brought_is_a_first_name_and_what_they_want(referral):
    make_basis(referral.receiver)
    actions.accept(referral=referral, by=SYSTEM, handling="brings")
    shown = words_of(Client().get(link_to(again(referral), LinkPurpose.GO_ON)))
    assert "Zephyrine" in shown
    assert "Quill" not in shown
    assert "07700" not in shown


def test_a_group_that_signs_in_is_told_nothing_by_the_link(treatment, lero):
    referral = make_accepted(treatment, lero, person=make_person(treatment, "Zephyrine"))
    shown = words_of(Client().get(link_to(referral, LinkPurpose.GO_ON)))
    assert "Zephyrine" not in shown


def test_the_next_link_is_mailed_and_goes_on(referral, lero):
    make_basis(lero)
    accepts(link_to(referral), "signed-in")
    assert OutboundMessage.objects.filter(kind="referrals.by_link").count() == 2  # send, accept
    referral = again(referral)
    address = link_to(referral, LinkPurpose.GO_ON)
    now = timezone.localtime()
    tried = {"result": "no-answer", **day("on", now.date()), "time": "00:00"}
    assert says(address, "record_contact", **tried).status_code == 200
    assert referral.attempts.get().result == "no-answer"
    assert says(address, "confirm_meeting", **day("on", now.date())).status_code == 200
    assert again(referral).status == "met"
    over = {"reason": "got-what-was-wanted", "follows": "nothing"}
    assert says(address, "end", **over).status_code == 200
    assert again(referral).status == "ended"
    refused(Client().get(address))
    said = [note.text for note in Note.objects.filter(kind="own").order_by("created_at")]
    assert said == ["Done by link: record contact", "Done by link: confirm meeting"]


def test_an_answer_link_does_not_go_on_nor_the_other_way(referral, lero):
    address = link_to(referral)
    assert says(address, "end", reason="moved-on", follows="nothing").status_code == 200
    assert again(referral).status == "sent"
    make_basis(lero)
    accepted = actions.accept(referral=again(referral), by=SYSTEM)
    says(link_to(accepted), "decline", reason="no-room", follows="nothing")
    assert again(referral).status == "accepted"


# --- Links that lead nowhere ----------------------------------------------------------------------
def test_tampered_unknown_and_foreign_links_are_one_page(referral, treatment, lero):
    good = link_to(referral)
    follow = link_to(referral, LinkPurpose.FOLLOW).replace("/follow/", "/answer/")
    pages = []
    for address in (good[:-2] + "x/", good[:-1] + "%00/", "/referrals/answer/a/", follow):
        response = Client().get(address)
        refused(response)
        pages.append(response.content)
    assert len(set(pages)) == 1
    assert AuditEvent.objects.filter(verb="referral.link_refused").count() == 4


def test_expired_cut_off_and_replayed_links_are_the_same_page(referral, time_machine):
    address = link_to(referral)
    time_machine.move_to(timezone.now() + timedelta(days=14, minutes=1))
    refused(Client().get(address))
    fresh = link_to(referral)
    people.withdraw(consent=referral.consent, by=SYSTEM)
    refused(Client().get(fresh))
    refused(says(fresh, "ask", text="Hello?"))


def asks_again(address):
    client = Client()
    refused(client.get(address))
    assert b"Shall we send you a new link?" in client.post(address, {"new_link": "ask"}).content
    return client.post(address, {"new_link": "send"})


def mailed():
    return OutboundMessage.objects.filter(kind="referrals.by_link", key__contains="again").count()


def test_an_old_link_renews_itself_to_its_own_address_once_a_day(referral, time_machine):
    address = link_to(referral)
    time_machine.move_to(timezone.now() + timedelta(days=15))
    first, second = asks_again(address), asks_again(address)
    assert first.status_code == 410
    assert first.content == second.content
    assert mailed() == 1
    assert AuditEvent.objects.filter(verb="referral.ask_for_link").count() == 2


@pytest.mark.parametrize("why", ["another", "changed", "unconfirmed", "closed"])
def test_it_renews_itself_to_nobody_else(why, referral, lero, time_machine):
    address = link_to(referral, sent_to="x@y.example" if why == "another" else ADDRESS)
    time_machine.move_to(timezone.now() + timedelta(days=15))
    if why == "changed":
        lero.reception.email = "new@tideway.example"
        lero.reception.save()
    if why == "unconfirmed":
        lero.reception.email_confirmed_at = None
        lero.reception.save()
    if why == "closed":
        actions.decline(referral=again(referral), by=SYSTEM, reason="no-room", follows="wait")
    said = asks_again(address)
    assert b"Thank you" in said.content
    assert mailed() == 0


def test_links_are_not_tried_out(referral):
    address = link_to(referral)
    answers = [Client().get(address[:-3] + "xx/").status_code for _ in range(61)]
    assert answers[:60] == [410] * 60
    assert answers[60] == 429
    assert Client().get(address).status_code == 429


def test_a_form_of_another_site_is_refused(referral):
    client = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert says(link_to(referral), "ask", client, text="Hello?").status_code == 403


@pytest.mark.parametrize(
    "data",
    [{"text": "x" * 10_000}, {"text": "a\x00b"}, {"text": "Hi", "name": "N" * 121}],
)
def test_what_is_too_long_or_not_text_is_refused_kindly(data, referral):
    response = says(link_to(referral), "ask", **data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert again(referral).status == "sent"


def test_words_are_escaped_and_names_are_one_line(referral, keyworker):
    says(link_to(referral), "ask", text="<script>alert(1)</script>", name="A\r\nBcc: b@c.example")
    assert Note.objects.get().by_name == "A Bcc: b@c.example"
    html = signed_in(keyworker).get(page("referral", referral)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_answers(treatment, lero):
    make_reception(lero)
    referral = make_sent(treatment, lero)
    addresses = [link_to(referral) for _ in range(4)]

    def answer(address):
        try:
            return says(address, "wait").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, addresses))
    assert sorted(answers) == [200, 410, 410, 410]
    assert referral.history.filter(name="wait").count() == 1


def test_the_mail_carries_no_word_of_anybody(referral):
    from referrals.group_messages import prepare_by_link

    message = OutboundMessage.objects.get(kind="referrals.by_link")
    prepared = prepare_by_link(message)
    assert prepared.address == ADDRESS
    for word in ("Zephyrine", "talk", "Bridge", "recovery", "alcohol"):
        assert word not in prepared.text + prepared.subject
    token = re.search(r"/answer/([\w-]+)/", prepared.text)[1]
    assert AnswerLink.objects.latest("created_at").sent_to_hash
    assert Client().get(reverse("referrals:answer_by_link", args=[token])).status_code == 200


# --- Words between a group by link and who introduced them ----------------------------------------
def test_a_group_reads_the_answer_to_what_it_asked(treatment, lero, keyworker):
    make_reception(lero)
    referral = make_sent(treatment, lero, by=keyworker)
    says(link_to(referral), "ask", text="Are mornings all right?")
    actions.answer(referral=again(referral), by=keyworker, text="Yes, and <b>Mondays</b>")
    actions.say(referral=again(referral), by=keyworker, text="Only for us", is_own=True)
    actions.say(referral=again(referral), by=keyworker, text="They may be a little late")
    page = Client().get(link_to(again(referral))).content.decode()
    for words in ("Are mornings all right?", "Mondays&lt;/b&gt;", "They may be a little late"):
        assert words in page
    assert "Only for us" not in page


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_group_writes_back_and_the_other_side_is_told(treatment, lero, keyworker, is_accepted):
    make_reception(lero)
    referral = make_sent(treatment, lero, by=keyworker)
    if is_accepted:
        actions.accept(referral=referral, by=SYSTEM, handling="brings")
    OutboundMessage.objects.all().delete()
    link = link_to(again(referral))
    assert b"It is with them" in says(link, "say", text="Could it be Tuesday?").content
    note = again(referral).notes.get(kind="message")
    assert (note.side, note.by_name, note.text) == (
        "receiver",
        "Ann Answers",
        "Could it be Tuesday?",
    )
    assert OutboundMessage.objects.get().route_id == keyworker.pk
    assert b"Could it be Tuesday?" in Client().get(link).content  # the link goes on working


def test_another_day_comes_back_to_the_group(treatment, lero, keyworker):
    """What the page promises after a yes: they write back, and the group gets a new link."""
    make_reception(lero)
    referral = make_sent(treatment, lero, by=keyworker)
    actions.accept(referral=referral, by=SYSTEM, handling="brings")
    OutboundMessage.objects.all().delete()
    actions.say(referral=again(referral), by=keyworker, text="Thursday suits better")
    assert OutboundMessage.objects.filter(kind="referrals.by_link").exists()
    assert b"Thursday suits better" in Client().get(link_to(again(referral))).content


def test_nothing_is_written_once_the_agreement_is_taken_back(treatment, lero):
    make_reception(lero)
    referral = make_sent(treatment, lero)
    link = link_to(referral)
    people.withdraw(consent=referral.consent, by=SYSTEM)
    assert says(link, "say", text="Hello?").status_code == 410
    assert not again(referral).notes.exists()
