"""Pausing, bringing back, closing and opening again: searches follow, and nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from directory import actions
from directory.models import SearchEntry, Service
from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.directory.entries.conftest import url

pytestmark = pytest.mark.django_db


def is_found(service):
    return SearchEntry.objects.filter(service=service).exists()


def day_boxes(day):
    return {"until_0": day.day, "until_1": day.month, "until_2": day.year}


def test_paused_until_a_day_it_comes_back_by_itself(coffee, lero_leader, client):
    until = timezone.localdate() + timedelta(days=5)
    leader = signed_in(lero_leader)
    assert leader.post(url("pause", coffee.pk), day_boxes(until)).status_code == 302
    page = client.get(coffee.get_absolute_url()).content.decode()
    assert f"Paused until {until:%-d %B %Y}" in page
    assert not is_found(coffee)
    assert actions.resume_due(today=until - timedelta(days=1)) == 0
    assert actions.resume_due(today=until + timedelta(days=2)) == 1
    assert actions.resume_due(today=until + timedelta(days=2)) == 0
    coffee.refresh_from_db()
    assert (coffee.status, coffee.paused_until) == ("published", None)
    assert is_found(coffee)
    event = AuditEvent.objects.get(verb="service.resume")
    assert event.actor_kind == "system"
    assert AuditEvent.objects.get(verb="service.pause").details["until"] == until.isoformat()


def test_a_day_that_has_passed_is_refused(coffee, lero_leader):
    page = signed_in(lero_leader).post(url("pause", coffee.pk), day_boxes(timezone.localdate()))
    assert "still to come" in page.content.decode()
    assert Service.objects.get().status == "published"


def test_only_a_trusted_group_says_why(coffee, lero_leader, client):
    leader = signed_in(lero_leader)
    leader.post(url("pause", coffee.pk), {"note": "Not looked at", "submit": "yes"})
    assert "Not looked at" not in client.get(coffee.get_absolute_url()).content.decode()


def test_a_trusted_group_says_why(coffee, lero_leader, trusted, client):
    leader = signed_in(lero_leader)
    leader.post(url("pause", coffee.pk), {"note": "New kitchen", "submit": "yes"})
    assert "New kitchen" in client.get(coffee.get_absolute_url()).content.decode()


def test_closed_and_opened_again(coffee, lero_leader, client):
    leader = signed_in(lero_leader)
    assert leader.post(url("close", coffee.pk), {"submit": "yes"}).status_code == 302
    assert client.get(coffee.get_absolute_url()).status_code == 404
    assert not is_found(coffee)
    assert "Open it again" in leader.get(url("entry", coffee.pk)).content.decode()
    assert leader.post(url("reopen", coffee.pk), {"submit": "yes"}).status_code == 302
    assert client.get(coffee.get_absolute_url()).status_code == 200
    assert is_found(coffee)


def test_what_its_source_has_dropped_stays_open_once_opened_here(coffee, lero_leader):
    Service.objects.update(status="closed", withdrawn_on=timezone.localdate(), source_hash="x")
    coffee.refresh_from_db()
    actions.reopen(service=coffee, by=lero_leader)
    assert (coffee.withdrawn_on, coffee.source_hash) == (None, "")


@pytest.mark.parametrize("verb", ["pause", "resume", "close", "reopen"])
def test_only_who_may_and_a_stale_page_is_told(coffee, verb, colleague, outsider, lero_leader):
    for user, status in ((colleague, 403), (outsider, 404)):
        assert signed_in(user).post(url(verb, coffee.pk), {"submit": "yes"}).status_code == status
        act = getattr(actions, verb)
        more = {"until": None} if verb == "pause" else {}
        with pytest.raises(PermissionDenied):
            act(service=coffee, by=user, **more)
    leader, sent = signed_in(lero_leader), {"submit": "yes"}
    first = {"resume": "pause", "reopen": "close"}.get(verb)
    if first:
        leader.post(url(first, coffee.pk), sent)
    assert leader.post(url(verb, coffee.pk), sent).status_code == 302
    assert leader.post(url(verb, coffee.pk), sent).status_code == 409
    assert AuditEvent.objects.filter(verb=f"service.{verb}").count() == 1
