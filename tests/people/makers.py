"""People for tests, made by the actions that the portal itself uses."""

from datetime import date

from django.utils import timezone

from rosc.access import SYSTEM
from rosc.people import actions, links
from rosc.people.models import LawfulBasis, Person
from tests.factories import MembershipFactory, UserFactory


def make_person(organisation, name="Robin", **facts) -> Person:
    return actions.create(organisation=organisation, by=SYSTEM, preferred_name=name, **facts)


def make_route(person, kind="text", value="07700 900123", **facts):
    facts = {"is_safe": True, "is_preferred": True, **facts}
    return actions.add_route(person=person, by=SYSTEM, kind=kind, value=value, **facts)


def make_basis(organisation, **facts) -> LawfulBasis:
    facts = {"article_6": "public-task", "article_9": "care", **facts}
    return LawfulBasis.objects.create(
        organisation=organisation, set_by=UserFactory(), set_at=timezone.now(), **facts
    )


def again(person) -> Person:
    """As the database has it now."""
    return Person.objects.unscoped_for("test").get(pk=person.pk)


CANARY = "Zanzicanary"
BORN = date(1971, 2, 13)


def one_of_everything(sender, receiver, worker, leader) -> Person:
    """Somebody at `sender` with a row in each table about people; `CANARY` in each word of it."""
    person = make_person(
        sender,
        CANARY,
        own_reference=f"{CANARY}-1",
        full_name=f"{CANARY} Wren",
        date_of_birth=BORN,
        postcode="ZZ9 9ZZ",
        address=f"1 {CANARY} Street",
        needs=f"{CANARY} needs",
        notes=f"{CANARY} notes",
    )
    make_route(person, value=f"{CANARY} 07700", who=CANARY, who_must_not=CANARY)
    links.make(person, timezone.now())
    actions.choose_second_factor(person=person, kind="word", word=CANARY, by=SYSTEM)
    actions.raise_concern(person=person, what=f"{CANARY} concern", by=worker)
    told = {"told_whom": CANARY, "what": f"{CANARY} told", "why": CANARY}
    disclosure = actions.disclose(person=person, by=worker, **told)
    actions.approve_disclosure(disclosure=disclosure, by=leader)
    actions.keep_from(person=person, user=UserFactory(name="Kept Out"), by=worker)
    actions.break_glass(person=person, why=f"{CANARY} has asked", by=an_administrator())
    actions.keep(
        review=actions.propose_erasure(person=person, reason="asked", by=leader), by=leader
    )
    circle = {"kind": "family", "who": f"{CANARY} sister", "helps_with": f"{CANARY} dinner"}
    actions.add_to_circle(person=person, method="together", by=worker, **circle)
    introduce(person, sender, receiver, worker)
    check_up(person, worker)
    return person


def check_up(person, worker) -> None:
    """A plan of check-ups with everything in it."""
    from tests.checkups.makers import make_everything

    make_everything(person, worker, CANARY)


def an_administrator():
    user = UserFactory(name="Glass Breaker")
    MembershipFactory(user=user, role="administrator", organisation=None)
    return user


def introduce(person, sender, receiver, worker) -> None:
    """An introduction with everything in it, a buddy, and help getting to a meeting."""
    from referrals import actions as referrals
    from referrals.models import Goal, MeetingHelp, Pairing, PeerWorker, Referrer
    from tests.referrals.makers import make_accepted

    referral = make_accepted(
        sender, receiver, person=person, details=["name", "contact", "need", "notes"], notes=CANARY
    )
    referrals.say(referral=referral, text=f"{CANARY} says", by=worker)
    Goal.objects.create(referral=referral, text=f"{CANARY} goal")
    Referrer.objects.create(
        referral=referral, name=CANARY, role=CANARY, workplace=CANARY, email=f"{CANARY}@gp.example"
    )
    consent = actions.agree(person=person, purpose="buddy", method="together", by=worker)
    peer = PeerWorker.objects.create(user=UserFactory(), organisation=sender)
    Pairing.objects.create(
        person=person,
        peer=peer,
        referral=referral,
        consent=consent,
        purpose=f"{CANARY} going along",
        starts_on=timezone.localdate(),
    )
    MeetingHelp.objects.create(person=person, told_on=timezone.localdate())
