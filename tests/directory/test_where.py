"""Where somebody is, from whatever they typed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directory.models import OutwardCode, Postcode
from directory.postcodes.text import (
    area_reading,
    full_readings,
    outward_of,
    part_readings,
    spaced,
)
from directory.search.where import Outcome, Precision, locate

OUTWARDS = st.one_of(
    st.from_regex(r"[BEGLMNSW][1-9][0-9]?", fullmatch=True),
    st.from_regex(r"(AB|CA|DY|HX|OX|SK|YO)[1-9][0-9]?", fullmatch=True),
    st.from_regex(r"W1[ABCDFGHJKSTUW]", fullmatch=True),
    st.from_regex(r"(SW1|EC[1-4]|WC[12])[AEHMNPRVWXY]", fullmatch=True),
)
INWARDS = st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)
POSTCODES = st.builds(str.__add__, OUTWARDS, INWARDS)
BAD_INPUT = [
    "\0", "M1\0 1AE\0", "x" * 10_000, "M1 1AE" * 2_000, "🙂", "🙂 M1 1AE 🙂", "مانشستر", "%", "_",
    "\N{RIGHT-TO-LEFT OVERRIDE}M1 1AE", "' OR 1=1 --", "\ud800", "½", "١٢٣", "²", "M₁ 1AE",
    "<script>", "{{ 7*7 }}", "\\", ",", ", ,", "a,", "\N{COMBINING ACUTE ACCENT}" * 200, "ﬁ", "İ",
    "1" * 6, "0" * 7, "IIII", "O0O0O0O", "-", "M1-1AE",
]  # fmt: skip


# --- Reading a postcode, without a database -----------------------------------------------------
@given(POSTCODES, st.randoms())
def test_a_postcode_is_read_however_it_is_spaced_and_in_any_case(postcode, chance):
    typed = "".join(
        chance.choice([c, c.lower()]) + " " * chance.choice([0, 0, 0, 1]) for c in postcode
    )[:12]
    if len(re.sub(" ", "", typed)) == len(postcode):
        assert full_readings(typed)[0] == postcode


@given(POSTCODES)
def test_letters_and_digits_mistaken_for_each_other_are_forgiven(postcode):
    for right, wrong in (("0", "O"), ("1", "I")):
        typed = postcode[:-3] + postcode[-3:].replace(right, wrong)
        assert postcode in full_readings(typed)


@given(POSTCODES)
def test_what_is_read_is_spaced_and_halved_again(postcode):
    assert outward_of(postcode) + " " + postcode[-3:] == spaced(postcode)
    assert full_readings(spaced(postcode)) == full_readings(postcode)


@given(POSTCODES, st.integers(1, 2))
def test_a_postcode_half_typed_is_read_as_its_sector(postcode, count):
    outward = outward_of(postcode)
    typed = f"{outward} {postcode[-3:][:count]}"
    first = part_readings(typed)[0]
    assert (first.outward, first.tail) == (outward, postcode[-3:][:count])


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    assert isinstance(full_readings(text), tuple)
    assert isinstance(part_readings(text), tuple)
    assert area_reading(text) in (*text.upper().split(), "") or len(area_reading(text)) <= 2


def test_a_postcode_among_other_words_is_found():
    assert full_readings("help near m1 1ae please") == ("M11AE",)
    assert full_readings("Flat 2, 14 Ducie Street, Manchester M11AE") == ("M11AE",)


@pytest.mark.parametrize(
    "text", ["Manchester", "M1", "M1 1A", "12345", "", "M1 1CC", "Riding", "East Riding"]
)
def test_what_is_no_postcode_is_not_read_as_one(text):
    assert full_readings(text) == ()


# --- Locating -----------------------------------------------------------------------------------
@pytest.mark.usefixtures("postcodes")
class TestPostcodes:
    @pytest.mark.parametrize(
        "text", ["M1 1AE", "m11ae", " M1  1 ae ", "M1 IAE", "MI 1AE", "M1-1AE"]
    )
    def test_a_postcode(self, text, django_assert_num_queries):
        with django_assert_num_queries(1):
            where = locate(text)
        assert (where.outcome, where.label) == (Outcome.FOUND, "M1 1AE")
        assert (where.latitude, where.longitude) == (53.4834, -2.2308)
        assert (where.authority_code, where.precision) == ("E08000003", Precision.POSTCODE)
        assert (where.outward, where.country) == ("M1", "England")

    def test_o_and_zero_are_taken_for_each_other(self):
        assert locate("0X1 1AA").label == "OX1 1AA"
        assert locate("W1A OAX").label == "W1A 0AX"

    def test_two_real_postcodes_for_one_mistake_are_offered(self):
        Postcode.objects.create(
            postcode="SO11AA", authority_code="E06000045", latitude=51, longitude=-1
        )
        Postcode.objects.create(
            postcode="S011AA", authority_code="E08000039", latitude=53, longitude=-1
        )
        assert locate("SO1 1AA").label == "SO1 1AA"
        where = locate("S0I 1AA")
        assert where.outcome == Outcome.AMBIGUOUS
        assert set(where.choices) == {"SO1 1AA", "S01 1AA"}

    def test_a_postcode_no_longer_in_use_is_found_and_says_so(self):
        where = locate("CA1 1AA")
        assert (where.outcome, where.authority_code) == (Outcome.TERMINATED, "E06000063")
        assert where.has_position

    def test_a_postcode_without_a_position_falls_back_to_its_first_half(self):
        where = locate("HG1 1XX")
        assert (where.outcome, where.precision) == (Outcome.DUMMY, Precision.OUTWARD)
        assert (where.latitude, where.longitude) == (53.998, -1.540)
        assert where.authority_code == "E06000065"

    def test_without_even_that_it_is_unknown(self):
        OutwardCode.objects.all().delete()
        where = locate("HG1 1XX")
        assert (where.outcome, where.has_position) == (Outcome.UNKNOWN, False)

    def test_an_unknown_postcode_still_says_roughly_where(self):
        where = locate("M1 9ZZ")
        assert (where.outcome, where.label) == (Outcome.UNKNOWN, "M1 9ZZ")
        assert (where.latitude, where.precision) == (53.478, Precision.OUTWARD)

    def test_a_postcode_of_no_outward_code_is_unknown(self):
        where = locate("QL9 9ZZ") if full_readings("QL9 9ZZ") else locate("XX9 9ZZ")
        assert (where.outcome, where.has_position) == (Outcome.UNKNOWN, False)

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("EH1 1AA", "Scotland"), ("EH1", "Scotland"), ("CF10 1AA", "Wales"), ("cf10", "Wales"),
            ("BT1 1AA", "Northern Ireland"), ("bt1", "Northern Ireland"),
            ("IM1 1AA", "the Isle of Man"), ("JE2 3AB", "Jersey"), ("GY1", "Guernsey"),
        ],
    )  # fmt: skip
    def test_elsewhere_points_to_that_countrys_own_help(self, text, country):
        where = locate(text)
        assert (where.outcome, where.country) == (Outcome.ELSEWHERE, country)
        assert where.elsewhere.website.startswith("https://")
        assert not where.has_position

    def test_an_outward_code(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            where = locate("m1")
        assert (where.label, where.precision) == ("M1", Precision.OUTWARD)
        assert where.authority_code == "E08000003"

    def test_an_outward_code_in_several_authorities_names_none(self):
        assert locate("M11").authority_code == ""

    def test_a_sector_is_the_middle_of_its_own_postcodes(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            where = locate("M1 1")
        assert (where.label, where.precision) == ("M1 1", Precision.SECTOR)
        assert where.latitude == pytest.approx(53.4833)
        assert where.longitude == pytest.approx(-2.2309)
        assert where.authority_code == "E08000003"

    def test_a_sector_is_told_from_the_outward_code_of_the_same_letters(self):
        assert locate("M11").label == "M11"
        assert locate("W1 1").label != "W1A 1"
        assert locate("W111").label == "W11 1"

    def test_a_sector_we_know_nothing_of_falls_back_to_the_outward_code(self):
        where = locate("M1 7")
        assert (where.label, where.precision) == ("M1 7", Precision.OUTWARD)

    def test_a_postcode_half_typed(self):
        assert locate("M1 1A").label == "M1 1A"
        assert locate("W1").outcome == Outcome.FOUND
        assert locate("W1").latitude == pytest.approx(51.515)
        assert locate("OX").precision == Precision.OUTWARD

    def test_a_welsh_outward_code_with_english_postcodes(self):
        assert locate("SY10").authority_code == "E06000051"
        assert locate("SY10 1AA").outcome == Outcome.FOUND
        assert locate("SY10 9ZZ").country == "Wales"

    @pytest.mark.parametrize(
        "text", ["nfa", "NFA", "No fixed abode", "homeless", "Nowhere!", "ZZ99 3VZ"]
    )
    def test_no_fixed_address_is_an_answer(self, text, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert locate(text).outcome == Outcome.NO_FIXED_ADDRESS

    @pytest.mark.parametrize("text", ["", "   ", "\n\t", "\0\0"])
    def test_nothing_typed(self, text):
        assert locate(text).outcome == Outcome.EMPTY

    @pytest.mark.parametrize("text", BAD_INPUT)
    def test_odd_input_is_answered(self, text, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            where = locate(text)
        assert where.outcome in Outcome
        assert len(where.label) <= 120
        assert where.label.encode("utf-8").isascii() or where.label.isprintable()


class TestAnyText(TestCase):
    """On the database, as hypothesis and Django do it together."""

    @settings(deadline=None, max_examples=60)
    @given(st.one_of(st.text(max_size=200), st.text("MmO0I1 ,-aeE9", max_size=9)))
    def test_it_is_answered_in_three_queries_at_most(self, text):
        with CaptureQueriesContext(connection) as queries:
            assert locate(text).outcome in Outcome
        assert len(queries) <= 3


@pytest.mark.django_db
@pytest.mark.usefixtures("towns")
class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "label", "authority"),
        [
            ("Manchester", "Manchester", "E08000003"),
            ("manchestr", "Manchester", "E08000003"),
            ("Birmingam", "Birmingham", "E08000025"),
            ("Middlesborough", "Middlesbrough", "E06000002"),
            ("stoke on trent", "Stoke-on-Trent", "E06000021"),
            ("Leeds, UK", "Leeds", "E08000035"),
            ("12 Bath Road, Reading", "Reading", "E06000038"),
            ("tower hamlets", "Tower Hamlets", "E09000030"),
            ("South Lakeland", "South Lakeland", "E06000064"),
            ("County Durham", "County Durham", "E06000047"),
            ("Hull", "Hull", "E06000010"),
            ("London", "London", ""),
            ("Cumbria", "Cumbria", ""),
        ],
    )
    def test_a_name(self, text, label, authority, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):
            where = locate(text)
        assert (where.outcome, where.label) == (Outcome.FOUND, label)
        assert (where.authority_code, where.precision) == (authority, Precision.PLACE)
        assert where.outward == ""
        assert where.has_position

    def test_saint_is_written_in_three_ways(self):
        assert (
            len({locate(text).latitude for text in ("St Helens", "st. helens", "Saint Helens")})
            == 1
        )

    def test_namesakes_are_offered_and_each_is_understood(self):
        where = locate("Newport")
        assert where.outcome == Outcome.AMBIGUOUS
        assert "Newport, Isle of Wight" in where.choices
        answers = [locate(choice) for choice in where.choices]
        assert {answer.outcome for answer in answers} == {Outcome.FOUND, Outcome.ELSEWHERE}
        assert len({(answer.latitude, answer.country) for answer in answers}) == len(where.choices)

    @pytest.mark.parametrize("text", ["Newcastle", "Kingston", "Richmond", "Ashford", "Leesd"])
    def test_no_choice_leads_back_to_the_same_question(self, text):
        where = locate(text)
        assert where.outcome == Outcome.AMBIGUOUS
        for choice in where.choices:
            assert locate(choice).outcome in (Outcome.FOUND, Outcome.ELSEWHERE), choice

    def test_the_city_is_meant_and_its_namesakes_are_offered(self):
        where = locate("Preston")
        assert (where.outcome, where.authority_code) == (Outcome.FOUND, "E10000017")
        assert where.choices
        assert where.label not in where.choices

    def test_words_after_the_name_tell_which(self):
        assert locate("newport isle of wight").label == "Newport, Isle of Wight"
        assert locate("Newport Wales").outcome == Outcome.ELSEWHERE

    @pytest.mark.parametrize(("text", "country"), [("Glasgow", "Scotland"), ("cardiff", "Wales")])
    def test_a_town_elsewhere(self, text, country):
        where = locate(text)
        assert (where.outcome, where.country) == (Outcome.ELSEWHERE, country)

    def test_a_name_like_none_is_unknown(self):
        assert locate("qqqqzzz").outcome == Outcome.UNKNOWN
