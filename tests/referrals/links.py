"""Introductions as they come without an account, for tests."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions, links
from referrals.models import Reception, Referral
from referrals.models.answering import LinkPurpose
from tests.directory.makers import make_service

MYSELF = {
    "preferred_name": "Robin",
    "needs": ["peer-support"],
    "goals": ["A reason to get up"],
    "safety": ["woman-worker"],
    "second_factor": "word",
    "word": "lantern",
    "date_of_birth": None,
    "reach": {"kind": "text", "value": "07700 900123", "is_safe": True, "is_preferred": True},
}
ADDRESS = "hello@tideway.example"


def make_reception(organisation, email=ADDRESS, **facts) -> Reception:
    facts = {"email_confirmed_at": timezone.now(), **facts}
    return Reception.objects.create(organisation=organisation, email=email, **facts)


def link_to(referral, purpose=LinkPurpose.ANSWER, sent_to=ADDRESS) -> str:
    """The address of a link that was mailed."""
    token = links.make(referral, purpose, now=timezone.now(), sent_to=sent_to)
    names = {LinkPurpose.FOLLOW: "follow", LinkPurpose.IDENTITY: "identity"}
    return reverse(f"referrals:{names.get(purpose, 'answer_by_link')}", args=[token])


def ask_for_myself(organisation, *, passes_on=False, service=None, **said) -> Referral:
    service = service or make_service("Somebody to talk to", organisation=organisation)
    arrived = actions.ask_for_myself(
        service=service, said={**MYSELF, **said}, passes_on=passes_on, now=timezone.now()
    )
    return arrived.referral


def says(address, verb, client=None, **data):
    """What comes back once somebody has sent the form of `verb`, with their name."""
    who = {"name": "Ann Answers", "role": "I run it", "verb": verb, "is_sent": "yes"}
    return (client or Client()).post(address, {**who, **data})
