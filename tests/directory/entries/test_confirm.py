"""Asking groups whether their entries are right: in their rhythm, once, once more, then no more."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory import actions, notifications
from directory.models import CheckRequest, EntryCheck, OrganisationProfile, Service
from rosc.accounts.models import Membership
from rosc.audit.models import AuditEvent
from rosc.months import months_after, months_before
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from tests.conftest import signed_in
from tests.directory.entries.conftest import url
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def old(coffee, lero_leader, today):
    Service.objects.update(checked_on=months_before(today, 6), checked_by="Us")
    coffee.refresh_from_db()
    return coffee


def mails(kind=notifications.CHECK):
    return OutboundMessage.objects.filter(kind=kind.slug)


def link_of(message):
    letter = notifications.CHECK.prepare(message)
    return re.search(r"http\S+(/still-right/\S+/)", letter.text)[1], letter


def test_one_press_by_whoever_is_signed_in(old, lero_leader, client, today):
    page = old.get_absolute_url()
    assert "Not checked since" in client.get(page).content.decode()
    leader = signed_in(lero_leader)
    assert url("confirm", old.pk) in leader.get(page).content.decode()
    assert leader.post(url("confirm", old.pk), {"submit": "yes", "from": "service"}).url == page
    text = " ".join(client.get(page).content.decode().split())
    assert f"Last checked on {today:%-d %B %Y} by Tideway Together." in text
    assert "From: Tideway Together." in text
    event = AuditEvent.objects.get(verb="service.confirm")
    assert event.subject_ids == [old.pk]


def test_only_who_may(old, colleague, outsider):
    for user, status in ((colleague, 403), (outsider, 404)):
        sent = signed_in(user).post(url("confirm", old.pk), {"submit": "yes"})
        assert sent.status_code == status
        with pytest.raises(PermissionDenied):
            actions.confirm(services=[old], by=user)
    assert not EntryCheck.objects.exists()


def test_the_sweep_asks_once_however_often_it_runs(old, lero_leader, today):
    assert actions.ask_to_check(today=today) == 1
    assert actions.ask_to_check(today=today) == 0
    assert actions.ask_to_check(today=today + timedelta(days=3)) == 0
    message = mails().get()
    assert message.route_id == lero_leader.pk
    assert message.key == (
        f"directory.check:{old.organisation_id}:{today.isoformat()}:email:{lero_leader.pk}:1"
    )


def test_nobody_is_asked_too_early_nor_where_nobody_would_answer(old, today):
    Service.objects.update(checked_on=months_before(today, 6) + timedelta(days=1))
    assert actions.ask_to_check(today=today) == 0
    Service.objects.update(checked_on=None)
    Membership.objects.update(ended_at=timezone.now())
    assert actions.ask_to_check(today=today) == 0
    assert not CheckRequest.objects.exists()


@pytest.mark.parametrize("months", [3, 12])
def test_in_the_rhythm_of_the_organisation(old, lero, lero_leader, today, months):
    page = url("rhythm", lero.pk)
    assert signed_in(lero_leader).post(page, {"months": str(months)}).status_code == 302
    assert AuditEvent.objects.get(verb="organisation.set_rhythm").details == {"months": months}
    assert OrganisationProfile.objects.get().check_months == months
    Service.objects.update(checked_on=months_before(today, months) + timedelta(days=1))
    assert actions.ask_to_check(today=today) == 0
    Service.objects.update(checked_on=months_before(today, months))
    assert actions.ask_to_check(today=today) == 1


def test_one_reminder_and_then_nothing_but_the_words(old, today, client):
    actions.ask_to_check(today=today)
    later = today + timedelta(days=14)
    assert actions.ask_to_check(today=later - timedelta(days=1)) == 0
    assert actions.ask_to_check(today=later + timedelta(days=2)) == 1
    for days in range(2, 150, 7):
        assert actions.ask_to_check(today=later + timedelta(days=days)) == 0
    reminder = mails(notifications.REMINDER).get()
    assert later.isoformat() in reminder.key
    assert notifications.REMINDER.prepare(reminder).subject == "Once more: is this still right?"
    page = client.get(old.get_absolute_url())
    assert page.status_code == 200
    assert "Not checked since" in page.content.decode()
    assert actions.ask_to_check(today=months_after(today, 6)) == 1


def test_looking_and_one_press_note_nothing_and_two_do(old, lero, today):
    actions.ask_to_check(today=today)
    address, letter = link_of(mails().get())
    assert letter.subject == "Is this still right?"
    anybody = Client()
    shown = anybody.get(address)
    assert "Riverside Coffee" in shown.content.decode()
    first = anybody.post(address, {"services": [str(old.pk)]})
    assert "Who says so?" in first.content.decode()
    assert not EntryCheck.objects.exists()
    assert CheckRequest.objects.get().answered_at is None
    said = {"services": [str(old.pk)], "is_sent": "yes"}
    assert "Enter your name" in anybody.post(address, said).content.decode()
    done = anybody.post(address, {**said, "name": "Ann Other", "role": "volunteers"})
    assert "Thank you" in done.content.decode()
    check = EntryCheck.objects.get()
    assert (check.actor_kind, check.name, check.role) == ("link", "Ann Other", "volunteers")
    old.refresh_from_db()
    assert (old.checked_on, old.checked_by) == (today, "Tideway Together")
    event = AuditEvent.objects.get(verb="service.confirm")
    assert (event.actor_kind, event.details["role"]) == ("link", "volunteers")
    assert "Ann" not in str(event.details)
    for again in (anybody.get(address), anybody.post(address, said)):
        assert again.status_code == 410
        assert "It was answered on" in again.content.decode()
    assert EntryCheck.objects.count() == 1


def test_what_is_not_ticked_is_not_noted(old, lero, today):
    other = make_service("Walks", organisation=lero)
    actions.ask_to_check(today=today)
    address, _ = link_of(mails().get())
    said = {"services": [str(other.pk)], "is_sent": "yes", "name": "Ann", "role": "leads"}
    Client().post(address, said)
    assert EntryCheck.objects.get().service == other
    stranger = make_service("Not theirs")
    assert not EntryCheck.objects.filter(service=stranger).exists()


def test_a_link_opens_only_its_own(old, today, client, outsider):
    actions.ask_to_check(today=today)
    address, _ = link_of(mails().get())
    stranger = make_service("Not theirs")
    said = {"services": [str(stranger.pk)], "is_sent": "yes", "name": "A", "role": "leads"}
    assert client.post(address, said).status_code == 200
    assert not EntryCheck.objects.exists()
    for wrong in (address[:-3] + "x/", "/still-right/nonsense/", "/still-right/%00/"):
        assert client.get(wrong).status_code == 410


def test_a_link_that_is_too_old_does_nothing(old, today, client, time_machine):
    actions.ask_to_check(today=today)
    address, _ = link_of(mails().get())
    time_machine.move_to(timezone.now() + timedelta(days=43))
    assert client.get(address).status_code == 410


def test_a_letter_that_is_no_longer_right_is_not_sent(old, today, lero_leader):
    actions.ask_to_check(today=today)
    message = mails().get()
    CheckRequest.objects.update(answered_at=timezone.now())
    assert notifications.CHECK.prepare(message) == Skip("answered_or_over")
    Membership.objects.update(ended_at=timezone.now())
    assert notifications.CHECK.prepare(message) == Skip("no_longer_theirs")


def test_the_desk_and_the_list_name_what_nobody_has_checked(old, lero_leader):
    leader = signed_in(lero_leader)
    desk = leader.get(reverse("accounts:desk")).content.decode()
    assert "Entries nobody has checked for a while: 1" in desk
    listed = leader.get(url("ours"), {"state": "unchecked"})
    assert [one.pk for one in listed.context["page"]] == [old.pk]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_are_counted_as_people_do(day, months, expected):
    assert months_after(day, months) == expected


def test_the_query_and_the_page_agree_on_when_it_is_due():
    for start in range(0, 800, 3):
        today = date(2026, 1, 1) + timedelta(days=start)
        for months in (3, 6, 12):
            last = months_before(today, months)
            assert months_after(last, months) <= today
            assert months_after(last + timedelta(days=1), months) > today
