"""The example set: what it must hold, where its places lie, and how it reads."""

import re
from collections import Counter
from datetime import date, time, timedelta
from io import StringIO
from itertools import combinations
from statistics import mean

import brotli
import msgpack
import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pyproj import Transformer

from directory.imports import examples
from directory.models import (
    Audience,
    District,
    EntryChange,
    Fellowship,
    HousingLevel,
    Intervention,
    Kind,
    OrganisationProfile,
    Postcode,
    Service,
    Session,
    SessionException,
    Source,
)
from directory.models.choices import Capacity, Mode, ServiceStatus, Sobriety, WhoLeads
from directory.postcodes.sources import package_files
from directory.reference.load import load_reference
from rosc.accounts.models import LeroType, Organisation, OrganisationKind, User
from tests.wording import forbidden_in

MONDAY = date(2026, 11, 23)
PAYLOADS = examples.read(MONDAY)
GROUPS = [one for one in PAYLOADS if one.fellowship]
SERVICES = [one for one in PAYLOADS if not one.fellowship]
MEETINGS = [session for group in GROUPS for session in group.sessions]
ORGANISATIONS = list({one.organisation.key: one.organisation for one in PAYLOADS}.values())
SIGN_INS = ["keyworker", "coordinator", "lero", "informal-lero", "peer", "commissioner", "admin"]

DRAMA = re.compile(r"0113 496 0\d{3}|0161 496 0\d{3}|01632 960\d{3}|07700 900\d{3}|0808 157 0\d{3}")
REAL_COMPANIES = re.compile(
    r"\b(forward leeds|turning point|humankind|with you|change grow live|emerging futures|betel"
    r"|phoenix futures|cranstoun|via|st martins|adfam|delphi|inclusion|navigo|spacious places"
    r"|creative start|willowdene|a better tomorrow|st giles|nacro|shelter|mind|st george's crypt"
    r"|basis|barca|emmaus|the ark|open door|red rose recovery|scottish recovery consortium)\b"
)


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def spoken(payload):
    """Everything of a service that people read."""
    fields = [str(value) for value in payload.fields.values()]
    places = [
        f"{p.name} {p.address} {p.directions} {p.accessibility_note}" for p in payload.locations
    ]
    sessions = [f"{s.name} {s.note} {' '.join(s.formats)}" for s in payload.sessions]
    housing = [str(value) for value in (payload.housing or {}).values()]
    return " ".join([payload.name, *fields, *places, *sessions, *housing])


class TestWhatItHolds:
    def test_there_is_enough_of_everything(self):
        assert len(ORGANISATIONS) >= 60
        assert len(SERVICES) >= 150
        assert len(MEETINGS) >= 200

    def test_kinds_of_organisation_and_lero(self):
        kinds = {kind for one in ORGANISATIONS for kind in one.kinds}
        assert kinds == set(OrganisationKind.values)
        assert {one.lero_type for one in ORGANISATIONS} - {""} == set(LeroType.values)

    def test_three_authorities_have_each_of_the_main_things(self):
        for authority in ("E08000035", "E06000012", "E06000051"):
            there = [one for one in ORGANISATIONS if authority in one.areas]
            kinds = {kind for one in there for kind in one.kinds}
            assert kinds == set(OrganisationKind.values), authority

    def test_choices_of_services_are_all_there(self):
        def found(name):
            return {one.fields.get(name) for one in PAYLOADS}

        assert found("who_leads") >= set(WhoLeads.values)
        assert found("sobriety") >= set(Sobriety.values) - {"not-stated"}
        assert found("capacity") >= set(Capacity.values)
        assert {mode for one in PAYLOADS for mode in one.fields.get("modes", [])} == set(
            Mode.values
        )
        assert any(place.is_withheld for one in PAYLOADS for place in one.locations)
        assert any(one.fields.get("paused_until") for one in SERVICES)
        assert any(one.fields.get("is_national") for one in SERVICES)

    def test_only_organisations_led_by_lived_experience_are_peer_led(self):
        for one in PAYLOADS:
            leads = one.fields.get("who_leads")
            if leads == "peer-led":
                assert {"lero", "community"} & set(one.organisation.kinds), one.key
                assert "treatment" not in one.organisation.kinds, one.key
            if "lero" in one.organisation.kinds:
                assert leads == "peer-led", one.key

    def test_housing_says_what_is_known_and_what_is_not(self):
        housing = [one.housing for one in PAYLOADS if one.housing]
        full = {"there_by_day", "there_at_night", "after_a_lapse", "prescribed_medicine", "places"}
        assert sum(full <= set(facts) and bool(facts["after_a_lapse"]) for facts in housing) >= 6
        assert any("not-stated" in facts.values() for facts in housing)
        for facts in housing:
            assert facts.get("places_free", 0) <= facts.get("places", 0)

    def test_meetings_of_every_hour_and_rule(self):
        assert any(meeting.starts_at < time(8) for meeting in MEETINGS)
        assert sum(meeting.ends_at <= meeting.starts_at for meeting in MEETINGS) >= 8
        assert {week for meeting in MEETINGS for week in meeting.weeks} >= {1, 2, 3, 4, -1}
        assert {meeting.visitors_welcome for meeting in MEETINGS} == {"yes", "no", "not-stated"}
        assert {meeting.bank_holidays for meeting in MEETINGS} >= {"runs", "closed"}
        assert {meeting.weekday for meeting in MEETINGS} == set(range(7))
        assert any(set(one.fields.get("modes", [])) == {"in-person", "online"} for one in GROUPS)

    def test_something_is_open_tonight_every_night(self):
        for weekday in range(7):
            late = [m for m in MEETINGS if m.weekday == weekday and m.starts_at >= time(18)]
            assert len(late) >= 5, weekday

    def test_dates_are_counted_from_the_day_and_never_lie_ahead(self):
        for one in PAYLOADS:
            assert MONDAY - timedelta(60) < one.fields["checked_on"] < MONDAY
            for session in one.sessions:
                assert all(off >= MONDAY for off in session.cancelled_on)
                assert all(off.weekday() == session.weekday for off in session.cancelled_on)
        later = examples.read(MONDAY + timedelta(7))
        for one, then in zip(PAYLOADS, later, strict=True):
            assert then.fields["checked_on"] - one.fields["checked_on"] == timedelta(7)


