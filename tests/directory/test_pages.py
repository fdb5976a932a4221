"""The public pages, from what a visitor types to what they read."""

from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from directory import actions
from directory.models import Fellowship, HousingFacts, SearchEntry, UnmetNeed
from directory.models.choices import ServiceStatus
from rosc.accounts.actions import close_organisation
from rosc.accounts.models import OrganisationStatus
from tests.directory.makers import MANCHESTER, make_meeting, make_service, make_session, north_of

pytestmark = pytest.mark.django_db
BROWSER = {"user-agent": "Mozilla/5.0"}
PAGES = ["directory:services", "directory:meetings"]


@pytest.fixture(autouse=True)
def friday_night():
    with time_machine.travel("2026-11-27T22:40:00Z", tick=False):
        yield


def get(client, name: str, pk=None, **query):
    return client.get(reverse(name, args=[pk] if pk else []), query, headers=BROWSER)


def test_a_visitor_finds_help_near_a_postcode(client, postcodes):
    make_session(make_service("Late café", phone="0161 496 0123"), 4, "20:00", "23:30")
    page = get(client, "directory:services", postcode="m1 1ae", day="now").content.decode()
    assert "Late café" in page
    assert "Open now" in page
    assert "11:30pm" in page
    assert 'href="tel:01614960123"' in page


def test_a_meeting_in_progress_says_when_it_started(client, postcodes):
    make_meeting(4, "22:30", "23:30", name="Quiet Steps")
    page = get(client, "directory:meetings", postcode="M1 1AE", when="tonight").content.decode()
    assert "Quiet Steps" in page
    assert "tarted 10 minutes ago" in page


@pytest.mark.parametrize("typed", ["garden near M1 1AE", "garden m11ae", "M1 1AE"])
def test_words_and_place_typed_as_one_are_taken_apart(client, postcodes, typed):
    make_service("Garden", description="Grow things")
    page = get(client, "directory:services", q=typed)
    assert page.context["where"].outward == "M1"
    assert [hit.service.name for hit in page.context["found"].hits] == ["Garden"]


@pytest.mark.parametrize("typed", ["living in recovery", "garden in ledes", "help in prison"])
def test_what_only_sounds_like_a_place_is_not_one(client, towns, typed):
    page = get(client, "directory:services", q=typed)
    assert page.context["where"].outcome == "empty"


def test_a_place_typed_after_what_is_needed_is_looked_near(client, towns):
    page = get(client, "directory:services", q="food bank in leeds")
    assert page.context["where"].label == "Leeds"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("ZZ9 9ZZ", "unknown"),
        ("CA1 1AA", "terminated"),
        ("EH1 1AA", "elsewhere"),
        ("no fixed address", "no-fixed-address"),
        ("", "empty"),
    ],
)
def test_every_answer_to_where_is_a_helpful_page(client, postcodes, name, typed, outcome):
    make_service("Chat", at=None, modes=["online"], is_national=True)
    response = get(client, name, postcode=typed)
    assert response.status_code == 200
    assert response.context["where"].outcome == outcome
    assert "<h1" in response.content.decode()


def test_a_postcode_we_do_not_know_is_looked_for_near_its_first_half(client, postcodes):
    make_service("Near M1")
    page = get(client, "directory:services", postcode="M1 9ZZ").content.decode()
    assert "We looked near M1." in page
    assert "Near M1" in page


def test_lesser_places_of_the_same_name_are_offered(client, towns):
    page = get(client, "directory:services", postcode="Preston").content.decode()
    assert "There is also" in page
    assert "?postcode=Preston%2C" in page


def test_a_search_that_was_widened_says_so_and_offers_somebody_to_talk_to(client, postcodes):
    make_service("Far", at=(53.9, -2.2451), kinds=("detox",))
    page = get(client, "directory:services", postcode="M1 1AE", kind="detox").content.decode()
    assert "so we looked within" in page
    assert "Samaritans" in page


def test_a_language_can_be_chosen(client, postcodes):
    make_service("Rozmowa", languages=["Polish"])
    make_service("Talk", languages=["English"])
    page = get(client, "directory:services", postcode="M1 1AE", language="polish")
    assert [hit.service.name for hit in page.context["found"].hits] == ["Rozmowa"]
    assert 'value="english"' in page.content.decode()


def test_an_online_meeting_says_how_to_join_it(client):
    session = make_meeting(
        4,
        "23:00",
        "23:30",
        at=None,
        modes=["online", "phone"],
        is_national=True,
        join_url="https://meet.example/quiet",
        join_phone="0161 496 0155",
        formats=["Newcomers"],
    )
    for page in (
        get(client, "directory:meetings", when="tonight"),
        get(client, "directory:service", pk=session.service_id),
    ):
        html = page.content.decode()
        assert 'href="https://meet.example/quiet"' in html
        assert 'href="tel:01614960155"' in html
        assert "Newcomers" in html


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"day": "someday"},
        {"time": "25:99"},
        {"within": "900"},
        {"kind": "unicorns"},
        {"for": "nobody-known"},
        {"how": "telepathy"},
        {"page": "-1"},
        {"page": "many"},
    ],
)
def test_an_unknown_value_is_named_and_left_out(client, name, query):
    response = get(client, name, **query)
    assert response.status_code == 200
    assert next(iter(query.values())) in response.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("field", ["q", "postcode", "kind", "day", "time", "within", "page", "for"])
