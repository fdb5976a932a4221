"""A short list without an account: what is kept, where, for how long, and who is refused."""

import re
import uuid
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.conf import settings as portal
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import actions, shortlist
from directory.models import Fellowship, SharedShortlist
from directory.models.choices import ServiceStatus
from directory.tasks import forget_shared_shortlists
from directory.wording import names_topic
from rosc.audit.models import AuditEvent
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage, State
from tests.directory.makers import make_meeting, make_service, make_session
from tests.outbox.conftest import mail_server  # noqa: F401  a fixture of theirs

pytestmark = pytest.mark.django_db
COOKIE = portal.SHORTLIST_COOKIE_NAME


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        cache.clear()
        yield


def add(client, *services, **fields):
    return client.post(
        reverse("directory:shortlist_add"), {"service": [s.pk for s in services], **fields}
    )


def page(client, name="shortlist", *args, **query):
    return client.get(reverse(f"directory:{name}", args=args), query)


def words(response) -> str:
    """What a reader sees of the main part of a page."""
    html = response.content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    seen = re.sub(r'<(\w+)[^>]*class="[^"]*no-print[^"]*".*?</\1>', " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", seen).split())


# --- The list itself ----------------------------------------------------------------------------
def test_what_is_added_is_on_it_in_that_order_and_can_be_taken_off(client):
    first, second = make_service("Boat trips"), make_service("Rooms by the canal")
    add(client, second)
    add(client, first, second)
    shown = page(client).content.decode()
    assert shown.index("Rooms by the canal") < shown.index("Boat trips")
    client.post(reverse("directory:shortlist_remove"), {"service": second.pk})
    shown = page(client).content.decode()
    assert "Boat trips" in shown
    assert "Rooms by the canal" not in shown
    client.post(reverse("directory:shortlist_clear"))
    assert "Nothing is on it yet" in page(client, done="cleared").content.decode()


def test_the_cookie_ends_with_the_browser_and_holds_nothing_but_signed_ids(client):
    service = make_service("Boat trips")
    cookie = add(client, service).cookies[COOKIE]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    keys = cookie.value.rsplit(":", 2)[0]
    assert [uuid.UUID(bytes=shortlist.base64.urlsafe_b64decode(keys + "=="))] == [service.pk]


def test_in_production_it_is_a_host_cookie_over_https_only(client, settings):
    settings.SESSION_COOKIE_SECURE, settings.SHORTLIST_COOKIE_NAME = True, "__Host-shortlist"
    cookie = add(client, make_service()).cookies["__Host-shortlist"]
    assert cookie["secure"]
    gone = client.get(reverse("directory:leave")).cookies["__Host-shortlist"]
    assert gone["secure"]
    assert gone["max-age"] == 0


def test_nobody_gets_a_cookie_before_they_add_something(client, postcodes):
    make_service("Boat trips")
    for name in ("services", "meetings", "shortlist", "this_phone", "meetings_week"):
        response = page(client, name, postcode="M1 1AE")
        assert not response.cookies, name
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("change", [lambda v: v[:-2] + "xx", lambda v: "zz" + v, lambda v: "x\0"])
def test_a_list_that_somebody_changed_is_none(client, change):
    add(client, make_service("Boat trips"))
    client.cookies[COOKIE] = change(client.cookies[COOKIE].value)
    response = page(client)
    assert response.status_code == 200
    assert "Boat trips" not in response.content.decode()


def test_a_browser_that_brings_it_back_the_next_day_has_no_list(client):
    add(client, make_service("Boat trips"))
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert "Boat trips" not in page(client).content.decode()


def test_only_what_the_public_may_open_goes_on_it(client):
    draft = make_service("Not yet", status=ServiceStatus.DRAFT)
    response = client.post(
        reverse("directory:shortlist_add"),
        {"service": [draft.pk, uuid.uuid4(), "x\0", "<script>", "a" * 10_000]},
    )
    assert response.status_code == 302
    assert response.cookies[COOKIE].value == ""


def test_what_has_gone_from_the_directory_is_said(client):
    service = make_service("Boat trips")
    add(client, service)
    service.status = ServiceStatus.CLOSED
    service.save()
    shown = page(client).content.decode()
    assert "1 of your choices is no longer shown" in shown
    assert "Boat trips" not in shown


