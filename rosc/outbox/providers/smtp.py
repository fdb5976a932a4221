"""Mail by SMTP. Once the text is on its way a lost answer cannot be asked for again (RFC 1047)."""

import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from rosc.outbox.providers import Answer, Letter, Outcome

TIMEOUT = 20  # seconds, for each answer of the server


class Carrier:
    can_look_up = False
    keeps_text = False

    def send(self, letter: Letter) -> Answer:
        try:
            mail = compose(letter).as_bytes(policy=policy.SMTP)
            sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        except (ValueError, UnicodeError):
            return Answer(Outcome.REFUSED, "address_malformed")
        try:
            server = connect(settings.SMTP_URL)
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.LATER, "no_connection")
        try:
            return _hand_over(server, sender, letter.address, mail)
        finally:
            server.close()

    def look_up(self, reference: UUID) -> Answer | None:
        raise NotImplementedError("SMTP cannot be asked.")


def compose(letter: Letter) -> EmailMessage:
    """Raises ValueError for an address or subject that would break the header."""
    letter.address.encode("ascii")
    mail = EmailMessage()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = letter.address
    mail["Subject"] = letter.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{letter.reference}@{urlsplit(settings.PORTAL_URL).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    return mail


def connect(url: str) -> smtplib.SMTP:
    """Connect and sign in: smtp:// in clear, smtp+tls:// by STARTTLS, smtps:// by TLS at once.

    Raises OSError or smtplib.SMTPException.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+tls":
            server.starttls(context=secure)
        server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, sender: str, address: str, mail: bytes) -> Answer:
    try:
        for code, _ in (server.mail(sender), server.rcpt(address)):
            if code not in (250, 251):
                return _by_code(code)
    except (OSError, smtplib.SMTPException):
        return Answer(Outcome.LATER, "disconnected")
    try:
        return _by_code(server.data(mail)[0])
    except smtplib.SMTPDataError as refused:
        return _by_code(refused.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Answer(Outcome.MAY_HAVE_GONE, "no_answer")


def _by_code(code: int) -> Answer:
    if 200 <= code < 300:
        return Answer(Outcome.ACCEPTED)
    outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER
    return Answer(outcome, f"smtp_{code}")
