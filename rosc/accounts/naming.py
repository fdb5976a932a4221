"""What ids of accounts are called where only ids are kept: in the audit."""

from collections.abc import Iterable
from uuid import UUID

from rosc.accounts.models import Organisation, User


def users(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def organisations(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