@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000,
        "\x00",
        "a\x00b",
        "\N{SLIGHTLY SMILING FACE}",
        "'\"><script>alert(1)</script>",
        "%00%ff",
        "\N{FULLWIDTH DIGIT NINE}",
        "-" * 300,
        "\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_odd_input_never_breaks_a_page(client, name, field, value):
    response = get(client, name, **{field: value})
    assert response.status_code in (200, 400)
    assert b"<script>alert" not in response.content


def test_bytes_that_are_no_text_never_break_a_page(client):
    address = reverse("directory:services") + "?q=%ff%fe%00&postcode=%c3%28&kind=%80"
    assert client.get(address, headers=BROWSER).status_code in (200, 400)


@pytest.mark.parametrize("number", [0, 2, 999_999, "9" * 40])
def test_a_page_that_is_not_there_is_the_nearest_that_is(client, postcodes, number):
    make_service()
    response = get(client, "directory:services", postcode="M1 1AE", page=number)
    assert response.status_code == 200
    assert len(response.context["found"].hits) == 1


class TestUnmetNeed:
    def test_a_search_that_finds_nothing_leaves_one_event_and_no_words(self, client, postcodes):
        for _ in range(3):
            get(client, "directory:services", postcode="M1 1AE", q="naloxone", kind="detox")
        needs = UnmetNeed.objects.order_by("kind")
        assert {need.kind_id for need in needs} == {"detox", "harm-reduction"}
        assert {need.authority_id for need in needs} == {"E08000003"}
        assert str(needs[0].month) == "2026-11-01"

    def test_help_found_only_further_away_counts_as_unmet(self, client, postcodes):
        make_service("Far", at=(53.9, -2.2451), kinds=("detox",))
        page = get(client, "directory:services", postcode="M1 1AE", kind="detox").content.decode()
        assert "Far" in page
        assert UnmetNeed.objects.count() == 1

    def test_help_that_is_only_online_counts_as_unmet_where_a_place_was_typed(
        self, client, postcodes
    ):
        make_service("Chat", at=None, modes=["online"], is_national=True, kinds=("detox",))
        get(client, "directory:services", kind="detox")
        assert not UnmetNeed.objects.exists()
        get(client, "directory:services", postcode="M1 1AE", kind="detox")
        assert UnmetNeed.objects.get().authority_id == "E08000003"

    def test_a_postcode_of_another_country_leaves_nothing(self, client, postcodes):
        get(client, "directory:services", postcode="EH1 1AA", kind="detox")
        assert not UnmetNeed.objects.exists()

    def test_a_search_that_is_answered_leaves_nothing(self, client, postcodes):
        make_service(kinds=("detox",))
        get(client, "directory:services", postcode="M1 1AE", kind="detox")
        assert not UnmetNeed.objects.exists()

    @pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8", "python-requests/2", ""])
    def test_a_robot_leaves_nothing(self, client, postcodes, agent):
        client.get(
            reverse("directory:services"),
            {"postcode": "M1 1AE", "kind": "detox"},
            headers={"user-agent": agent},
        )
        assert not UnmetNeed.objects.exists()


