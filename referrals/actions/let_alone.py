"""Writing once, and never again, to somebody whom a person close to them is worried about."""

import hashlib
import hmac
import secrets

from django.db import IntegrityError, transaction

from referrals.models import AddressKey, WrittenTo
from referrals.models.let_alone import ONLY_KEY
from rosc.people.addresses import plain


@transaction.atomic
def remember(address: str) -> bool:
    """Whether nobody was written to there before; from now on somebody was. Of two who ask at the
    same moment one is first."""
    found = hmac.new(_key(), plain(address).encode(), hashlib.sha256).hexdigest()
    try:
        with transaction.atomic():
            WrittenTo.objects.create(pk=found)
    except IntegrityError:
        return False
    return True


def _key() -> bytes:
    made = AddressKey(pk=ONLY_KEY, key=secrets.token_hex(32))
    if not AddressKey.objects.filter(pk=ONLY_KEY).exists():
        AddressKey.objects.bulk_create([made], ignore_conflicts=True)
    return bytes.fromhex(str(AddressKey.objects.get(pk=ONLY_KEY).key))
