"""Who makes up a LERO, beside statements 1 and 22: what national guidance hopes for (RSS guidance,
Part 1), as something to grow towards. Read by the LERO alone; nothing depends on it."""

from dataclasses import dataclass
from datetime import date

from directory.models import LeroComposition
from rosc.accounts.models import Organisation

BESIDE = ("1", "22")
MEETS, TOWARDS, NOT_APPLICABLE = "Meets it", "Working towards it", "Not applicable"
NOT_SAID = "Not said yet"


@dataclass(frozen=True, slots=True)
class Hope:
    """One of the three, as it stood on a day: in words, and the numbers it comes from."""

    label: str
    words: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Day:
    as_of: date
    hopes: list[Hope]


def over_time(organisation: Organisation) -> list[Day]:
    """The latest day first."""
    rows = LeroComposition.objects.filter(organisation=organisation).order_by("-as_of")
    return [Day(row.as_of, _hopes(row)) for row in rows]


def _hopes(row: LeroComposition) -> list[Hope]:
    leader = {"yes": MEETS, "no": TOWARDS}.get(row.leader_lived, NOT_SAID)
    team, team_lived = _team(row)
    return [
        Hope("The leader", leader, ""),
        _share("More than half of the board", row.board, row.board_lived, _more_than_half),
        _share("90% of frontline staff and volunteers", team, team_lived, _nine_in_ten),
    ]


def _team(row: LeroComposition) -> tuple[int | None, int | None]:
    """Frontline staff and volunteers together, once both are said; none is said as 0."""
    parts = [(row.frontline, row.frontline_lived), (row.volunteers, row.volunteers_lived)]
    if any(total is None or (total and lived is None) for total, lived in parts):
        return None, None
    return sum(total or 0 for total, _ in parts), sum(lived or 0 for _, lived in parts)


def _share(label: str, total: int | None, lived: int | None, is_met: object) -> Hope:
    if total is None or (total and lived is None):
        return Hope(label, NOT_SAID, "")
    if not total:
        return Hope(label, NOT_APPLICABLE, "")
    met = is_met(lived, total)  # type: ignore[operator]
    return Hope(label, MEETS if met else TOWARDS, f"{lived} of {total}")


def _more_than_half(lived: int, total: int) -> bool:
    return 2 * lived > total


def _nine_in_ten(lived: int, total: int) -> bool:
    return 10 * lived >= 9 * total
