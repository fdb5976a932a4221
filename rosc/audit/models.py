"""What happened: a row for every act, refusal and opened record. Codes and ids, never words."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from rosc.access import Permission
from rosc.audit import verbs

ACTORS = {
    "user": "Somebody with an account",
    "system": "The portal itself",
    "anonymous": "Somebody without an account",
    "link": "Somebody with a link",
    "person": "The person themselves",
}


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: Any) -> "AuditEventQuerySet":
        """All of them for whoever may read the audit: it is the portal's, no organisation's."""
        return self if user.may(Permission.AUDIT_READ) else self.none()


class AuditEvent(models.Model):
    """Somebody did something to something, or was refused. Rows are never changed or deleted.

    There is no foreign key: the record outlives the people and users that it names.
    """

    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_ids = ArrayField(models.UUIDField(), default=list)
    organisation_id = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_verb_shape"
            )
        ]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            models.Index(fields=["subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["organisation_id", "-id"], name="audit_organisation"),
            models.Index(fields=["verb", "-id"], name="audit_verb"),
            models.Index(fields=["at"], name="audit_at"),
            GinIndex(fields=["subject_ids"], name="audit_subject_ids"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def verb_label(self) -> str:
        return verbs.label_of(self.verb)

    @property
    def actor_label(self) -> str:
        """Who did it where it is nobody with a name."""
        return ACTORS.get(self.actor_kind, self.actor_kind)

    @property
    def subject_label(self) -> str:
        """What kind of thing it was done to, in words; its code where the table is gone."""
        if not self.subject_kind:
            return ""
        try:
            return str(apps.get_model(self.subject_kind)._meta.verbose_name).capitalize()
        except LookupError:
            return self.subject_kind

    def named(self) -> list[tuple[str, UUID | None]]:
        """The kinds and ids in it that have a name."""
        return [
            ("accounts.user" if self.actor_kind == "user" else "", self.actor_id),
            (self.subject_kind, self.subject_id),
            ("accounts.organisation", self.organisation_id),
        ]
