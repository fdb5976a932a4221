"""What the pages of a person's trend show: their own ratings over all their plans."""

from typing import Any

from checkups.charts import Line, lines_of, sentence_of
from checkups.models import CheckUpAnswers, OutsideScore, Plan, Rating, Resource, Status


def strengths_of(plan: Plan) -> dict[str, Any]:
    """What the person rated, by resource: all that is shown on their own page. No sum and no
    cut-off."""
    return _drawn(_ratings(plan))


def trend_of(plan: Plan) -> dict[str, Any]:
    """The same, with what would move it up, how things were at check-ups, and scores from
    elsewhere, of the record that the plan belongs to."""
    rows = _ratings(plan)
    newest = max((one.check_of.on for one in rows), default=None)
    return {
        **_drawn(rows),
        "how": _how(plan),
        "days": sorted({one.check_of.on for one in rows}),
        "moves_up": [
            (Resource(one.resource).label, one.moves_up)
            for one in rows
            if one.moves_up and one.check_of.on == newest
        ],
        "outside": list(OutsideScore.objects.filter(plan__person=plan.person_id)),
    }


def _ratings(plan: Plan) -> list[Rating]:
    found = Rating.objects.filter(check_of__plan__person=plan.person_id)
    rows = list(found.select_related("check_of").order_by("check_of__on", "pk"))
    order = {one.value: number for number, one in enumerate(Resource)}
    return sorted(rows, key=lambda one: order[one.resource])


def _drawn(rows: list[Rating]) -> dict[str, Any]:
    lines = lines_of([(str(Resource(r.resource).label), r.check_of.on, r.score) for r in rows])
    return {"lines": lines, "sentence": sentence_of(lines) if lines else ""}


def _how(plan: Plan) -> list[Line]:
    """The answer to how things have been, at each check-up that was held."""
    rows = CheckUpAnswers.objects.filter(
        checkup__plan__person=plan.person_id, checkup__status=Status.HELD
    ).select_related("checkup")
    said = [(one.checkup.due_on, one.said.get("how")) for one in rows.order_by("checkup__due_on")]
    return lines_of(
        [("How things have been", on, score) for on, score in said if score is not None]
    )
