"""Tables of the directory, by noun."""

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
from directory.models.service import Service
from directory.models.sessions import Session, SessionException
from directory.models.shortlists import SharedShortlist
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
    "Country",
    "District",
    "Fellowship",
    "GlossaryTerm",
    "HousingFacts",
    "HousingLevel",
    "IndexDue",
    "Intervention",
    "Kind",
    "LocalAuthority",
    "Location",
    "OrganisationProfile",
    "OutwardCode",
    "Place",
    "Postcode",
    "SearchEntry",
    "Service",
    "Session",
    "SessionException",
    "SharedShortlist",
    "ShippedRow",
    "Source",
    "Synonym",
    "UnmetNeed",
    "Word",
]
