"""Tables about people, closed until somebody says who is looking.

A query on such a table that went neither through `visible_to(user)` nor through
`unscoped_for("reason")` raises when it is evaluated, so a forgotten scope is a crash in a test and
never another organisation's record on a page. The guard sits in the query itself: it also holds
for sub-queries, counts and aggregates. It does not see what another model joins in (`note.person`,
`select_related`, `Exists`): children are reached from a parent that was found through a scope.
"""

from typing import Any, Self

from django.db import models
from django.db.models import sql


class NotScoped(RuntimeError):
    """A query on people's records that never said who is looking."""


class ClosedQuery(sql.Query):
    """A query that does not compile. Opening it makes it a plain one."""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        raise self.refusal()

    def chain(self, klass: Any = None) -> Any:
        if klass is not None:  # an update: it compiles by a class of its own
            raise self.refusal()
        return super().chain(klass)

    def refusal(self) -> NotScoped:
        name = self.model.__name__ if self.model else "?"
        return NotScoped(f"{name}: say visible_to(user), or unscoped_for(reason).")


class ClosedQuerySet(models.QuerySet[Any]):
    """What every QuerySet of a table about people builds on; `visible_to` of the model opens it."""

    def __init__(self, model: Any = None, query: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(model, query or ClosedQuery(model), *args, **kwargs)

    def opened(self) -> Self:
        """The same rows, scoped: said by `visible_to` and `unscoped_for` alone."""
        found = self.all()
        found.query.__class__ = sql.Query
        return found

    def unscoped_for(self, reason: str) -> Self:
        """All rows, for work of the portal's own; a test allows each reason by its name."""
        if not reason:
            raise NotScoped("A reason, in a word or two.")
        return self.opened()

    def delete(self) -> Any:
        self._refuse_if_closed()
        return super().delete()

    def _raw_delete(self, using: Any) -> Any:
        self._refuse_if_closed()
        return super()._raw_delete(using)

    def _merge_sanity_check(self, other: Any) -> None:
        """Rows that are open are never joined with rows that are not."""
        self._refuse_if_closed()
        other._refuse_if_closed()
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise NotScoped("No raw query on people's records.")

    def _refuse_if_closed(self) -> None:
        if isinstance(self.query, ClosedQuery):
            raise self.query.refusal()
