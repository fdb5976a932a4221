"""On what ground an organisation holds what it is told about people (UK GDPR, Articles 6 and 9)."""

from typing import Any

from django.db import models

from rosc.accounts.models import Organisation, User
from rosc.models import Record


class Article6(models.TextChoices):
    CONSENT = "consent", "The person agreed (Article 6(1)(a))"
    PUBLIC_TASK = "public-task", "A public task (Article 6(1)(e))"
    INTERESTS = "interests", "Legitimate interests (Article 6(1)(f))"


class Article9(models.TextChoices):
    CONSENT = "consent", "The person agreed, in so many words (Article 9(2)(a))"
    CARE = "care", "Health or social care, under a duty of secrecy (Article 9(2)(h))"
    MEMBERS = "members", "Support by a charity for its members (Schedule 1, paragraph 16)"


class LawfulBasisQuerySet(models.QuerySet["LawfulBasis"]):
    def visible_to(self, user: Any) -> "LawfulBasisQuerySet":
        if user.is_administrator:
            return self
        return self.filter(organisation__in=user.organisation_ids)


class LawfulBasis(Record):
    """An organisation's own, chosen by who leads it: without one it is told nobody's name."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="lawful_basis")
    article_6 = models.CharField("basis", max_length=20, choices=Article6.choices)
    article_9 = models.CharField("condition for health", max_length=20, choices=Article9.choices)
    agreement = models.CharField("sharing agreement or DPIA", max_length=200, blank=True)
    holds_offences = models.BooleanField("may hold criminal offence data", default=False)
    years_kept = models.PositiveSmallIntegerField("years kept after support ended", default=8)
    # A worry about somebody's safety may be asked about long afterwards.
    years_concerns_kept = models.PositiveSmallIntegerField(
        "years kept where there was a safeguarding concern", default=10
    )
    review_on = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = LawfulBasisQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "lawful bases"

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.article_6}"