def test_a_full_list_says_so_and_keeps_what_it_has(client):
    many = [make_service(f"Walk {n}", is_indexed=False) for n in range(shortlist.MOST + 1)]
    add(client, *many)
    response = add(client, many[-1])
    assert response.url.endswith("?done=full")
    shown = client.get(response.url).content.decode()
    assert "Your list is full" in shown
    assert f"{shortlist.MOST} places to think about" in shown
    assert len(client.cookies[COOKIE].value) < 600


def test_the_button_knows_what_is_on_the_list(client, postcodes):
    service = make_service("Boat trips")
    assert "Add to my list" in page(client, "services", postcode="M1 1AE").content.decode()
    add(client, service)
    shown = page(client, "services", postcode="M1 1AE").content.decode()
    assert "Take off" in shown
    assert "Add to my list" not in shown
    assert "Take off" in client.get(service.get_absolute_url()).content.decode()


def test_a_meeting_is_added_as_its_group(client, postcodes):
    session = make_meeting(4, "19:30", "20:30", name="Quiet Steps")
    shown = page(client, "meetings", postcode="M1 1AE").content.decode()
    assert f'id="keep-{session.pk}"' in shown
    add(client, session.service)
    assert "Quiet Steps" in page(client).content.decode()


@pytest.mark.parametrize(
    "name", ["shortlist", "shortlist_compare", "shortlist_paper", "shortlist_email"]
)
def test_as_many_queries_for_one_as_for_twenty(client, name):
    def entry(number):
        made = make_service(f"Walk {number}", is_indexed=False)
        make_session(made, 2, "18:00", "19:00")
        return made

    add(client, entry(0))
    with CaptureQueriesContext(connection) as asked:
        page(client, name)
    for_one = len(asked)
    add(client, *(entry(n) for n in range(1, 20)))
    with CaptureQueriesContext(connection) as asked:
        page(client, name)
    assert len(asked) == for_one >= 5


@pytest.mark.parametrize(
    "name", ["shortlist", "shortlist_compare", "shortlist_paper", "shortlist_email"]
)
def test_no_browser_and_no_search_engine_keeps_the_page(client, name):
    add(client, make_service())
    response = page(client, name)
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


# --- Tried and refused --------------------------------------------------------------------------
ELSEWHERE = [
    *("https://evil.example", "//evil.example", "///evil.example", "////evil.example/x"),
    *("http:evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example"),
    *("/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\t/evil.example"),
    *("/\n/evil.example", "\t//evil.example", " //evil.example", "/%0d%0aLocation: //evil.example"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"),
    *("//evil.example%2f..", "//google.com@evil.example", "https://testserver@evil.example"),
    *("https://testserver.evil.example", "ftp://evil.example", "mailto:a@evil.example"),
    *("evil.example", "www.evil.example/", "/\0/evil.example", "/x\r\nSet-Cookie: a=b"),
    "https://[::1",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_form_leads_elsewhere(client, address):
    for name in ("shortlist_add", "shortlist_remove"):
        response = client.post(reverse(f"directory:{name}"), {"next": address})
        assert response.status_code == 302
        is_list = response.url == reverse("directory:shortlist")
        assert is_list or re.match(r"/%0d%0aLocation", response.url), response.url
        assert "\n" not in response.url
    left = client.get(reverse("directory:leave"), {"next": address, "url": address})
    assert left.url == portal.EXIT_URL


def test_a_form_leads_back_to_where_it_was_pressed(client):
    back = "/services/?postcode=M1+1AE&page=2#keep-1"
    assert client.post(reverse("directory:shortlist_add"), {"next": back}).url == back


CROSS_SITE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/form"},
    {"Origin": "https://testserver"},  # another scheme is another origin
    {"Origin": "http://[::1"},
]


@pytest.mark.parametrize("headers", CROSS_SITE)
def test_what_another_site_sends_is_refused_and_counted(client, headers):
    mine, theirs = make_service("Boat trips"), make_service("Planted")
    add(client, mine)
    before = client.cookies[COOKIE].value
    names = ["add", "remove", "clear", "share", "email"]
    fields = {"service": theirs.pk, "address": "a@people.example", "wording": "names"}
    for name in names:
        address = reverse(f"directory:shortlist_{name}")
        assert client.post(address, fields, headers=headers).status_code == 403, name
    assert client.cookies[COOKIE].value == before
    assert not OutboundMessage.objects.exists()
    assert not SharedShortlist.objects.exists()
    refused = AuditEvent.objects.filter(verb="request.refused", details__status=403)
    assert refused.count() == len(names)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/services/?q=x"},
    ],
)
def test_what_our_own_pages_send_is_taken(client, headers):
    address = reverse("directory:shortlist_add")
    client.post(address, {"service": make_service("Boat trips").pk}, headers=headers)
    assert "Boat trips" in page(client).content.decode()


