"""Columns PostgreSQL has and Django does not."""

from django.db import models
from django.db.models import F, Func, GeneratedField

EARTH_RADIUS_METRES = 6_371_008.8


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

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        latitude, longitude = (
            compiler.compile(expression)[0] for expression in self.source_expressions
        )
        return self.template % {"latitude": latitude, "longitude": longitude}, []


def point_column() -> GeneratedField:
    """A stored column holding where `latitude` and `longitude` lie on the sphere."""
    return GeneratedField(
        expression=SpherePoint(F("latitude"), F("longitude")),
        output_field=CubeField(null=True),
        db_persist=True,
    )
