"""Every message out, as a ledger: one row a message, never two for the same reason."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rosc.access import Permission
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.outbox import kinds, reasons

# The reference a provider knows a message by follows from its key alone, so that a ledger restored
# from a backup still recognises what was sent after the backup was made.
_REFERENCES = uuid.UUID("5b0f7f0e-6a35-4c7e-9a0b-0f8f7c0f6a11")


def reference_of(key: str) -> uuid.UUID:
    """What a provider calls the message with this key."""
    return uuid.uuid5(_REFERENCES, key)


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    TEXT = "text", "Text message"


class State(models.TextChoices):
    """Where a message is. `sending` is written before the network is touched."""

    PLANNED = "planned", "Waiting to go"
    CLAIMED = "claimed", "Being prepared"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not sent"
    SKIPPED = "skipped", "No longer needed"
    UNKNOWN = "unknown", "Not known whether it went"


OPEN_STATES = (State.PLANNED, State.CLAIMED, State.SENDING)
NEEDS_SOMEBODY = (State.FAILED, State.UNKNOWN)
NO_TEXT: dict[str, None] = {"address": None, "title": None, "text": None}
_TONES = dict.fromkeys(OPEN_STATES, "wait") | dict.fromkeys(NEEDS_SOMEBODY, "stop")
_TONES |= {State.SENT: "good", State.DELIVERED: "good"}


class OutboundMessageQuerySet(models.QuerySet["OutboundMessage"]):
    def visible_to(self, user: Any) -> "OutboundMessageQuerySet":
        """All of them for whoever may read the ledger: it is the portal's, no organisation's."""
        return self if user.may(Permission.MESSAGES_READ) else self.none()

    def without_text(self) -> "OutboundMessageQuerySet":
        """For lists: what was said stays in the database."""
        return self.defer("address", "title", "text")

    def due(self, now: datetime) -> "OutboundMessageQuerySet":
        """Waiting and due, or left behind by a worker whose lease ran out."""
        return self.filter(
            Q(state=State.PLANNED, next_try_at__lte=now)
            | Q(state__in=(State.CLAIMED, State.SENDING), lease_until__lt=now)
        )

    def untouched(self, *states: str) -> "OutboundMessageQuerySet":
        """Those in one of these states that no worker ever took up."""
        return self.filter(state__in=states, tries=0, may_have_gone=False)

    def needing_somebody(self) -> "OutboundMessageQuerySet":
        """Stopped short, until a person decides."""
        return self.filter(state__in=NEEDS_SOMEBODY)


class OutboundMessage(Record):
    """One message to one recipient. Holds ids; text is kept only where it cannot be made again."""

    key = models.CharField(max_length=255, unique=True)
    reference = models.UUIDField(unique=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject_id = models.UUIDField(null=True, blank=True)
    route_id = models.UUIDField(null=True, blank=True)
    is_asked_for = models.BooleanField(
        "they have just asked for it", default=False, db_default=False
    )

    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    may_have_gone = models.BooleanField(default=False)
    provider = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    address = EncryptedText(null=True, blank=True)
    title = EncryptedText(null=True, blank=True)
    text = EncryptedText(null=True, blank=True)

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(State.CLAIMED, State.SENDING))
                | Q(claim__isnull=False, lease_until__isnull=False),
                name="message_claim_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=OPEN_STATES), name="message_open"
            ),
            models.Index(
                fields=["settled_at"],
                condition=Q(state=State.SENT),
                name="message_sent",
            ),
            models.Index(fields=["state", "-created_at"], name="message_state"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["subject_id"], name="message_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def kind_label(self) -> str:
        """What it is about, in words; the slug of a kind that no longer exists."""
        return kinds.label_of(self.kind)

    @property
    def reason_words(self) -> str:
        """Why it is where it is, for a person; a code nobody has words for as it stands."""
        return reasons.in_words(self.reason)

    @property
    def state_tone(self) -> str:
        """How a tag of its state is coloured."""
        return _TONES.get(State(self.state), "quiet")

    @property
    def needs_somebody(self) -> bool:
        """Whether it stopped short and waits for a person to decide."""
        return self.state in NEEDS_SOMEBODY

    @property
    def is_late(self) -> bool:
        """Whether it should have gone by now and has not."""
        return self.state in OPEN_STATES and self.due_at < timezone.now()
