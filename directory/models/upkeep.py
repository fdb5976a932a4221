"""What keeps an entry true: whose private contact may be shown, and who said it is still right."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from directory.models.service import Service
from rosc.accounts.models import Organisation
from rosc.models import Record

LINK_LASTS = timedelta(days=42)


class Contact(models.TextChoices):
    """The columns of a service that may be somebody's own."""

    PHONE = "phone", "Phone number"
    TEXT_NUMBER = "text_number", "Number for texts"
    EMAIL = "email", "E-mail address"


class Whose(models.TextChoices):
    """Whose a private contact is: what they do, never who they are."""

    LEADER = "leader", "Somebody who leads the group"
    STAFF = "staff", "Somebody who is paid to work there"
    VOLUNTEER = "volunteer", "A volunteer"
    MEMBER = "member", "Somebody who comes along, too"


class ContactAgreement(Record):
    """A private person's agreement that everybody may see their number or address.

    When it is taken back, the value is forgotten; its digest stays, so that it is not published
    again by mistake.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="agreements")
    contact = models.CharField(max_length=20, choices=Contact.choices)
    value = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    whose = models.CharField(max_length=20, choices=Whose.choices)
    agreed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_kind = models.CharField(max_length=20)
    recorded_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_kind = models.CharField(max_length=20, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back, not only replaced")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "contact"],
                condition=Q(ended_at=None),
                name="contact_agreement_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(value=""),
                name="contact_agreement_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} of {self.service_id}"


class CheckRequest(Record):
    """One round of asking an organisation whether its entries are still right."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="check_requests")
    asked_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "asked_on"], name="check_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_on}"

    @property
    def closes_on(self) -> date:
        return self.asked_on + LINK_LASTS

    def is_open(self, today: date) -> bool:
        """Whether its link still takes an answer: unanswered, and not too old."""
        return self.answered_at is None and today <= self.closes_on


class EntryCheck(Record):
    """Somebody said that an entry is still right: by name and role if they came by a link."""

    class Role(models.TextChoices):
        LEADS = "leads", "I lead it"
        WORKS = "works", "I work there"
        VOLUNTEERS = "volunteers", "I volunteer there"

    service = models.ForeignKey(Service, models.CASCADE, related_name="checks")
    request = models.ForeignKey(CheckRequest, models.CASCADE, related_name="checks", null=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.service_id} {self.at:%Y-%m-%d}"
