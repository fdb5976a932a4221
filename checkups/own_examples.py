"""Invented words from people's own side, for the demo: a form to reply to, a call that is wanted,
a draft of a way back, and hours on call."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from checkups import actions, form_links
from checkups.actions.asking import ask
from checkups.form_pages import pages_of
from checkups.models import CallRequest, CheckUp, OnCall, Plan, WantedCall
from referrals.examples import WORKERS
from rosc.access import SYSTEM
from rosc.accounts.models import User
from rosc.people import actions as people
from rosc.people.models import Person

SAID = {
    "how": 6,
    "good": "I went to the garden group again.",
    "fills": ["groups"],
    "next": ["more-calls"],
}


@transaction.atomic
def seed() -> str:
    """Make them, unless they are there or the examples they hang on are not."""
    asked = CallRequest.objects.filter(what=WantedCall.TREATMENT)
    if OnCall.objects.exists() or asked.exists():
        return "Example calls: none made"
    for email in (WORKERS["keyworker"], WORKERS["peer"]):
        user = User.objects.filter(email=email).first()
        if user is not None:
            _on_call(user)
    plan = _plan()
    person = plan.person if plan else _somebody()
    if person is None:
        return "Example calls: hours on call only"
    ask(
        person=person,
        plan=plan,
        what=WantedCall.TREATMENT,
        words="I had a hard week, and would like to come back before it gets worse.",
        by=SYSTEM,
    )
    if plan is not None:
        _form(plan)
    return "Example calls: 1 made"


def _on_call(user: User) -> None:
    """Tomorrow evening, and the one after."""
    here = user.active_memberships[0].organisation
    if here is None:
        return
    for days in (1, 2):
        on = timezone.localdate() + timedelta(days=days)
        start = timezone.make_aware(datetime.combine(on, time(18)))
        actions.put_on_call(
            organisation=here,
            user=user,
            starts_at=start,
            ends_at=start + timedelta(hours=4),
            by=user,
        )


def _plan() -> Plan | None:
    rows = Plan.objects.unscoped_for("examples").standing().order_by("created_at", "pk")
    found: Plan | None = rows.filter(worker__email=WORKERS["keyworker"], is_inside=False).first()
    return found


def _somebody() -> Person | None:
    rows = Person.objects.unscoped_for("examples").filter(own_reference="AB-101")
    return rows.select_related("organisation").first()


def _form(plan: Plan) -> None:
    """One that the person has sent, to be replied to."""
    person, now = plan.person, timezone.now()
    if not person.second_factor:
        people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    rows = CheckUp.objects.unscoped_for("examples").planned().filter(plan=plan)
    checkup = rows.select_related("plan__person__organisation", "organisation").first()
    if checkup is None or person.is_stopped:
        return
    form = form_links.make(checkup, now)
    for number, page in enumerate(pages_of(plan)):
        asked = {one.slug for one in page.asked}
        said = {slug: words for slug, words in SAID.items() if slug in asked}
        actions.save_answers(form=form, page=number, said=said, by=SYSTEM)
