"""An administrator reads one record for an hour, and its organisation knows at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from rosc.people import actions
from rosc.people.models import Grant
from tests.conftest import member
from tests.people.conftest import waits
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db
WHY = {"category": "court", "why": "The coroner has asked for this record"}


def asked(organisation, **more):
    return {"organisation": organisation.name, "own_reference": "R-1", **WHY, **more}


def broken(person, by):
    return actions.break_glass(person=person, by=by, **WHY)


def test_it_opens_one_record_to_read(send, look, administrator, coordinator, person, mails):
    make_route(person, value="07700 900555")
    answer = send(administrator, "break_glass", **asked(person.organisation))
    assert answer.url == reverse("people:behind_glass", args=[person.pk])
    page = look(administrator, "behind_glass", person.pk).content.decode()
    assert "Robin" in page
    assert "07700 900555" in page
    assert "You are behind broken glass" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert {"person.look_for_one", "person.break_glass", "person.open"} <= set(
        AuditEvent.objects.values_list("verb", flat=True)
    )
    [mail] = mails()
    assert mail.address == coordinator.email
    grant = Grant.objects.get()
    assert reverse("people:glass", args=[grant.pk]) in mail.text
    assert "Robin" not in mail.text


def test_by_exact_name_and_day_of_birth(send, administrator, treatment):
    wren = make_person(treatment, "Jo", full_name="Jo Wren", date_of_birth=date(1985, 3, 27))
    born = {"date_of_birth_0": "27", "date_of_birth_1": "3", "date_of_birth_2": "1985"}
    found = send(
        administrator,
        "break_glass",
        **asked(treatment, own_reference="", name="jo wren", **born),
    )
    assert found.url == reverse("people:behind_glass", args=[wren.pk])


@pytest.mark.parametrize(
    "how",
    [
        {"own_reference": "R-2"},
        {"own_reference": "R"},
        {"own_reference": "%"},
        {"organisation": "Nowhere at all"},
        {"organisation": "Bridge"},
    ],
)
def test_nobody_is_found_by_less(send, administrator, person, how):
    answer = send(administrator, "break_glass", **{**asked(person.organisation), **how})
    assert "Nobody was found" in answer.content.decode()
    assert not Grant.objects.exists()
    assert AuditEvent.objects.get(verb="person.look_for_one").details["found"] is False


def test_of_two_who_are_alike_neither_is_shown(administrator, treatment):
    for _ in range(2):
        make_person(treatment, "Jo", date_of_birth=date(1985, 3, 27))
    found = actions.look_for_one(
        organisation=treatment.name, name="Jo", date_of_birth=date(1985, 3, 27), by=administrator
    )
    assert found is None


def test_a_name_alone_is_not_enough(send, administrator, person):
    answer = send(
        administrator, "break_glass", **asked(person.organisation, own_reference="", name="Robin")
    )
    assert "Enter a reference, or a name and a date of birth" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="person.look_for_one").exists()


@pytest.mark.parametrize("why", ["", "court", "just because"])
def test_it_needs_a_reason(send, administrator, person, why):
    send(administrator, "break_glass", **asked(person.organisation, why=why))
    assert not Grant.objects.exists()
    with pytest.raises(ValidationError):
        actions.break_glass(person=person, why=why, by=administrator)


def test_it_asks_once_more_who_it_is(asks_again, administrator):
    asks_again(administrator, "break_glass")


def test_after_an_hour_it_is_shut(look, administrator, person):
    broken(person, administrator)
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert look(administrator, "behind_glass", person.pk).status_code == 404


def test_one_person_is_one_person(look, administrator, person, treatment):
    broken(person, administrator)
    other = make_person(treatment, "Jo")
    assert look(administrator, "behind_glass", other.pk).status_code == 404
    assert look(administrator, "raise_concern", person.pk).status_code == 403


def test_another_administrator_sees_nothing_through_it(look, administrator, person):
    broken(person, administrator)
    another = member("Amy Other", ("administrator", None))
    assert look(another, "behind_glass", person.pk).status_code == 404


def test_nobody_else_may(refuses, coordinator, outsider, person):
    for user in (coordinator, outsider):
        refuses(403, user, "break_glass")
        refuses(403, user, "behind_glass", person.pk)
        with pytest.raises(PermissionDenied):
            broken(person, user)


def test_who_is_kept_from_somebody_stays_so(administrator, person):
    person.kept_from.add(administrator)
    found = actions.look_for_one(
        organisation=person.organisation.name, own_reference="R-1", by=administrator
    )
    assert found is None


def test_the_owner_reads_who_and_why_and_looks_it_over(
    look, send, administrator, coordinator, person
):
    grant = broken(person, administrator)
    assert "Records an administrator opened" in waits(coordinator)
    page = look(coordinator, "glass", grant.pk).content.decode()
    assert administrator.name in page
    assert WHY["why"] in page
    assert look(coordinator, "glass_broken").status_code == 200
    assert send(coordinator, "look_over", grant.pk).status_code == 302
    assert Grant.objects.get().looked_over_at is not None
    assert waits(coordinator) == []
    assert send(coordinator, "look_over", grant.pk).status_code == 409


def test_who_broke_it_never_closes_it(send, person, treatment):
    both = member("Bo Th", ("administrator", None), ("coordinator", treatment))
    grant = broken(person, both)
    assert send(both, "look_over", grant.pk).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.look_over(grant=grant, by=both)


def test_others_see_nothing_of_it(refuses, administrator, keyworker, outsider, person):
    grant = broken(person, administrator)
    for name in ("glass", "look_over"):
        refuses(403, keyworker, name, grant.pk)
        refuses(404, outsider, name, grant.pk)


def test_a_grant_that_goes_with_work_is_no_glass(look, coordinator, keyworker, person):
    given = actions.give(person=person, user=keyworker, by=coordinator)
    assert look(coordinator, "glass", given.pk).status_code == 404


def test_told_once_each_and_only_who_leads(administrator, coordinator, keyworker, person):
    grant = broken(person, administrator)
    told = OutboundMessage.objects.filter(kind="people.glass_broken", subject_id=grant.pk)
    assert list(told.values_list("route_id", flat=True)) == [coordinator.pk]


def test_looking_over_twice_at_once(coordinator, second, administrator, person):
    grant = broken(person, administrator)
    actions.look_over(grant=grant, by=coordinator)
    with pytest.raises(SomebodyGotThereFirst):
        actions.look_over(grant=grant, by=second)
