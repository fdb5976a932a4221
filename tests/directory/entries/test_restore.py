"""What an entry said is kept, seen and put back; imports and people do not collide."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from directory import actions
from directory.actions import upsert
from directory.actions.entry_versions import read_service
from directory.models import EntryVersion, Service, Source
from directory.reading import draft_of
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.directory.entries.conftest import boxes, send_change, url
from tests.directory.imports.test_upsert import MORNING, entry

pytestmark = pytest.mark.django_db


def numbers(service):
    return list(service.versions.order_by("number").values_list("number", "verb", "actor_kind"))


def test_the_first_change_keeps_what_was_there(coffee, lero_leader, trusted):
    send_change(coffee, lero_leader, name="Riverside Tea", sessions=[])
    assert numbers(coffee) == [(1, "found", "system"), (2, "publish", "user")]
    first, second = coffee.versions.order_by("number")
    assert (first.says["name"], second.says["name"]) == ("Riverside Coffee", "Riverside Tea")
    assert len(first.says["sessions"]) == 1
    assert "sessions" not in second.says
    assert second.actor_id == lero_leader.pk


def test_putting_back_makes_a_new_version(coffee, lero_leader, trusted):
    place, slot = coffee.locations.get(), coffee.sessions.get()
    away = {"modes": ["online"], "sessions": [], "locations": []}
    send_change(coffee, lero_leader, name="Riverside Tea", **away)
    leader, page = signed_in(lero_leader), url("version", coffee.pk, 1)
    assert "Riverside Coffee" in leader.get(page).content.decode()
    assert url("version", coffee.pk, 1) in leader.get(url("versions", coffee.pk)).content.decode()
    page = url("restore", coffee.pk, 1)
    shown = {one.label for one in leader.get(page).context["differences"]}
    assert {"Name", "Times", "Places"} <= shown
    assert leader.post(page, boxes(leader, page)).url == url("entry", coffee.pk)
    coffee.refresh_from_db()
    assert coffee.name == "Riverside Coffee"
    assert coffee.sessions.get().starts_at == slot.starts_at
    assert coffee.locations.get().latitude == place.latitude
    assert coffee.sessions.get().location == coffee.locations.get()
    assert [verb for _, verb, _ in numbers(coffee)] == ["found", "publish", "restore"]
    assert AuditEvent.objects.filter(verb="entrychange.publish").count() == 2


def test_a_group_that_is_not_trusted_sends_it(coffee, lero_leader, trusted):
    send_change(coffee, lero_leader, name="Riverside Tea")
    trusted.is_trusted = False
    trusted.save()
    coffee.refresh_from_db()
    change = actions.restore(service=coffee, number=1, seen=2, by=lero_leader)
    assert (change.status, change.restores) == ("waiting", 1)
    coffee.refresh_from_db()
    assert coffee.name == "Riverside Tea"


def test_not_while_a_change_is_begun_nor_unseen(coffee, lero_leader, trusted, answer):
    send_change(coffee, lero_leader, name="Riverside Tea")
    leader, page = signed_in(lero_leader), url("restore", coffee.pk, 1)
    opened = boxes(leader, page)
    answer(lero_leader, coffee, "name", name="Third")
    assert "Finish the change" in leader.post(page, opened).content.decode()
    actions.submit(change=draft_of(coffee).change, seen=2, by=lero_leader)
    assert leader.post(page, opened).status_code == 409
    assert Service.objects.get().name == "Third"


def test_only_who_may(coffee, lero_leader, colleague, outsider, trusted):
    send_change(coffee, lero_leader, name="Riverside Tea")
    for user, status in ((colleague, 403), (outsider, 404)):
        for page, *more in (("versions",), ("version", 1), ("restore", 1)):
            assert signed_in(user).get(url(page, coffee.pk, *more)).status_code == status
        with pytest.raises(PermissionDenied):
            actions.restore(service=coffee, number=1, seen=2, by=user)
    assert signed_in(lero_leader).get(url("version", coffee.pk, 99)).status_code == 404


@pytest.mark.parametrize("sql", ["UPDATE {} SET number = 9", "DELETE FROM {}"])
def test_the_database_keeps_what_was_said(coffee, lero_leader, trusted, sql):
    send_change(coffee, lero_leader, name="Riverside Tea")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format("directory_entryversion"))


# --- Imports ----------------------------------------------------------------------------------
@pytest.fixture
def source(postcodes):
    return Source(slug="list", name="A list")


def bring(source, *entries):
    return upsert(source=source, payloads=entries, by=SYSTEM)


@pytest.fixture
def hall(postcodes):
    from tests.directory.imports.test_upsert import HALL

    return replace(HALL, postcode="M1 1AE")


def test_an_import_writes_over_nothing_that_was_changed_here(source, hall, administrator):
    bring(source, entry(locations=(hall,)))
    service = Service.objects.get()
    send_change(service, administrator, name="Ours")
    report = bring(source, entry(locations=(hall,), name="Theirs"))
    assert [held.name for held in report.quarantined] == ["Theirs"]
    assert Service.objects.get().name == "Ours"
    assert bring(source, entry(locations=(hall,))).counts()["changed"] == 0


def test_a_change_without_a_change_leaves_the_entry_to_its_source(source, hall, administrator):
    bring(source, entry(locations=(hall,)))
    send_change(Service.objects.get(), administrator)
    assert bring(source, entry(locations=(hall,), name="Theirs")).counts()["changed"] == 1
    assert Service.objects.get().name == "Theirs"


def test_what_an_import_changes_is_kept_as_a_version(source, hall):
    bring(source, entry(locations=(hall,)))
    service = Service.objects.get()
    assert numbers(service) == []
    bring(source, entry(locations=(hall,), name="Theirs"))
    assert numbers(service) == [(1, "found", "system"), (2, "import", "system")]
    assert service.versions.first().says["name"] == "Theirs"
    bring(source, entry(locations=(hall,), name="Theirs"))
    assert EntryVersion.objects.count() == 2


def test_an_import_under_a_draft_is_told_and_both_are_kept(source, hall, administrator):
    bring(source, entry(locations=(hall,)))
    service = Service.objects.get()
    draft = draft_of(service)
    actions.answer(
        service=service,
        question="name",
        seen=draft.seen("name"),
        values={"name": "Ours"},
        by=administrator,
    )
    browser, page = signed_in(administrator), url("submit", service.pk)
    opened = boxes(browser, page)
    new = replace(MORNING, weekday=4)
    bring(source, entry(locations=(hall,), name="Theirs", sessions=(new,)))
    told = browser.post(page, opened)
    assert told.status_code == 409
    labels = {one.label: (one.before, one.after) for one in told.context["draft"].theirs()}
    assert labels["Name"] == ("Drop-in 1", "Theirs")
    assert "Times" in labels
    assert browser.post(page, boxes(browser, page)).status_code == 302
    now = read_service(service.pk)
    assert now.name == "Ours"
    assert [one.weekday for one in now.sessions.all()] == [4]


def test_a_place_that_another_entry_shares_stays_where_it_is(coffee, lero_leader, trusted, lero):
    from tests.directory.makers import make_service

    other = make_service("Next door", organisation=lero, at=None)
    place = coffee.locations.get()
    other.locations.add(place)
    says = draft_of(coffee).says["locations"]
    send_change(coffee, lero_leader, locations=[{**says[0], "town": "Salford"}])
    assert other.locations.get().town == "Ancoats"
    assert coffee.locations.get().town == "Salford"
