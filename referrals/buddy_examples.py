"""Invented peer workers, pairings and help getting to a meeting, for the demo."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals import actions
from referrals.examples import WORKERS
from referrals.models import PeerWorker, Referral
from rosc.accounts.models import User
from rosc.people import actions as people
from rosc.people.models import Person


@transaction.atomic
def seed() -> str:
    """Make them, unless they are there or the examples they hang on are not."""
    found = {user.email: user for user in User.objects.filter(email__in=WORKERS.values())}
    lero, peer = found.get(WORKERS["lero"]), found.get(WORKERS["peer"])
    if lero is None or peer is None or PeerWorker.objects.exists():
        return "Example peer workers: none made"
    membership = peer.memberships.active().select_related("organisation", "user").get()
    row = prepare(membership, lero)
    taken_in = Referral.objects.unscoped_for("examples").filter(
        receiver=membership.organisation, received_person__preferred_name__in=["Jo", "Ash"]
    )
    for referral in taken_in.select_related("received_person__organisation", "person"):
        if referral.received_person:
            _go_along(referral, referral.received_person, row, lero)
    _around(found.get(WORKERS["keyworker"]))
    return "Example peer workers: 1 made"


def prepare(membership: Any, by: User) -> PeerWorker:
    day = timezone.localdate() - timedelta(days=60)
    return actions.prepare_peer(
        membership=membership,
        by=by,
        hours="Tuesday and Thursday afternoons",
        most_people=3,
        supervisor=by,
        confidentiality_on=day,
        boundaries_on=day,
        safeguarding_on=day,
    )


def _go_along(referral: Referral, person: Person, peer: PeerWorker, by: User) -> None:
    today = timezone.localdate()
    actions.pair(
        person=person,
        peer=peer,
        by=by,
        purpose="The first three Tuesdays at the café",
        starts_on=today,
        until=today + timedelta(days=60),
        method="together",
        referral=referral,
    )


def _around(worker: User | None) -> None:
    """Help getting to a meeting, and a circle, for one of the keyworker's people."""
    rows = Person.objects.unscoped_for("examples").filter(own_reference="AB-101")
    person = rows.select_related("organisation").first()
    meetings = Service.objects.for_public().filter(fellowship__isnull=False)
    meeting = meetings.order_by("name", "pk").first()
    if person is None or worker is None:
        return
    for kind, who, what in (("family", "Bea", "Sunday dinner"), ("friend", "Ali", "")):
        people.add_to_circle(
            person=person, kind=kind, who=who, helps_with=what, method="together", by=worker
        )
    if meeting is not None:
        help_given = actions.start_meeting_help(person=person, service=meeting, by=worker)
        actions.note_meeting_help(found=help_given, step="encouraged_on", is_done=True, by=worker)
