"""Plans and check-ups for tests, made by the actions that the portal itself uses."""

import json
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from checkups import actions
from checkups.models import CallRequest, CheckUp, Plan, SelfCompletion, UrgentFlag
from checkups.schedule import Anchor, AnchorKind
from checkups.shipped import shipped
from rosc.access import SYSTEM
from tests.people.makers import make_person


def make_plan(organisation, worker, *, person=None, by=SYSTEM, schedule="phone12", **facts) -> Plan:
    """Weekly calls from today, done by `worker`, unless something else is said."""
    person = person or make_person(organisation)
    kind = AnchorKind(facts.pop("anchor_kind", "agreement"))
    anchor = Anchor(kind, facts.pop("anchor_on", timezone.localdate()))
    facts = {"schedule": chosen(schedule), "anchor": anchor, "method": "together", **facts}
    return actions.agree(person=person, by=by, worker=worker, **facts)


def chosen(slug) -> actions.Chosen:
    """A shipped schedule as it was chosen."""
    return actions.Chosen(slug, shipped(slug).name, shipped(slug).pattern)


def checkups_of(plan) -> list[CheckUp]:
    """All of them, by day."""
    rows = CheckUp.objects.unscoped_for("test").filter(plan=plan)
    return list(rows.select_related("plan__organisation", "plan__person", "organisation"))


def planned(plan) -> list[CheckUp]:
    return [one for one in checkups_of(plan) if one.status == "planned"]


def first_of(plan) -> CheckUp:
    return planned(plan)[0]


def again(row):
    """As the database has it now."""
    rows = type(row).objects.unscoped_for("test")
    if isinstance(row, CheckUp):
        rows = rows.select_related("plan__organisation", "plan__person", "organisation")
    else:
        rows = rows.select_related("organisation", "person", "worker", "consent")
    return rows.get(pk=row.pk)


def make_tries(checkup, *, by=SYSTEM, routes=("phone", "text", "phone"), result="no-answer"):
    """Three tries on three days before now, by two routes."""
    now = timezone.now()
    for number, route in enumerate(routes):
        at = now - timedelta(days=number + 1, hours=5 * number)
        actions.record_attempt(checkup=checkup, by=by, at=at, result=result, route=route)


def make_everything(person, worker, words) -> Plan:
    """A plan with a row in each table under it, and `words` wherever there are any."""
    plan = make_plan(person.organisation, worker, person=person)
    checkup = first_of(plan)
    agreed = [actions.Action(f"{words} action")]
    said = {"good": f"{words} good", "use": "yes"}
    actions.hold(checkup=checkup, by=worker, said=said, agreed=agreed)
    scores, moves = {"home": 4}, {"home": f"{words} home"}
    actions.rate_strengths(plan=plan, by=worker, scores=scores, moves_up=moves, checkup=checkup)
    today = timezone.localdate()
    actions.add_outside_score(
        plan=plan, name=f"{words} measure", on=today, total=Decimal(42), by=worker
    )
    now = timezone.now()
    SelfCompletion.objects.create(
        checkup=first_of(plan),
        token_hash=str(plan.pk),
        expires_at=now,
        raw=json.dumps({"good": f"{words} form"}),
        finished_at=now,
        reply_by=today,
    )
    CallRequest.objects.create(
        person=person,
        plan=plan,
        what="slipped",
        words=f"{words} call",
        asked_at=now,
        answer_by=today,
    )
    UrgentFlag.objects.create(
        person=person, plan=plan, checkup=checkup, why=["abuse"], raised_at=now
    )
    return plan
