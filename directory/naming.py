"""What ids of the directory are called where only ids are kept: in the audit."""

from collections.abc import Iterable
from uuid import UUID

from directory.models import Service


def services(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Service.objects.filter(pk__in=ids).values_list("pk", "name"))
