"""Changing the vocabulary: kinds of help, who it is for, groups, the glossary, what people type.

A row in use is never deleted, it is switched off (`is_active`). What an administrator changes is
theirs: `load_reference` sees that the row is no longer as it was shipped, and lets it be.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ManyToManyField, Model
from django.utils.text import slugify

from directory.actions.reindex import index_soon, services_with
from directory.models import GlossaryTerm, Synonym
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record

IN_ENTRIES = {"name", "plain_name", "is_family"}  # what the search has copied from a row
REMOVABLE = (GlossaryTerm, Synonym)  # nothing refers to them

Values = Mapping[str, Any]


def version_of(row: Model) -> str:
    """A digest of all that a row says: another one means that somebody changed it."""
    said = {field.name: _plain(field, _held(field, row)) for field in _fields(row)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def differing(row: Model, values: Values) -> list[str]:
    """The names of the columns in which the row does not say what `values` say."""
    return sorted(
        field.name
        for field in _fields(row)
        if field.name in values
        and _plain(field, _held(field, row)) != _plain(field, values[field.name])
    )


@transaction.atomic
def change_reference(*, row: Model, seen: str, values: Values, by: Actor) -> Model:
    """Give the columns named in `values` these values; the search follows.

    `seen` is `version_of` the row as the page showed it. Raises PermissionDenied,
    SomebodyGotThereFirst when the row has changed since, ValidationError, and ValueError for a
    key, which never changes once made.
    """
    _check_may(by)
    now = _locked(row, seen)
    changed = differing(now, values)
    if now._meta.pk.name in changed:
        raise ValueError(f"The key of {now} does not change.")
    if changed:
        _write(now, {name: values[name] for name in changed})
        _record("reference.change", now, by, changed=changed)
        if IN_ENTRIES.intersection(changed):
            index_soon(services=services_with(type(now), [now.pk]))
    return now


@transaction.atomic
def add_reference(*, model: type[Model], values: Values, by: Actor) -> Model:
    """A new row. Raises PermissionDenied, and ValidationError when there is one like it."""
    _check_may(by)
    row = model()
    try:
        with transaction.atomic():
            _write(row, values, force_insert=True)
    except IntegrityError as error:
        raise ValidationError("Somebody has just added one like it.", code="unique") from error
    _record("reference.add", row, by)
    return row


@transaction.atomic
def remove_reference(*, row: Model, seen: str, by: Actor) -> None:
    """Remove a glossary term or a phrase that people type; it does not come back when the shipped
    rows are loaded. Raises PermissionDenied, SomebodyGotThereFirst, and ValueError for the rows of
    any other table, which others refer to."""
    _check_may(by)
    if not isinstance(row, REMOVABLE):
        raise ValueError(f"Rows of {row._meta.verbose_name_plural} are switched off, not removed.")
    now = _locked(row, seen)
    _record("reference.remove", now, by)
    now.delete()


def _check_may(by: Actor) -> None:
    if not by.may(Permission.REFERENCE_CHANGE):
        raise PermissionDenied(Permission.REFERENCE_CHANGE)


def _locked(row: Model, seen: str) -> Model:
    """The row as it is now, held until the transaction ends."""
    now = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if now is None or version_of(now) != seen:
        raise SomebodyGotThereFirst
    return now


def _write(row: Model, values: Values, *, force_insert: bool = False) -> None:
    several = [field.name for field in row._meta.many_to_many if field.name in values]
    for name in values.keys() - set(several):
        setattr(row, name, values[name])
    row.full_clean()
    row.save(force_insert=force_insert)
    for name in several:
        getattr(row, name).set(values[name])


def _record(verb: str, row: Model, by: Actor, **details: Any) -> None:
    """The audit holds codes: a phrase of several words is written as one."""
    table = str(row._meta.model_name)
    record(by=by, verb=verb, details={"table": table, "key": slugify(row.pk)[:100], **details})


def _fields(row: Model) -> list[Any]:
    return [*row._meta.fields, *row._meta.many_to_many]


def _held(field: Any, row: Model) -> Any:
    value = getattr(row, field.name)
    return value.all() if isinstance(field, ManyToManyField) else value


def _plain(field: Any, value: Any) -> Any:
    """A value to compare: lists say the same in any order."""
    if isinstance(field, ManyToManyField):
        return sorted(str(one.pk) for one in value)
    return sorted(value) if isinstance(field, ArrayField) else value
