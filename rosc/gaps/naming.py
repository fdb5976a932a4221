"""What ids and verbs of this part are called in the audit."""

from collections.abc import Iterable
from uuid import UUID

from rosc.gaps.models import NdtmsCode

VERBS = {
    "hand_over.take": "Took out a file for a treatment return",
    "return_code.set": "Said what a code of the treatment return is",
}


def codes(ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = NdtmsCode.objects.filter(pk__in=list(ids))
    return {row.pk: f"Code of {row.item}" for row in rows}
