"""The only code that changes a status. A table of transitions says who may move what, from where.

To use it, a model has a `status` with a CheckConstraint, `TRANSITIONS = workflow.TRANSITIONS`, and
a history: a TransitionRecord whose foreign key `subject` has the related name `history`, made
append-only in a migration by `rosc.audit.append_only.AppendOnly`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from rosc.access import PORTAL, Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import codes, record

BACK = ""  # as a target: the status that the last move came from


@dataclass(frozen=True, slots=True)
class Transition:
    """A move from any of `sources` to `target`, for whoever holds `permission` in the organisation
    that `organisation` (an attribute of the object, with dots) leads to; where it leads to none,
    for administrators. Without a permission only the portal itself moves it. A target of BACK takes
    the last move back."""

    sources: tuple[str, ...]
    target: str
    permission: Permission | None
    organisation: str = "organisation"


class TransitionNotAllowed(SomebodyGotThereFirst):
    """The object's status is not one that the transition starts from, or is so no longer."""


class TransitionRecord(models.Model):
    """One move of an object: who moved it, when, from where to where. Never changed or deleted."""

    at = models.DateTimeField()
    name = models.CharField(max_length=40)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


@transaction.atomic
def advance(
    obj: Any, name: str, *, by: Actor, changes: Mapping[str, Any] | None = None, **details: Any
) -> TransitionRecord:
    """Move `obj` by the transition `name`, with its history and its audit event, or not at all.

    `changes` sets further columns in the same statement; `details` (codes and ids) go to both
    records. Raises PermissionDenied (403) and TransitionNotAllowed (409).
    """
    step: Transition = obj.TRANSITIONS[name]
    organisation = attrgetter(step.organisation)(obj)
    if not _may(step, organisation, by):
        raise PermissionDenied(name)
    before, now = obj.status, timezone.now()
    target = step.target if step.target != BACK else before_last(obj)
    values = {**(changes or {}), "status": target, "updated_at": now}
    if before not in step.sources or not _set(obj, before, values):
        raise TransitionNotAllowed(name)
    moved = {"before": before, "after": target}
    verb = f"{obj._meta.model_name}.{name}"
    record(by=by, verb=verb, subject=obj, organisation=organisation, details=moved | details)
    made: TransitionRecord = obj.history.create(
        at=now,
        name=name,
        **moved,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        details=codes(details),
    )
    return made


def before_last(obj: Any) -> str:
    """Where the last move came from; where there was none, nowhere to go back to."""
    last: str | None = obj.history.order_by("-id").values_list("before", flat=True).first()
    return last or obj.status


def _set(obj: Any, before: str, values: Mapping[str, Any]) -> bool:
    """Set the columns if the status is still what it was; False where somebody got there first."""
    if not type(obj)._base_manager.filter(pk=obj.pk, status=before).update(**values):
        return False
    for column, value in values.items():
        setattr(obj, column, value)
    return True


def allowed(obj: Any, name: str, actor: Actor) -> bool:
    """Whether `actor` may move `obj` by this transition now; what draws a button."""
    step: Transition = obj.TRANSITIONS[name]
    return obj.status in step.sources and _may(step, attrgetter(step.organisation)(obj), actor)


def _may(step: Transition, organisation: Any, actor: Actor) -> bool:
    if step.permission is None:
        return actor.actor_kind == "system"
    return actor.may(step.permission, organisation or PORTAL)
