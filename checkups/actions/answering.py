"""A check-up that somebody does on their phone: let in, saved page by page, finished, replied to.

It never counts as held, and a human replies by the next working day.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from checkups import form_links, own_messages
from checkups.actions.asking import ask, sent_just_now
from checkups.actions.checks import need
from checkups.actions.holding import prompts_for
from checkups.actions.urgent import raise_urgent
from checkups.form_pages import FormPage, pages_of, urgent_in
from checkups.models import CheckUp, SelfCompletion, WantedCall
from checkups.models.asking import MOST_TRIES
from rosc.access import ANYBODY, SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User, hash_of
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.working_days import after

CAME_OF_IT = ("spoke", "wrote", "tried")
HOW_ANSWERED = ("reply_by", "replied_at", "replied_by", "late_told_on")


@transaction.atomic
def send_form(*, checkup: CheckUp, by: Actor) -> bool:
    """Send them a link to it, by the route that is safe; False where there is none.

    Raises PermissionDenied, and SomebodyGotThereFirst once it is over or they are not to be
    reached.
    """
    need(by, Permission.CHECK_UP_HOLD, checkup.plan)
    now = timezone.now()
    if not checkup.can_be_held or not may_have_form(checkup, now):
        raise SomebodyGotThereFirst
    event = _note(checkup, by, "checkup.send_form")
    return own_messages.plan_form(checkup, str(event.pk))


def may_have_form(checkup: CheckUp, now: datetime) -> bool:
    """Whether they agreed to answer on their phone, and nothing speaks against it."""
    person, plan = checkup.plan.person, checkup.plan
    is_open = bool(person.second_factor) and not person.is_stopped and not person.is_restricted
    return plan.offers_form and plan.is_standing and is_open and not plan.keeps_phone_silent(now)


@transaction.atomic
def begin_form(*, checkup: CheckUp, by: Actor) -> SelfCompletion:
    """Begin it from one's own page. Raises PermissionDenied and SomebodyGotThereFirst."""
    need(by, Permission.CHECK_UP_MOVE, checkup.plan)
    now = timezone.now()
    if not checkup.can_be_held or not may_have_form(checkup, now):
        raise SomebodyGotThereFirst
    form = form_links.make(checkup, now)
    form.save(update_fields=["updated_at"])
    return form


@transaction.atomic
def open_form(*, form: SelfCompletion, answer: str, now: datetime) -> str:
    """Let in whoever gives the second thing: the key their browser keeps meanwhile; nothing where
    it is wrong. Each wrong answer counts before it is looked at, and five close the link."""
    rows = SelfCompletion.objects.begun(now).filter(pk=form.pk, tries__lt=MOST_TRIES)
    if not rows.update(tries=F("tries") + 1):
        return ""
    if not people.is_own_answer(form.checkup.plan.person, answer):
        _note(form.checkup, ANYBODY, "checkup.wrong_answer", form=form.pk)
        return ""
    key, until = form_links.new_key(), now + form_links.VISIT_LASTS
    SelfCompletion.objects.filter(pk=form.pk).update(
        tries=0, visit_hash=hash_of(key), visit_until=until, updated_at=now
    )
    return key


@transaction.atomic
def turn_form_away(*, form: SelfCompletion | None, why: str) -> None:
    """Somebody came by a link that leads nowhere (any more)."""
    if form is None:
        record(by=ANYBODY, verb="checkup.form_refused", details={"why": why})
    else:
        _note(form.checkup, ANYBODY, "checkup.form_refused", form=form.pk, why=why)


@transaction.atomic
def save_answers(
    *,
    form: SelfCompletion,
    page: int,
    said: Mapping[str, Any],
    by: Actor,
    ring: str | None = None,
    is_late: bool = False,
) -> SelfCompletion:
    """Keep the answers of one page; the last one finishes it. What cannot wait goes at once.

    A page that is sent again keeps what was said before where nothing new is said. `ring`: they
    would like to be rung, and when. `is_late`: from a page that was left open; where the form is
    over by now, what is new on it is kept, and a human replies. Raises SomebodyGotThereFirst.
    """
    now = timezone.now()
    why = _locked(form, now)
    if why not in (form_links.HEARD_LATE if is_late else {""}):
        raise SomebodyGotThereFirst
    its_page = _page_of(form, page)
    before, new = form.answers, _said_on(its_page, said)
    if why and new.items() <= before.items() and not _rings_anew(form, ring, now):
        return form  # sent twice
    _keep(form, before | new, max(form.step, page + 1), now, is_late=is_late)
    _note(form.checkup, by, "checkup.save_answers", form=form.pk, page=page)
    _tell_urgent(form, before, new, by)
    _ask_to_ring(form, ring, by)
    if why or its_page.is_last:
        _finish(form, by, now)
    return form


