"""Mail by SMTP against a server: tried again only while it certainly was not taken."""

from base64 import b64encode
from email import message_from_bytes, policy

import pytest

from rosc.outbox import sending
from rosc.outbox.kinds import Prepared
from rosc.outbox.models import State
from tests.outbox.standins import certificate

pytestmark = pytest.mark.django_db


def state_after(row):
    sending.send_due()
    row.refresh_from_db()
    return row.state, row.reason


def test_arrives_whole_and_nothing_is_kept(plan, mail_server, example):
    example.answer = Prepared("ada@people.example", "Grüße – today", "Line\n.\nŁódź\n")
    row = plan()
    assert state_after(row) == (State.SENT, "")
    [(recipient, data)] = mail_server.mails
    mail = message_from_bytes(data, policy=policy.default)
    assert (recipient, mail["Subject"]) == ("ada@people.example", "Grüße – today")
    assert mail.get_content().splitlines() == ["Line", ".", "Łódź"]
    assert data.count(b"\n") == data.count(b"\r\n")
    assert mail["Message-ID"].startswith(f"<{row.reference}@")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (row.address, row.title, row.text) == (None, None, None)


def test_a_server_that_says_later_is_asked_later(plan, mail_server, later):
    mail_server.mishaps += ["rcpt 451", "data 452"]
    row = plan()
    assert state_after(row) == (State.PLANNED, "smtp_451")
    assert state_after(row) == (State.PLANNED, "smtp_451")  # not before its time
    later()
    assert state_after(row) == (State.PLANNED, "smtp_452")
    later()
    assert state_after(row) == (State.SENT, "")
    assert len(mail_server.mails) == 1


def test_a_server_that_is_down_loses_nothing(plan, mail_server, later, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    row = plan()
    assert state_after(row) == (State.PLANNED, "no_connection")
    settings.SMTP_URL = mail_server.url
    later()
    assert state_after(row) == (State.SENT, "")


def test_a_refusal_for_good_is_shown_and_not_repeated(plan, mail_server, later):
    mail_server.mishaps.append("rcpt 550")
    row = plan()
    assert state_after(row) == (State.FAILED, "smtp_550")
    later()
    assert state_after(row) == (State.FAILED, "smtp_550")
    assert mail_server.mails == []


def test_no_answer_after_the_text_is_never_tried_again(plan, mail_server, later):
    mail_server.mishaps.append("vanish")
    row = plan()
    assert state_after(row) == (State.UNKNOWN, "no_answer")
    later()
    assert state_after(row) == (State.UNKNOWN, "no_answer")
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("ada@people.example\nBcc: eve@people.example", "Hello"),
        ("ada@people.example", "Hello\nBcc: eve@people.example"),
        ("ädä@people.example", "Hello"),
    ],
)
def test_an_address_or_subject_that_breaks_the_header_is_refused(
    plan, mail_server, example, address, subject
):
    example.answer = Prepared(address, subject, "Text")
    assert state_after(plan()) == (State.FAILED, "address_malformed")
    assert mail_server.mails == []


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp+tls", False), ("smtps", True)])
def test_goes_by_tls_and_signs_in_under_it(
    plan, mail_server, settings, tmp_path, monkeypatch, scheme, at_once
):
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    mail_server.speak_tls(pem, at_once=at_once)
    port = mail_server.server_address[1]
    settings.SMTP_URL = f"{scheme}://portal:pass%40word@localhost:{port}"
    assert state_after(plan()) == (State.SENT, "")
    assert mail_server.was_secure == [True]
    assert mail_server.signed_in == [(b64encode(b"\0portal\0pass@word").decode(), True)]


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
@pytest.mark.parametrize("trouble", ["unknown", "misnamed", "in clear"])
def test_a_server_that_cannot_prove_itself_gets_nothing(
    plan, mail_server, settings, tmp_path, monkeypatch, scheme, trouble
):
    ours = certificate(tmp_path)
    shown = certificate(tmp_path, "elsewhere.example") if trouble == "misnamed" else ours
    if trouble != "unknown":
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    if trouble != "in clear":
        mail_server.speak_tls(shown, at_once=scheme == "smtps")
    settings.SMTP_URL = f"{scheme}://portal:secret@localhost:{mail_server.server_address[1]}"
    assert state_after(plan()) == (State.PLANNED, "no_connection")
    assert (mail_server.mails, mail_server.signed_in) == ([], [])
