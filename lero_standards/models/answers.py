"""What a LERO has chosen for its self-assessment, and its answers."""

from typing import Self

from django.db import models
from django.db.models import Q

from lero_standards.wording import Progress, Said, Voice, said_in_words
from rosc.accounts.models import Organisation, OrganisationKind, User
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.models import Record


class AssessmentQuerySet(ScopedQuerySet):
    def of(self, organisation: Organisation) -> "Assessment":
        """That of a LERO; one that is not saved yet where it has not begun."""
        found = self.filter(organisation=organisation).first()
        return found or Assessment(organisation=organisation)

    def counted(self) -> Self:
        """Of LEROs that have said "count us", and are still here."""
        is_here = {
            "organisation__status": "approved",
            "organisation__kinds__contains": [OrganisationKind.LERO],
        }
        return self.filter(is_counted=True, **is_here)


class Assessment(Record):
    """What a LERO has chosen. Its answers, evidence and plan live on from year to year."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="standards_assessment"
    )
    version = models.CharField("of the standards", max_length=40, default="clero-v1")
    has_voices = models.BooleanField("groups answer apart", default=False)
    is_counted = models.BooleanField("counted among all", default=False)
    has_badge = models.BooleanField("says on its entry that it has reviewed itself", default=False)

    objects = AssessmentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class AnswerQuerySet(ScopedQuerySet):
    def of(self, organisation: Organisation, version: str) -> Self:
        rows = self.filter(organisation=organisation, version=version)
        return rows.select_related("changed_by")

    def by(self, statement: str, voice: str) -> "Answer | None":
        """What this voice says of a statement; None where it has said nothing yet."""
        return self.filter(statement=statement, voice=voice).first()

    def together(self) -> "dict[str, Answer]":
        """By statement, what all together say."""
        return {row.statement: row for row in self.filter(voice=Voice.TOGETHER)}


class Answer(Record):
    """What one voice says of one statement. `number` counts its changes: a page that shows an older
    one cannot write over what somebody else has saved meanwhile."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standards_answers")
    version = models.CharField("of the standards", max_length=40)
    statement = models.CharField(max_length=20)
    voice = models.CharField(max_length=20, choices=Voice.choices, default=Voice.TOGETHER)
    said = models.CharField(max_length=20, choices=Said.choices, blank=True)
    note = models.TextField(blank=True)
    reason = models.TextField("why it does not apply", blank=True)
    progress = models.CharField(max_length=20, choices=Progress.choices, blank=True)
    meeting_note = models.TextField("how differing readings were settled", blank=True)
    is_unconfirmed = models.BooleanField("copied, and not yet said to be still true", default=False)
    number = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version", "statement", "voice"], name="answer_once_a_voice"
            ),
            models.CheckConstraint(
                condition=Q(said__in=["", *Said.values]), name="answer_said_known"
            ),
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="answer_voice_known"),
            models.CheckConstraint(
                condition=Q(progress__in=["", *Progress.values]), name="answer_progress_known"
            ),
            models.CheckConstraint(
                condition=~Q(said=Said.DOES_NOT_APPLY) | ~Q(reason=""),
                name="answer_does_not_apply_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.statement} {self.voice}"

    @property
    def said_in_words(self) -> str:
        return said_in_words(self.said)
