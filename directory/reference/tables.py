"""The reference tables as the pages show them: what each is called, searched by, and says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from directory import models


@dataclass(frozen=True)
class Table:
    """A table of the vocabulary. `one` is what a row is called, with its article; `facts` are the
    lines that a list shows of one; `most` is how many there may be, where that is known."""

    slug: str
    title: str
    one: str
    about: str
    model: type[Model]
    searched: tuple[str, ...]
    facts: Callable[[Any], Iterable[str]]
    related: tuple[str, ...] = ()
    is_read_only: bool = False
    is_removable: bool = False
    most: int | None = None

    @property
    def can_be_switched_off(self) -> bool:
        return issubclass(self.model, models.vocabulary.Term)

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.rows().count() >= self.most

    def rows(self) -> QuerySet[Any]:
        """All rows, with everything that `facts` reads."""
        return self.model._default_manager.prefetch_related(*self.related)


def _kind(row: models.Kind) -> list[str]:
    return [row.name, row.get_group_display()]


def _intervention(row: models.Intervention) -> list[str]:
    circles = {
        "treatment": row.in_treatment,
        "recovery support": row.in_recovery_support,
        "LEROs": row.in_lero,
    }
    said = ", ".join(circle for circle, is_in in circles.items() if is_in)
    return [row.name, f"In the circles of {said}" if said else "In no circle"]


def _audience(row: models.Audience) -> list[str]:
    return [row.name, *["Affected by somebody else’s use"] * row.is_family]


def _fellowship(row: models.Fellowship) -> list[str]:
    return [row.programme, row.focus, row.get_run_by_display()]


def _housing_level(row: models.HousingLevel) -> list[str]:
    return [f"Level {row.level}: {row.name}", row.description]


def _synonym(row: models.Synonym) -> list[str]:
    meant = (row.kinds.all(), row.audiences.all(), row.fellowships.all())
    names = [", ".join(one.plain_name for one in rows) for rows in meant]
    return [*names, f"And the word “{row.means}”" if row.means else ""]


def _authority(row: models.LocalAuthority) -> list[str]:
    people = max(row.populations.all(), key=lambda one: one.year, default=None)
    former = ", ".join(code.pk for code in row.former_codes.all())
    return [
        f"{row.pk}, {row.get_kind_display().lower()}, {row.region}",
        f"{people.population:,} people in {people.year}" if people else "",
        f"Codes before: {former}" if former else "",
        f"Since {row.started_in}" if row.started_in else "",
        f"Until {row.ended_in}" if row.ended_in else "",
    ]


TERM = ("name", "plain_name", "description")
TABLES = {
    table.slug: table
    for table in (
        Table(
            "kinds",
            "Kinds of help",
            "a kind of help",
            "What people can look for. Each entry has at least one.",
            models.Kind,
            TERM,
            _kind,
        ),
        Table(
            "interventions",
            "Interventions",
            "an intervention",
            "What a service does, as national guidance draws it. A prompt, never a rule.",
            models.Intervention,
            (*TERM, "note"),
            _intervention,
        ),
        Table(
            "audiences",
            "Who it is for",
            "a group of people",
            "Women, families and friends, people leaving prison and others.",
            models.Audience,
            TERM,
            _audience,
        ),
        Table(
            "fellowships",
            "Mutual aid groups",
            "a mutual aid group",
            "The national groups, and what is true of their meetings in general.",
            models.Fellowship,
            (*TERM, "focus", "programme"),
            _fellowship,
        ),
        Table(
            "housing-levels",
            "Recovery housing",
            "a level of recovery housing",
            "How much support a house gives. People see what it means, never the number.",
            models.HousingLevel,
            TERM,
            _housing_level,
            most=4,
        ),
        Table(
            "glossary",
            "Glossary",
            "a term",
            "Words of the field, in plain words.",
            models.GlossaryTerm,
            ("term", "meaning"),
            lambda row: [row.meaning],
            is_removable=True,
        ),
        Table(
            "synonyms",
            "What people type",
            "a phrase",
            "What the search takes somebody’s own words to mean. They are never shown.",
            models.Synonym,
            ("phrase", "means", "kinds__plain_name", "audiences__plain_name"),
            _synonym,
            ("kinds", "audiences", "fellowships"),
            is_removable=True,
        ),
        Table(
            "authorities",
            "Local authorities",
            "a local authority",
            "The councils that pay for treatment and recovery support. To read only.",
            models.LocalAuthority,
            ("name", "code", "region", "former_codes__code"),
            _authority,
            ("populations", "former_codes"),
            is_read_only=True,
        ),
    )
}
