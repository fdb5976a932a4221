"""Django's e-mail, through the ledger: what libraries send is sealed, sent once and cleared."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from rosc.outbox.actions import plan_mail


class OutboxBackend(BaseEmailBackend):
    """Plans one message a recipient, in plain text. Raises ValueError for attachments and HTML."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were put on the ledger."""
        for mail in email_messages:
            if mail.attachments:
                raise ValueError("The portal sends no attachments: link to a page instead.")
            if mail.content_subtype != "plain":
                raise ValueError("The portal sends plain text only.")
        with transaction.atomic():
            for mail in email_messages:
                for address in dict.fromkeys(mail.recipients()):
                    plan_mail(address=address, subject=str(mail.subject), text=str(mail.body))
        return len(email_messages)
