"""How a group is asked, and answers without an account."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from directory.models import Service
from referrals.models.choices import Handling
from referrals.models.referral import Referral
from referrals.workflow import Status
from rosc.accounts.models import Organisation
from rosc.models import Record
from rosc.people.models import Detail

LINK_LASTS = timedelta(days=14)
IDENTITY_LASTS = timedelta(minutes=30)  # the page that shows once who it is, and its code
MOST_TRIES = 5  # at the code


class Reception(Record):
    """Where an organisation is asked, by which second route it gets codes, and how many people a
    week it can take."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="reception")
    email = models.EmailField("where introductions are sent", blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    code_phone = models.CharField("mobile for codes", max_length=30, blank=True)
    code_email = models.EmailField("another address for codes", blank=True)
    weekly_limit = models.PositiveSmallIntegerField("most people a week", null=True, blank=True)
    handling = models.CharField(
        "after accepting by link", max_length=20, choices=Handling.choices, blank=True
    )
    fallback = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="fallback_for",
        help_text="Who is asked when somebody came by themselves and nobody answered.",
    )

    def __str__(self) -> str:
        return str(self.organisation_id)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has shown that mail to its address arrives there."""
        return bool(self.email) and self.email_confirmed_at is not None


class AskedItem(Record):
    """A detail of the fuller form that one service asks for, with the reason people are shown."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="asked_items")
    detail = models.CharField(max_length=20, choices=Detail.choices)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["service", "detail"], name="asked_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.detail}"


class LinkPurpose(models.TextChoices):
    ANSWER = "answer", "To answer"
    GO_ON = "go-on", "To say how it goes on"
    IDENTITY = "identity", "To see who it is, once"
    FOLLOW = "follow", "To follow and withdraw"


class AnswerLink(Record):
    """A link for one purpose on one referral. It is useless once the status has moved.

    Only the hash of its token is kept; it renews itself to the address it was first sent to.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="answer_links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose.choices)
    statuses = ArrayField(models.CharField(max_length=20, choices=Status.choices))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_to_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of the address it was mailed to."
    )
    shown_at = models.DateTimeField("who it is was shown", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        """Whether it still does what it was sent for."""
        return self.why_shut(now) == ""

    def why_shut(self, now: datetime) -> str:
        """Why it leads nowhere, as a code for the audit; nothing where it does."""
        is_following = self.purpose == LinkPurpose.FOLLOW
        reasons = {
            "ended": self.ended_at is not None,
            "too_old": now >= self.expires_at,
            "moved_on": self.referral.status not in self.statuses,
            "cut_off": self.referral.is_cut_off and not is_following,
            "too_many_tries": self.tries >= MOST_TRIES,
        }
        return next((code for code, is_so in reasons.items() if is_so), "")
