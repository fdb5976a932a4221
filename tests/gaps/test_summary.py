"""Introductions in numbers: true, rounded, of one's own area alone, and nobody in them."""

import csv
import io
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import LocalAuthority, OrganisationProfile, UnmetNeed
from referrals.models import Goal, Referral
from rosc.figures.models import Answer
from rosc.gaps import pathways
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.gaps.makers import LEEDS, NOW, QUARTER, at, closed, make_sent_many

pytestmark = pytest.mark.django_db
OLDHAM = "E08000004"
SUMMARY, FILE = reverse("gaps:summary"), reverse("gaps:summary_table")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def area(partnership) -> LocalAuthority:
    found = LocalAuthority.objects.get(pk=LEEDS)
    profile = OrganisationProfile.objects.create(organisation=partnership)
    profile.areas.add(found)
    return found


@pytest.fixture
def quarter(treatment, lero) -> None:
    """Sixty-three from treatment to the LERO; three the other way."""
    answered = {"acknowledged_at": at(date(2026, 8, 14)), "acknowledge_by": date(2026, 8, 14)}
    late = {**answered, "acknowledged_at": at(date(2026, 8, 20))}
    ended = closed("ended", "got-what-was-wanted", met_on=date(2026, 8, 22), **answered)
    for row in make_sent_many(treatment, lero, 23, **ended):
        Goal.objects.create(referral=row, text="Sleep", outcome="achieved")
    make_sent_many(treatment, lero, 18, status="met", met_on=date(2026, 8, 26), **late)
    make_sent_many(treatment, lero, 12, **closed("declined", "no-room", **late))
    make_sent_many(treatment, lero, 10, **closed("expired"))
    make_sent_many(lero, treatment, 3, **closed("declined", "outside-area", **late))
    make_sent_many(treatment, lero, 5, sent_on=date(2026, 10, 1))  # another quarter
    make_sent_many(treatment, lero, 9, area=OLDHAM)  # another area


def numbers(page) -> dict[tuple[str, str, str], str]:
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert rows[0] == ["table", "row", "column", "number"]
    return {tuple(row[:3]): row[3] for row in rows[1:]}


def test_the_commissioner_gets_there_from_the_desk(client_as, commissioner, area):
    desk = client_as(commissioner).get(reverse("accounts:desk"))
    assert SUMMARY in desk.content.decode()


def test_what_it_says(client_as, commissioner, area, quarter):
    found = numbers(client_as(commissioner).get(FILE))
    stands, ways, one = "Where they stand", "From whom to whom", "How many"
    assert found[stands, "Ended", one] == "25"
    assert found[stands, "Met, and going on", one] == "20"
    assert found[stands, "Not possible there", one] == "15"
    assert found[stands, "Never answered", one] == "10"
    assert found[stands, "All of them", one] == "65"
    assert (stands, "Withdrawn", one) not in found
    assert found["How soon they were answered", "Answered in time", one] == "25"
    assert found["How soon they were answered", "Answered later", one] == "35"
    assert found["How soon they were answered", "Not answered", one] == "10"
    assert found["Whether people met", "Met", one] == "40"
    assert (
        found["How many days it took", "From sending to the first answer", "Median, in days"] == "8"
    )
    assert found["How many days it took", "From sending to meeting", "Median, in days"] == "10"
    # 65 of 65 would say that the other way were at most four, so it is not said.
    assert found[ways, "Treatment service to LERO", "Sent"] == "*"
    assert found[ways, "All of them", "Sent"] == "65"
    assert found[ways, "Treatment service to LERO", "Ended"] == "25"
    assert found[ways, "Treatment service to LERO", "Met, and going on"] == "20"
    assert found[ways, "Treatment service to LERO", "On a waiting list"] == "0"
    assert found[ways, "LERO to treatment service", "Sent"] == "*"
    assert found["What came of those that ended", "A goal was reached", one] == "*"  # all of them