def _page_of(form: SelfCompletion, page: int) -> FormPage:
    """One that they have come to. Raises SomebodyGotThereFirst."""
    pages = pages_of(form.checkup.plan)
    if not 0 <= page <= min(form.step, len(pages) - 1):
        raise SomebodyGotThereFirst
    return pages[page]


def _said_on(page: FormPage, said: Mapping[str, Any]) -> dict[str, Any]:
    asked = {one.slug for one in page.asked}
    return {slug: one for slug, one in said.items() if slug in asked and one not in ("", None, [])}


def _rings_anew(form: SelfCompletion, ring: str | None, now: datetime) -> bool:
    person = form.checkup.plan.person
    return ring is not None and not sent_just_now(person, WantedCall.RING_ME, ring, now)


def _ask_to_ring(form: SelfCompletion, ring: str | None, by: Actor) -> None:
    if ring is not None:
        plan = form.checkup.plan
        ask(person=plan.person, plan=plan, what=WantedCall.RING_ME, words=ring, by=by)


def _locked(form: SelfCompletion, now: datetime) -> str:
    """Why it is shut, with the row as it is now, which nobody else changes meanwhile."""
    locked = SelfCompletion.objects.select_for_update().get(pk=form.pk)
    form.raw, form.step, form.finished_at = locked.raw, locked.step, locked.finished_at
    form.ended_at, form.expires_at, form.tries = locked.ended_at, locked.expires_at, locked.tries
    return form.why_shut(now)


def _keep(
    form: SelfCompletion, said: Mapping[str, Any], step: int, now: datetime, *, is_late: bool
) -> None:
    """The visit goes on from here, unless it is over."""
    form.raw, form.step, form.saved_at = json.dumps(said), step, now
    if form.visit_until is not None and not is_late:
        form.visit_until = now + form_links.VISIT_LASTS
    form.save()


def _tell_urgent(
    form: SelfCompletion, before: Mapping[str, Any], new: Mapping[str, Any], by: Actor
) -> None:
    fresh = set(urgent_in(dict(new))) - set(urgent_in(dict(before)))
    if fresh:
        plan = form.checkup.plan
        raise_urgent(person=plan.person, plan=plan, checkup=form.checkup, why=sorted(fresh), by=by)


def _finish(form: SelfCompletion, by: Actor, now: datetime) -> None:
    """A human replies; once more, where they have said something since."""
    form.finished_at, form.reply_by = now, after(timezone.localdate(now), 1)
    form.replied_at = form.replied_by = form.late_told_on = None
    form.save(update_fields=[*HOW_ANSWERED, "finished_at", "updated_at"])
    event = _note(form.checkup, by, "checkup.finish_form", form=form.pk)
    _prompt(form.checkup, form.answers, timezone.localdate(now))
    own_messages.tell_form_answered(form, event.pk)


@transaction.atomic
def finish_left(*, form: SelfCompletion, now: datetime) -> bool:
    """Nobody has gone on with it for a day: what they said so far is read. False where somebody
    has, or it is over."""
    if _locked(form, now) in ("ended", "finished", "not_safe") or not form.raw:
        return False
    _finish(form, SYSTEM, now)
    return True


def _prompt(checkup: CheckUp, said: Mapping[str, Any], today: date) -> None:
    """Reasons to offer a way back, for a human to weigh."""
    found = prompts_for(checkup.plan, checkup, said, "")
    if not found:
        return
    prompts = sorted({*checkup.prompts, *found})
    CheckUp.objects.unscoped_for("plan").filter(pk=checkup.pk).update(
        prompts=prompts, prompted_on=checkup.prompted_on or today
    )
    checkup.prompts, checkup.prompted_on = prompts, checkup.prompted_on or today


@transaction.atomic
def read_form(*, form: SelfCompletion, by: User) -> None:
    """They have the answers before them: it is an opening of the record."""
    now = timezone.now()
    SelfCompletion.objects.filter(pk=form.pk, read_at=None).update(read_at=now)
    people.opened(person=form.checkup.plan.person, by=by, what="form")


@transaction.atomic
def answer_form(*, form: SelfCompletion, by: User, result: str) -> None:
    """A human has replied: they spoke, or wrote. Whoever could not be reached yet is tried again.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    need(by, Permission.CHECK_UP_HOLD, form.checkup.plan)
    now = timezone.now()
    rows = SelfCompletion.objects.to_answer().filter(pk=form.pk)
    changed = {"replied_at": now, "replied_by": by} if result != "tried" else {}
    if result not in CAME_OF_IT or not rows.update(**changed, updated_at=now):
        raise SomebodyGotThereFirst
    _note(form.checkup, by, "checkup.answer_form", form=form.pk, result=result)


def _note(checkup: CheckUp, by: Actor, verb: str, **details: Any) -> Any:
    where = checkup.organisation
    return record(by=by, verb=verb, subject=checkup, organisation=where, details=details)
