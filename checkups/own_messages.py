"""What the person is sent of a form, and what those who work there are told of what came from the
person: never who it is, and never what about."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from checkups import form_links
from checkups.models import CallRequest, CheckUp, OnCall, Plan, SelfCompletion, UrgentFlag
from checkups.notifications import plan_by, route_of
from checkups.reaching import leads_of, promised_in_words, workers_of
from rosc.accounts.models import User
from rosc.outbox import keys
from rosc.outbox.actions import plan as put_down
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people.notifications import (
    own_page_of,
    route_for,
    sample_of,
    text_of,
    to_person,
)

FORM_TEXT = "messages/checkups/form.txt"
CHANGED_TEXT = "messages/checkups/call_changed.txt"


# --- To the person --------------------------------------------------------------------------------
def plan_form(checkup: CheckUp, reason: str) -> bool:
    """A link to the form, by the safe route; False where there is none. `reason` says why this
    once: the same one plans no second message."""
    route = route_of(checkup.plan)
    if route is None:
        return False
    plan_by(route, FORM, checkup.pk, reason)
    return True


def prepare_form(message: OutboundMessage) -> Prepared | Skip:
    rows = CheckUp.objects.unscoped_for("message").select_related("plan__person")
    checkup = rows.filter(pk__in=[message.subject_id]).first()
    now = timezone.now()
    if checkup is None or not checkup.can_be_held or not checkup.plan.offers_form:
        return Skip("moved_on")
    if not checkup.plan.person.second_factor:
        return Skip("no_own_page")
    link = form_links.address_of(checkup, now)
    said = {
        words: text_of(FORM_TEXT, link, is_frank=words == "frank") for words in ("neutral", "frank")
    }
    return to_person(message, **said)


FORM = Kind(
    "checkups.form", "A check-up to do on their phone", prepare_form, sample=sample_of(FORM_TEXT)
)


def tell_call_changed(request: CallRequest, event_id: object) -> None:
    """What they were told of a call counts no more: they hear what counts now, by the safe route
    where there is one."""
    person = request.person
    route = route_of(request.plan) if request.plan else route_for(person)
    if route is not None:
        plan_by(route, CALL_CHANGED, request.pk, f"{request.pk}.{event_id}")


def prepare_call_changed(message: OutboundMessage) -> Prepared | Skip:
    """In the words that count as it goes; of several changes, the last alone is told."""
    rows = CallRequest.objects.open().filter(pk__in=[message.subject_id])
    request, now = rows.for_list().first(), timezone.now()
    same = OutboundMessage.objects.filter(kind=message.kind, subject_id=message.subject_id)
    if request is None:
        return Skip("moved_on")
    if same.filter(due_at__gt=message.due_at).exists():
        return Skip("newer_waits")
    if request.is_over(now):
        return Skip("moment_passed", is_flagged=True)
    person = request.person
    link = own_page_of(person, now) if person.second_factor else ""
    said = {name: _changed(request, link, name == "frank") for name in ("neutral", "frank")}
    return to_person(message, **said)


def _changed(request: CallRequest, link: str, is_frank: bool) -> str:
    context = {
        "portal_name": settings.PORTAL_NAME,
        "promised": promised_in_words(request),
        "link": link,
        "is_frank": is_frank,
    }
    return render_to_string(CHANGED_TEXT, context)


def sample_call_changed(is_frank: bool) -> str:
    """As it would go, of a call on an ordinary day."""
    example = CallRequest(promised_on=date(2026, 3, 3), promised_at=time(9))
    return _changed(example, f"{settings.PORTAL_URL}/...", is_frank)


CALL_CHANGED = Kind(
    "checkups.call_changed",
    "A call they asked for is at another time",
    prepare_call_changed,
    sample=sample_call_changed,
)


# --- To those who work there ----------------------------------------------------------------------
def tell_form_answered(form: SelfCompletion, event_id: object) -> None:
    plan = form.checkup.plan
    _tell(FORM_ANSWERED, form.pk, workers_of(plan.person, plan), f"form.{form.pk}.{event_id}")


def tell_call_wanted(request: CallRequest) -> None:
    """Whoever was named as who rings, by text too, and whoever does the check-ups."""
    users, named = workers_of(request.person, request.plan), [*filter(None, [request.caller])]
    reason = f"call.{request.pk}"
    _tell(CALL_WANTED, request.pk, [*named, *users], reason)
    _text(CALL_TEXT, request, named, reason)


def tell_call_begun(request: CallRequest) -> None:
    """Whoever is to ring, as their hours begin: by text too."""
    named, reason = [*filter(None, [request.caller])], f"call.{request.pk}.{request.rests_on_id}"
    _tell(CALL_WANTED, request.pk, named, reason)
    _text(CALL_TEXT, request, named, reason)


def tell_call_moved(request: CallRequest, event_id: object) -> None:
    """Who was to ring cannot: whoever is named now, whoever does the check-ups, and who leads."""
    users, named = workers_of(request.person, request.plan), [*filter(None, [request.caller])]
    reason = f"call.{request.pk}.{event_id}"
    _tell(CALL_MOVED, request.pk, [*named, *users, *leads_of(request.person)], reason)
    _text(CALL_TEXT, request, named, reason)


def tell_urgent(flag: UrgentFlag, users: Iterable[User]) -> None:
    """At once, at each level of the chain; whoever is on call by text too, where they said so."""
    told, reason = list(users), f"flag.{flag.pk}.{flag.level}"
    _tell(URGENT, flag.pk, told, reason)
    _text(URGENT_TEXT, flag, told, reason)


def tell_own_change(plan: Plan, event_id: object) -> None:
    """They moved a day, paused or stopped; they gave no reason, and need none."""
    _tell(OWN_CHANGE, plan.pk, workers_of(plan.person, plan), f"plan.{plan.pk}.{event_id}")


def tell_late(row: CallRequest | SelfCompletion) -> None:
    """Who leads, once for each promise: somebody was told that a human answers by a day that is
    over. Of a call by an hour that has passed, also whoever does the check-ups."""
    if isinstance(row, SelfCompletion):
        _tell(FORM_LATE, row.pk, leads_of(row.checkup.plan.person), f"late.{row.pk}")
        return
    users = workers_of(row.person, row.plan) if row.is_missed(timezone.now()) else []
    reason = f"late.{row.pk}.{row.promised_on}.{row.promised_at}"
    _tell(CALL_LATE, row.pk, [*users, *leads_of(row.person)], reason)


def _tell(kind: Kind, subject_id: UUID, users: Iterable[User], reason: str) -> None:
    for user_id in dict.fromkeys(one.pk for one in users):
        key = keys.event(f"{kind.slug}.{reason}", user_id, Channel.EMAIL)
        put_down(key=key, kind=kind.slug, subject_id=subject_id, route_id=user_id)


def _text(kind: Kind, about: CallRequest | UrgentFlag, users: list[User], reason: str) -> None:
    """To those of them who are on call now and gave a number for it."""
    there = OnCall.objects.at(about.organisation, timezone.now())
    for row in there.filter(user__in=users, number__isnull=False):
        put_down(
            key=keys.event(f"{kind.slug}.{reason}", row.pk, Channel.TEXT),
            kind=kind.slug,
            subject_id=about.pk,
            route_id=row.pk,
            channel=Channel.TEXT,
        )


def prepare_form_answered(message: OutboundMessage) -> Prepared | Skip:
    return _of_form(message, "form_answered", "Somebody waits for your reply")


def prepare_form_late(message: OutboundMessage) -> Prepared | Skip:
    return _of_form(message, "late", "Somebody still waits for a reply")


def _of_form(message: OutboundMessage, template: str, subject: str) -> Prepared | Skip:
    """While nobody has replied, to somebody who may still read it."""
    user = User.objects.reader_of(message)
    rows = SelfCompletion.objects.to_answer().filter(pk__in=[message.subject_id])
    form = rows.visible_to(user).first() if user else None
    if user is None or form is None:
        return Skip("moved_on")
    link = reverse("checkups:answer_form", args=[form.pk])
    return _mail(user, template, subject, link, {"by": form.reply_by})


def prepare_call_wanted(message: OutboundMessage) -> Prepared | Skip:
    return _of_call(message, "call_wanted", "Somebody would like to hear from you")


def prepare_call_moved(message: OutboundMessage) -> Prepared | Skip:
    return _of_call(message, "call_moved", "Who rings somebody has changed")


def prepare_call_late(message: OutboundMessage) -> Prepared | Skip:
    return _of_call(message, "late", "Somebody still waits for a call")


def _of_call(message: OutboundMessage, template: str, subject: str) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    found = _open_call(message, user)
    if user is None or found is None:
        return Skip("moved_on")
    link = reverse("checkups:answer_request", args=[found.pk])
    context = {"by": found.answer_by, "is_named": found.caller_id == user.pk, "asked": found}
    context["is_missed"] = found.is_missed(timezone.now())
    context["is_to_come"] = found.is_to_come(timezone.now())
    sent = OutboundMessage.objects.filter(kind=CALL_CHANGED.slug, subject_id=found.pk)
    context["is_sent"] = sent.exists()
    return _mail(user, template, subject, link, context)


def _open_call(message: OutboundMessage, user: User | None) -> CallRequest | None:
    """What it is about, until it is done, for somebody who may see it."""
    rows = CallRequest.objects.open().filter(pk__in=[message.subject_id]).for_list()
    return rows.visible_to(user).first() if user else None


def prepare_urgent(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    flag = _unopened(message, user)
    if user is None or flag is None:
        return Skip("moved_on")
    link = reverse("checkups:urgent_flag", args=[flag.pk])
    return _mail(user, "urgent", "Please open this now", link, {"by": flag.climbs_at})


def prepare_urgent_text(message: OutboundMessage) -> Prepared | Skip:
    there = _on_call(message)
    flag = _unopened(message, there.user) if there else None
    if there is None or flag is None:
        return Skip("moved_on")
    link = reverse("checkups:urgent_flag", args=[flag.pk])
    return _to_number(there, "urgent_text", link, {"by": flag.climbs_at})


def prepare_call_text(message: OutboundMessage) -> Prepared | Skip:
    there = _on_call(message)
    found = _open_call(message, there.user) if there else None
    if there is None or found is None:
        return Skip("moved_on")
    link = reverse("checkups:answer_request", args=[found.pk])
    return _to_number(there, "call_text", link, {})


def _on_call(message: OutboundMessage) -> OnCall | None:
    """Whose number it goes to, in the hours for which they gave it."""
    rows = OnCall.objects.coming(timezone.now()).select_related("user")
    return rows.filter(pk__in=[message.route_id], number__isnull=False).first()


def _to_number(there: OnCall, template: str, link: str, context: Any) -> Prepared:
    return Prepared(str(there.number), "", _words(there.user, template, link, context))


def _unopened(message: OutboundMessage, user: User | None) -> UrgentFlag | None:
    """What it is about, until somebody has opened it, for somebody who may."""
    rows = UrgentFlag.objects.unopened().filter(pk__in=[message.subject_id])
    return rows.visible_to(user).first() if user else None


def prepare_own_change(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = Plan.objects.visible_to(user) if user else Plan.objects.unscoped_for("message").none()
    plan = rows.filter(pk__in=[message.subject_id]).first()
    if user is None or plan is None:
        return Skip("no_longer_theirs")
    return _mail(user, "own_change", "Something has changed", plan.get_absolute_url(), {})


def _mail(user: User, template: str, subject: str, link: str, context: Any) -> Prepared:
    return Prepared(user.email, subject, _words(user, template, link, context))


def _words(user: User, template: str, link: str, context: Any) -> str:
    told = {
        "portal_name": settings.PORTAL_NAME,
        "name": user.name,
        "link": f"{settings.PORTAL_URL}{link}",
        **context,
    }
    return render_to_string(f"messages/checkups/{template}.txt", told)


FORM_ANSWERED = Kind("checkups.form_answered", "A form to reply to", prepare_form_answered)
FORM_LATE = Kind("checkups.form_late", "A reply that is late", prepare_form_late)
CALL_WANTED = Kind("checkups.call_wanted", "Somebody would like a call", prepare_call_wanted)
CALL_MOVED = Kind("checkups.call_moved", "Who rings has changed", prepare_call_moved)
CALL_LATE = Kind("checkups.call_late", "A call that is late", prepare_call_late)
URGENT = Kind("checkups.urgent", "Something that cannot wait", prepare_urgent)
CALL_TEXT = Kind("checkups.call_text", "Somebody would like a call", prepare_call_text)
URGENT_TEXT = Kind("checkups.urgent_text", "Something that cannot wait", prepare_urgent_text)
OWN_CHANGE = Kind("checkups.own_change", "The person changed a day", prepare_own_change)
KINDS = (
    *(FORM, CALL_CHANGED, FORM_ANSWERED, FORM_LATE),
    *(CALL_WANTED, CALL_TEXT, CALL_MOVED, CALL_LATE),
    *(URGENT, URGENT_TEXT, OWN_CHANGE),
)
