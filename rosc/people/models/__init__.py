"""Tables about the people who are helped. Each root is closed (`rosc.closed`)."""

from rosc.people.models.basis import Article6, Article9, LawfulBasis
from rosc.people.models.caseload import CaseloadUpload
from rosc.people.models.circle import Around, CircleEntry
from rosc.people.models.concerns import Disclosure, SafeguardingConcern
from rosc.people.models.consents import Consent, ConsentMethod, Detail, Purpose
from rosc.people.models.grants import GlassReason, Grant, GrantReason
from rosc.people.models.keeping import Erasure, Review, ReviewOutcome, ReviewReason
from rosc.people.models.links import PersonLink, PersonVisit
from rosc.people.models.people import Person, SecondFactor, Sex, StopReason
from rosc.people.models.routes import ContactRoute, RouteKind, Wording

__all__ = [
    "Around",
    "Article6",
    "Article9",
    "CaseloadUpload",
    "CircleEntry",
    "Consent",
    "ConsentMethod",
    "ContactRoute",
    "Detail",
    "Disclosure",
    "Erasure",
    "GlassReason",
    "Grant",
    "GrantReason",
    "LawfulBasis",
    "Person",
    "PersonLink",
    "PersonVisit",
    "Purpose",
    "Review",
    "ReviewOutcome",
    "ReviewReason",
    "RouteKind",
    "SafeguardingConcern",
    "SecondFactor",
    "Sex",
    "StopReason",
    "Wording",
]
