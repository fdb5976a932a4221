"""The link to a person's own page and the second thing it asks for."""

import secrets
import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from rosc.access import Actor, Permission
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.models import Person, PersonLink, SecondFactor
from rosc.people.models.links import MOST_TRIES

SHORTEST_WORD = 6


@transaction.atomic
def choose_second_factor(*, person: Person, kind: str, word: str = "", by: Actor) -> None:
    """What the person's own page asks for beside the link. Raises PermissionDenied, and
    ValidationError for a short word or a birthday nobody has noted."""
    need(by, Permission.PERSON_CHANGE, person)
    if kind == SecondFactor.WORD:
        if len(_plain(word)) < SHORTEST_WORD:
            raise ValidationError(f"Choose a word of at least {SHORTEST_WORD} letters.")
        person.second_factor_hash = make_password(_plain(word))
    elif person.date_of_birth is None:
        raise ValidationError("Note their date of birth first, or agree on a word.")
    else:
        person.second_factor_hash = ""
    person.second_factor = kind
    person.save(update_fields=["second_factor", "second_factor_hash", "updated_at"])
    details = {"kind": kind}
    where = person.organisation
    record(by=by, verb="person.second_factor", subject=person, organisation=where, details=details)


@transaction.atomic
def open_by_link(*, link: PersonLink, answer: str, now: datetime) -> bool:
    """Whether `answer` is the second thing; each wrong one counts, and five close the link.

    The try is counted before the answer is looked at, so that many at once are still five.
    """
    rows = PersonLink.objects.filter(
        pk=link.pk, tries__lt=MOST_TRIES, ended_at=None, expires_at__gt=now
    )
    if not rows.update(tries=F("tries") + 1):
        return False
    if not _is_right(link.person, answer):
        return False
    PersonLink.objects.filter(pk=link.pk).update(tries=0)
    return True


def _is_right(person: Person, answer: str) -> bool:
    if person.second_factor == SecondFactor.WORD:
        return check_password(_plain(answer), person.second_factor_hash)
    if person.second_factor == SecondFactor.BIRTHDAY and person.date_of_birth:
        return secrets.compare_digest(answer.strip(), f"{person.date_of_birth:%d%m}")
    return False


def _plain(word: str) -> str:
    """The word as it is compared: case, accents' spelling and outer space do not matter."""
    return unicodedata.normalize("NFKC", word).strip().casefold()