class TestReading:
    @pytest.mark.parametrize(
        ("when", "weeks", "days"),
        [
            ("mon-fri 09:00-17:00", (), [0, 1, 2, 3, 4]),
            ("1st,3rd tue 09:00-17:00", (1, 3), [1]),
            ("last sun 09:00-17:00", (-1,), [6]),
            ("daily 09:00-17:00", (), list(range(7))),
            ("sat,mon 09:00-17:00", (), [5, 0]),
        ],
    )
    def test_times(self, when, weeks, days):
        assert examples.read_when(when) == (weeks, days, time(9), time(17))

    @pytest.mark.parametrize("when", ["", "monday 9-5", "6th mon 09:00-17:00", "mon 9:00-17:00"])
    def test_a_slip_is_told(self, when):
        with pytest.raises(ValueError, match="is not written as a time"):
            examples.read_when(when)


@pytest.fixture(scope="module")
def postcodes():
    """The rows of the package for the postcodes used: district, easting, northing."""
    used = {p.postcode.replace(" ", "") for one in PAYLOADS for p in one.locations}
    found = {}
    for path in package_files():
        letter = path.name.removeprefix("postcodes_")[0]
        if not any(postcode.startswith(letter) for postcode in used):
            continue
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        columns = (data[name] for name in ("pcd", "laua", "oseast1m", "osnrth1m"))
        for padded, *rest in zip(*columns, strict=True):
            postcode = padded.replace(" ", "")
            if postcode in used:
                found[postcode] = rest
    assert used == set(found), f"not in the package: {sorted(used - set(found))}"
    return found


class TestPlaces:
    def test_each_lies_in_its_authority_or_the_neighbour_it_states(self, postcodes, reference):
        upper = dict(District.objects.values_list("code", "authority_id"))
        for path in examples.FOLDER.rglob("*.yaml"):
            file = yaml.safe_load(path.read_text())
            holders = [*file.get("organisations", []), *file.get("services", [])]
            for holder in holders:
                for place in holder.get("places", {}).values():
                    said = place.get("authority", file.get("authority", "E08000035"))
                    district = postcodes[place["postcode"].replace(" ", "")][0]
                    assert upper[district] == said, (path.name, place)

    def test_no_postcode_is_of_a_po_box_or_large_user_alone(self):
        outward = {p.postcode.split()[0] for one in PAYLOADS for p in one.locations}
        assert not outward & {"LS88", "LS98", "LS99", "SY99"}

    def test_an_address_is_written_alike_wherever_it_comes(self):
        by_name = {}
        for one in PAYLOADS:
            for place in one.locations:
                said = by_name.setdefault(place.name, (place.address, place.postcode))
                assert said == (place.address, place.postcode), place.name

    def test_a_withheld_street_stands_in_no_name_and_no_text(self):
        for one in PAYLOADS:
            shown = " ".join([one.name, *map(str, one.fields.values())])
            for place in one.locations:
                street = re.sub(r"^\d+\w? ", "", place.address)
                assert not place.is_withheld or street not in shown, one.key

    def test_some_lie_over_the_border_and_serve_here(self):
        there = [one for one in SERVICES if set(one.areas) & {"E08000032", "E10000019"}]
        assert len(there) >= 4


