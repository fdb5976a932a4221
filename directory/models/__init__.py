"""Tables of the directory, by noun."""

from directory.models.changes import EntryChange, EntryChangeHistory, EntryVersion
from directory.models.composition import LeroComposition
from directory.models.entries import IndexDue, SearchEntry, UnmetNeed, Word
from directory.models.geography import (
    AuthorityCode,
    AuthorityPopulation,
    Country,
    District,
    LocalAuthority,
    OutwardCode,
    Place,
    Postcode,
)
from directory.models.housing import HousingFacts
from directory.models.organisations import Location, OrganisationProfile, Source
from directory.models.reports import Report, ReportHistory, Topic, TurnedAway
from directory.models.service import Service
from directory.models.sessions import Session, SessionException
from directory.models.shortlists import SharedShortlist
from directory.models.upkeep import CheckRequest, ContactAgreement, EntryCheck
from directory.models.vocabulary import (
    Audience,
    Fellowship,
    GlossaryTerm,
    HousingLevel,
    Intervention,
    Kind,
    ShippedRow,
    Synonym,
)

__all__ = [
    "Audience",
    "AuthorityCode",
    "AuthorityPopulation",
    "CheckRequest",
    "ContactAgreement",
    "Country",
    "District",
    "EntryChange",
    "EntryChangeHistory",
    "EntryCheck",
    "EntryVersion",
    "Fellowship",
    "GlossaryTerm",
    "HousingFacts",
    "HousingLevel",
    "IndexDue",
    "Intervention",
    "Kind",
    "LeroComposition",
    "LocalAuthority",
    "Location",
    "OrganisationProfile",
    "OutwardCode",
    "Place",
    "Postcode",
    "Report",
    "ReportHistory",
    "SearchEntry",
    "Service",
    "Session",
    "SessionException",
    "ShippedRow",
    "SharedShortlist",
    "Source",
    "Synonym",
    "Topic",
    "TurnedAway",
    "UnmetNeed",
    "Word",
]
