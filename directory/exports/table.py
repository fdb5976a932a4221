"""Tables (CSV) of what was found, safe to open in a spreadsheet.

`COLUMNS` is what the page about the files prints, so that it never says what is not there.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from directory.models import Service, Session
from directory.search.asked import MeetingHit
from directory.search.cards import ServiceHit
from directory.templatetags.directory import timing
from directory.wording import address_of, contacts_of, whens_of

FILE_NAME = "list.csv"
METRES_A_MILE = 1609.344
# What a spreadsheet takes for a formula at the start of a cell, full-width signs included.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, and how it is read from a row."""

    name: str
    meaning: str
    read: Callable[[Any], Any]


def _contact(label: str) -> Callable[[Any], str]:
    def read(hit: Any) -> str:
        found = contacts_of(_service(hit))
        return next((one.value for one in found if one.label == label), "")

    return read


def _service(hit: ServiceHit | MeetingHit) -> Service:
    return hit.service if isinstance(hit, ServiceHit) else hit.occurrence.session.service


def _session(hit: MeetingHit) -> Session:
    return hit.occurrence.session


def _miles(hit: ServiceHit | MeetingHit) -> str:
    return "" if hit.metres is None or hit.is_remote else f"{hit.metres / METRES_A_MILE:.1f}"


def _place(hit: ServiceHit | MeetingHit) -> str:
    place = hit.location if isinstance(hit, ServiceHit) else _session(hit).location
    return address_of(place, is_neutral=False) if place else ""


def _ways(hit: ServiceHit | MeetingHit) -> str:
    own = [] if isinstance(hit, ServiceHit) else _session(hit).modes
    return "; ".join(own or _service(hit).modes)


def _page(hit: ServiceHit | MeetingHit) -> str:
    return settings.PORTAL_URL + _service(hit).get_absolute_url()


def _local(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


MILES = Column("miles", "As the crow flies, from the place that was typed; else empty", _miles)
WHERE = Column("where", "The address; only the town where it is private", _place)
HOW = Column("how", "in-person, online or phone, with ; between", _ways)
LAST = [
    Column("phone", "A number to ring", _contact("Phone")),
    Column("text", "A number to send a text to", _contact("Text")),
    Column("email", "An e-mail address", _contact("E-mail")),
    Column("website", "Its own page elsewhere", _contact("Website")),
    Column("page", "Its page here", _page),
    Column(
        "checked_on", "When it was last checked: year-month-day", lambda h: _service(h).checked_on
    ),
]
SERVICE_COLUMNS = [
    Column("name", "What it is called", lambda hit: hit.service.name),
    Column("organisation", "Who runs it", lambda hit: hit.service.organisation.name),
    Column(
        "kinds",
        "Kinds of help, with ; between",
        lambda hit: "; ".join(hit.kinds),
    ),
    MILES,
    WHERE,
    HOW,
    Column("when", "When it is open", lambda h: "; ".join(whens_of(h.service, h.sessions))),
    Column("cost", "What it costs", lambda hit: hit.service.get_cost_display()),
    *LAST,
]
MEETING_COLUMNS = [
    Column("name", "What it is called", lambda h: _session(h).name or _service(h).name),
    Column(
        "group",
        "The fellowship or programme",
        lambda h: getattr(_service(h).fellowship, "plain_name", ""),
    ),
    Column("starts", "The next time, in local time", lambda h: _local(h.occurrence.local_start)),
    Column(
        "ends",
        "When that ends; empty if nobody has said",
        lambda h: _local(h.occurrence.local_end) if h.occurrence.is_end_said else "",
    ),
    Column("when", "When it is held, in words", lambda h: timing(_session(h))),
    MILES,
    WHERE,
    HOW,
    Column(
        "visitors",
        "Whether visitors are welcome: yes, no or not-stated",
        lambda h: _session(h).visitors_welcome,
    ),
    *LAST,
]


def safe(value: Any) -> str:
    """A cell that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    text = "" if value is None else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def table_of(
    columns: Sequence[Column], hits: Iterable[Any], file_name: str = FILE_NAME
) -> HttpResponse:
    """The answer that carries the file, in UTF-8 with the mark that Excel needs to see so."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for hit in hits:
        writer.writerow([safe(column.read(hit)) for column in columns])
    response = HttpResponse("\ufeff" + page.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
