"""Private contacts kept out of everything but the box that is theirs: found by their digest.

A number is one number however it is written: with spaces, with +44, or in the middle of a text.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations_with_replacement
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from directory.models import ContactAgreement, Service

EMAIL = re.compile(r"[\w.+'-]+@[\w.-]+\w")
DIGITS = re.compile(r"\+?\d+")
FEWEST, LONGEST = 9, 24  # digits of a number; letters of one as it is written
Gone = set[str]  # digests


def digest_of(contact: str) -> str:
    """What is kept of a private contact once it is to be forgotten."""
    plain = "".join(str(contact).split()).lower()
    return salted_hmac("directory.contact", plain, algorithm="sha256").hexdigest()


def digests_of(contact: str) -> set[str]:
    """Those of each way to write it."""
    found = {contact}
    number = re.sub(r"\D", "", contact)
    if len(number) >= FEWEST and "@" not in contact:
        home = re.sub(r"^(0044|44)?0?", "0", number)
        found |= {number, home, f"+44{home[1:]}", f"0044{home[1:]}"}
    return {digest_of(one) for one in found}


def forgotten(service: Service) -> Gone:
    """The digests of what is not to be shown again without a new agreement."""
    return {one.digest for one in service.agreements.all() if one.is_withdrawn}


def forgotten_of_organisations() -> dict[Any, Gone]:
    """The same for all that an organisation offers."""
    rows = ContactAgreement.objects.filter(is_withdrawn=True)
    found: dict[Any, Gone] = {}
    for organisation, digest in rows.values_list("service__organisation", "digest"):
        found.setdefault(organisation, set()).add(digest)
    return found


def holds(said: Any, gone: Gone) -> bool:
    """Whether one of these is anywhere in what is said: text, or lists and dicts of it."""
    if not gone:
        return False
    if isinstance(said, str):
        return any(gone & digests_of(said[start:end]) for start, end in _spans(said))
    if isinstance(said, dict):
        return any(holds(one, gone) for one in said.values())
    return isinstance(said, list | tuple) and any(holds(one, gone) for one in said)


def without(said: Any, gone: Gone) -> Any:
    """What is said, with each of these cut out of it."""
    if not gone:
        return said
    if isinstance(said, str):
        return _cut(said, gone)
    if isinstance(said, dict):
        return {name: without(one, gone) for name, one in said.items()}
    return [without(one, gone) for one in said] if isinstance(said, list | tuple) else said


def _cut(text: str, gone: Gone) -> str:
    for start, end in _spans(text):
        if gone & digests_of(text[start:end]):
            return _cut(text[:start].rstrip() + text[end:], gone)
    return text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where something may stand that is a contact: the whole, an address, digits together."""
    yield 0, len(text)
    yield from (found.span() for found in EMAIL.finditer(text))
    parts = [found.span() for found in DIGITS.finditer(text)]
    for (start, _), (_, end) in combinations_with_replacement(parts, 2):
        if end - start <= LONGEST and sum(map(str.isdigit, text[start:end])) >= FEWEST:
            yield start, end


def forget_everywhere(service: Service, gone: Gone) -> None:
    """Cut these out of all rows from which pages, files and messages about it are made."""
    profile = getattr(service.organisation, "profile", None)
    _forget([service, *service.locations.all(), *([profile] if profile else [])], gone)
    for session in service.sessions.all():
        _forget([session, *session.exceptions.all()], gone)


def _forget(rows: Iterable[models.Model], gone: Gone) -> None:
    for row in rows:
        changed = {}
        for column in row._meta.concrete_fields:
            if isinstance(column, models.CharField | models.TextField | models.JSONField):
                said = getattr(row, column.name)
                left = without(said, gone)
                if left != said and (left or column.blank):
                    changed[column.name] = left
        if changed:
            type(row)._base_manager.filter(pk=row.pk).update(**changed)
