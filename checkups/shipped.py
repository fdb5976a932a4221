"""The schedules that come with the portal, each with where it is from. No UK schedule is proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.core import checks

from checkups.schedule import AnchorKind, Pattern

FOLDER = Path(__file__).parent / "schedules"
KNOWN = {"name", "about", "source", "from_trial", "for", "days", "every", "step", "review_every"}
NEEDED = {"name", "about", "source", "from_trial", "for"}
LIGHT_TOUCH = "first_six_months"
USUALLY_SHOWN = (LIGHT_TOUCH, "phone12", "stepdown_open")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A pattern with its name and source. `anchors`: what it is usually the first choice for."""

    slug: str
    name: str
    about: str
    source: str
    is_from_trial: bool
    anchors: tuple[str, ...]
    pattern: Pattern


@lru_cache(maxsize=1)
def all_shipped() -> Mapping[str, Schedule]:
    """Every one, by slug. Raises ValueError for a file that is wrong."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.yaml"))}


def shipped(slug: str) -> Schedule:
    """Raises KeyError."""
    return all_shipped()[slug]


def usual_for(kind: str) -> Schedule:
    """The one to propose first: for somebody never in treatment, weekly calls."""
    found = (one for one in all_shipped().values() if kind in one.anchors)
    return next(found, shipped("phone12"))


def for_leaving(pattern: Pattern) -> Pattern:
    """Joined by the light-touch contacts of the first 90 days, where it is thin by itself."""
    return pattern.joined_with(shipped(LIGHT_TOUCH).pattern) if pattern.is_thin() else pattern


def read(path: Path) -> Schedule:
    """Raises ValueError, which names the file and says what is wrong."""
    row = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(row, Mapping):
        raise ValueError(f"{path.name}: no schedule")
    wrong = [*(set(row) - KNOWN), *(NEEDED - set(row)), *(set(row["for"]) - set(AnchorKind))]
    if wrong:
        raise ValueError(f"{path.name}: {', '.join(sorted(map(str, wrong)))}")
    pattern = Pattern(tuple(_days(row)), row.get("step"), row.get("review_every"))
    if problems := pattern.problems():
        raise ValueError(f"{path.name}: {' '.join(problems)}")
    said = {key: str(row[key]).strip() for key in ("name", "about", "source")}
    return Schedule(
        path.stem,
        **said,
        is_from_trial=row["from_trial"] is True,
        anchors=tuple(row["for"]),
        pattern=pattern,
    )


def _days(row: Mapping[str, Any]) -> list[int]:
    """The days as they stand, or from steps: each `[every, until]` goes on from the one before."""
    days = [int(day) for day in row.get("days", ())]
    day = 0
    for every, until in row.get("every", ()):
        while day + every <= until:
            day += every
            days.append(day)
    return days


def check_shipped(app_configs: Any = None, **options: Any) -> list[checks.CheckMessage]:
    """A system check: every file can be read, and those that the code names are there."""
    try:
        found = all_shipped()
    except (ValueError, TypeError, KeyError, OSError, yaml.YAMLError) as error:
        return [checks.Error(f"A shipped schedule is wrong: {error}", id="checkups.E001")]
    missing = [slug for slug in USUALLY_SHOWN if slug not in found]
    return [checks.Error(f"No shipped schedule {slug}", id="checkups.E002") for slug in missing]
