"""Addresses of the portal's own pages, worked out once: a list has a hundred of them."""

from functools import cache
from uuid import UUID

from django.urls import reverse

ANY = UUID(int=0)


@cache
def address(name: str) -> str:
    """The address of a page that has but one. Raises NoReverseMatch."""
    return reverse(name)


def address_of(name: str, key: UUID | str) -> str:
    """The address of a row's page, by its id or slug. Raises NoReverseMatch."""
    before, after = _around(name)
    return f"{before}{key}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
