"""Administrators read the audit; refusals are in it, though their transaction is gone."""

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rosc import middleware
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.audit import names, verbs
from rosc.audit.actions import record
from rosc.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGE = reverse("audit:events")


def shown(client, **query):
    return [row["event"].verb for row in client.get(PAGE, query).context["rows"]]


def test_narrowed_by_what_who_where_and_when(client_as, administrator, treatment, lero):
    record(by=SYSTEM, verb="team.add", subject=treatment, organisation=treatment)
    record(by=administrator, verb="team.take_out", subject=lero, organisation=lero)
    record(by=SYSTEM, verb="person.list", subjects=[treatment])
    client = client_as(administrator)
    AuditEvent.objects.all()
    assert shown(client, verb="team.") == ["team.take_out", "team.add"]
    assert shown(client, actor=administrator.pk, verb="team") == ["team.take_out"]
    assert shown(client, subject=treatment.pk) == ["person.list", "team.add"]
    assert shown(client, organisation=lero.pk) == ["team.take_out"]
    today = timezone.localdate()
    assert "team.add" in shown(client, since=today, until=today)
    assert shown(client, since=today + timedelta(days=1)) == []
    assert client.get(PAGE, {"actor": "x", "since": "y", "page": "-1"}).status_code == 200


@pytest.mark.parametrize("who", ["coordinator", "lero_leader", "commissioner"])
def test_is_for_administrators(client_as, who, request):
    assert client_as(request.getfixturevalue(who)).get(PAGE).status_code == 403


def test_names_what_apps_can_name(client_as, administrator, treatment, monkeypatch):
    monkeypatch.setattr(names, "_namers", {})
    names.register("accounts.organisation", lambda ids: dict.fromkeys(ids, "Bridge Street"))
    record(by=SYSTEM, verb="team.add", subject=treatment, organisation=treatment)
    assert "Bridge Street" in client_as(administrator).get(PAGE).text


def refusal():
    return AuditEvent.objects.filter(verb="request.refused").latest("id")


def test_a_refused_page_is_on_the_record(client_as, keyworker):
    assert client_as(keyworker).get(PAGE).status_code == 403
    event = refusal()
    assert (event.actor_kind, event.actor_id) == ("user", keyworker.pk)
    assert event.details == {"route": "audit:events", "status": 403}
    assert event.request_id


def test_so_is_a_form_without_its_token():
    assert Client(enforce_csrf_checks=True).post(reverse("account_login")).status_code == 403
    event = refusal()
    assert (event.actor_kind, event.actor_id) == ("anonymous", None)
    assert event.details == {"route": "account_login", "status": 403}


def test_of_anybody_only_so_many_a_minute_are(time_machine, client_as, keyworker, monkeypatch):
    """Rows are never deleted: nobody fills the table by asking again and again."""
    monkeypatch.setattr(middleware, "MOST_A_MINUTE", 2)
    time_machine.move_to("2026-11-30T10:00:00Z")
    for _ in range(4):
        Client(enforce_csrf_checks=True).post(reverse("account_login"))
        client_as(keyworker).get(PAGE)
    rows = AuditEvent.objects.filter(verb="request.refused")
    assert rows.filter(actor_kind="anonymous").count() == 2
    assert rows.filter(actor_kind="user").count() == 4
    time_machine.move_to("2026-11-30T10:01:01Z")
    Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert rows.filter(actor_kind="anonymous").count() == 3


def test_so_is_an_id_that_is_not_ones_own(client_as, outsider, treatment):
    url = reverse("accounts:organisation", args=[treatment.pk])
    assert client_as(outsider).get(url).status_code == 404
    event = refusal()
    assert (event.actor_id, event.subject_id) == (outsider.pk, treatment.pk)
    assert event.details["status"] == 404


def test_a_wrong_address_is_not(client, client_as, keyworker):
    client.get("/nowhere/")
    client_as(keyworker).get("/nowhere/")
    client.get(f"/services/{uuid.uuid4()}/")
    assert not AuditEvent.objects.filter(verb="request.refused").exists()


@pytest.mark.django_db(transaction=True)
def test_what_the_page_did_is_undone_and_the_refusal_stays(
    client_as, administrator, treatment, monkeypatch
):
    """The request's transaction is rolled back; the record of it is written after."""
    from rosc.outbox import actions

    def half_done(*, message, by):
        record(by=by, verb="message.half_done")
        raise SomebodyGotThereFirst

    monkeypatch.setattr(actions, "send_again", half_done)
    actions.plan_mail(address="a@people.example", subject="s", text="t")
    from rosc.outbox.models import OutboundMessage

    url = reverse("outbox:send_again", args=[OutboundMessage.objects.get().pk])
    page = client_as(administrator).post(url)
    assert page.status_code == 409
    assert "Someone got here first" in page.text
    assert not AuditEvent.objects.filter(verb="message.half_done").exists()
    assert refusal().details == {"route": "outbox:send_again", "status": 409}


def test_a_refusal_stays_one_when_it_cannot_be_written(client_as, keyworker, monkeypatch):
    from django.db import OperationalError

    from rosc import middleware

    def lost(**_):
        raise OperationalError

    monkeypatch.setattr(middleware, "record_refusal", lost)
    assert client_as(keyworker).get(PAGE).status_code == 403


def test_people_and_organisations_are_named(client_as, administrator, keyworker, treatment):
    record(by=keyworker, verb="team.add", subject=treatment, organisation=treatment)
    page = client_as(administrator).get(PAGE, {"verb": "team.add"}).text
    assert keyworker.name in page
    assert treatment.name in page


def test_words_stand_first_and_codes_are_small(client_as, administrator, treatment, keyworker):
    record(by=keyworker, verb="team.take_out", subject=treatment, organisation=treatment)
    record(by=SYSTEM, verb="boat.paint_blue", details={"before": "x"})
    page = client_as(administrator).get(PAGE, {"actor": keyworker.name}).text
    assert ">Took somebody out of a team</a>" in page
    assert '<code class="fine">team.take_out</code>' in page
    assert str(treatment.pk) not in page.replace(f"={treatment.pk}", "")
    page = client_as(administrator).get(PAGE, {"verb": "boat"}).text
    assert "Boat: paint blue" in page
    assert "The portal itself" in page


def test_narrowed_by_words_and_names(client_as, administrator, keyworker, treatment, lero):
    record(by=keyworker, verb="team.take_out", subject=treatment, organisation=treatment)
    record(by=SYSTEM, verb="team.add", subject=lero, organisation=lero)
    client = client_as(administrator)
    assert shown(client, verb="took somebody") == ["team.take_out"]
    assert shown(client, actor="kay work") == ["team.take_out"]
    assert shown(client, subject="tideway") == ["team.add"]
    assert shown(client, organisation="bridge street") == ["team.take_out"]
    assert shown(client, actor="nobody of that name") == []
    assert client.get(PAGE, {"actor": "\x00", "subject": "\x00"}).status_code == 200


def test_every_verb_of_accounts_and_the_directory_has_words():
    """Read from the code: a verb in full, as `record` is given it."""
    found = {
        verb
        for folder in ("rosc", "directory")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        for verb in re.findall(r"verb=\"([a-z_]+\.[a-z_]+)\"", path.read_text())
    }
    assert len(found) >= 15
    assert found - set(verbs.registered()) == set()
