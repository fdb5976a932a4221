"""Who carries messages: SMTP, GOV.UK Notify, or a page to read them on. One module each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import ClassVar, Protocol
from uuid import UUID

from django.conf import settings

from rosc.outbox.models import Channel


class Outcome(StrEnum):
    """What became of a message that was handed over."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    REFUSED = "refused"  # for good: another try would end the same
    LATER = "later"  # certainly not taken, this time
    MAY_HAVE_GONE = "may_have_gone"  # no answer, or none that says


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, with a code that says why (never a provider's own words: they hold addresses)."""

    outcome: Outcome
    code: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a provider needs it. `reference` is ours, the same at every try; after `send_by`
    it is somebody else's to send."""

    reference: UUID
    channel: str
    address: str
    subject: str
    text: str
    send_by: datetime | None = None

    def __repr__(self) -> str:
        return f"<letter {self.reference}>"


class LookUpFailed(Exception):
    """The provider could not say whether it knows a reference."""


class Provider(Protocol):
    """Carries a message. `look_up` exists where `can_look_up`; nothing else is ever asked twice."""

    can_look_up: ClassVar[bool]
    keeps_text: ClassVar[bool]  # the text stays on the ledger, to be read there

    def send(self, letter: Letter) -> Answer: ...

    def look_up(self, reference: UUID) -> Answer | None:
        """What became of our reference; None when it is not known. Raises LookUpFailed."""
        ...


def get(name: str) -> Provider:
    """The provider of this name, set up from the settings. Raises ImportError."""
    provider: Provider = import_module(f"{__name__}.{name}").Carrier()
    return provider


def name_for(channel: str) -> str:
    """The provider that the settings choose for a channel."""
    if channel == Channel.TEXT:
        return str(settings.OUTBOX_TEXT_PROVIDER)
    return str(settings.OUTBOX_EMAIL_PROVIDER)
