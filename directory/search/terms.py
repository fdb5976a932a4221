"""The words of the field that a search offers as choices."""

from collections import defaultdict
from functools import cache

from django.db import connection

from directory.models import Audience, Fellowship, Kind

GROUPS = {"kind": Kind, "fellowship": Fellowship, "for": Audience}
Terms = dict[str, list[tuple[str, str]]]


def terms_in_use() -> Terms:
    """Slug and plain name of each term in use, by facet group and in its order.

    Always read anew, since administrators edit them; one statement, since every search asks.
    """
    found: Terms = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        for group, slug, name in cursor.fetchall():
            found[group].append((slug, name))
    return found


@cache
def _statement() -> str:
    parts = (
        f"SELECT '{group}' AS facet, slug, plain_name, position, name"  # noqa: S608 - our own names
        f" FROM {model._meta.db_table} WHERE is_active"
        for group, model in GROUPS.items()
    )
    union = " UNION ALL ".join(parts)
    return f"SELECT facet, slug, plain_name FROM ({union}) AS terms ORDER BY position, name"  # noqa: S608
