"""Administrators see what went and what waits; words are shown in the demonstration only."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rosc.audit.models import AuditEvent
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage, State

pytestmark = pytest.mark.django_db
LIST = reverse("outbox:messages")


def test_shows_every_message_and_its_state(plan, client_as, administrator):
    plan()
    sending.send_due()
    plan("example.reminder")
    page = client_as(administrator).get(LIST)
    assert [message.state for message in page.context["page"]] == [State.PLANNED, State.SENT]
    assert "News" in page.text
    assert "2 messages" in page.text


@pytest.mark.parametrize("name", ["messages", "read", "send_again", "leave"])
@pytest.mark.parametrize("who", ["coordinator", "keyworker", "peer", "commissioner"])
def test_refuses_everybody_else(plan, client_as, who, name, request, settings):
    settings.DEMO = True
    args = [] if name == "messages" else [plan().pk]
    client = client_as(request.getfixturevalue(who))
    send = client.post if name in {"send_again", "leave"} else client.get
    assert send(reverse(f"outbox:{name}", args=args)).status_code == 403


def test_no_words_outside_the_demonstration(plan, client_as, administrator, settings):
    row = plan()
    sending.send_due()
    client, read = client_as(administrator), reverse("outbox:read", args=[row.pk])
    settings.DEMO = False
    assert client.get(read).status_code == 404
    assert "ada@people.example" not in client.get(LIST).text
    settings.DEMO = True
    assert read in client.get(LIST).text
    page = client.get(read).text
    assert "ada@people.example" in page
    assert "Come and see us." in page


def test_the_list_asks_as_often_for_thirty_as_for_one(
    plan, client_as, administrator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(administrator)
    plan()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(LIST).context["page"]) == 1
    for _ in range(29):
        plan()
    with django_assert_num_queries(len(one)):
        assert len(client.get(LIST).context["page"]) == 30


def test_can_be_narrowed(plan, client_as, administrator):
    plan()
    plan("example.reminder")
    page = client_as(administrator).get(LIST, {"kind": "example.reminder"})
    assert [message.kind for message in page.context["page"]] == ["example.reminder"]
    assert client_as(administrator).get(LIST, {"kind": "no-such", "page": "x"}).status_code == 200


class TestSendAgain:
    @pytest.fixture
    def failed(self, plan, mail_server):
        mail_server.mishaps.append("rcpt 550")
        row = plan(key="example:1")
        sending.send_due()
        return row

    def send(self, client_as, user, row, verb="send_again"):
        return client_as(user).post(reverse(f"outbox:{verb}", args=[row.pk]))

    def test_makes_the_next_try_a_message_of_its_own(
        self, failed, client_as, administrator, mail_server
    ):
        assert self.send(client_as, administrator, failed).url == LIST
        again = OutboundMessage.objects.get(key="example:2")
        assert (again.kind, again.subject_id) == (failed.kind, failed.subject_id)
        assert again.reference != failed.reference
        sending.send_due()
        assert len(mail_server.mails) == 1
        event = AuditEvent.objects.get(verb="message.send_again")
        assert (event.subject_id, event.actor_id) == (failed.pk, administrator.pk)

    def test_twice_is_once(self, failed, client_as, administrator):
        self.send(client_as, administrator, failed)
        assert self.send(client_as, administrator, failed).status_code == 409
        assert self.send(client_as, administrator, failed, "leave").status_code == 409
        assert OutboundMessage.objects.count() == 2

    def test_what_was_sent_again_waits_for_nobody_any_more(self, failed, client_as, administrator):
        assert OutboundMessage.objects.needing_somebody().get() == failed
        self.send(client_as, administrator, failed)
        assert not OutboundMessage.objects.needing_somebody().exists()
        page = client_as(administrator).get(LIST).text
        assert "Somebody had it sent again" in page
        assert "Send it again" not in page

    def test_what_is_left_waits_for_nobody_and_does_not_go(self, failed, client_as, administrator):
        assert self.send(client_as, administrator, failed, "leave").url == LIST
        failed.refresh_from_db()
        assert (failed.state, failed.reason, failed.text) == (State.SKIPPED, "left", None)
        assert sending.send_due() == 0
        event = AuditEvent.objects.get(verb="message.leave")
        assert (event.subject_id, event.actor_id) == (failed.pk, administrator.pk)
        assert self.send(client_as, administrator, failed, "leave").status_code == 409
        assert self.send(client_as, administrator, failed).status_code == 409

    def test_what_waits_to_go_cannot_be_left(self, plan, client_as, administrator):
        assert self.send(client_as, administrator, plan(), "leave").status_code == 409

    def test_what_was_sent_is_not_sent_again(self, plan, client_as, administrator):
        row = plan()
        sending.send_due()
        assert self.send(client_as, administrator, row).status_code == 409
        assert OutboundMessage.objects.count() == 1

    def test_a_link_that_is_followed_sends_nothing(self, failed, client_as, administrator):
        page = client_as(administrator).get(reverse("outbox:send_again", args=[failed.pk]))
        assert page.status_code == 405
        assert OutboundMessage.objects.count() == 1

    def test_library_mail_keeps_its_words(self, client_as, administrator, mail_server):
        from rosc.outbox.actions import plan_mail

        mail_server.mishaps.append("vanish")
        plan_mail(address="ada@people.example", subject="Hello", text="Words")
        sending.send_due()
        row = OutboundMessage.objects.get()
        assert row.state == State.UNKNOWN
        self.send(client_as, administrator, row)
        sending.send_due()
        assert len(mail_server.mails) == 2
        assert b"Words" in mail_server.mails[1][1]


def test_a_message_nobody_has_is_not_there(client_as, administrator, settings):
    settings.DEMO = True
    url = reverse("outbox:read", args=[uuid.uuid4()])
    assert client_as(administrator).get(url).status_code == 404


def test_narrowed_by_when(plan, client_as, administrator):
    plan()
    today = timezone.localdate()
    client = client_as(administrator)
    for query, count in (
        ({"since": today, "until": today}, 1),
        ({"since": today + timedelta(days=1)}, 0),
        ({"until": today - timedelta(days=1)}, 0),
    ):
        assert len(client.get(LIST, query).context["page"]) == count
