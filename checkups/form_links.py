"""Links to a check-up that somebody begins on their phone. Each leads to a page that asks for a
second thing first, and to nothing but that one form."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from checkups.models import CheckUp, SelfCompletion
from checkups.models.asking import FORM_LASTS
from rosc.access import Link, Permission
from rosc.accounts.models import hash_of
from rosc.people import links as people
from rosc.people.models import Person

SALT = "checkups.form"
PAGE_SALT = "checkups.form_page"
VISIT_LASTS = timedelta(minutes=30)


def make(checkup: CheckUp, now: datetime) -> SelfCompletion:
    """The form of a check-up: the one that was begun, or a new one."""
    begun = SelfCompletion.objects.begun(now).filter(checkup=checkup).for_list().first()
    if begun is not None:
        return begun
    form = SelfCompletion(checkup=checkup, expires_at=now + FORM_LASTS)
    form.token_hash = hash_of(token_of(form))
    form.save(force_insert=True)
    return form


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


def actor_of(form: SelfCompletion) -> Link:
    """Who answers by it."""
    return Link(form.pk, Permission.CHECK_UP_MOVE, form.organisation.pk)
