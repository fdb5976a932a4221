"""Anybody says that something is wrong; who may answer does; who asked is told, and forgotten."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory import actions, open_forms
from directory.models import Report, TurnedAway
from directory.notifications import REPORTED
from directory.tasks import forget_reports
from directory.wording import names_topic
from rosc.access import ANYBODY, SomebodyGotThereFirst
from rosc.accounts import desk
from rosc.audit.models import AuditEvent
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db
TELL_US, CONTACT = reverse("directory:tell_us"), reverse("directory:contact")
REPORTS = reverse("directory:reports")
WORDS = "The number has changed. It is on the door."


def stamped(seconds: float = 60) -> str:
    """The stamp of a form shown so long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds)):
        return open_forms.stamp()


def form(**fields):
    return {"topic": "times", "text": WORDS, "stamp": stamped(), **fields}


def told(organisation=None, **fields):
    given = {"topic": "times", "text": WORDS, "organisation": organisation, "by": ANYBODY}
    return actions.tell_us(**{**given, **fields})


def page_of(entry) -> str:
    kind = "organisation" if entry._meta.model_name == "organisation" else "service"
    return reverse(f"directory:{kind}", args=[entry.pk])


def turned_away() -> dict[str, int]:
    return dict(TurnedAway.objects.values_list("why", "count"))


# --- Telling us ---------------------------------------------------------------------------------
def test_every_public_page_leads_to_the_form_and_says_which_page(client, lero):
    service = make_service(organisation=lero)
    for page in ("/", "/meetings/", "/glossary/", page_of(service), page_of(lero)):
        html = client.get(page, {"postcode": "M1 1AE"}).content.decode()
        (address,) = re.findall(r'href="(/tell-us/\?[^"]*)"', html)
        assert "M1" not in address  # the path alone: a query says where somebody lives
        assert client.get(address).status_code == 200
    for page in (reverse("account_login"), TELL_US):
        assert "/tell-us/?" not in client.get(page).content.decode()


@pytest.mark.parametrize("of", ["service", "organisation"])
def test_a_report_is_on_the_entry_of_its_page(client, lero, of):
    entry = make_service(organisation=lero) if of == "service" else lero
    address = f"{TELL_US}?page={page_of(entry)}"
    assert entry.name in client.get(address).content.decode()
    assert client.post(address, form()).url == reverse("directory:thanks")
    report = Report.objects.get()
    assert (report.organisation, report.page) == (lero, page_of(entry))
    assert report.service == (entry if of == "service" else None)
    assert (report.text, report.email, report.status) == (WORDS, None, "new")
    event = AuditEvent.objects.get(verb="report.tell_us")
    assert (event.actor_kind, event.organisation_id) == ("anonymous", lero.pk)


def test_no_cookie_is_set_and_none_is_needed(lero):
    client = Client(enforce_csrf_checks=True)
    for address in (TELL_US, CONTACT):
        assert not client.get(address).cookies
    done = client.post(CONTACT, form(topic="question"), follow=True)
    assert "Thank you" in done.content.decode()
    assert not client.cookies