# --- Compare and print --------------------------------------------------------------------------
def test_side_by_side_says_what_is_stated_of_one_of_them(client):
    first = make_service("Boat trips", cost="free", phone="0161 496 0101")
    make_session(first, 1, "19:00", "20:30")
    add(client, first, make_service("Rooms", who_leads="peer-led"))
    rows = {row.label: [cell.lines for cell in row.cells] for row in compared(client)}
    assert rows["Cost"] == [["Free"], ["Not stated"]]
    assert rows["Phone"] == [["0161 496 0101"], ["Not stated"]]
    assert rows["When"] == [["Tuesdays, 7pm to 8:30pm"], ["Not stated"]]
    assert rows["Next"] == [["Tuesday 1 December, 7pm"], ["Not stated"]]
    assert "Drop in" not in rows  # nobody has said so of either
    assert 'href="tel:01614960101"' in page(client, "shortlist_compare").content.decode()


def compared(client):
    return page(client, "shortlist_compare").context["rows"]


TELLING = {
    "name": "Northside Alcohol Recovery Centre",
    "description": "Treatment for heroin and cocaine",
    "what_happens_first": "We ask what drugs you take",
    "email": "hello@recovery.example",
    "website": "https://sober.example",
    "phone": "0161 496 0109",
    "opening_text": "Any day you want to be sober",
}


def test_neutral_words_hold_place_time_and_number_and_nothing_that_tells(client):
    service = make_service(
        kinds=("mutual-aid",),
        fellowship=Fellowship.objects.get(pk="aa"),
        **{**TELLING, "name": "Tuesday Friends"},
    )
    named = make_service(**TELLING)
    place = named.locations.get()
    place.name, place.address, place.postcode = "Recovery Hub", "12 High Street", "M1 1AE"
    place.save()
    make_session(named, 1, "19:00", "20:00", name="Relapse prevention", note="No drinking")
    plain = make_service("Sunday Boots", phone="0161 496 0110")
    add(client, service, named, plain)
    shown = words(page(client, "shortlist_paper", wording="neutral"))
    assert "At 12 High Street, Ancoats, M1 1AE" in shown
    assert "Tuesdays, 7pm to 8pm" in shown
    assert "0161 496 0109" in shown
    assert "Sunday Boots" in shown
    assert "Some names are left out" in shown
    assert "Tuesday Friends" not in shown  # a fellowship's group
    assert not names_topic(shown), shown
    full = words(page(client, "shortlist_paper"))
    assert "Northside Alcohol Recovery Centre" in full
    assert "Tuesday Friends" in full


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        *((name, True) for name in ("AA Leeds", "N.A. group", "SMART Recovery", "Al-Anon")),
        *((name, True) for name in ("Drug service", "Sober Sunday", "Detox unit", "CA meeting")),
        *((name, False) for name in ("Sunday Boots", "Methodist Church", "CA1 1AA", "Carlisle")),
        *((name, False) for name in ("Independent Living", "Naomi's Café", "Maghull", "The Hall")),
    ],
)
def test_which_names_tell(text, tells):
    assert names_topic(text) == tells


def test_a_withheld_address_is_only_its_town(client):
    service = make_service("Safe house")
    place = service.locations.get()
    place.address, place.postcode, place.is_withheld = "9 Secret Street", "M1 9ZZ", True
    place.save()
    add(client, service)
    for name in ("shortlist", "shortlist_compare", "shortlist_paper", "shortlist_email"):
        shown = page(client, name).content.decode()
        assert "Ancoats" in shown, name
        assert "Secret Street" not in shown, name
        assert "M1 9ZZ" not in shown, name


