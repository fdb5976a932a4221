"""What this app itself keeps about people, as `people.records` asks for it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from rosc.access import Actor
from rosc.people import keeping_panel
from rosc.people.models import Consent, Person, Purpose, RouteKind
from rosc.people.models.routes import WEEKDAYS
from rosc.people.records import Exported, PersonRecord, rows_since

TABLES = (
    *("people.ContactRoute", "people.Consent", "people.Grant", "people.PersonLink"),
    *("people.SafeguardingConcern", "people.Disclosure", "people.Review"),
)


def export(person: Person) -> Exported:
    """All that this app holds, in words; secrets of the link are left out."""
    return {
        "About me": [_about(person)],
        "How to reach me": [_route(route) for route in person.routes.all()],
        "What I agreed to": [_consent(consent) for consent in person.consents.all()],
        "What was shared without asking me": [
            _disclosure(one) for one in person.disclosures.told_to_person()
        ],
        "Who else was let into my record": [
            _grant(grant) for grant in person.grants.order_by("starts_at", "pk")
        ],
        "Who may not open my record": [
            {"name": user.name} for user in person.kept_from.order_by("name", "pk")
        ],
        "Links to my own page": [
            {"made": link.created_at, "works until": link.ended_at or link.expires_at}
            for link in person.links.order_by("created_at", "pk")
        ],
        "When it was asked whether to keep my record": [
            _review(review) for review in person.reviews.order_by("created_at", "pk")
        ],
    }


def _about(person: Person) -> dict[str, Any]:
    return {
        "what I like to be called": person.preferred_name,
        "reference": person.own_reference,
        "full name": person.full_name,
        "date of birth": person.date_of_birth,
        "sex": person.get_sex_display(),
        "postcode": person.postcode,
        "no fixed address": person.has_no_fixed_address,
        "address": person.address,
        "what helps me take part": person.needs,
        "notes": person.notes,
        "told what is kept between us": person.confidentiality_said_on,
        "support ended": person.ended_on,
        "contact stopped": person.contact_stopped_at,
        "set aside": person.is_restricted,
        "kept for a legal reason": person.is_held,
        "held by": person.organisation.name,
    }


def _route(route: Any) -> dict[str, Any]:
    days = dict(WEEKDAYS)
    return {
        "how": route.get_kind_display(),
        "number or address": route.value,
        "through whom": route.who,
        "safe to use": route.is_safe,
        "used first": route.is_preferred,
        "may leave a message": route.may_leave_message,
        "what may be said": route.get_wording_display(),
        "safe days": [days[day] for day in route.safe_days],
        "safe from": route.safe_from and f"{route.safe_from:%H:%M}",
        "safe until": route.safe_until and f"{route.safe_until:%H:%M}",
        "who may know": route.who_may_know,
        "who must not know": route.who_must_not,
        "last confirmed": route.confirmed_on,
        "ended": route.ended_at,
    }


def _consent(consent: Any) -> dict[str, Any]:
    return {
        "what for": consent.get_purpose_display(),
        "to": consent.recipient.name if consent.recipient else "",
        "which details": consent.detail_labels,
        "how": consent.get_method_display(),
        "from": consent.starts_on,
        "until": consent.until,
        "withdrawn": consent.withdrawn_at,
    }


def _disclosure(disclosure: Any) -> dict[str, Any]:
    return {
        "to": disclosure.told_whom,
        "what": disclosure.what,
        "why": disclosure.why,
        "asked": disclosure.created_at,
        "approved by somebody else": disclosure.approved_at,
    }


def _grant(grant: Any) -> dict[str, Any]:
    return {
        "why": grant.get_reason_display(),
        "what for": grant.get_category_display(),
        "from": grant.starts_at,
        "until": grant.ended_at or grant.until,
    }


def _review(review: Any) -> dict[str, Any]:
    return {
        "why": review.get_reason_display(),
        "on": review.created_at,
        "what was decided": review.get_outcome_display(),
        "decided": review.settled_at,
    }


def anonymise(person: Person) -> None:
    """Take out whatever could name them; what hangs on the row goes with it."""
    person.routes.all().delete()
    person.links.all().delete()
    person.concerns.all().delete()
    person.disclosures.all().delete()
    person.reviews.filter(settled_at=None).delete()
    person.kept_from.clear()
    person.grants.all().delete()
    _blank(person)


def _blank(person: Person) -> None:
    person.preferred_name = "Erased"
    for name in ("own_reference", "full_name", "postcode", "second_factor", "second_factor_hash"):
        setattr(person, name, "")
    for name in ("date_of_birth", "address", "needs", "notes", "confidentiality_said_on"):
        setattr(person, name, None)
    person.sex = "not-stated"
    person.has_no_fixed_address = False
    person.save()


def on_consent_withdrawn(consent: Consent, by: Actor) -> None:
    """Nobody whom the person trusted is asked any more, unless another such agreement stands."""
    trusted = consent.person.consents.standing(timezone.localdate()).filter(purpose=Purpose.TRUSTED)
    if consent.purpose != Purpose.TRUSTED or trusted.exists():
        return
    through = consent.person.routes.current().filter(kind=RouteKind.THROUGH)
    through.update(ended_at=timezone.now(), is_preferred=False, updated_at=timezone.now())


def recorded_since(person: Person, since: datetime) -> bool:
    """Links to their own page are no record: the portal makes them by itself."""
    written = [label for label in TABLES if label != "people.PersonLink"]
    is_changed = Person._base_manager.filter(pk=person.pk, updated_at__gt=since).exists()
    return is_changed or person.kept_from.exists() or rows_since(written, person, since)


RECORD = PersonRecord(
    "people",
    TABLES,
    recorded_since=recorded_since,
    export=export,
    anonymise=anonymise,
    on_consent_withdrawn=on_consent_withdrawn,
    place=9,
    panel="people/_keeping.html",
    panel_context=keeping_panel.panel,
)