def test_what_is_written_is_sealed(client):
    client.post(CONTACT, form(topic="question", email="sam@mail.example"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT text, email FROM directory_report")
        assert not any(WORDS in column or "sam@" in column for column in cursor.fetchone())
    assert Report.objects.get().email == "sam@mail.example"


@pytest.mark.parametrize(
    "page",
    [
        *("https://evil.example/", "//evil.example", "javascript:alert(1)", "/nowhere/", "x" * 300),
        *("/services/00000000-0000-4000-8000-000000000000/", "/services/x/", "\x00", "/\x00/"),
    ],
)
def test_a_page_that_is_not_ours_is_left_out(client, page):
    assert client.get(TELL_US, {"page": page}).status_code == 200
    client.post(f"{TELL_US}?{'page=' + page if chr(0) not in page else ''}", form(topic="words"))
    report = Report.objects.get()
    assert report.organisation is None
    assert "evil" not in report.page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Write a few words"),
        ({"text": "x" * 10_000}, "4,000 letters"),
        ({"text": "\x00"}, "Null characters"),
        ({"topic": "nonsense"}, "valid choice"),
        ({"topic": ""}, "Choose what"),
        ({"email": "sam"}, "e-mail address, such as"),
        ({"email": "sam@mail.example\nBcc: all@mail.example"}, "e-mail address, such as"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(client, wrong, said):
    answer = client.post(CONTACT, form(topic="question") | wrong)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert said in html
    assert WORDS in html or "text" in wrong
    assert not Report.objects.exists()
    assert turned_away() == {}


# --- Keeping machines out -----------------------------------------------------------------------
def test_links_are_refused_and_counted(client):
    one = client.post(CONTACT, form(topic="question", text="See https://new.example/ for it."))
    assert one.status_code == 302
    for _ in range(3):
        answer = client.post(
            CONTACT, form(topic="question", text="http://a.example www.b.example buy now")
        )
        assert "only one" in answer.content.decode()
    assert Report.objects.count() == 1
    assert turned_away() == {"links": 3}


def test_quicker_than_anybody_types_is_asked_to_send_once_more(client):
    sent = form(topic="question", stamp=stamped(1))
    answer = client.post(CONTACT, sent).content.decode()
    assert "very quick" in answer
    assert WORDS in answer
    assert turned_away() == {"too-quick": 1}
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert client.post(CONTACT, sent).status_code == 302


@pytest.mark.parametrize("kind", ["none", "made up", "old", "of another form"])
def test_a_form_that_is_not_ours_or_too_old_comes_back_with_a_fresh_stamp(client, kind):
    stamps = {
        "none": "",
        "old": stamped(open_forms.LASTS + 60),
        "of another form": signing.dumps(1, salt="other"),
    }
    stamp = stamps.get(kind, kind)
    answer = client.post(CONTACT, form(topic="question", stamp=stamp)).content.decode()
    assert "open for a long time" in answer
    assert WORDS in answer
    assert turned_away() == {"stale": 1}
    (fresh,) = re.findall(r'name="stamp" value="([^"]+)"', answer)
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        again = client.post(CONTACT, form(topic="question", stamp=fresh))
    assert again.status_code == 302


def test_too_many_from_one_place_wait_and_others_do_not(settings):
    settings.REPORTS_PER_ADDRESS = "2/h/key"
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _ in range(2):
        assert here.post(CONTACT, form(topic="question")).status_code == 302
    answer = here.post(CONTACT, form(topic="question"))
    assert answer.status_code == 429
    assert WORDS in answer.content.decode()
    assert there.post(CONTACT, form(topic="question")).status_code == 302
    assert Report.objects.count() == 3
    assert turned_away() == {"too-often": 1}


def test_too_many_from_everywhere_wait(settings):
    settings.REPORTS_IN_ALL = "2/h/key"
    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{n}").post(CONTACT, form(topic="question")).status_code
        for n in range(3)
    ]
    assert answers == [302, 302, 429]
    assert turned_away() == {"too-many": 1}


def test_no_address_of_anybody_is_kept():
    from django.db import connection

    Client(REMOTE_ADDR="192.0.2.77").post(CONTACT, form(topic="question"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        assert "192.0.2.77" not in str(cursor.fetchall())


def test_administrators_see_how_many_were_not_taken(client_as, administrator, lero_leader):
    for _ in range(2):
        actions.turn_away(why="links", on=timezone.localdate())
    actions.turn_away(why="links", on=timezone.localdate() - timedelta(days=60))
    assert "Full of web addresses: 2" in client_as(administrator).get(REPORTS).content.decode()
    assert "web addresses" not in client_as(lero_leader).get(REPORTS).content.decode()


# --- Who sees it --------------------------------------------------------------------------------
def listed(client) -> set:
    return {row.pk for row in client.get(REPORTS).context["page"]}


def test_leaders_see_their_own_and_administrators_all(
    client_as, lero, treatment, lero_leader, coordinator, administrator
):
    here, there, site = told(lero), told(treatment), told(topic="question")
    kept = told(lero, is_kept_from_them=True)
    assert listed(client_as(lero_leader)) == {here.pk}
    assert listed(client_as(coordinator)) == {there.pk}
    assert listed(client_as(administrator)) == {here.pk, there.pk, site.pk, kept.pk}
    for report in (there, site, kept):
        url = reverse("directory:report", args=[report.pk])
        assert client_as(lero_leader).get(url).status_code == 404
        assert client_as(lero_leader).post(f"{url}answer/", {"outcome": "leave"}).status_code == 404


def test_a_colleague_gets_neither_the_list_nor_the_page(client_as, colleague, lero):
    url = reverse("directory:report", args=[told(lero).pk])
    assert [client_as(colleague).get(page).status_code for page in (REPORTS, url)] == [403, 403]


def test_who_leads_elsewhere_and_only_works_here_sees_none_of_here(client_as, outsider, lero):
    from tests.factories import MembershipFactory

    report = told(lero)
    MembershipFactory(user=outsider, organisation=lero, role="keyworker")
    assert listed(client_as(outsider)) == set()
    url = reverse("directory:report", args=[report.pk])
    assert client_as(outsider).get(url).status_code == 403


def test_nobody_leading_an_organisation_may_settle_what_is_the_portals(lero_leader):
    """A report without an organisation is not one that is held "in any of them"."""
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        actions.answer_report(report=told(topic="question"), outcome="leave", by=lero_leader)


def test_the_address_is_shown_to_nobody(client_as, lero, lero_leader, administrator):
    report = told(lero, email="sam@mail.example")
    for user in (lero_leader, administrator):
        url = reverse("directory:report", args=[report.pk])
        for page in (REPORTS, url, f"{url}answer/", f"{url}check/"):
            html = client_as(user).get(page).content.decode()
            assert "sam@mail.example" not in html
            assert "hear" in html.lower()


def test_the_list_asks_as_much_for_30_as_for_one(
    client_as, administrator, lero, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    service = make_service(organisation=lero)
    client = client_as(administrator)
    told(service=service)
    client.get(REPORTS)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(REPORTS)
    for _ in range(29):
        told(service=service)
    with django_assert_num_queries(len(one)):
        assert len(client.get(REPORTS).context["page"]) == 30


def test_the_list_is_narrowed(client_as, administrator, lero, treatment):
    client = client_as(administrator)
    a, b = told(lero, email="sam@mail.example"), told(treatment, topic="closed")
    actions.answer_report(report=b, outcome="leave", by=administrator)

    def found(**query):
        return {row.pk for row in client.get(REPORTS, query).context["page"]}

    assert found(q="tideway") == {a.pk}
    assert found(state="open") == {a.pk}
    assert found(state="unchanged") == {b.pk}
    assert found(topic="closed") == {b.pk}
    assert found(asked="yes") == {a.pk}
    assert client.get(REPORTS, {"q": "\x00", "state": "?", "page": "x"}).status_code == 200


# --- What comes of it ---------------------------------------------------------------------------
def test_from_report_to_answer(client_as, lero, lero_leader):
    report = told(lero, email="sam@mail.example")
    client, url = client_as(lero_leader), reverse("directory:report", args=[report.pk])
    assert "since" not in client.get(url).content.decode()
    client.post(f"{url}check/", {"submit": "yes"})
    report.refresh_from_db()
    assert report.status == "checking"
    client.post(f"{url}answer/", {"outcome": "put_right", "answer": "We changed the number."})
    report = Report.objects.get()
    assert (report.status, report.answer) == ("put_right", "We changed the number.")
    assert report.settled_at
    assert [move.name for move in report.history.all()] == ["check", "put_right"]
    verbs = AuditEvent.objects.filter(actor_id=lero_leader.pk).values_list("verb", flat=True)
    assert {"report.check", "report.put_right"} <= set(verbs)
    assert "Put right" in client.get(url).content.decode()
    assert OutboundMessage.objects.get(kind="report_answered").subject_id == report.pk


def test_who_asked_is_told_in_neutral_words(lero, lero_leader):
    report = told(lero, email="sam@mail.example")
    actions.answer_report(report=report, outcome="leave", answer="We rang.", by=lero_leader)
    from directory.notifications import prepare_report_answered

    letter = prepare_report_answered(OutboundMessage.objects.get(kind="report_answered"))
    assert letter.address == "sam@mail.example"
    assert "We rang." in letter.text
    said = (letter.subject + letter.text).lower()
    for topic in ("recovery", "alcohol", "drug", "treatment", "lero", lero.name.lower()):
        assert topic not in said


def test_nobody_is_told_who_did_not_ask_or_whose_report_was_set_aside(lero, lero_leader):
    actions.answer_report(report=told(lero), outcome="put_right", by=lero_leader)
    aside = told(lero, email="sam@mail.example")
    actions.answer_report(report=aside, outcome="set_aside", by=lero_leader)
    assert not OutboundMessage.objects.filter(kind="report_answered").exists()
    assert Report.objects.get(pk=aside.pk).email is None


def test_of_two_who_answer_the_second_is_told(client_as, lero, lero_leader, administrator):
    report = told(lero)
    stale = Report.objects.get(pk=report.pk)
    actions.answer_report(report=report, outcome="put_right", by=lero_leader)
    with pytest.raises(SomebodyGotThereFirst):
        actions.answer_report(report=stale, outcome="leave", by=administrator)
    url = reverse("directory:answer_report", args=[report.pk])
    answer = client_as(administrator).post(url, {"outcome": "leave", "answer": ""})
    assert answer.status_code == 409


def test_what_was_set_aside_in_error_can_still_be_answered(lero, lero_leader):
    report = told(lero)
    actions.answer_report(report=report, outcome="set_aside", by=lero_leader)
    assert actions.answer_report(report=report, outcome="put_right", by=lero_leader).status == (
        "put_right"
    )


@pytest.mark.django_db(transaction=True)
def test_the_address_is_erased_once_they_were_told(lero, lero_leader):
    report = told(lero, email="sam@mail.example")
    forget_reports()
    assert Report.objects.get().email == "sam@mail.example"
    actions.answer_report(report=report, outcome="put_right", by=lero_leader)
    sending.send_due()
    assert OutboundMessage.objects.get(kind="report_answered").state == "sent"
    forget_reports()
    forget_reports()
    report = Report.objects.get()
    assert (report.email, report.text, report.wants_answer) == (None, WORDS, True)


def test_addresses_go_after_30_days_and_words_a_year_after_they_were_settled(lero, lero_leader):
    report = told(lero, email="sam@mail.example")
    now = timezone.now()
    actions.forget_reports(now=now + timedelta(days=29))
    assert Report.objects.get().email
    assert actions.forget_reports(now=now + timedelta(days=31)) == 1
    assert actions.forget_reports(now=now + timedelta(days=31)) == 0
    report.refresh_from_db()
    actions.answer_report(report=report, outcome="put_right", answer="Yes.", by=lero_leader)
    actions.forget_reports(now=now + timedelta(days=360))
    assert Report.objects.get().text == WORDS
    actions.forget_reports(now=now + timedelta(days=370))
    assert (Report.objects.get().text, Report.objects.get().answer) == (None, None)


def test_a_late_answer_finds_nobody_to_tell(lero, lero_leader):
    report = told(lero, email="sam@mail.example")
    actions.answer_report(report=report, outcome="put_right", by=lero_leader)
    Report.objects.update(email=None)
    from directory.notifications import prepare_report_answered

    skipped = prepare_report_answered(OutboundMessage.objects.get(kind="report_answered"))
    assert skipped.reason == "address_gone"


def test_it_waits_on_the_desk_of_who_may_answer(
    lero, lero_leader, administrator, peer, coordinator
):
    told(lero)

    def waiting(user):
        return {item.title: item.count for item in desk.waiting_for(user)}

    assert waiting(lero_leader)["What people have told us"] == 1
    assert waiting(administrator)["What people have told us"] == 1
    assert "What people have told us" not in {**waiting(peer), **waiting(coordinator)}


# --- Telling those who answer -------------------------------------------------------------------
def letters() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind=REPORTED.slug).order_by("due_at", "pk"))


@pytest.fixture
def noon():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False) as clock:
        yield clock


def test_leaders_and_coordinators_are_written_to_and_nobody_else(
    treatment, lero, coordinator, keyworker, colleague, lero_leader, outsider, administrator
):
    told(treatment)
    (letter,) = letters()
    assert (letter.route_id, letter.subject_id) == (coordinator.pk, treatment.pk)
    assert (letter.address, letter.title, letter.text) == (None, None, None)
    told(service=make_service(organisation=lero))
    assert {one.route_id for one in letters()} == {coordinator.pk, lero_leader.pk}


def test_what_is_not_for_them_or_not_on_an_entry_writes_to_nobody(lero, lero_leader):
    told(lero, is_kept_from_them=True)
    told(topic="question")
    assert letters() == []


def test_the_letter_is_neutral_and_holds_nothing_of_what_was_said(lero, lero_leader):
    service = make_service("Sober Suppers", organisation=lero)
    told(service=service, email="sam@mail.example", topic="closed")
    letter = REPORTED.prepare(letters()[0])
    assert letter.address == lero_leader.email
    assert f"{REPORTS}?state=open" in letter.text
    said = letter.subject + letter.text
    for private in (WORDS, "sam@", service.name, lero.name, "closed", "number"):
        assert private not in said
    assert not names_topic(letter.subject)
    assert not names_topic(letter.text)


@pytest.mark.django_db(transaction=True)
def test_it_is_one_a_day_and_what_comes_later_is_told_in_the_morning(lero, lero_leader, noon):
    for _ in range(3):
        told(lero)
    assert len(letters()) == 1
    sending.send_due()
    told(lero)
    told(lero)
    first, second = letters()
    assert (first.state, second.state) == ("sent", "planned")
    assert timezone.localtime(second.due_at).isoformat() == "2026-11-28T08:00:00+00:00"
    noon.move_to("2026-11-28T07:59:00Z")
    told(lero)
    assert len(letters()) == 2
    noon.move_to("2026-11-28T08:01:00Z")
    sending.send_due()
    assert [one.state for one in letters()] == ["sent", "sent"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_written_to_at_night(lero, lero_leader, noon):
    noon.move_to("2026-11-27T22:30:00Z")
    told(lero)
    sending.send_due()
    assert [one.state for one in letters()] == ["planned"]
    noon.move_to("2026-11-28T08:01:00Z")
    sending.send_due()
    assert [one.state for one in letters()] == ["sent"]


def test_no_letter_goes_for_what_was_answered_meanwhile(lero, lero_leader):
    report = told(lero)
    actions.answer_report(report=report, outcome="put_right", by=lero_leader)
    assert REPORTED.prepare(letters()[0]).reason == "answered_or_over"


def test_no_letter_goes_to_who_does_not_answer_there_any_more(lero, lero_leader):
    told(lero)
    lero_leader.memberships.update(role="peer_worker")
    assert REPORTED.prepare(letters()[0]).reason == "no_longer_theirs"
