"""Mail that allauth and Django write goes through the ledger, sealed until it is sent."""

import pytest
from django.core import mail
from django.core.exceptions import FieldError
from django.core.mail import EmailMessage, send_mail
from django.db import connection

from rosc.encryption import EncryptionError
from rosc.outbox import sending
from rosc.outbox.models import OutboundMessage, State

pytestmark = pytest.mark.django_db
CANARY = "Zephyrine Quillfeather"


@pytest.fixture(autouse=True)
def through_the_ledger(settings):
    settings.EMAIL_BACKEND = "rosc.outbox.backend.OutboxBackend"


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_outboundmessage::text FROM outbox_outboundmessage")
        return "".join(row[0] for row in cursor.fetchall())


def test_sealed_until_sent_and_then_gone(mail_server):
    send_mail(f"For {CANARY}", f"Dear {CANARY}", None, ["zephyrine@people.example"])
    assert OutboundMessage.objects.get().text == f"Dear {CANARY}"
    assert "Quillfeather" not in stored()
    assert "zephyrine" not in stored()
    sending.send_due()
    assert "Quillfeather" in mail_server.mails[0][1].decode()
    row = OutboundMessage.objects.get()
    assert (row.state, row.address, row.title, row.text) == (State.SENT, None, None, None)


def test_each_recipient_has_a_message_of_their_own():
    to = ["a@people.example", "b@people.example", "a@people.example"]
    message = EmailMessage("Hello", "Text", to=to, bcc=["c@people.example"])
    assert message.send() == 1
    addresses = sorted(row.address for row in OutboundMessage.objects.all())
    assert addresses == ["a@people.example", "b@people.example", "c@people.example"]


def test_attachments_are_refused_in_words():
    message = EmailMessage("Hello", "Text", to=["a@people.example"])
    message.attach("note.txt", "x", "text/plain")
    with pytest.raises(ValueError, match="no attachments"):
        message.send()
    assert not OutboundMessage.objects.exists()


def test_so_is_html():
    message = EmailMessage("Hello", "<p>Text", to=["a@people.example"])
    message.content_subtype = "html"
    with pytest.raises(ValueError, match="plain text"):
        message.send()


def test_goes_out_even_where_nobody_opened_a_transaction(transactional_db, monkeypatch):
    from rosc.outbox import actions

    woken = []
    monkeypatch.setattr(actions, "_publish", woken.append)
    mail.get_connection().send_messages([EmailMessage("Hello", "x", to=["a@people.example"])])
    assert woken == ["rosc.outbox.tasks.send_due"]
    assert OutboundMessage.objects.count() == 1


class TestTheColumn:
    """An encrypted column gives its text to its own row and to nothing else."""

    @pytest.fixture
    def row(self):
        send_mail("Hello", CANARY, None, ["a@people.example"])
        return OutboundMessage.objects.get()

    def test_says_nothing_until_asked(self, row):
        assert CANARY not in repr(row.__dict__)
        assert row.text == CANARY

    def test_saving_without_a_look_changes_nothing(self, row):
        before = stored()
        row.save(update_fields=["text"])
        assert stored() == before

    def test_one_rows_text_does_not_open_in_another(self, row):
        send_mail("Other", "Other", None, ["b@people.example"])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE outbox_outboundmessage SET text = (SELECT text FROM outbox_outboundmessage"
                " WHERE id = %s)",
                [row.pk],
            )
        other = OutboundMessage.objects.exclude(pk=row.pk).get()
        with pytest.raises(EncryptionError):
            _ = other.text

    def test_nor_in_another_column(self, row):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE outbox_outboundmessage SET title = text")
        with pytest.raises(EncryptionError):
            _ = OutboundMessage.objects.get().title

    @pytest.mark.parametrize(
        "query",
        [
            lambda rows, row: rows.update(text="x"),
            lambda rows, row: rows.update(text=rows.model._meta.get_field("kind").name),
            lambda rows, row: rows.bulk_update([row], ["text"]),
            lambda rows, row: list(rows.values("text")),
            lambda rows, row: list(rows.values()),
            lambda rows, row: list(rows.values_list("text", flat=True)),
            lambda rows, row: list(rows.filter(text="x")),
            lambda rows, row: list(rows.filter(text__icontains="x")),
            lambda rows, row: list(rows.exclude(text__in=["x"])),
            lambda rows, row: list(rows.filter(text__length=1)),
        ],
    )
    def test_queries_on_it_are_refused(self, row, query):
        with pytest.raises(FieldError, match="encrypted"):
            query(OutboundMessage.objects.all(), row)

    def test_an_expression_cannot_be_written_into_it(self, row):
        from django.db.models import F

        with pytest.raises(FieldError, match="encrypted"):
            OutboundMessage.objects.update(text=F("kind"))

    def test_it_can_be_cleared_and_asked_whether_it_is_there(self, row):
        assert OutboundMessage.objects.filter(text__isnull=False).count() == 1
        OutboundMessage.objects.update(text=None)
        assert OutboundMessage.objects.get(text__isnull=True).text is None

    def test_deferred_it_is_read_when_asked_for(self, row):
        assert OutboundMessage.objects.without_text().get().text == CANARY

    def test_keys_can_be_changed(self, row, settings, capsys):
        from django.core.management import call_command

        from tests.test_encryption import NEW

        settings.ENCRYPTION_KEYS = [NEW, *settings.ENCRYPTION_KEYS]
        call_command("rotate_keys")
        assert "outbox_outboundmessage.text: 1 changed" in capsys.readouterr().out
        settings.ENCRYPTION_KEYS = [NEW]
        assert OutboundMessage.objects.get().text == CANARY
        call_command("rotate_keys")
        assert "outbox_outboundmessage.text: 0 changed" in capsys.readouterr().out
