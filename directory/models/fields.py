"""Columns PostgreSQL has and Django does not."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Func, GeneratedField

from rosc.measures import METRES_A_MILE

EARTH_RADIUS_METRES = 6_371_008.8
UNSAID_MINUTES = 60  # how long a session counts as on when nobody has said how long it lasts


class CubeField(models.Field):
    """A point on the sphere as a `cube`, in metres from the centre of the earth."""

    def db_type(self, connection: object) -> str:
        return "cube"


class BytewiseKey(models.CharField):
    """A text key in the "C" collation, which serves prefixes from its own index.

    Django adds a second index for prefixes to what it calls varchar; under the name the standard
    gives the same type it does not, which halves the indexes of two million postcodes.
    """

    def db_type(self, connection: object) -> str:
        return f"character varying({self.max_length})"


class SpherePoint(Func):
    """The point on the sphere of a latitude and longitude in degrees; NULL if either is."""

    function = "cube"
    r = EARTH_RADIUS_METRES
    template = (
        "CASE WHEN %(latitude)s IS NULL OR %(longitude)s IS NULL THEN NULL ELSE "
        f"cube(ARRAY[{r} * cos(radians(%(latitude)s)) * cos(radians(%(longitude)s)), "
        f"{r} * cos(radians(%(latitude)s)) * sin(radians(%(longitude)s)), "
        f"{r} * sin(radians(%(latitude)s))]) END"
    )
    output_field = CubeField()

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        latitude, longitude = (
            compiler.compile(expression)[0] for expression in self.source_expressions
        )
        return self.template % {"latitude": latitude, "longitude": longitude}, []


class Reach(SpherePoint):
    """The box around a point that holds all within `miles` of it; NULL where there are none."""

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        *place, miles = self.source_expressions
        point = SpherePoint(*place).as_sql(compiler, connection)[0]
        metres = f"{compiler.compile(miles)[0]} * {METRES_A_MILE}"
        return f"cube_enlarge({point}, {metres}, 3)", []


def point_column() -> GeneratedField:
    """A stored column holding where `latitude` and `longitude` lie on the sphere."""
    return GeneratedField(
        expression=SpherePoint(F("latitude"), F("longitude")),
        output_field=CubeField(null=True),
        db_persist=True,
    )


def reach_column() -> GeneratedField:
    """A stored column holding the box that `reach_miles` around the point spans, or NULL."""
    return GeneratedField(
        expression=Reach(F("latitude"), F("longitude"), F("reach_miles")),
        output_field=CubeField(null=True),
        db_persist=True,
    )


class WeekMinutesField(models.Field):
    """Stretches of the week in minutes after Monday's midnight: an `int4multirange`."""

    def db_type(self, connection: object) -> str:
        return "int4multirange"

    def get_prep_value(self, value: Iterable[tuple[int, int]] | None) -> str | None:
        """From half-open (start, end) pairs, each within a week."""
        if value is None:
            return None
        return "{" + ",".join(f"[{start},{end})" for start, end in value) + "}"


@WeekMinutesField.register_lookup
class Overlaps(models.Lookup):
    """`minutes__overlaps=[(start, end), ...]`: some minute is in both."""

    lookup_name = "overlaps"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        column, parameters = self.process_lhs(compiler, connection)
        wanted = WeekMinutesField().get_prep_value(self.rhs)
        return f"{column} && %s::int4multirange", [*parameters, wanted]


def _minutes(column: str) -> str:
    return f"(EXTRACT(HOUR FROM {column}) * 60 + EXTRACT(MINUTE FROM {column}))"


class Minute(Func):
    """Minutes after midnight of a time of day."""

    output_field = models.IntegerField()

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        column = compiler.compile(self.source_expressions[0])[0]
        return f"{_minutes(column)}::integer", []


class EndMinute(Func):
    """Minutes after midnight at which a session ends: over 1440 on the next day."""

    output_field = models.IntegerField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or (F("starts_at"), F("ends_at"))), **extra)

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        start, end = (compiler.compile(e)[0] for e in self.source_expressions)
        return (
            f"(CASE WHEN {end} IS NULL THEN {_minutes(start)} + {UNSAID_MINUTES} "
            f"WHEN {end} <= {start} THEN {_minutes(end)} + 1440 "
            f"ELSE {_minutes(end)} END)::integer",
            [],
        )


def minute_column(time_column: str) -> GeneratedField:
    """A stored column holding the minutes after midnight of a time column."""
    return GeneratedField(
        expression=Minute(F(time_column)), output_field=models.IntegerField(), db_persist=True
    )