def test_a_keyworker_is_told_how_to_make_one_with_somebody(client_as, keyworker):
    client = client_as(keyworker)
    assert reverse("directory:shortlist") in client.get(reverse("accounts:desk")).content.decode()
    add(client, make_service("Boat trips"))
    assert "Making this with somebody?" in page(client).content.decode()
    out = client.post(reverse("account_logout"))
    assert out.cookies[COOKIE].value == ""


# --- By e-mail ----------------------------------------------------------------------------------
def send(client, address="me@people.example", wording="neutral", **headers):
    fields = {"address": address, "wording": wording}
    return client.post(reverse("directory:shortlist_email"), fields, headers=headers)


def test_address_and_words_are_erased_once_it_is_sent(client, mail_server):  # noqa: F811
    add(client, make_service(**TELLING))
    assert send(client, wording="names").url.endswith("?done=sent")
    sending.send_due()
    ((_, mail),) = mail_server.mails
    text = mail.decode()
    assert "Subject: Your list from Alongside" in text
    assert "Northside Alcohol Recovery Centre" in text
    assert "0161 496 0109" in text
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.title, row.text) == (State.SENT, None, None, None)


def test_neutral_is_what_is_chosen_and_names_nothing(client, mail_server):  # noqa: F811
    add(client, make_service(**TELLING))
    assert re.search(r'value="neutral"\s+checked', page(client, "shortlist_email").content.decode())
    send(client)
    sending.send_due()
    ((_, mail),) = mail_server.mails
    assert not names_topic(mail.decode().partition("\r\n\r\n")[2])
    assert not names_topic(mail.decode().partition("Subject:")[2].partition("\n")[0])


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN])
def test_one_that_does_not_go_is_erased_as_well_and_waits_for_nobody(client, state):
    add(client, make_service())
    send(client)
    message = sending.claim(timezone.now())
    sending._write(message, state=state, reason="address_malformed", settled_at=timezone.now())
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.title, row.text) == (State.SKIPPED, None, None, None)
    assert not OutboundMessage.objects.needing_somebody().exists()


INJECTIONS = [
    *("a@x.example\nBcc: b@x.example", "a@x.example\r\nSubject: Hello", "a@x.example%0aBcc:b@x"),
    *("a@x.example,b@x.example", "a@x.example;b@x.example", "a@x.example b@x.example"),
    *("Name <a@x.example>", '"a\nb"@x.example', "a@x.example\0", "\na@x.example\nb", "@x.example"),
    *("a@x.example\u2028Bcc: b@x.example", "a" * 10_000 + "@x.example", "", "a@b@x.example"),
    *("bcc:a@x.example", "a@x.example\x0bBcc: b@x.example", "<script>@x.example", "a@x"),
]


@pytest.mark.parametrize("address", INJECTIONS)
def test_an_address_that_would_break_the_header_is_refused_in_words(client, address):
    add(client, make_service())
    response = send(client, address)
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    assert not OutboundMessage.objects.exists()


def test_an_address_in_other_letters_is_written_as_mail_servers_read_it(client):
    add(client, make_service())
    send(client, "me@bücher.example")
    assert OutboundMessage.objects.get().address == "me@xn--bcher-kva.example"


def test_nobody_is_flooded_from_here_and_what_is_refused_is_counted(client):
    add(client, make_service())
    answers = [send(client, f"{letter}E@people.example").status_code for letter in "mMmMm"]
    assert answers == [302, 302, 302, 429, 429]
    response = send(client, "me@people.example")
    assert "Please try again in an hour" in response.content.decode()
    assert 'value="me@people.example"' in response.content.decode()
    assert OutboundMessage.objects.count() == 3
    assert AuditEvent.objects.filter(details__status=429).count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert send(client).status_code == 302


def test_one_place_sends_only_so_many(client):
    add(client, make_service())
    answers = [send(client, f"a{n}@people.example").status_code for n in range(25)]
    assert answers == [302] * 20 + [429] * 5


