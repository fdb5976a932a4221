"""Those who start an introduction without an account."""

from datetime import datetime, timedelta

from django.db import models

from directory.models import Service
from referrals.models.choices import Source
from referrals.models.referral import Referral
from rosc.encryption import EncryptedText
from rosc.models import Record

UNCONFIRMED_LASTS = timedelta(days=7)
WORK_ADDRESS_LASTS = timedelta(days=2)


class WorkAddress(Record):
    """A professional without an account was mailed a link: whoever follows it has that address, and
    may introduce somebody to this service, once. Deleted when its time is over."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    email = EncryptedText()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class Referrer(Record):
    """A professional without an account, by a work e-mail address that they have confirmed."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="referrer")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    workplace = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=Source.choices)
    email = EncryptedText()
    phone = EncryptedText(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class RelativeRequest(Record):
    """Somebody said that a person close to them wants help. Nothing reaches a service before that
    person confirms by their own link; unconfirmed, all of it is deleted after a week."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    route_kind = models.CharField(max_length=10)
    route_value = EncryptedText()
    called = EncryptedText("what they like to be called")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at
