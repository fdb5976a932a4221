"""Totals of who makes up a LERO: typed by it, seen by it alone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directory import actions
from directory.models import LeroComposition
from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.conftest import member

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 27)
NUMBERS = {"as_of": DAY, "leader_lived": "yes", "board": 7, "board_lived": 5, "volunteers": 0}


def page(lero) -> str:
    return reverse("directory:composition", args=[lero.pk])


def typed(**fields):
    day = {"as_of_0": "27", "as_of_1": "3", "as_of_2": "2026"}
    return {**day, "leader_lived": "yes", "board": "7", "board_lived": "5", **fields}


def test_a_leader_adds_changes_and_removes(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    assert client.post(f"{page(lero)}add/", typed()).url == page(lero)
    row = LeroComposition.objects.get()
    assert (row.as_of, row.board, row.board_lived, row.frontline) == (DAY, 7, 5, None)
    html = client.get(page(lero)).content.decode()
    assert "5 of 7 with lived experience" in html
    assert "Volunteers</dt>" not in html  # not stated is left out
    change = reverse("directory:change_composition", args=[row.pk])
    seen = row.updated_at.isoformat()
    assert client.post(change, typed(board_lived="6", seen=seen)).url == page(lero)
    row.refresh_from_db()
    assert row.board_lived == 6
    remove = reverse("directory:remove_composition", args=[row.pk])
    assert client.post(remove, {"seen": row.updated_at.isoformat()}).url == page(lero)
    assert not LeroComposition.objects.exists()
    events = AuditEvent.objects.filter(verb__startswith="composition.").order_by("id")
    assert [event.verb for event in events] == [
        f"composition.{v}" for v in ("add", "change", "remove")
    ]
    assert all(event.details == {"as_of": "2026-03-27"} for event in events)  # never the numbers


def test_only_its_own_people_with_the_right_see_it(
    client_as, lero, lero_leader, administrator, peer, outsider, colleague
):
    actions.add_composition(organisation=lero, values=NUMBERS, by=lero_leader)
    member_of_it = member("Mona Member", ("lero_member", lero))
    asked = [lero_leader, member_of_it, colleague, administrator, peer, outsider]
    answers = [client_as(user).get(page(lero)).status_code for user in asked]
    assert answers == [200, 200, 200, 403, 403, 404]
    row = LeroComposition.objects.get()
    for by in (administrator, peer, outsider):
        with pytest.raises(PermissionDenied):
            actions.change_composition(row=row, seen=row.updated_at, values=NUMBERS, by=by)


def test_only_a_lero_has_such_numbers(client_as, treatment, colleague):
    assert client_as(colleague).get(page(treatment)).status_code == 404
    with pytest.raises(ValidationError):
        actions.add_composition(organisation=treatment, values=NUMBERS, by=colleague)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"board_lived": "8"}, "Enter 7 or fewer"),
        ({"board": "", "board_lived": "3"}, "how many there are in all"),
        ({"board": "-1"}, "0 or more"),
        ({"board": "10001"}, "10,000 or fewer"),
        ({"board": "1.5"}, "whole number"),
        ({"board": "\x00"}, "whole number"),
        ({"as_of_0": "31", "as_of_1": "2"}, "real date"),
        ({"as_of_2": str(timezone.localdate().year + 1)}, "a day before it"),
        ({"leader_lived": "perhaps"}, "valid choice"),
    ],
)
def test_a_mistake_is_said(client_as, lero, lero_leader, wrong, said):
    answer = client_as(lero_leader).post(f"{page(lero)}add/", typed(**wrong))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not LeroComposition.objects.exists()


def test_one_row_a_day_whoever_comes_first(client_as, lero, lero_leader):
    actions.add_composition(organisation=lero, values=NUMBERS, by=lero_leader)
    answer = client_as(lero_leader).post(f"{page(lero)}add/", typed())
    assert "numbers for that day already" in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.add_composition(organisation=lero, values=NUMBERS, by=lero_leader)


def test_a_stale_page_is_told(client_as, lero, lero_leader):
    row = actions.add_composition(organisation=lero, values=NUMBERS, by=lero_leader)
    seen = row.updated_at - timedelta(seconds=1)
    with pytest.raises(SomebodyGotThereFirst):
        actions.change_composition(row=row, seen=seen, values=NUMBERS, by=lero_leader)
    url = reverse("directory:change_composition", args=[row.pk])
    answer = client_as(lero_leader).post(url, typed(board="9", seen=seen.isoformat()))
    assert answer.status_code == 409
    assert LeroComposition.objects.get().board == 7


def test_the_database_keeps_the_totals_sound(lero):
    for wrong in ({"board": 1, "board_lived": 2}, {"volunteers_lived": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LeroComposition.objects.create(organisation=lero, as_of=DAY, **wrong)


def test_nothing_on_the_page_judges(client_as, lero, lero_leader):
    """Guidance stands as help; a LERO below it reads the same page as one above."""
    few = {"as_of": DAY, "board": 10, "board_lived": 1, "leader_lived": "no"}
    actions.add_composition(organisation=lero, values=few, by=lero_leader)
    html = client_as(lero_leader).get(page(lero)).content.decode()
    assert "more than half of the board" in html
    assert "1 of 10 with lived experience" in html
    for verdict in ("tag--stop", "not met", "does not meet", "10%", "notice--warm"):
        assert verdict not in html


def test_it_is_reached_from_the_standards_and_the_organisation(
    client_as, lero, lero_leader, administrator
):
    standards = reverse("lero_standards:assessment", args=[lero.pk])
    assert standards in client_as(lero_leader).get(reverse("accounts:desk")).content.decode()
    for address in (standards, reverse("accounts:organisation", args=[lero.pk])):
        assert page(lero) in client_as(lero_leader).get(address).content.decode()
        assert page(lero) not in client_as(administrator).get(address).content.decode()
