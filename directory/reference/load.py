"""Bring the reference tables up to what the portal ships, and leave what somebody edited alone."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, ManyToManyField, Model

from directory.actions.reindex import index_soon, services_with
from directory.models import ShippedRow
from directory.reference.places import index_places
from directory.reference.rows import Row, Shipment, shipments

LOCK = 7_310_001  # any number nobody else locks


@dataclass
class Outcome:
    """What became of the rows of one table: added, updated, unchanged, edited, removed."""

    table: str
    counts: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def load_reference() -> list[Outcome]:
    """Add missing rows, update rows as we left them, and touch no other.

    A row somebody changed or removed stays as they left it: we remember a digest of what we last
    wrote, and a row that no longer matches it is not ours any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    outcomes = [_load(shipment) for shipment in shipments()]
    index_places()
    return outcomes


def _load(shipment: Shipment) -> Outcome:
    model, table = shipment.model, shipment.model._meta.db_table
    columns = _columns(shipment)
    wanted = {
        _key(shipment, values): values
        for values in (_values(columns, row) for row in shipment.rows)
    }
    present = _present(shipment, columns)
    shipped = dict(ShippedRow.objects.filter(table=table).values_list("key", "digest"))
    added_since = _never_filled(columns, [current for _, current in present.values()])
    fates = {
        key: _fate(
            values, present[key][1] if key in present else None, shipped.get(key), added_since
        )
        for key, values in wanted.items()
    }

    updated = [key for key, fate in fates.items() if fate == "updated"]
    for key in updated:
        _update(present[key][0], columns, wanted[key])
    index_soon(services=services_with(model, updated))
    added = [key for key, fate in fates.items() if fate == "added"]
    _create(model, columns, [wanted[key] for key in added])
    known = [key for key, fate in fates.items() if fate == "unchanged" and key not in shipped]
    _remember(table, {key: wanted[key] for key in [*updated, *added, *known]})
    return Outcome(str(model._meta.verbose_name_plural), Counter(fates.values()))


def _remember(table: str, written: dict[str, Row]) -> None:
    """Keep a digest of each row as we left it."""
    ShippedRow.objects.bulk_create(
        [ShippedRow(table=table, key=key, digest=_digest(row)) for key, row in written.items()],
        update_conflicts=True,
        unique_fields=["table", "key"],
        update_fields=["digest"],
    )


def _present(shipment: Shipment, columns: dict[str, Any]) -> dict[str, tuple[Any, Row]]:
    """The rows in the table and what they hold, by key."""
    rows = shipment.model._default_manager.prefetch_related(*_lists(columns))
    held = ((instance, _current(columns, instance)) for instance in rows)
    return {_key(shipment, values): (instance, values) for instance, values in held}


def _never_filled(columns: dict[str, Any], rows: list[Row]) -> set[str]:
    """The columns in which no row says anything: a new version may just have added them."""
    empty = _values(columns, {})
    return {name for name in columns if all(row[name] == empty[name] for row in rows)}


def _fate(
    values: Row, current: Row | None, shipped: str | None, added_since: Collection[str]
) -> str:
    """What is to become of a row. One is as we left it also if it was without the columns that
    were added since."""
    if current is None:
        return "removed" if shipped else "added"
    if _digest(current) == _digest(values):
        return "unchanged"
    before = {name: value for name, value in current.items() if name not in added_since}
    return "updated" if shipped in (_digest(current), _digest(before)) else "edited"


def _columns(shipment: Shipment) -> dict[str, Any]:
    """The model's fields that any of the rows names."""
    names = {name for row in shipment.rows for name in row}
    return {name: shipment.model._meta.get_field(name) for name in sorted(names)}


def _lists(columns: dict[str, Any]) -> list[str]:
    return [name for name, column in columns.items() if isinstance(column, ManyToManyField)]


def _values(columns: dict[str, Any], row: Row) -> Row:
    """A row as the database will give it back, so that both have the same digest."""
    return {name: _value(column, row.get(name)) for name, column in columns.items()}


def _value(column: Any, value: Any) -> Any:
    if isinstance(column, ManyToManyField):
        return sorted(value or [])
    if value is None:
        return column.get_default()
    target: Field[Any, Any] = column.target_field if column.is_relation else column
    return target.to_python(value)


def _current(columns: dict[str, Any], instance: Any) -> Row:
    return {
        name: sorted(related.pk for related in getattr(instance, name).all())
        if isinstance(column, ManyToManyField)
        else getattr(instance, column.attname)
        for name, column in columns.items()
    }


def _key(shipment: Shipment, values: Row) -> str:
    return "/".join(str(values[name]) for name in shipment.key)


def _digest(values: Row) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _plain(columns: dict[str, Any], values: Row) -> Row:
    return {
        column.attname: values[name]
        for name, column in columns.items()
        if not isinstance(column, ManyToManyField)
    }


def _create(model: type[Model], columns: dict[str, Any], rows: list[Row]) -> None:
    instances = [model(**_plain(columns, values)) for values in rows]
    model._default_manager.bulk_create(instances)
    for name in _lists(columns):
        column = columns[name]
        through = column.remote_field.through
        through._default_manager.bulk_create(
            through(
                **{
                    f"{column.m2m_field_name()}_id": instance.pk,
                    f"{column.m2m_reverse_field_name()}_id": target,
                }
            )
            for instance, values in zip(instances, rows, strict=True)
            for target in values[name]
        )


def _update(instance: Any, columns: dict[str, Any], values: Row) -> None:
    for attribute, value in _plain(columns, values).items():
        setattr(instance, attribute, value)
    instance.save()
    for name in _lists(columns):
        getattr(instance, name).set(values[name])
