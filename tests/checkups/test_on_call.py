"""Hours on call: put down by oneself or by whoever leads, shown as they are, called off at once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import OnCall
from rosc.audit.models import AuditEvent
from tests.checkups.own import local, make_on_call
from tests.conftest import member, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/check-ups/on-call/"
HOURS = {"on_0": "1", "on_1": "12", "on_2": "2026", "start": "18:00", "until": "22:00"}
NOW = local(2026, 11, 28, 15)


def put(user, /, **changed):
    return signed_in(user).post(PAGE, {**HOURS, "weeks": "1", **changed})


def test_they_put_themselves_down_in_local_time(keyworker, treatment):
    with time_machine.travel(NOW, tick=False):
        assert put(keyworker).status_code == 302
    row = OnCall.objects.get()
    assert (row.user, row.organisation) == (keyworker, treatment)
    assert (row.starts_at, row.ends_at) == (local(2026, 12, 1, 18), local(2026, 12, 1, 22))
    assert AuditEvent.objects.filter(verb="on_call.put_down").count() == 1


def test_a_number_is_kept_sealed_for_these_hours_and_must_be_one(keyworker):
    with time_machine.travel(NOW, tick=False):
        answer = put(keyworker, number="ring me")
        assert "Enter a phone number" in answer.content.decode()
        assert put(keyworker, number=" 07700 900456 ", weeks="2").status_code == 302
    assert [one.number for one in OnCall.objects.all()] == ["07700 900456"] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT number::text FROM checkups_oncall")
        assert not any("900456" in row[0] for row in cursor.fetchall())


def test_a_night_ends_on_the_next_day_also_when_the_clocks_change(keyworker, treatment):
    with time_machine.travel(local(2027, 3, 20, 12), tick=False):
        night = {"on_0": "27", "on_1": "3", "on_2": "2027", "start": "22:00", "until": "06:00"}
        assert put(keyworker, **night).status_code == 302
    row = OnCall.objects.get()
    assert row.ends_at - row.starts_at == timedelta(hours=7)
    assert timezone.localtime(row.ends_at).hour == 6


def test_weeks_in_a_row_are_all_or_none(keyworker, treatment):
    with time_machine.travel(NOW, tick=False):
        make_on_call(treatment, keyworker, start=local(2026, 12, 8, 19))
        page = put(keyworker, weeks="2")
        assert "Some of these hours are down already" in page.content.decode()
        assert OnCall.objects.count() == 1
        assert put(keyworker, on_0="2", weeks="4").status_code == 302
    assert OnCall.objects.count() == 5


def test_whoever_leads_puts_a_colleague_down_and_others_do_not(
    keyworker, coordinator, treatment, lero_leader
):
    with time_machine.travel(NOW, tick=False):
        put(coordinator, user=str(keyworker.pk))
        assert OnCall.objects.get().user == keyworker
        put(keyworker, user=str(coordinator.pk))  # there is no such box
        start = local(2026, 12, 3, 18)
        hours = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
        for by, user in ((keyworker, coordinator), (lero_leader, keyworker)):
            with pytest.raises(PermissionDenied):
                actions.put_on_call(organisation=treatment, user=user, by=by, **hours)
        with pytest.raises(ValidationError):
            actions.put_on_call(organisation=treatment, user=lero_leader, by=coordinator, **hours)
    assert not OnCall.objects.filter(user=coordinator).exists()


def test_hours_that_make_no_sense_are_refused(keyworker):
    with time_machine.travel(NOW, tick=False):
        for changed in ({"on_0": "27", "on_1": "11"}, {"until": "18:00"}, {"on_2": "2028"}):
            answer = put(keyworker, **changed)
            assert changed == {"until": "18:00"} or answer.status_code == 200
    assert OnCall.objects.count() <= 1


def test_calling_off(keyworker, coordinator, treatment, colleague, outsider):
    second = member("Sec Ond", ("keyworker", treatment))
    row = make_on_call(treatment, keyworker)
    url = reverse("checkups:call_off", args=[row.pk])
    for user, status in ((colleague, 403), (second, 404), (outsider, 404)):
        assert signed_in(user).get(url).status_code == status
        assert signed_in(user).post(url, {"submit": "yes"}).status_code == status
    assert signed_in(coordinator).post(url, {"submit": "yes"}).status_code == 302
    assert not OnCall.objects.at(treatment, timezone.now()).exists()
    assert signed_in(keyworker).post(url, {"submit": "yes"}).status_code == 409


def test_the_page_says_how_it_is(keyworker, treatment, peer, lero):
    page = signed_in(keyworker).get(PAGE).content.decode()
    assert "Nobody is on call now" in page
    assert "Nobody is on call in the next seven days" in page
    make_on_call(treatment, keyworker)
    page = signed_in(keyworker).get(PAGE).content.decode()
    assert "On call now:" in page
    assert "Kay Worker, until" in page
    assert "Only peer workers" not in page
    make_on_call(lero, peer)
    assert "Only peer workers are on call" in signed_in(peer).get(PAGE).content.decode()


def test_another_organisations_hours_are_not_shown(outsider, keyworker, treatment):
    make_on_call(treatment, keyworker)
    assert "Kay Worker" not in signed_in(outsider).get(PAGE).content.decode()


def test_many_hours_take_no_more_queries(
    keyworker, treatment, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(keyworker)
    start = timezone.now() + timedelta(hours=1)
    make_on_call(treatment, keyworker, start=start)
    with django_assert_max_num_queries(30) as seen:
        client.get(PAGE)
    for day in range(1, 30):
        make_on_call(treatment, keyworker, start=start + timedelta(days=day))
    with django_assert_num_queries(len(seen)):
        html = client.get(PAGE).content.decode()
    assert html.count("Call it off") == 30
