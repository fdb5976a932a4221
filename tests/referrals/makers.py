"""Introductions for tests, made by the actions that the portal itself uses."""

from datetime import timedelta

from django.utils import timezone

from directory.models import LocalAuthority
from referrals import actions
from referrals.models import HandOver, Pairing, PeerWorker, Referral
from rosc.access import SYSTEM
from rosc.people import actions as people
from rosc.people.models import LawfulBasis
from tests.directory.makers import make_service
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.people.makers import make_basis, make_person

DETAILS = ("name", "contact", "need")
LEEDS = "E08000035"


def make_draft(sender, receiver, *, person=None, service=None, by=SYSTEM, **facts) -> Referral:
    person = person or make_person(sender)
    service = service or make_service("Somebody to talk to", organisation=receiver)
    facts = {
        "needs": ["peer-support"],
        "area": LocalAuthority.objects.get(pk=LEEDS),
        **facts,
    }
    return actions.start(person=person, service=service, by=by, **facts)


def make_consent(referral, details=DETAILS):
    return people.agree(
        person=referral.person,
        purpose="introduce",
        recipient=referral.receiver,
        details=details,
        method="together",
        by=SYSTEM,
    )


def make_sent(sender, receiver, *, details=DETAILS, notes="", by=SYSTEM, **facts) -> Referral:
    referral = make_draft(sender, receiver, by=by, **facts)
    actions.send(referral=referral, consent=make_consent(referral, details), by=by, notes=notes)
    return referral


def make_accepted(sender, receiver, **options) -> Referral:
    if not LawfulBasis.objects.filter(organisation=receiver).exists():
        make_basis(receiver)
    referral = make_sent(sender, receiver, **options)
    return actions.accept(referral=referral, by=SYSTEM)


def make_pathway(sender, receiver, *, is_agreed=True, by=SYSTEM, services=(), **terms):
    """Proposed by the sender; with `is_agreed` the receiver has said yes."""
    terms = {"answer_days": 3, "for_whom": "Anybody", **terms}
    review_on = terms.pop("review_on", timezone.localdate() + timedelta(days=365))
    pathway = actions.propose_pathway(
        sender=sender,
        receiver=receiver,
        side="sender",
        by=by,
        services=services,
        audiences=terms.pop("audiences", ()),
        review_on=review_on,
        **terms,
    )
    if is_agreed:
        seen = pathway.updated_at
        actions.agree_pathway(pathway=pathway, side="receiver", by=by, seen=seen)
    return pathway


def make_peer(user, organisation, **facts) -> PeerWorker:
    """A peer worker with all that is recorded before anybody is given to them."""
    day = timezone.localdate()
    days = dict.fromkeys(("confidentiality_on", "boundaries_on", "safeguarding_on"), day)
    if "supervisor" not in facts:
        supervisor = UserFactory(name="Sue Pervisor")
        MembershipFactory(user=supervisor, organisation=organisation, role="board_member")
        facts["supervisor"] = supervisor
    facts = {**days, **facts}
    return PeerWorker.objects.create(user=user, organisation=organisation, **facts)


def make_pairing(person, peer, *, by=SYSTEM, days=30, **facts) -> Pairing:
    today = timezone.localdate()
    facts = {"purpose": "Tuesday coffee", "starts_on": today, "method": "together", **facts}
    until = facts.pop("until", today + timedelta(days=days))
    return actions.pair(person=person, peer=peer, by=by, until=until, **facts)


def make_hand_over(referral) -> HandOver:
    """Another place is proposed to them, which may hold records."""
    there = OrganisationFactory(name="Another place")
    make_basis(there)
    other = make_service("Walks on Sundays", organisation=there)
    [made] = actions.hand_over(referrals=[referral], successor=other, by=SYSTEM)
    return made


def again(referral) -> Referral:
    """As the database has it now."""
    rows = Referral.objects.unscoped_for("test").select_related(
        "person__organisation", "held_by", "receiver", "service", "received_person__organisation"
    )
    return rows.get(pk=referral.pk)
