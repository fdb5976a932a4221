"""Text that is unreadable at rest: AES-256-GCM under a ring of keys from the environment.

A token is `key id.nonce and ciphertext`. It opens only with the context it was sealed in, so text
copied to another table, column or row stays shut. Whatever goes wrong raises; nothing is ever
returned as it was found.
"""

import base64
import binascii
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models, transaction

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: 96 random bits

Reseal = Callable[[str, str], str]


class EncryptionError(Exception):
    """Text could not be sealed or opened. The message never holds the text."""


class KeyRing:
    """The keys in use, by id: the first seals, every one of them opens."""

    def __init__(self, entries: tuple[str, ...]) -> None:
        """Take `id:base64 of 32 bytes` entries. Raises ImproperlyConfigured: start-up stops."""
        self.keys: dict[str, AESGCM] = {}
        for entry in entries:
            key_id, _, encoded = entry.strip().partition(":")
            if not key_id.isalnum() or key_id in self.keys:
                raise ImproperlyConfigured("ENCRYPTION_KEYS: each key needs a letters-only id.")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if len(key) != 32:
                raise ImproperlyConfigured(f"ENCRYPTION_KEYS: {key_id} is not base64 of 32 bytes.")
            self.keys[key_id] = AESGCM(key)
        if not self.keys:
            raise ImproperlyConfigured("ENCRYPTION_KEYS is empty.")
        self.first = next(iter(self.keys))


@lru_cache(maxsize=4)
def _ring(entries: tuple[str, ...]) -> KeyRing:
    return KeyRing(entries)


def key_ring() -> KeyRing:
    """The ring the settings name. Raises ImproperlyConfigured."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


def encrypt(plain: str, *, context: str) -> str:
    """Seal text with the first key; it opens only with the same `context`."""
    ring = key_ring()
    nonce = os.urandom(NONCE_BYTES)
    sealed = ring.keys[ring.first].encrypt(nonce, plain.encode(), context.encode())
    return f"{ring.first}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(token: str, *, context: str) -> str:
    """Open a token. Raises EncryptionError for an unknown key, a change or another context."""
    key_id, _, encoded = token.partition(".")
    key = key_ring().keys.get(key_id)
    if key is None:
        raise EncryptionError("No key of the ring opens this text.")
    try:
        sealed = base64.b64decode(encoded, altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(sealed).decode() != encoded:  # spare bits of the last letter
            raise InvalidTag
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        raise EncryptionError("This text was changed, or belongs to another place.") from None


def reseal(token: str, context: str) -> str:
    """The same text under the first key; the token itself when it is under that key already."""
    if token.startswith(f"{key_ring().first}."):
        return token
    return encrypt(decrypt(token, context=context), context=context)


class Sealed:
    """What a row holds until its text is asked for; says nothing when printed or logged."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<sealed>"


class _Text:
    """Opens the text when the attribute is read. Raises EncryptionError."""

    def __init__(self, field: "EncryptedText") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, Sealed):
            value = decrypt(value.token, context=self.field.context(row))
            row.__dict__[name] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedText(models.TextField):
    """A text column that only its own row can open; written by `save` and `bulk_create` alone.

    `update`, `bulk_update`, `values`, `values_list` and every filter but `isnull` raise FieldError:
    each would take or give text past the row it is bound to.
    """

    def context(self, row: models.Model) -> str:
        """What the text is bound to: table, column and the row's key."""
        if row.pk is None:
            raise EncryptionError("A row needs its key before its text can be sealed.")
        return f"{row._meta.db_table}|{self.column}|{row.pk}"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            setattr(cls, self.attname, _Text(self))

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(checks.Error("Encrypted text needs a row keyed by UUID.", obj=self))
        return found

    def from_db_value(self, value: str | None, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else super().to_python(value)

    def pre_save(self, row: models.Model, add: bool) -> Sealed | None:
        value = row.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        if not isinstance(value, str):
            raise EncryptionError(f"{self.name} takes text.")
        return Sealed(encrypt(value, context=self.context(row)))

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.token
        raise self._refusal("written or compared in a query")

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        if hasattr(value, "as_sql"):
            raise self._refusal("written by update or bulk_update")
        return "%s"

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        if compiler.query.values_select or not compiler.query.default_cols:
            raise self._refusal("read by values or values_list")
        return super().select_format(compiler, sql, params)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise self._refusal("searched")

    def get_transform(self, lookup_name: str) -> Any:
        raise self._refusal("searched")

    def _refusal(self, what: str) -> FieldError:
        return FieldError(f"{self.model.__name__}.{self.name} is encrypted and cannot be {what}.")


# Sealed text outside EncryptedText columns: a name, and a function that reseals all of it, by the
# function it is given, and returns how many it changed.
_elsewhere: dict[str, Callable[[Reseal], int]] = {}


def register_sealed(name: str, reseal_all: Callable[[Reseal], int]) -> None:
    """Have `rotate_keys` also reseal what an app keeps elsewhere; called in `AppConfig.ready`."""
    _elsewhere[name] = reseal_all


def reseal_everything() -> dict[str, int]:
    """Bring all sealed text under the first key; how many were changed, by table and column."""
    changed = {}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedText):
                changed[f"{model._meta.db_table}.{field.column}"] = _reseal_column(model, field)
    return changed | {name: again(reseal) for name, again in _elsewhere.items()}


def _reseal_column(model: type[models.Model], field: EncryptedText) -> int:
    """One row at a time under its lock, so that nobody's change is written over."""
    changed = 0
    rows = model._base_manager.filter(**{f"{field.name}__isnull": False})
    for pk in rows.order_by().values_list("pk", flat=True).iterator(chunk_size=1000):
        with transaction.atomic():
            row = rows.select_for_update().only(field.attname).filter(pk=pk).first()
            if row is None:
                continue
            before = row.__dict__[field.attname].token
            after = reseal(before, field.context(row))
            if after != before:
                row.__dict__[field.attname] = Sealed(after)
                row.save(update_fields=[field.name])
                changed += 1
    return changed
