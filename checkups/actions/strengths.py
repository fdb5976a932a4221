"""Writing down how somebody rates their strengths, and a total that was taken elsewhere."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkups.actions.agreeing import note
from checkups.actions.checks import need
from checkups.models import CheckUp, OutsideScore, Plan, Rating, Resource, StrengthsCheck
from rosc.access import Actor, Permission, SomebodyGotThereFirst


@transaction.atomic
def rate_strengths(
    *,
    plan: Plan,
    by: Actor,
    scores: Mapping[str, int],
    moves_up: Mapping[str, str] | None = None,
    checkup: CheckUp | None = None,
) -> StrengthsCheck:
    """What somebody rates from 0 to 10 today; whatever they skip is not there.

    Raises PermissionDenied, SomebodyGotThereFirst (rated today already) and ValidationError.
    """
    need(by, Permission.CHECK_UP_HOLD, plan)
    wrong = [one for one, score in scores.items() if one not in Resource or not 0 <= score <= 10]
    if wrong or not scores:
        raise ValidationError("Rate at least one, from 0 to 10.")
    made = StrengthsCheck(plan=plan, checkup=checkup, on=timezone.localdate())
    made.by_kind, made.by_id = by.actor_kind, by.actor_id
    _keep(made)
    said = moves_up or {}
    for resource, score in scores.items():
        words = said.get(resource, "").strip() or None
        rating = Rating(check_of=made, resource=resource, score=score, moves_up=words)
        rating.save(force_insert=True)
    note(plan, by, "plan.rate_strengths", count=len(scores))
    return made


@transaction.atomic
def add_outside_score(
    *, plan: Plan, name: str, on: date, total: Decimal, by: Actor
) -> OutsideScore:
    """Keep the total of a measure that somebody else took. Raises PermissionDenied,
    SomebodyGotThereFirst (it is there already) and ValidationError (a day to come)."""
    need(by, Permission.CHECK_UP_HOLD, plan)
    if on > timezone.localdate():
        raise ValidationError({"on": "That day is still to come"})
    made = OutsideScore(plan=plan, name=name.strip(), on=on, total=total)
    made.by_kind, made.by_id = by.actor_kind, by.actor_id
    _keep(made)
    note(plan, by, "plan.add_outside_score")
    return made


def _keep(row: StrengthsCheck | OutsideScore) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise SomebodyGotThereFirst from error
