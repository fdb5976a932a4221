"""Distance over the ground, as PostgreSQL's cube reckons it."""

from dataclasses import dataclass
from math import cos, radians, sin

from django.db.models import F, FloatField
from django.db.models.expressions import CombinedExpression, RawSQL

from directory.models.fields import EARTH_RADIUS_METRES, CubeField


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


def metres_from(point: Point, column: str = "point") -> CombinedExpression:
    """The distance in metres of a cube column from a point; ordering by it uses the index."""
    here = RawSQL("cube(%s::float8[])", [list(point.sphere())], output_field=CubeField())
    return CombinedExpression(F(column), "<->", here, output_field=FloatField())
