"""One statement for what is near somebody, what comes to them from elsewhere, and what is for all.

Django writes the conditions of the search once, as the rows that fit; PostgreSQL takes each branch
of them by the index that suits it. Each branch is cut on its own, so that a town full of services
never pushes out the online ones.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from directory.search.asked import NEAR, NEAREST, Asked
from rosc.measures import METRES_A_MILE

Sql = tuple[str, Sequence[Any]]  # some SQL and its parameters
NOTHING: Sql = ("TRUE", ())  # else to ask


@dataclass(frozen=True, slots=True)
class Branch:
    """Some of the rows that fit: a condition and an order over the columns of the rows."""

    rank: int
    where: str
    order: str
    at_most: int
    parameters: tuple[Any, ...] = ()

    @classmethod
    def near(cls, asked: Asked) -> "Branch":
        """The nearest rows within the distance that was asked for.

        PostgreSQL knows how common words and choices are: it goes through the rows in order of
        distance where many fit, and finds and sorts those that fit where they are few. To have it
        always sort cost a common word in a large town ten times as much. What is asked of the box
        is `&&`, which for a point is the same as `<@`: PostgreSQL takes `<@` to leave one row in a
        thousand, and then goes through all of London for a rare word.
        """
        if asked.point is None:
            raise ValueError("Nothing is near nowhere.")
        metres = asked.miles * METRES_A_MILE
        where = "point && cube_enlarge(cube(%s::float8[]), %s, 3) AND metres <= %s"
        return cls(NEAR, where, "metres", NEAREST, (list(asked.point.sphere()), metres, metres))

    def sql(self, columns: str, last: Sql) -> Sql:
        """Its rows in order, and of each in turn what is asked `last`, until there are enough.

        The order is a subquery's: in one with the rest, PostgreSQL takes what is asked last to be
        asked of every row that fits, and gathers all of England's to be left with fewer.
        """
        inner = f"SELECT * FROM fits WHERE {self.where} ORDER BY {self.order}"  # noqa: S608
        question, parameters = last
        return (
            f"(SELECT {columns}, {self.rank:d} AS rank FROM ({inner}) AS ordered"  # noqa: S608
            f" WHERE {question} LIMIT {self.at_most:d})",
            [*self.parameters, *parameters],
        )


def read(
    rows: QuerySet[Any],
    columns: Sequence[str],
    branches: Iterable[Branch],
    last: Sql = NOTHING,
) -> list[tuple[Any, ...]]:
    """The columns of the rows in every branch, and the branch's rank last. What is asked `last`
    calls a row `ordered`."""
    statement, parameters = _branched(rows, ", ".join(columns), branches, last)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def count_facets(
    rows: QuerySet[Any], key: str, group: str, branches: Iterable[Branch], last: Sql = NOTHING
) -> Counter[str]:
    """How many different `key`s of the rows in the branches have each facet of a group."""
    statement, parameters = _branched(rows, f"{key}, facets", branches, last)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT facet, count(DISTINCT {key}) FROM ({statement}) AS found,"  # noqa: S608
            " unnest(facets) AS facet WHERE starts_with(facet, %s) GROUP BY facet",
            [*parameters, f"{group}:"],
        )
        return Counter(dict(cursor.fetchall()))


def _branched(rows: QuerySet[Any], columns: str, branches: Iterable[Branch], last: Sql) -> Sql:
    """The statement. NOT MATERIALIZED lets each branch reach the indexes through `fits`."""
    fits, parameters = rows.query.sql_with_params()
    parts = [branch.sql(columns, last) for branch in branches]
    union = " UNION ALL ".join(part for part, _ in parts)
    own = [value for _, values in parts for value in values]
    return f"WITH fits AS NOT MATERIALIZED ({fits}) {union}", [*parameters, *own]