class TestHowItReads:
    def test_no_two_descriptions_are_alike(self):
        shingles = {
            one.key: {tuple(said[n : n + 3]) for n in range(len(said) - 2)}
            for one in PAYLOADS
            for said in [words(one.fields["description"])]
        }
        for (key, one), (other_key, other) in combinations(shingles.items(), 2):
            alike = len(one & other) / len(one | other)
            assert alike < 0.1, (key, other_key, alike)

    def test_no_sentence_comes_twice(self):
        said = Counter(
            sentence.strip().lower()
            for one in PAYLOADS
            for name in ("description", "what_happens_first")
            for sentence in re.split(r"[.!?]", one.fields.get(name, ""))
            if len(sentence.split()) > 3
        )
        assert [sentence for sentence, times in said.items() if times > 1] == []

    def test_each_has_two_to_six_sentences(self):
        for one in PAYLOADS:
            assert 2 <= len(sentences(one.fields["description"])) <= 6, one.key

    def test_no_numbered_and_no_repeated_names(self):
        names = [one.name for one in PAYLOADS] + [one.name for one in ORGANISATIONS]
        assert not [name for name in names if re.search(r"\d|\bgroup [a-z]\b", name, re.IGNORECASE)]
        assert [name for name, times in Counter(names).items() if times > 1] == []

    def test_no_label_words(self):
        texts = {one.key: spoken(one) for one in PAYLOADS}
        texts |= {one.key: f"{one.name} {one.profile}" for one in ORGANISATIONS}
        found = {key: forbidden_in(text) for key, text in texts.items()}
        assert {key: words for key, words in found.items() if words} == {}

    def test_no_organisation_is_named_like_a_real_one(self):
        for one in ORGANISATIONS:
            assert not REAL_COMPANIES.search(one.name.lower()), one.name

    def test_reading_age(self):
        ages = {one.key: reading_age(one.fields["description"]) for one in PAYLOADS}
        ages |= {
            f"{one.key}, first": reading_age(one.fields["what_happens_first"])
            for one in PAYLOADS
            if one.fields.get("what_happens_first")
        }
        ages |= {one.key: reading_age(one.profile["description"]) for one in ORGANISATIONS}
        assert {key: age for key, age in ages.items() if age > 14} == {}
        assert 8 < mean(ages.values()) < 11

    def test_every_number_and_address_is_invented(self):
        helplines = set(helplines_of_fellowships())
        for one in PAYLOADS:
            numbers = [one.fields.get(name) for name in ("phone", "text_number")]
            numbers += [one.organisation.profile.get("phone")]
            numbers += [session.join_phone for session in one.sessions]
            for number in filter(None, numbers):
                assert DRAMA.fullmatch(number) or number in helplines, (one.key, number)
            links = [one.fields.get("website"), one.organisation.profile.get("email")]
            links += [one.fields.get("email"), *(session.join_url for session in one.sessions)]
            for link in filter(None, links):
                assert re.search(r"[./@][a-z-]+\.example(/|$)|//[a-z-]+\.example(/|$)", link), link


def helplines_of_fellowships():
    text = (examples.FOLDER.parent / "reference" / "fellowships.yaml").read_text()
    return [row["helpline"] for row in yaml.safe_load(text) if row.get("helpline")]


def sentences(text):
    return [one for one in re.split(r"[.!?]+(?:\s|$)", text) if one.strip()]


def syllables(word):
    count = len(re.findall(r"[aeiouy]+", word.removesuffix("'s")))
    if re.search(r"[^aeioul]e(s|d)?$", word) and not re.search(r"([td]ed|[cgszx]es)$", word):
        count -= 1
    return max(count, 1)


def reading_age(text):
    """The age at which most people read this with ease: the Flesch-Kincaid grade and five."""
    said = words(text)
    grade = 0.39 * len(said) / len(sentences(text)) - 15.59
    return grade + 11.8 * sum(map(syllables, said)) / len(said) + 5


@pytest.fixture
def reference(db):
    load_reference()


def run():
    """What `seed_demo` says, and what it complains of."""
    said, complained = StringIO(), StringIO()
    call_command("seed_demo", stdout=said, stderr=complained)
    return said.getvalue() + complained.getvalue()