def test_the_few_are_nowhere(client_as, commissioner, area, quarter):
    """Three were sent the other way: no 3 in a cell, and none by taking 65 from 65."""
    for address in (SUMMARY, FILE):
        page = client_as(commissioner).get(address).content.decode()
        cells = re.findall(r"(?:numeric\">\s*|,)([1-7])(?:\s*<|\r)", page)
        assert cells == [], address
        assert "Canary" not in page
        assert "Tideway Together" not in page
        assert "Bridge Street" not in page
    found = numbers(client_as(commissioner).get(FILE))
    assert found["Why it was not possible", "They live outside our area", "How many"] == "*"


def test_page_chart_and_file_say_the_same(client_as, commissioner, area, quarter):
    client = client_as(commissioner)
    response, found = client.get(SUMMARY), numbers(client.get(FILE))
    page = response.content.decode()
    for table in response.context["tables"]:
        assert table.says in page.replace("&#x27;", "'")
        for bar in table.bars:
            assert found[table.title, bar.label, "How many"] == str(bar.shown)
            assert (bar.width is None) == (bar.shown == "*")
    assert page.count('class="bars__row"') == sum(
        len(table.bars) for table in response.context["tables"]
    )
    assert len(found) == sum(
        len(values) for table in response.context["tables"] for _, values in table.rows
    )


def test_the_same_question_has_the_same_answer(client_as, commissioner, area, quarter, lero):
    client = client_as(commissioner)
    before = client.get(FILE).content
    taken = Answer.objects.get(question="introductions").created_at
    Referral.objects.unscoped_for("test").update(met_on=None)
    make_sent_many(lero, lero, 40)
    with time_machine.travel(date(2027, 2, 20), tick=False):
        assert client_as(commissioner).get(f"{FILE}?period=2026-Q3").content == before
        page = client_as(commissioner).get(f"{SUMMARY}?period=2026-Q3").content.decode()
    assert "as they stood on 28 November 2026" in " ".join(page.split())
    assert Answer.objects.get(question="introductions").created_at == taken


def test_what_is_stored_is_no_more_than_what_is_shown(client_as, commissioner, area, quarter):
    client_as(commissioner).get(SUMMARY)
    published = Answer.objects.get(question="introductions").published

    def leaves(value):
        for one in value.values():
            yield from leaves(one) if isinstance(one, dict) else [one]

    days = set(published.pop("days").values())
    assert {type(one) for one in days} <= {int, str}
    assert all(one in ("*", 0) or one % 5 == 0 for one in leaves(published))


def test_nobody_is_shown_another_area(client_as, commissioner, area, quarter):
    page = client_as(commissioner).get(f"{SUMMARY}?area={OLDHAM}").content.decode()
    assert "Introductions in Leeds" in page
    assert numbers(client_as(commissioner).get(f"{FILE}?area={OLDHAM}")) == numbers(
        client_as(commissioner).get(FILE)
    )
    assert not Answer.objects.filter(scope__contains=OLDHAM).exists()


def test_a_quarter_that_has_not_settled_cannot_be_asked_for(client_as, commissioner, area, quarter):
    for period in ("2026-Q4", "2027-Q1", "x", "2026-10"):
        page = client_as(commissioner).get(f"{SUMMARY}?period={period}").content.decode()
        assert "July to September 2026" in page
    assert set(Answer.objects.values_list("period", flat=True)) == {"2026-Q3"}


def test_a_partnership_whose_area_nobody_knows_is_told_so(client_as, commissioner):
    assert "We do not know your area yet" in client_as(commissioner).get(SUMMARY).content.decode()
    assert numbers(client_as(commissioner).get(FILE)) == {}
    assert not Answer.objects.exists()


def test_several_areas_are_chosen_from_and_never_added_up(client_as, commissioner, area, quarter):
    commissioner.active_memberships[0].organisation.profile.areas.add(OLDHAM)
    found = client_as(commissioner).get(f"{SUMMARY}?area={OLDHAM}").content.decode()
    assert "Introductions in Oldham" in found
    assert set(Answer.objects.values_list("scope", flat=True)) == {f"area:{OLDHAM}"}


