"""Help getting to a meeting: the worker's own record. The group is sent nobody and told nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import MeetingHelp, Referral
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.links import oneself
from tests.conftest import signed_in
from tests.directory.makers import make_meeting, make_service
from tests.people.makers import again, make_person, make_route
from tests.people.test_mine import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db):
    return make_meeting(1, "19:00", "20:00", name="Tuesday Steps").service


@pytest.fixture
def robin(treatment):
    return make_person(treatment, "Robin")


@pytest.fixture
def started(robin, meeting, keyworker):
    return actions.start_meeting_help(person=robin, service=meeting, by=keyworker)


def start(service):
    return reverse("referrals:start_meeting_help", args=[service.pk])


def note(started):
    return reverse("referrals:note_meeting_help", args=[started.pk])


def test_the_page_of_a_group_leads_here_and_nowhere_else(client_as, keyworker, meeting):
    client = client_as(keyworker)
    page = client.get(reverse("directory:service", args=[meeting.pk])).content.decode()
    assert start(meeting) in page
    assert reverse("referrals:start", args=[meeting.pk]) not in page
    door = client.get(reverse("referrals:start", args=[meeting.pk]))
    assert door.url == start(meeting)
    other = make_service("Coffee")
    assert client.get(start(other)).url == reverse("referrals:start", args=[other.pk])


def test_it_works(client_as, keyworker, meeting, robin):
    client = client_as(keyworker)
    assert "I have told Robin" in client.get(start(meeting)).content.decode()
    response = client.post(start(meeting), {"person": robin.pk}, follow=True)
    found = MeetingHelp.objects.get()
    assert response.redirect_chain == [(note(found), 302)]
    assert (found.told_on, found.started_by) == (timezone.localdate(), keyworker)
    client.post(note(found), {"step": "goes_along_on"})
    found.refresh_from_db()
    assert found.goes_along_on == timezone.localdate()
    shown = client.get(robin.get_absolute_url()).content.decode()
    assert "Tuesday Steps" in shown
    assert "somebody goes along on" in shown
    client.post(note(found), {"step": "goes_along_on", "undo": "yes"})
    found.refresh_from_db()
    assert found.goes_along_on is None
    verbs = ["person.start_meeting_help", *["person.note_meeting_help"] * 2]
    rows = AuditEvent.objects.filter(verb__contains="meeting_help").order_by("id")
    assert list(rows.values_list("verb", flat=True)) == verbs


def test_nobody_is_told_and_nothing_is_introduced(started, meeting):
    assert not OutboundMessage.objects.exists()
    assert not Referral.objects.unscoped_for("test").exists()


def test_nothing_of_who_was_there_can_be_kept():
    names = {field.name for field in MeetingHelp._meta.get_fields()}
    assert names == {
        *("id", "created_at", "updated_at", "person", "service", "started_by", "went"),
        *("told_on", "encouraged_on", "goes_along_on", "asked_on"),
    }


def test_begun_twice_it_is_one(client_as, keyworker, meeting, robin, started):
    client_as(keyworker).post(start(meeting), {"person": robin.pk})
    assert MeetingHelp.objects.count() == 1


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_nobody_chosen(client_as, keyworker, meeting, robin, sent):
    assert client_as(keyworker).post(start(meeting), {"person": sent}).status_code == 404


def test_a_record_that_is_set_aside_is_left_alone(
    client_as, keyworker, coordinator, meeting, robin
):
    people.restrict(person=robin, by=coordinator)
    page = client_as(keyworker).post(start(meeting), {"person": robin.pk}).content.decode()
    assert "set aside" in page
    assert not MeetingHelp.objects.exists()


def test_a_step_there_is_not(client_as, keyworker, started):
    page = client_as(keyworker).post(note(started), {"step": "went"}).content.decode()
    assert "Choose what was done" in page


def test_who_may_not(started, meeting, robin, colleague, peer, outsider):
    for user, status in ((colleague, 403), (peer, 403), (outsider, 404)):
        for method in ("get", "post"):
            data = {"step": "asked_on"}
            assert getattr(signed_in(user), method)(note(started), data).status_code == status
    assert signed_in(colleague).get(start(meeting)).status_code == 403
    assert signed_in(outsider).post(start(meeting), {"person": robin.pk}).status_code == 404


def test_a_stale_page_is_told(client_as, keyworker, started):
    stale = client_as(keyworker).post(note(started), {"step": "told_on"})
    assert stale.status_code == 409
    assert note(started) in stale.content.decode()


# --- The person's own word ------------------------------------------------------------------------
@pytest.fixture
def me(robin, started):
    people.choose_second_factor(person=robin, kind="word", word="lantern", by=SYSTEM)
    make_route(robin)
    return visit(robin)


def test_the_person_says_so_if_they_wish(client_as, keyworker, me, started, robin):
    url = reverse("referrals:say_went", args=[started.pk])
    mine = me.get(reverse("people:mine")).content.decode()
    assert url in mine
    assert "You do not have to tell us" in mine
    assert me.get(url).status_code == 200
    assert me.post(url, {"went": "went"}).url == reverse("people:mine") + "?done=noted"
    assert "They said that they went" in client_as(keyworker).get(note(started)).content.decode()
    assert (
        "They said that they went"
        in client_as(keyworker).get(robin.get_absolute_url()).content.decode()
    )
    me.post(url, {"went": "not-said"})
    started.refresh_from_db()
    assert started.went == "not-said"
    assert AuditEvent.objects.filter(verb="person.say_went", actor_kind="person").count() == 2
    assert "went" not in str(AuditEvent.objects.filter(verb="person.say_went").values("details"))


def test_nobody_says_it_for_them(keyworker, started, lero):
    with pytest.raises(PermissionDenied):
        actions.say_went(found=started, went="went", by=keyworker)
    with pytest.raises(PermissionDenied):
        actions.say_went(found=started, went="went", by=oneself([again(make_person(lero))]))


def test_not_of_somebody_else(me, meeting, lero):
    other = actions.start_meeting_help(person=make_person(lero), service=meeting, by=SYSTEM)
    assert me.get(reverse("referrals:say_went", args=[other.pk])).status_code == 404
    assert (
        me.post(reverse("referrals:say_went", args=[other.pk]), {"went": "went"}).status_code == 404
    )


def test_without_a_visit_it_leads_nowhere(client, started):
    assert client.get(reverse("referrals:say_went", args=[started.pk])).status_code == 410