@pytest.fixture(scope="class")
def seeded(django_db_setup, django_db_blocker, postcodes):
    """The demo, brought in once for the whole class; what the first run said."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
        authority = dict(District.objects.values_list("code", "authority_id"))
        rows = []
        for postcode, (district, east, north) in postcodes.items():
            longitude, latitude = to_degrees.transform(east, north)
            rows.append(Postcode(postcode, latitude, longitude, authority[district]))
        Postcode.objects.bulk_create(rows)
        yield run()
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestSeedDemo:
    def test_brings_everything_in(self, seeded):
        assert f"{len(PAYLOADS)} read, {len(PAYLOADS)} created" in seeded
        assert Session.objects.filter(service__fellowship__isnull=False).count() == len(MEETINGS)
        assert Organisation.objects.filter(is_example=True).count() == len(ORGANISATIONS)
        assert not Organisation.objects.filter(is_example=False).exists()
        assert Source.objects.get().name == "Example data: invented organisations"

    def test_twice_changes_nothing(self, seeded):
        before = list(Service.objects.order_by("pk").values())
        people = list(User.objects.order_by("pk").values())
        assert f"0 created, 0 changed, {len(PAYLOADS)} unchanged" in run()
        assert list(Service.objects.order_by("pk").values()) == before
        assert list(User.objects.order_by("pk").values()) == people

    def test_every_word_of_the_vocabulary_is_used(self, seeded):
        for model, name in [
            (Kind, "services"),
            (Fellowship, "services"),
            (Audience, "services"),
            (Intervention, "services"),
            (HousingLevel, "housingfacts"),
        ]:
            unused = model.objects.filter(**{name: None}).values_list("pk", flat=True)
            assert list(unused) == [], model.__name__

    def test_what_somebody_changed_stays(self, seeded):
        service = Service.objects.get(name="Night Owls")
        service.description = "We moved upstairs."
        service.save()
        run()
        service.refresh_from_db()
        assert service.description == "We moved upstairs."

    def test_one_change_of_the_leros_waits_to_be_looked_at(self, seeded, client):
        change = EntryChange.objects.waiting().get()
        leader = User.objects.get(email="lero@demo.example")
        assert change.sent_by == leader
        assert change.service.organisation_id in leader.organisation_ids
        assert change.service.is_findable  # what was there before is shown meanwhile
        assert "makes you a tea" in change.says["what_happens_first"]
        assert "makes you a tea" not in change.service.what_happens_first
        run()  # safe to run again: nothing more waits
        assert EntryChange.objects.waiting().get() == change
        trusted = OrganisationProfile.objects.get(is_trusted=True)
        coordinator = User.objects.get(email="coordinator@demo.example")
        assert trusted.organisation_id in coordinator.organisation_ids

        client.force_login(User.objects.get(email="admin@demo.example"))
        assert change.service.name in client.get(reverse("directory:waiting")).content.decode()
        page = client.get(reverse("directory:approve", args=[change.service_id]))
        assert "makes you a tea" in page.content.decode()

    def test_dates_are_near_today(self, seeded):
        today = timezone.localdate()
        assert not Service.objects.filter(checked_on__gt=today).exists()
        assert not Service.objects.filter(checked_on__lt=today - timedelta(70)).exists()
        assert SessionException.objects.filter(on__gte=today).count() >= 5
        paused = Service.objects.filter(status=ServiceStatus.PAUSED)
        assert paused
        assert all(one.paused_until > today for one in paused)

    @pytest.mark.parametrize("name", SIGN_INS)
    def test_can_sign_in_with_a_verified_address(self, seeded, client, name):
        user = User.objects.get(email=f"{name}@demo.example")
        assert user.emailaddress_set.get().verified
        response = client.post(
            reverse("account_login"), {"login": user.email, "password": "recovery-demo"}
        )
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_everybody_works_where_they_should(self, seeded):
        def place(name):
            return User.objects.get(email=f"{name}@demo.example").memberships.get()

        assert "treatment" in place("keyworker").organisation.kinds
        assert place("keyworker").organisation.memberships.filter(role="keyworker").count() == 2
        assert "rss" in place("coordinator").organisation.kinds
        assert place("lero").organisation.lero_type == LeroType.INCORPORATED
        assert place("informal-lero").organisation.lero_type == LeroType.INFORMAL
        assert place("peer").role == "peer_worker"
        commissioner = place("commissioner").organisation
        assert [area.name for area in commissioner.profile.areas.all()] == ["Leeds"]
        assert place("admin").organisation is None


class TestSeedDemoRefuses:
    def test_in_production(self, db, settings):
        settings.PRODUCTION = True
        with pytest.raises(CommandError, match="never put into a portal in production"):
            run()
        assert not User.objects.exists()

    def test_without_postcodes_and_says_so(self, reference):
        with pytest.raises(CommandError, match="load_postcodes"):
            run()
        assert not User.objects.exists()
