"""The reference data is right, loads twice without a change, and leaves edits alone."""

import csv
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from directory.models import (
    Audience,
    AuthorityCode,
    AuthorityPopulation,
    District,
    Fellowship,
    GlossaryTerm,
    HousingLevel,
    Intervention,
    Kind,
    LocalAuthority,
    Location,
    Place,
    ShippedRow,
    Synonym,
)
from directory.reference.load import load_reference
from directory.reference.place_names import search_name
from directory.reference.places import index_places
from directory.reference.rows import FOLDER
from directory.search.words import LONGEST_PHRASE, words_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_every_authority_of_england_with_its_region_and_people():
    regions = dict(LocalAuthority.objects.values_list("region").annotate(Count("pk")))
    assert regions == {
        "North East": 12, "North West": 24, "Yorkshire and The Humber": 15, "East Midlands": 10,
        "West Midlands": 14, "East of England": 11, "London": 33, "South East": 19,
        "South West": 15,
    }  # fmt: skip
    people = AuthorityPopulation.objects.filter(year=2022).aggregate(Sum("population"))
    assert people["population__sum"] == 57_106_398
    assert AuthorityPopulation.objects.count() == 153
    kinds = dict(LocalAuthority.objects.values_list("kind").annotate(Count("pk")))
    assert kinds == {"unitary": 63, "metropolitan": 36, "london": 33, "county": 21}


def test_the_authorities_are_those_of_the_ons(shared):
    path = shared / "geography" / "england_utla_2025.csv"
    with path.open(encoding="utf-8", newline="") as file:
        facts = {row["utla25cd"]: row for row in csv.DictReader(file)}
    rows = LocalAuthority.objects.in_bulk()
    assert rows.keys() == facts.keys()
    assert all(rows[code].region == fact["rgn25nm"] for code, fact in facts.items())


def test_new_authorities_say_when_they_started():
    assert LocalAuthority.objects.get(name="Cumberland").started_in == 2023
    assert LocalAuthority.objects.get(name="Buckinghamshire").started_in == 2020
    assert LocalAuthority.objects.filter(ended_in=None).count() == 153


def test_former_codes_lead_to_the_authority_of_today():
    former = AuthorityCode.objects.get(pk="E08000019")
    assert (former.authority.name, former.ended_in) == ("Sheffield", 2024)


def test_districts_lead_to_their_authority_also_when_retired(shared):
    path = shared / "geography" / "england_lad_to_utla_2025.csv"
    with path.open(encoding="utf-8", newline="") as file:
        facts = {row["ladcd"]: row["utla25cd"] for row in csv.DictReader(file)}
    districts = dict(District.objects.values_list("code", "authority_id"))
    assert districts == {code: authority or None for code, authority in facts.items()}
    assert len(districts) == 346
    assert District.objects.filter(is_current=True, latitude__isnull=False).count() == 296


def test_retired_counties_without_one_successor_lead_nowhere():
    assert District.objects.get(name="Cumbria").authority is None
    assert District.objects.get(pk="E10000021").authority is None
    assert District.objects.get(name="Harrogate").ended_in == 2022


def test_the_kinds_of_help():
    groups = dict(Kind.objects.values_list("group").annotate(Count("pk")))
    assert groups["recovery-support"] == 7
    assert groups["supporting"] == 5
    assert Kind.objects.get(pk="mutual-aid").default_wellbeing == ["connect", "give", "take-notice"]


def test_the_fourteen_interventions_and_their_circles():
    circles = {
        row.slug: (row.in_treatment, row.in_recovery_support, row.in_lero)
        for row in Intervention.objects.all()
    }
    assert len(circles) == 14
    assert circles["outreach"] == circles["engagement"] == (True, False, True)
    assert circles["continuing-care"] == (True, True, False)
    assert circles["recovery-housing"] == (False, True, True)
    assert circles["harm-reduction"] == (True, True, True)
    assert "twice" in Intervention.objects.get(pk="harm-reduction").note
    assert sum(each == (True, True, True) for each in circles.values()) == 7


