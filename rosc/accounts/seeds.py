"""The encrypted seeds of second factors, which allauth keeps in a JSON column."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from rosc.encryption import Reseal

CONTEXT = "mfa_authenticator.data"
SEALED = ("secret", "seed")


def reseal_all(reseal: Reseal) -> int:
    """Bring every seed under the first key; how many were changed."""
    changed = 0
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            changed += bool(row and _reseal(row, reseal))
    return changed


def _reseal(row: Authenticator, reseal: Reseal) -> bool:
    new = {name: reseal(row.data[name], CONTEXT) for name in SEALED if name in row.data}
    if all(row.data[name] == token for name, token in new.items()):
        return False
    row.data |= new
    row.save(update_fields=["data"])
    return True