class TestService:
    def test_it_says_all_it_knows_and_not_stated_where_it_does_not(self, client):
        service = make_service("Harbour House", kinds=("recovery-housing",), cost="paid")
        HousingFacts.objects.create(service=service, gender="women", weekly_cost_pence=18_550)
        page = client.get(service.get_absolute_url()).content.decode()
        assert "£185.50 a week" in page
        assert "Women" in page
        assert "Not stated" in page

    def test_a_withheld_address_shows_its_town_only(self, client):
        service = make_service("Refuge")
        service.locations.update(
            address="12 Hidden Lane",
            postcode="M1 1AE",
            directions="Behind the old mill",
            is_withheld=True,
            name="Safe House",
        )
        page = client.get(service.get_absolute_url()).content.decode()
        assert "Ancoats" in page
        told = ["Hidden Lane", "M1 1AE", "old mill", "Safe House"]
        assert [words for words in told if words in page] == []

    def test_a_withheld_address_is_on_no_map(self, client, postcodes, settings):
        settings.TILE_URL = "https://tiles.example/{z}/{x}/{y}.png"
        make_service("Open door")
        refuge = make_service("Refuge", at=(53.4801, -2.2499))
        refuge.locations.update(is_withheld=True, postcode="M1 1AE")
        actions.index(services=[refuge.pk])
        page = get(client, "directory:services", postcode="M1 1AE").content.decode()
        assert page.count("data-latitude") == 1
        assert "53.48010" not in page
        assert "Refuge" in page

    @pytest.mark.parametrize("status", [ServiceStatus.DRAFT, ServiceStatus.CLOSED])
    def test_what_is_not_public_is_not_there(self, client, status):
        service = make_service(status=status)
        assert client.get(service.get_absolute_url()).status_code == 404

    def test_a_mutual_aid_group_has_no_capacity_and_no_way_to_be_referred(self, client):
        session = make_meeting(4, "19:00", "20:00")
        page = client.get(session.service.get_absolute_url()).content.decode()
        assert "Room for more people" not in page

    def test_a_mutual_aid_group_says_what_its_fellowship_asks(self, client):
        group = make_meeting(
            4, "19:00", "20:00", fellowship=Fellowship.objects.get(pk="aa")
        ).service
        page = client.get(group.get_absolute_url()).content.decode()
        assert "Wanting to stop drinking" in page
        assert "https://www.alcoholics-anonymous.org.uk/" in page

    def test_it_says_what_it_offers_in_plain_words(self, client):
        service = make_service(wellbeing=["connect", "give"], public_access="yes")
        service.interventions.set(["re-engagement", "mutual-aid-access"])
        page = client.get(service.get_absolute_url()).content.decode()
        assert "Welcoming you back, help getting to a meeting" in page
        assert "Connect, give" in page
        assert "Open to the public" in page

    def test_an_nth_week_slot_is_said_in_words(self, client):
        service = make_service()
        make_session(service, 1, "19:00", "20:30", weeks=[1, 3, -1])
        page = client.get(service.get_absolute_url()).content.decode()
        assert "1st, 3rd and last Tuesday of the month, 7pm to 8:30pm" in page


def test_an_organisation_shows_what_it_offers(client):
    service = make_service("Morning Walk")
    address = reverse("directory:organisation", args=[service.organisation_id])
    assert "Morning Walk" in client.get(address).content.decode()
    service.organisation.status = OrganisationStatus.PROPOSED
    service.organisation.save()
    assert client.get(address).status_code == 404


def test_what_an_organisation_offers_goes_with_it(client, postcodes, administrator):
    service = make_service("Morning Walk")
    organisation = service.organisation

    def found() -> list[str]:
        hits = get(client, "directory:services", postcode="M1 1AE").context["found"].hits
        return [hit.service.name for hit in hits]

    assert found() == ["Morning Walk"]
    close_organisation(organisation=organisation, by=administrator)
    assert found() == []
    assert not SearchEntry.objects.exists()
    assert client.get(service.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_results(
    client, postcodes, name, django_assert_num_queries, django_assert_max_num_queries
):
    def make(count: int) -> None:
        for number in range(count):
            make_meeting(4, "23:00", "23:30", name=f"Group {number}")

    query = {"postcode": "M1 1AE", "q": "group", "kind": "mutual-aid", "day": "tonight"}
    make(1)
    with django_assert_max_num_queries(30) as at_one:
        assert get(client, name, **query).context["found"].total == 1
    make(29)
    with django_assert_num_queries(len(at_one.captured_queries)):
        assert get(client, name, **query).context["found"].total == 30


@pytest.mark.parametrize("name", PAGES)
def test_who_finds_nothing_is_shown_the_nearest_of_any_kind(client, postcodes, name):
    for miles, title in ((3, "Tea"), (1, "Walks"), (2, "Pottery"), (4, "Too far down")):
        make_service(title, at=north_of(MANCHESTER, miles))
    page = get(client, name, postcode="M1 1AE", q="qqqqq", day="tonight")
    assert not page.context["found"].hits
    assert [hit.service.name for hit in page.context["nearest"]] == ["Walks", "Pottery", "Tea"]
    html = page.content.decode().split("We found nothing")[1]
    assert html.index("116 123") < html.index(">Walks<")
    for where in ({"postcode": "ZZ9 9ZZ"}, {}):  # near nowhere that we know
        assert get(client, name, q="qqqqq", **where).context["nearest"] == []


@pytest.mark.parametrize("name", ["home", "directory:urgent", *PAGES])
def test_titles_name_no_topic(client, name):
    html = get(client, name, **{"q": "heroin"} if name in PAGES else {}).content.decode()
    title = html.split("<title>")[1].split("</title>")[0].lower()
    assert not any(word in title for word in ("drug", "alcohol", "recovery", "heroin", "support"))


def test_the_query_is_kept_from_page_to_page(client, postcodes):
    for number in range(25):
        make_service(f"Cafe {number}")
    page = get(client, "directory:services", postcode="M1 1AE", cost="free", q="cafe")
    assert page.status_code == 200
    page = get(client, "directory:services", postcode="M1 1AE", q="cafe").content.decode()
    assert urlencode({"postcode": "M1 1AE", "q": "cafe", "page": 2}).replace("&", "&amp;") in page
