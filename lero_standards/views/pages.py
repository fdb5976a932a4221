"""What the pages share: the LERO, and where its pages are."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from lero_standards import framework
from lero_standards.framework import Statement
from lero_standards.models import Assessment
from rosc.access import Permission
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find

ANSWERS = Permission.STANDARDS_ANSWER


def find_lero(request: SignedInRequest, pk: UUID) -> Organisation:
    """The LERO, for those who may answer its standards there; nothing for any other group."""
    found = find_owner(request, pk)
    if not found.is_lero:
        raise Http404
    return found


def find_owner(request: SignedInRequest, pk: UUID) -> Organisation:
    """The same, also where it is no LERO any more: what it shares it can stop."""
    return find(request, Organisation.objects.all(), pk, ANSWERS)


def find_own(request: SignedInRequest, rows: QuerySet[Any], pk: UUID) -> Any:
    """Something that belongs to a LERO, for the same people."""
    return find(request, rows.select_related("organisation"), pk, ANSWERS)


def statements_for(lero: Organisation) -> list[Statement]:
    """Those that apply to it, of the version it answers."""
    version = Assessment.objects.of(lero).version
    return framework.get(version).applying(lero.lero_type)


def statement_for(lero: Organisation, id: str) -> Statement:
    """One of them, or 404."""
    for one in statements_for(lero):
        if one.id == id:
            return one
    raise Http404


def at(page: str, lero: Organisation | UUID, *more: Any) -> str:
    """The address of one of its pages."""
    pk = lero.pk if isinstance(lero, Organisation) else lero
    return reverse(f"lero_standards:{page}", args=[pk, *more])
