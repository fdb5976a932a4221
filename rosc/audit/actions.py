"""Writing the audit. Called inside the transaction of what it records, so neither exists alone."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import structlog
from django.db import models

from rosc.access import Actor
from rosc.audit.models import AuditEvent

_CODE = re.compile(r"[A-Za-z0-9_.:|+-]{0,100}")


def record(
    *,
    by: Actor,
    verb: str,
    subject: models.Model | None = None,
    organisation: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
    subjects: Iterable[models.Model | UUID] | None = None,
) -> AuditEvent:
    """Record that `by` did `verb` ("noun.verb") to `subject`, or listed `subjects`.

    `details` holds codes, numbers and ids only: ValueError for anything that could be words.
    """
    return AuditEvent.objects.create(
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        verb=verb,
        subject_kind=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        subject_ids=[getattr(one, "pk", one) for one in subjects or ()],
        organisation_id=organisation.pk if organisation else None,
        request_id=current_request_id(),
        details=codes(details or {}),
    )


def record_refusal(
    *,
    actor_kind: str,
    actor_id: UUID | None,
    route: str,
    status: int,
    subject_id: UUID | None = None,
) -> AuditEvent:
    """Record a request that was turned away: its route and status, never its path."""
    return AuditEvent.objects.create(
        actor_kind=actor_kind,
        actor_id=actor_id,
        verb="request.refused",
        subject_id=subject_id,
        request_id=current_request_id(),
        details=codes({"route": route, "status": status}),
    )


def current_request_id() -> UUID | None:
    """The id that this request's log lines carry; None outside a request."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return UUID(found) if found else None


def codes(details: Mapping[str, Any]) -> dict[str, Any]:
    """`details` as JSON holds it. Raises ValueError for text with a space or an @ in it."""
    return {key: _code(value) for key, value in details.items()}


def _code(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_code(one) for one in value]
    if _CODE.fullmatch(str(value)):
        return str(value)
    raise ValueError("The audit takes codes, numbers and ids, never words.")
