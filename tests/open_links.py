"""What the addresses of pages without an account are made with: each a link that works."""

from collections.abc import Callable

from django.utils import timezone

from checkups import form_links
from checkups.models import Plan, SelfCompletion
from directory.models import Service
from referrals import actions, open_messages
from referrals import links as introduction_links
from referrals.models import Reception, RelativeRequest, WorkAddress
from referrals.models.answering import LinkPurpose
from rosc.access import SYSTEM
from rosc.accounts.models import User
from rosc.people.models import LawfulBasis, Person
from tests.checkups.makers import first_of, make_plan
from tests.checkups.own import ask, form_of, plan_with_form
from tests.factories import MembershipFactory
from tests.people.makers import make_basis, make_person
from tests.referrals.links import link_to, make_reception
from tests.referrals.makers import make_accepted, make_hand_over, make_sent
from tests.test_access import ON_ONES_OWN_PAGE


def arguments(service: Service, person: Person) -> dict[str, Callable[[], list]]:
    """By the name of the view; made when it is called."""
    there, key = service.organisation, [service.pk]

    def link(make: Callable, purpose: LinkPurpose) -> list:
        referral = make(there, there, person=make_person(there, "Wren"), service=service)
        return [link_to(referral, purpose).rstrip("/").rpartition("/")[2]]

    return {
        "referrals:ask_for_myself": lambda: key,
        "referrals:ask_for_somebody": lambda: key,
        "referrals:work_address": lambda: key,
        "referrals:answer_by_link": lambda: link(make_sent, LinkPurpose.ANSWER),
        "referrals:follow": lambda: link(make_sent, LinkPurpose.FOLLOW),
        "referrals:identity": lambda: link(make_accepted, LinkPurpose.IDENTITY),
        "referrals:confirm_reception": lambda: [open_messages.token_of_reception(reception(there))],
        "referrals:introduce": lambda: [introduction_links.token_of(work_address(service))],
        "referrals:thought_of": lambda: [introduction_links.token_of(thought_of(service))],
        "referrals:say_how_it_went": lambda: [taken(service, person)],
        "referrals:mine_answer": lambda: [asked(service, person)],
        "referrals:go_elsewhere": lambda: [proposed(service, person)],
        "referrals:mine_hand_over": lambda: [asked_elsewhere(service, person)],
        "referrals:follow_hand_over": lambda: [followed_elsewhere(service)],
        "checkups:how_it_is": lambda: [form_links.token_of(phone_form(there))],
        **dict.fromkeys(
            ("checkups:start_how_it_is", "checkups:move_mine"), lambda: [first_of(plan(person)).pk]
        ),
        **dict.fromkeys(
            ("checkups:pause_mine", "checkups:resume_mine", "checkups:stop_mine"),
            lambda: [plan(person).pk],
        ),
        "checkups:strengths_mine": lambda: [shown_plan(person).pk],
        "checkups:slipped_done": lambda: [ask(person, plan(person)).pk],
    }


def for_anybody(service: Service) -> dict[str, list]:
    """The same of the pages that need no answer to a question only one person knows; `service` is
    of an organisation that may hold people's records."""
    person = make_person(service.organisation, "Wren")
    found = arguments(service, person)
    return {name: make() for name, make in found.items() if name not in ON_ONES_OWN_PAGE}


def plan(person: Person) -> Plan:
    """Check-ups that they agreed to, which they may do on their phone as well."""
    found = Plan.objects.unscoped_for("test").filter(person=person).first()
    if found is None:
        worker = somebody_at(person.organisation)
        found = make_plan(person.organisation, worker, person=person, offers_form=True)
    return found


def shown_plan(person: Person) -> Plan:
    """They want to see their strengths on their own page."""
    found = plan(person)
    Plan.objects.unscoped_for("test").filter(pk=found.pk).update(shows_strengths=True)
    return found


def phone_form(there: object) -> SelfCompletion:
    person = make_person(there, "Wren")
    return form_of(plan_with_form(there, somebody_at(there), person))


def somebody_at(there: object) -> User:
    return MembershipFactory(role="coordinator", organisation=there).user


def reception(there: object) -> Reception:
    found = Reception.objects.filter(organisation=there).first()
    return found or make_reception(there, email_confirmed_at=None)


def work_address(service: Service) -> WorkAddress:
    return actions.ask_for_work_address(
        service=service, email="ana@surgery.example", now=timezone.now()
    )


def thought_of(service: Service) -> RelativeRequest:
    said = {"kind": "text", "value": "07700 900555", "called": "Robin"}
    actions.ask_for_somebody(service=service, now=timezone.now(), **said)
    return RelativeRequest.objects.latest("created_at")


def taken(service: Service, person: Person) -> object:
    """Of somebody to whom a group has said yes."""
    there = service.organisation
    return make_accepted(person.organisation, there, person=person, service=service).pk


def asked(service: Service, person: Person) -> object:
    """Of somebody who came by themselves, and was asked something."""
    referral = make_sent(
        person.organisation, service.organisation, person=person, service=service, origin="self"
    )
    actions.ask(referral=referral, by=SYSTEM, text="Would a morning suit you?")
    return referral.pk


def proposed(service: Service, person: Person) -> object:
    """Of somebody to whom another service was proposed, which may hold people."""
    referral = make_sent(person.organisation, service.organisation, person=person, service=service)
    if not LawfulBasis.objects.filter(organisation=service.organisation).exists():
        make_basis(service.organisation)
    actions.redirect(referral=referral, by=SYSTEM, service=service)
    return referral.pk


def asked_elsewhere(service: Service, person: Person) -> object:
    """Of somebody whose place closes."""
    referral = make_sent(person.organisation, service.organisation, person=person, service=service)
    return make_hand_over(referral).pk


def followed_elsewhere(service: Service) -> str:
    """What the link of a professional ends in, whose person's place closes."""
    there = service.organisation
    person = make_person(there, "Wren", is_hidden=True)
    referral = make_sent(there, there, person=person, service=service, origin="professional")
    make_hand_over(referral)
    return link_to(referral, LinkPurpose.FOLLOW).rstrip("/").rpartition("/")[2]