def test_twelve_step_fellowships_take_no_money_from_outside():
    for slug in ("aa", "na", "ca", "fa", "al-anon"):
        fellowship = Fellowship.objects.get(pk=slug)
        assert fellowship.takes_outside_funding is False
        assert fellowship.run_by == "members"
    assert Fellowship.objects.get(pk="smart").takes_outside_funding is True
    families = set(Fellowship.objects.filter(is_for_family=True).values_list("pk", flat=True))
    assert {"fa", "al-anon", "smart-family"} <= families


def test_housing_levels_are_told_by_what_they_mean():
    levels = HousingLevel.objects.order_by("level")
    assert [level.level for level in levels] == [1, 2, 3, 4]
    assert not any(
        re.search(r"[1-4]|level", f"{row.plain_name} {row.description}") for row in levels
    )
    assert "Care Quality Commission" in levels[3].description


def test_families_have_audiences_of_their_own():
    families = set(Audience.objects.filter(is_family=True).values_list("pk", flat=True))
    assert {"partners", "parents", "kinship-carers", "children-affected", "bereaved"} <= families


def test_the_glossary_names_its_source():
    assert GlossaryTerm.objects.count() == 25
    assert all("Part 4" in term.source for term in GlossaryTerm.objects.all())


def test_no_sentence_of_the_glossary_is_copied(shared):
    sources = shared.parent / "sources"
    text = " ".join(
        " ".join(path.read_text(encoding="utf-8", errors="replace").lower().split())
        for path in sources.glob("*.txt")
    )
    for term in GlossaryTerm.objects.all():
        words = term.meaning.lower().split()
        runs = (" ".join(words[i : i + 10]) for i in range(len(words) - 9))
        assert not [run for run in runs if run in text]


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("rehab", {"residential-treatment"}),
        ("aa", {"mutual-aid"}),
        ("detox", {"detox"}),
        ("naloxone", {"harm-reduction"}),
        ("needle exchange", {"harm-reduction"}),
        ("somewhere to live", {"recovery-housing", "housing-support"}),
        ("my son", {"family-support", "mutual-aid"}),
        ("husband drinks", {"family-support", "mutual-aid"}),
        ("alcoholic", {"community-treatment", "mutual-aid", "detox"}),
    ],
)
def test_what_people_type_is_understood(phrase, kinds):
    synonym = Synonym.objects.get(pk=phrase)
    assert set(synonym.kinds.values_list("pk", flat=True)) == kinds


def test_phrases_are_written_as_the_search_reads_them_and_once():
    lines = (FOLDER / "synonyms.yaml").read_text(encoding="utf-8").splitlines()
    phrases = [line.split(":")[0] for line in lines if line and not line.startswith("#")]
    assert len(phrases) == len(set(phrases)) == Synonym.objects.count()
    assert [phrase for phrase in phrases if phrase != " ".join(words_of(phrase))] == []
    assert max(len(phrase.split()) for phrase in phrases) <= LONGEST_PHRASE


def test_plain_names_are_used_in_public():
    names = dict(Intervention.objects.values_list("slug", "plain_name"))
    assert names["mutual-aid-access"] == "Help getting to a meeting"
    assert "going with you" in GlossaryTerm.objects.get(pk="assertive-linking").meaning


# --- Loading again ----------------------------------------------------------------------------
def counts(outcomes) -> dict[str, int]:
    total: dict[str, int] = {}
    for outcome in outcomes:
        for fate, count in outcome.counts.items():
            total[fate] = total.get(fate, 0) + count
    return total


def test_loading_again_changes_nothing():
    assert counts(load_reference()).keys() == {"unchanged"}


def test_the_command_says_what_it_did():
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "kinds: 17 unchanged" in out.getvalue()


def test_a_row_somebody_edited_stays_as_they_left_it():
    Kind.objects.filter(pk="detox").update(plain_name="Help to come off safely")
    assert counts(load_reference())["edited"] == 1
    assert Kind.objects.get(pk="detox").plain_name == "Help to come off safely"


