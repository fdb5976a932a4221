"""Distance over the ground, as PostgreSQL's cube reckons it."""

from dataclasses import dataclass
from math import cos, radians, sin

from django.db.models import F, FloatField, Q
from django.db.models.expressions import CombinedExpression, RawSQL
from django.db.models.lookups import Lookup

from directory.models.fields import EARTH_RADIUS_METRES, CubeField
from rosc.measures import METRES_A_MILE


@dataclass(frozen=True, slots=True)
class Point:
    """Where somebody is, in WGS84 degrees."""

    latitude: float
    longitude: float

    def sphere(self) -> tuple[float, float, float]:
        """The point on the sphere in metres from the centre of the earth."""
        latitude, longitude = radians(self.latitude), radians(self.longitude)
        return (
            EARTH_RADIUS_METRES * cos(latitude) * cos(longitude),
            EARTH_RADIUS_METRES * cos(latitude) * sin(longitude),
            EARTH_RADIUS_METRES * sin(latitude),
        )


@CubeField.register_lookup
class InBox(Lookup):
    """`point__in_box=(point, metres)`: in the box around a point, which the index answers."""

    lookup_name = "in_box"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        column, parameters = self.process_lhs(compiler, connection)
        point, metres = self.rhs
        return (
            f"{column} <@ cube_enlarge(cube(%s::float8[]), %s, 3)",
            [*parameters, list(point.sphere()), metres],
        )


@CubeField.register_lookup
class Holds(Lookup):
    """`reach__holds=point`: the box holds the point, which the index answers."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @> cube(%s::float8[])", [*parameters, list(self.rhs.sphere())]


def metres_from(point: Point, column: str = "point") -> CombinedExpression:
    """The distance in metres of a cube column from a point; ordering by it uses the index."""
    here = RawSQL("cube(%s::float8[])", [list(point.sphere())], output_field=CubeField())
    return CombinedExpression(F(column), "<->", here, output_field=FloatField())


def within(point: Point, miles: float) -> Q:
    """Rows whose `metres` annotation is at most so many miles from the point."""
    metres = miles * METRES_A_MILE
    return Q(point__in_box=(point, metres), metres__lte=metres)