def test_without_a_list_there_is_nothing_to_send(client):
    for response in (page(client, "shortlist_email"), send(client)):
        assert response.url == reverse("directory:shortlist")


# --- By a link ----------------------------------------------------------------------------------
def share(client) -> str:
    return client.post(reverse("directory:shortlist_share")).url.partition("?")[0]


def test_a_link_opens_the_list_for_anybody_and_says_nothing_by_itself(client):
    service = make_service(**TELLING)
    add(client, service)
    link = share(client)
    assert re.fullmatch(r"/shortlist/[\w-]{22}/", link)
    theirs = Client()
    shown = theirs.get(link)
    assert TELLING["name"] in shown.content.decode()
    assert not shown.cookies
    title = re.search(r"<title>(.*?)</title>", shown.content.decode())[1]
    assert not names_topic(title)
    row = SharedShortlist.objects.get()
    assert row.service_ids == [service.pk]
    assert link.split("/")[2] not in str(vars(row))  # only its hash is kept


def test_who_opens_it_can_keep_it(client):
    add(client, make_service("Boat trips"), make_service("Rooms"))
    link, theirs = share(client), Client()
    keys = re.findall(r'name="service" value="([^"]+)"', theirs.get(link).content.decode())
    theirs.post(reverse("directory:shortlist_add"), {"service": keys})
    assert "2 places to think about" in page(theirs).content.decode()


def test_no_words_of_anybody_else_get_into_a_shared_list(client):
    """There is nothing to put them in: ids alone are taken, and only those of the directory."""
    draft = make_service("Planted", status=ServiceStatus.DRAFT)
    add(client, make_service("Boat trips"))
    foreign = {
        "service": draft.pk,
        "title": "<b>Win</b>",
        "text": "https://evil.example",
        "name": 1,
    }
    link = client.post(reverse("directory:shortlist_share"), foreign).url
    shown = words(client.get(link + "&title=Win&text=https://evil.example"))
    for word in ("Planted", "Win", "evil.example"):
        assert word not in shown
    hidden = actions.share_shortlist(keys=[draft.pk, uuid.uuid4()], now=timezone.now())
    shown = page(client, "shared_shortlist", hidden).content.decode()
    assert "Planted" not in shown
    assert "None of them is in the directory any more" in shown


def test_a_link_ends_and_is_then_deleted(client):
    add(client, make_service())
    link = share(client)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert client.get(link).status_code == 404
        forget_shared_shortlists()
    assert not SharedShortlist.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "..%2f", "<script>", "é"])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(f"/shortlist/{token}/").status_code in (400, 404)


def test_links_cannot_be_made_without_end(client):
    add(client, make_service())
    answers = [client.post(reverse("directory:shortlist_share")).status_code for _ in range(32)]
    assert answers == [302] * 30 + [429] * 2
    assert SharedShortlist.objects.count() == 30


# --- Leaving ------------------------------------------------------------------------------------
def test_leaving_ends_the_list_and_leads_out_without_a_word_of_where_from(client):
    add(client, make_service())
    response = client.get(reverse("directory:leave"))
    assert (response.status_code, response.url) == (302, portal.EXIT_URL)
    assert response.cookies[COOKIE].value == ""
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert "Nothing is on it yet" in page(client).content.decode()


def test_the_script_leaves_by_a_post_from_behind_a_blank_page(client):
    add(client, make_service())
    response = Client(enforce_csrf_checks=True).post(reverse("directory:leave"))
    assert response.status_code == 204
    assert response.cookies[COOKIE].value == ""
    assert "cache" in response.headers["Clear-Site-Data"]


def test_who_is_signed_in_stays_so(client_as, keyworker):
    client = client_as(keyworker)
    client.get(reverse("directory:leave"))
    assert client.get(reverse("accounts:desk")).status_code == 200


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.found.append(dict(attributes))


def test_every_page_has_the_way_out(client):
    for name in ("shortlist", "this_phone", "files", "meetings_week"):
        links = Links()
        links.feed(page(client, name).content.decode())
        (way_out,) = [one for one in links.found if "data-leave" in one]
        assert way_out["href"] == reverse("directory:leave")
        assert "noreferrer" in way_out["rel"]