def test_what_a_phrase_means_stays_as_somebody_left_it():
    Synonym.objects.get(pk="rehab").kinds.add("recovery-housing")
    assert counts(load_reference())["edited"] == 1
    assert Synonym.objects.get(pk="rehab").kinds.count() == 2


def test_a_row_somebody_removed_stays_away():
    Synonym.objects.filter(pk="rehab").delete()
    assert counts(load_reference())["removed"] == 1
    assert not Synonym.objects.filter(pk="rehab").exists()


def test_a_row_as_we_left_it_follows_what_we_ship(monkeypatch):
    from directory.reference import rows

    shipped = rows.read_yaml

    def newer(name):
        loaded = shipped(name)
        if name == "kinds.yaml":
            loaded[0]["plain_name"] = "Somebody who has been there"
        if name == "synonyms.yaml":
            loaded["rehab"] = {"kinds": ["residential-treatment", "detox"]}
        return loaded

    monkeypatch.setattr(rows, "read_yaml", newer)
    assert counts(load_reference())["updated"] == 2
    assert Kind.objects.get(pk="peer-support").plain_name == "Somebody who has been there"
    assert Synonym.objects.get(pk="rehab").kinds.count() == 2
    assert counts(load_reference()).keys() == {"unchanged"}


def test_a_row_of_somebodys_own_is_left_alone():
    Audience.objects.filter(pk="students").delete()
    ShippedRow.objects.filter(key="students").delete()
    Audience.objects.create(slug="students", name="Learners", plain_name="Learners")
    audiences = next(each for each in load_reference() if each.table == "audiences")
    assert audiences.counts == {"edited": 1, "unchanged": 27}
    assert Audience.objects.get(pk="students").plain_name == "Learners"


# --- Places -----------------------------------------------------------------------------------
def test_one_way_of_writing_a_name():
    assert search_name("St. Helen's") == search_name("saint helens") == "st helens"
    assert search_name("Stoke-on-Trent") == search_name("stoke upon  trent") == "stoke on trent"
    assert search_name("Brighton & Hove") == search_name("brighton and hove")
    assert search_name("Zoë\0") == "zoe"


@pytest.mark.usefixtures("towns")
def test_namesakes_are_told_apart():
    newports = {str(place) for place in Place.objects.filter(search_name="newport")}
    assert "Newport, Isle of Wight" in newports
    assert "Newport, Wales" in newports
    assert len(newports) == Place.objects.filter(search_name="newport").count()


@pytest.mark.usefixtures("towns")
def test_a_town_and_the_authority_of_its_name_are_one_place():
    manchester = Place.objects.get(search_name="manchester")
    assert manchester.authority_id == "E08000003"
    assert manchester.population > 500_000


@pytest.mark.usefixtures("towns")
def test_what_lies_in_several_authorities_is_given_to_none():
    assert Place.objects.get(search_name="london").authority is None
    assert Place.objects.get(search_name="greater manchester").authority is None


def test_a_town_of_an_address_becomes_a_place():
    from directory.models import Service

    location = Location.objects.create(
        organisation=OrganisationFactory(),
        town="Little Snoring",
        latitude=52.86,
        longitude=0.9,
        authority_id="E10000020",
    )
    service = Service.objects.create(
        organisation=location.organisation, name="Tea", status="published"
    )
    service.locations.add(location)
    index_places()
    assert Place.objects.get(search_name="little snoring").authority.name == "Norfolk"

    location.is_withheld = True
    location.save()
    index_places()
    assert not Place.objects.filter(search_name="little snoring").exists()


def test_places_are_made_anew_only_when_something_changed():
    index_places()
    before = set(Place.objects.values_list("pk", flat=True))
    index_places()
    assert set(Place.objects.values_list("pk", flat=True)) == before
    LocalAuthority.objects.filter(name="Bristol").update(name="Bristol City")
    index_places()
    assert Place.objects.filter(search_name="bristol city").exists()
