"""Links to a check-up that somebody begins on their phone. Each leads to a page that asks for a
second thing first, and to nothing but that one form."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from checkups.models import CheckUp, SelfCompletion
from checkups.models.asking import FORM_LASTS, MOST_TRIES
from rosc.access import Link, Permission
from rosc.accounts.models import hash_of
from rosc.people import links as people
from rosc.people.models import Person
from rosc.people.models.links import SENT_LATE

SALT = "checkups.form"
PAGE_SALT = "checkups.form_page"
VISIT_LASTS = timedelta(minutes=30)
# Shut for one of these, what is sent from a page that was open is kept all the same.
HEARD_LATE = {"", "finished", "too_old", "too_many_tries", "not_needed", "inside"}


@transaction.atomic
def make(checkup: CheckUp, now: datetime) -> SelfCompletion:
    """The form of a check-up, for a week from now: the one that was begun, or a new one. One that
    was shut by wrong answers is followed by one that goes on from where it was."""
    rows = SelfCompletion.objects.begun(now).filter(checkup=checkup).for_list()
    begun = rows.select_for_update(of=["self"]).first()
    if begun is not None and begun.tries < MOST_TRIES:
        begun.expires_at = now + FORM_LASTS
        begun.save(update_fields=["expires_at"])
        return begun
    form = SelfCompletion(checkup=checkup, expires_at=now + FORM_LASTS)
    if begun is not None:
        _carry_over(begun, form, now)
    form.token_hash = hash_of(token_of(form))
    form.save(force_insert=True)
    return form


def _carry_over(old: SelfCompletion, new: SelfCompletion, now: datetime) -> None:
    """What was answered is kept once, and lost never."""
    new.raw, new.step, new.saved_at = old.raw, old.step, old.saved_at
    old.raw, old.ended_at = None, now
    old.save(update_fields=["raw", "ended_at", "updated_at"])


def token_of(form: SelfCompletion) -> str:
    """What its link ends in: always the same, so that a second reminder leads to what was saved."""
    return signing.Signer(salt=SALT).sign(form.pk.hex)


def address_of(checkup: CheckUp, now: datetime) -> str:
    """The whole address, to be sent."""
    token = token_of(make(checkup, now))
    return f"{settings.PORTAL_URL}{reverse('checkups:how_it_is', args=[token])}"


def find(token: str) -> SelfCompletion | None:
    """The form that `token` belongs to, whether or not it still takes an answer."""
    return SelfCompletion.objects.for_list().filter(token_hash=hash_of(token)).first()


def mark_of(form: SelfCompletion) -> str:
    """What each of its pages carries, so that a page left open is never saved into another form."""
    return signing.Signer(salt=PAGE_SALT).sign(form.pk.hex)


def new_key() -> str:
    return secrets.token_urlsafe(32)


def find_visit(key: str, now: datetime) -> SelfCompletion | None:
    """The form that whoever shows this key may go on with; once it is finished, the page that says
    what comes next."""
    if not key:
        return None
    rows = SelfCompletion.objects.for_list().filter(visit_until__gt=now)
    form = rows.filter(visit_hash=hash_of(key)).first()
    if form is not None:
        return form if form.why_shut(now) in ("", "finished") else None
    visit = people.find_visit(key, now)
    return _of_people(people.people_of(visit.link), now) if visit else None


def _of_people(found: list[Person], now: datetime) -> SelfCompletion | None:
    """For whoever is on their own page: the form they went to last."""
    rows = SelfCompletion.objects.for_list().filter(checkup__plan__person__in=found)
    form = rows.order_by("-updated_at", "-pk").first()
    return form if form and form.why_shut(now) in ("", "finished") else None


def find_late(key: str, mark: str, now: datetime) -> SelfCompletion | None:
    """The form of a page that was left open for some hours, or that was settled meanwhile: what
    stands on it still reaches us, and nothing is shown. Never once contact is not safe."""
    try:
        pk = UUID(signing.Signer(salt=PAGE_SALT).unsign(mark))
    except (signing.BadSignature, ValueError):
        return None
    form = SelfCompletion.objects.for_list().filter(pk=pk).first()
    if not key or form is None or form.why_shut(now) not in HEARD_LATE:
        return None
    if form.visit_hash == hash_of(key):
        return form if form.visit_until and form.visit_until > now - SENT_LATE else None
    visit = people.find_visit(key, now, late=SENT_LATE)
    found = people.people_of(visit.link) if visit else []
    return form if form.checkup.plan.person in found else None


def actor_of(form: SelfCompletion) -> Link:
    """Who answers by it."""
    return Link(form.pk, Permission.CHECK_UP_MOVE, form.organisation.pk)
