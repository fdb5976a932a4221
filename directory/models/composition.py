"""Who makes up a LERO, as totals it types itself; never by person."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from directory.models.choices import Stated, stated_field
from rosc.accounts.models import Organisation
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.models import Record

MOST = 10_000  # people in one group; above it somebody has typed a telephone number
GROUPS = ("board", "frontline", "volunteers")


def _count(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )


def _lived_within(group: str) -> models.CheckConstraint:
    """Of those with lived experience there are no more than there are in all."""
    lived, total = f"{group}_lived", group
    return models.CheckConstraint(
        condition=Q(**{f"{lived}__isnull": True})
        | Q(**{f"{total}__isnull": False, f"{lived}__lte": F(total)}),
        name=f"composition_{group}_within",
    )


class LeroComposition(Record):
    """How many people a LERO has on a day, and how many of them with lived experience.

    Private to the LERO: read by those who may answer its standards, and by no administrator. The
    guidance these follow says what a LERO "should have or aspire to have" (RSS guidance, Part 1).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="compositions")
    as_of = models.DateField("the day these are right for")
    leader_lived = stated_field("the leader has lived experience")
    board = _count("people on the board")
    board_lived = _count("with lived experience on the board")
    frontline = _count("frontline staff")
    frontline_lived = _count("frontline staff with lived experience")
    volunteers = _count("volunteers")
    volunteers_lived = _count("volunteers with lived experience")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "LERO composition"
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "as_of"],
                name="composition_once_a_day",
                violation_error_message="You have numbers for that day already: change those.",
            ),
            models.CheckConstraint(
                condition=Q(leader_lived__in=Stated.values), name="composition_leader_known"
            ),
            *[_lived_within(group) for group in GROUPS],
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.as_of}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What it says, in words; what nobody has stated is left out."""
        said = [("Leader", {"yes": "Has lived experience", "no": "Has not"}.get(self.leader_lived))]
        for group, label in zip(GROUPS, ("Board", "Frontline staff", "Volunteers"), strict=True):
            said.append((label, self._share(getattr(self, group), getattr(self, f"{group}_lived"))))
        return [(label, words) for label, words in said if words]

    @staticmethod
    def _share(total: int | None, lived: int | None) -> str:
        if total is None:
            return ""
        if not total:
            return "Nobody"
        return f"{total} in all" if lived is None else f"{lived} of {total} with lived experience"
