"""What the page of a person's trend shows: their own ratings over all their plans."""

from typing import Any

from checkups.charts import Line, lines_of, sentence_of
from checkups.models import CheckUpAnswers, OutsideScore, Plan, Rating, Resource, Status


def trend_of(plan: Plan) -> dict[str, Any]:
    """Ratings by resource, how things were at check-ups, and scores from elsewhere, of the record
    that the plan belongs to. No sum and no cut-off."""
    ratings = Rating.objects.filter(check_of__plan__person=plan.person_id)
    rows = list(ratings.select_related("check_of").order_by("check_of__on", "pk"))
    order = {one.value: number for number, one in enumerate(Resource)}
    rows.sort(key=lambda one: order[one.resource])
    lines = lines_of([(str(Resource(r.resource).label), r.check_of.on, r.score) for r in rows])
    newest = max((one.check_of.on for one in rows), default=None)
    return {
        "lines": lines,
        "sentence": sentence_of(lines) if lines else "",
        "how": _how(plan),
        "days": sorted({one.check_of.on for one in rows}),
        "moves_up": [
            (Resource(one.resource).label, one.moves_up)
            for one in rows
            if one.moves_up and one.check_of.on == newest
        ],
        "outside": list(OutsideScore.objects.filter(plan__person=plan.person_id)),
    }


def _how(plan: Plan) -> list[Line]:
    """The answer to how things have been, at each check-up that was held."""
    rows = CheckUpAnswers.objects.filter(
        checkup__plan__person=plan.person_id, checkup__status=Status.HELD
    ).select_related("checkup")
    said = [(one.checkup.due_on, one.said.get("how")) for one in rows.order_by("checkup__due_on")]
    return lines_of(
        [("How things have been", on, score) for on, score in said if score is not None]
    )