@pytest.mark.parametrize("who", ["keyworker", "coordinator", "lero_leader", "peer", "outsider"])
def test_only_commissioners_are_told_of_an_area(client_as, request, who, area):
    for address in (SUMMARY, FILE):
        assert client_as(request.getfixturevalue(who)).get(address).status_code == 403


def test_what_was_missing(client_as, commissioner, area):
    """By kind of help; nothing in it says who said no, since nothing of it is kept."""
    for number in range(30):
        kind = "peer-support" if number < 20 else "detox"
        UnmetNeed.objects.create(
            kind_id=kind, authority=area, month=QUARTER.first, hour=at(date(2026, 7, 1 + number))
        )
    found = numbers(client_as(commissioner).get(FILE))
    assert found["What was missing", "All of them", "How many"] == "30"
    values = sorted(
        value
        for (table, row, _), value in found.items()
        if table == "What was missing" and row != "All of them"
    )
    assert values == ["10", "20"]


def test_the_same_number_of_queries_for_one_and_for_thirty(
    client_as, commissioner, area, treatment, lero
):
    def asked(count: int, period: str, day: date) -> int:
        for row in make_sent_many(
            treatment, lero, count, sent_on=day, **closed("ended", "moved-on")
        ):
            Goal.objects.create(referral=row, text="Sleep", outcome="partly")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"{SUMMARY}?period={period}").status_code == 200
        return len(queries)

    client = client_as(commissioner)
    client.get(f"{SUMMARY}?period=2025-Q4")
    assert asked(1, "2026-Q3", date(2026, 8, 12)) == asked(30, "2026-Q2", date(2026, 5, 12))


# --- One organisation's own ---------------------------------------------------------------------
def own(organisation) -> str:
    return reverse("gaps:own_table", args=[organisation.pk])


def test_a_leader_sees_their_own(client_as, lero_leader, lero, quarter):
    page = client_as(lero_leader).get(reverse("gaps:own_summary", args=[lero.pk])).content.decode()
    assert "Your introductions, July to September 2026" in page
    assert "What was missing" not in page
    found = numbers(client_as(lero_leader).get(own(lero)))
    assert found["Where they stand", "All of them", "How many"] == "75"  # of both areas
    link = reverse("gaps:own_summary", args=[lero.pk])
    home = client_as(lero_leader).get(reverse("accounts:organisation", args=[lero.pk]))
    assert link in home.content.decode()


def test_nobody_elses(client_as, lero, keyworker, colleague, outsider, administrator):
    for user, status in ((colleague, 403), (outsider, 404), (administrator, 403)):
        assert client_as(user).get(own(lero)).status_code == status
    assert client_as(keyworker).get(own(lero)).status_code == 403


# --- Words ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kinds", "counts_as"),
    [
        (["lero", "treatment"], "lero"),
        (["rss", "treatment"], "treatment"),
        (["supporting", "rss"], "rss"),
        (["community"], "other"),
    ],
)
def test_an_organisation_counts_as_one_kind(kinds, counts_as):
    reason = "both" if {"lero", "treatment"} <= set(kinds) else ""
    organisation = OrganisationFactory(kinds=kinds, both_reason=reason)
    assert pathways.kind_of(organisation) == counts_as


def test_every_way_has_its_own_name():
    names = [pathways.way_name(code) for code in pathways.ALL_WAYS]
    assert len(set(names)) == len(names) == 24
    assert "The person themselves to LERO" in names


def test_who_comes_by_themselves_is_no_organisation(treatment, lero):
    for origin, sender in (("self", "themselves"), ("professional", "professional")):
        row = make_sent_many(treatment, lero, 1, origin=origin)[0]
        assert pathways.way(row) == f"{sender}.lero"


def test_an_administrator_may_look_wherever_anybody_works(client_as, area, quarter):
    user = member("Ann Admin", ("administrator", None))
    assert "Introductions in Leeds" in client_as(user).get(SUMMARY).content.decode()
