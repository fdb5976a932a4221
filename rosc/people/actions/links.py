"""The link to a person's own page and the second thing it asks for."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rosc.access import ANYBODY, Actor, Permission
from rosc.accounts.models import hash_of
from rosc.audit.actions import record
from rosc.people import notifications
from rosc.people.actions.checks import need
from rosc.people.models import Person, PersonLink, PersonVisit, SecondFactor
from rosc.people.models.links import MOST_TRIES, VISIT_LASTS

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
    PersonVisit.objects.filter(link__person=person).delete()  # whoever is in has to answer anew
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
    if not is_own_answer(link.person, answer):
        _note(link.person, "person.wrong_answer", {"link": link.pk})
        return False
    PersonLink.objects.filter(pk=link.pk).update(tries=0)
    return True


@transaction.atomic
def begin_visit(*, link: PersonLink, now: datetime) -> str:
    """Let whoever answered stay until half an hour after their last press; what their browser is
    to show meanwhile.

    A second visit by the same link ends the first.
    """
    key = secrets.token_urlsafe(32)
    PersonVisit.objects.filter(link=link).delete()
    PersonVisit.objects.create(link=link, key_hash=hash_of(key), expires_at=now + VISIT_LASTS)
    return key


@transaction.atomic
def prolong_visit(*, visit: PersonVisit, now: datetime) -> None:
    """They have pressed something: half an hour from here."""
    until = now + VISIT_LASTS
    if until - visit.expires_at > timedelta(minutes=1):
        PersonVisit.objects.filter(pk=visit.pk).update(expires_at=until)


@transaction.atomic
def end_visit(*, visit: PersonVisit) -> None:
    """They have gone: the cookie opens nothing any more."""
    PersonVisit.objects.filter(pk=visit.pk).delete()


@transaction.atomic
def turn_away(*, link: PersonLink | None, why: str) -> None:
    """Somebody came by a link that leads nowhere (any more)."""
    person = link.person if link else None
    _note(person, "person.link_refused", {"why": why, "link": link and link.pk})


@transaction.atomic
def send_link(*, person: Person, by: Actor, is_asked_for: bool = False) -> None:
    """Send them a link to their own page, by the route that is safe and at a time that is, or at
    once where they are there and ask for it (`is_asked_for`).

    Raises PermissionDenied, and ValidationError where nothing may be sent or nothing is asked for.
    """
    need(by, Permission.PERSON_SAFETY, person)
    if not person.second_factor:
        raise ValidationError("Choose together what their page asks for first.")
    refused = notifications.may_reach(notifications.route_for(person))
    if refused:
        raise ValidationError("There is no safe way to send them anything at the moment.")
    event = record(by=by, verb="person.send_link", subject=person, organisation=person.organisation)
    notifications.plan_own_page(person, str(event.pk), is_asked_for=is_asked_for)


@transaction.atomic
def ask_for_link(*, link: PersonLink | None, why: str) -> None:
    """Somebody with a link that leads nowhere asks for a new one: it goes where the person said is
    safe, once a day at most, and the page says the same whether there is anybody or not."""
    person = link.person if link else None
    _note(person, "person.ask_for_link", {"why": why, "link": link and link.pk})
    if link and link.person.second_factor:
        reason = f"{link.person_id}.{timezone.localdate()}"
        notifications.plan_own_page(link.person, reason, is_asked_for=True)


def _note(person: Person | None, verb: str, details: dict[str, Any]) -> None:
    where = person and person.organisation
    record(by=ANYBODY, verb=verb, subject=person, organisation=where, details=details)


def is_own_answer(person: Person, answer: str) -> bool:
    """Whether it is the second thing. Whoever asks counts the tries first."""
    if person.second_factor == SecondFactor.WORD:
        return check_password(_plain(answer), person.second_factor_hash)
    if person.second_factor == SecondFactor.BIRTHDAY and person.date_of_birth:
        return secrets.compare_digest(answer.strip(), f"{person.date_of_birth:%d%m}")
    return False


def _plain(word: str) -> str:
    """The word as it is compared: case, accents' spelling and outer space do not matter."""
    return unicodedata.normalize("NFKC", word).strip().casefold()
