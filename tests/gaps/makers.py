"""Introductions of a quarter that has settled, and agreements for a return."""

from datetime import date, datetime, time

from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.accounts.models import Organisation
from rosc.figures.quarters import Quarter
from rosc.measures import LONDON
from rosc.people import actions as people
from rosc.people.models import Consent, Person
from tests.directory.makers import make_service
from tests.people.makers import make_person
from tests.referrals.makers import LEEDS

QUARTER = Quarter(2026, 3)
NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)  # when it can be asked for


def at(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=LONDON)


def make_sent_many(
    sender: Organisation,
    receiver: Organisation,
    count: int,
    *,
    sent_on: date = date(2026, 8, 12),
    area: str = LEEDS,
    **facts,
) -> list[Referral]:
    """So many, each of somebody else, as rows: what a figure is counted from."""
    service = make_service("Somebody to talk to", organisation=receiver, is_indexed=False)
    persons = Person.objects.bulk_create(
        [Person(organisation=sender, preferred_name=f"Canary{number}") for number in range(count)]
    )
    values = {"status": "sent", "whose_move": "receiver", "sent_at": at(sent_on), **facts}
    consents = Consent.objects.bulk_create(
        [
            Consent(
                person=person,
                purpose="introduce",
                recipient=receiver,
                wording_version="1",
                method="together",
                taken_by_kind="system",
                starts_on=sent_on,
            )
            for person in persons
        ]
    )
    return Referral.objects.bulk_create(
        [
            Referral(
                person=person,
                held_by=sender,
                receiver=receiver,
                service=service,
                area_id=area,
                consent=consent,
                **values,
            )
            for person, consent in zip(persons, consents, strict=True)
        ]
    )


def closed(status: str, reason: str = "", **facts) -> dict:
    whose = "service" if status == "declined" else "person"
    whose = whose if reason else ""
    return {
        "status": status,
        "whose_move": "nobody",
        "closed_at": at(date(2026, 8, 30)),
        "reason": reason,
        "whose_reason": whose,
        **facts,
    }


def agree(person: Person, provider: Organisation) -> Consent:
    """They agree that their treatment service may count it."""
    return people.agree(
        person=person, purpose="return", recipient=provider, method="together", by=SYSTEM
    )


def make_known(organisation: Organisation, name: str = "Robin", **facts) -> Person:
    facts = {
        "full_name": f"{name} Ann Wren",
        "date_of_birth": date(1971, 2, 13),
        "sex": "woman",
        "postcode": "LS2 7EW",
        "own_reference": f"AB-{name}",
        **facts,
    }
    return make_person(organisation, name, **facts)
