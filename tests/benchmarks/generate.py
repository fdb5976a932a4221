"""Services and meetings spread over England as its postcodes are, always the same for a size."""

import random
from collections.abc import Iterator
from datetime import time
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import AutoField

from directory import actions
from directory.models import (
    Audience,
    Fellowship,
    Kind,
    LocalAuthority,
    Location,
    Postcode,
    SearchEntry,
    Service,
    Session,
)
from directory.models.choices import Cost, Mode, ServiceStatus, Sobriety, WhoLeads
from directory.search.words import words_of
from rosc.accounts.models import Organisation, OrganisationStatus

BATCH = 2_000
MUTUAL_AID = "mutual-aid"
SERVICES_AN_ORGANISATION = 4
MEETINGS_A_GROUP = 3
# First and last weekday, first and last hour: office hours, evenings, weekends, always.
OPENING_HOURS = ((0, 4, 9, 17), (0, 5, 17, 22), (5, 6, 10, 16), (0, 6, 0, 0))
WORDS = words_of("""
    warm welcome garden kitchen football choir walking art music repair bikes boxing fishing
    naloxone needle exchange prescribing detox counselling keyworker family carers women veterans
    breakfast coffee drop-in evening weekend training volunteering housing debt benefits dentist
""")


class Generator:
    """Adds rows until there are as many as asked for."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.kinds = list(Kind.objects.exclude(pk=MUTUAL_AID).values_list("pk", flat=True))
        self.audiences = list(Audience.objects.values_list("pk", flat=True))
        self.fellowships = list(Fellowship.objects.values_list("pk", flat=True))
        self.authorities = set(LocalAuthority.objects.values_list("pk", flat=True))
        self.postcodes = sample_postcodes(40_000)

    def grow_to(self, *, services: int, meetings: int) -> None:
        """Add services and mutual aid groups until there are so many services and meetings."""
        own = Service.objects.filter(fellowship=None).count()
        held = Session.objects.filter(service__fellowship__isnull=False).count()
        for batch in _batches(range(own, services)):
            self._add([self._service(number) for number in batch])
        for batch in _batches(range(held // MEETINGS_A_GROUP, meetings // MEETINGS_A_GROUP)):
            self._add([self._group(number) for number in batch])
        settle()

    def _add(self, made: list[dict[str, Any]]) -> None:
        Organisation.objects.bulk_create(row["organisation"] for row in made if row["is_new"])
        Location.objects.bulk_create(row["location"] for row in made)
        Service.objects.bulk_create(row["service"] for row in made)
        Service.locations.through.objects.bulk_create(
            Service.locations.through(service=row["service"], location=row["location"])
            for row in made
        )
        Service.kinds.through.objects.bulk_create(
            Service.kinds.through(service=row["service"], kind_id=kind)
            for row in made
            for kind in row["kinds"]
        )
        Service.audiences.through.objects.bulk_create(
            Service.audiences.through(service=row["service"], audience_id=audience)
            for row in made
            for audience in row["audiences"]
        )
        Service.areas.through.objects.bulk_create(
            Service.areas.through(service=row["service"], localauthority_id=authority)
            for row in made
            for authority in row["areas"]
        )
        Session.objects.bulk_create(session for row in made for session in row["sessions"])
        actions.index(services=[row["service"].pk for row in made])

    def _service(self, number: int) -> dict[str, Any]:
        row = self._place(number, is_new=number % SERVICES_AN_ORGANISATION == 0)
        modes = self.random.choices([[Mode.IN_PERSON], [Mode.ONLINE]], [97, 3])[0]
        row["service"] = Service(
            organisation=row["organisation"],
            name=f"{self._words(2).title()} {number}",
            description=self._words(40),
            status=ServiceStatus.PUBLISHED,
            modes=modes,
            who_leads=self.random.choice(WhoLeads.values),
            sobriety=self.random.choice(Sobriety.values),
            cost=self.random.choice(Cost.values),
            is_national=modes == [Mode.ONLINE] and self.random.random() < 0.1,
            phone="0808 157 0000",
        )
        row["kinds"] = self.random.sample(self.kinds, self.random.choice((1, 1, 2)))
        first, last, start, end = self.random.choices(OPENING_HOURS, [50, 20, 20, 10])[0]
        row["sessions"] = [
            Session(
                service=row["service"],
                location=row["location"],
                weekday=day,
                starts_at=time(start),
                ends_at=time(end),
            )
            for day in range(first, last + 1)
        ]
        return row

    def _group(self, number: int) -> dict[str, Any]:
        row = self._place(number, is_new=True)
        row["service"] = Service(
            organisation=row["organisation"],
            name=f"{self._words(2).title()} meeting {number}",
            description=self._words(20),
            status=ServiceStatus.PUBLISHED,
            modes=[Mode.IN_PERSON],
            fellowship_id=self.random.choice(self.fellowships),
        )
        row["kinds"] = [MUTUAL_AID]
        row["sessions"] = [
            Session(
                service=row["service"],
                location=row["location"],
                weekday=self.random.randrange(7),
                starts_at=time(hour),
                ends_at=time(hour + 1, 30),
                weeks=self.random.choice(([], [], [], [], [1, 3])),
            )
            for hour in self.random.choices((7, 10, 12, 18, 19, 20), k=MEETINGS_A_GROUP)
        ]
        return row

    def _place(self, number: int, *, is_new: bool) -> dict[str, Any]:
        if is_new:
            self.organisation = Organisation(
                name=f"{self._words(2).title()} {number}",
                kinds=["community"],
                status=OrganisationStatus.APPROVED,
            )
        code, latitude, longitude, authority = self.random.choice(self.postcodes)
        location = Location(
            organisation=self.organisation,
            town=self._words(1).title(),
            postcode=f"{code[:-3]} {code[-3:]}",
            latitude=latitude,
            longitude=longitude,
            authority_id=authority if authority in self.authorities else None,
        )
        return {
            "organisation": self.organisation,
            "is_new": is_new,
            "location": location,
            "audiences": self.random.sample(self.audiences, self.random.choice((0, 0, 1, 2))),
            "areas": self._areas(location.authority_id),
        }

    def _areas(self, own: str | None) -> set[str]:
        """The authorities one in five says it serves: its own, and sometimes others."""
        if own is None or self.random.random() < 0.8:
            return set()
        return {own, *self.random.sample(sorted(self.authorities), self.random.choice((0, 0, 2)))}

    def _words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))


@transaction.atomic
def multiply(copies: int) -> None:
    """Copy everything so many times, each copy a few miles from its original.

    The originals went through the portal's own code; all of England that way takes an hour.
    """
    with connection.cursor() as cursor:
        for model in (
            Location,
            Service,
            Service.locations.through,
            Service.kinds.through,
            Service.audiences.through,
            Service.areas.through,
            Session,
            SearchEntry,
        ):
            cursor.execute(_copying(model), [copies])
        cursor.execute(
            "UPDATE directory_session s SET point = l.point FROM directory_location l "
            "WHERE s.is_meeting AND l.id = s.location_id"
        )


def _copying(model: Any) -> str:
    """An INSERT that copies a table's rows, with new keys made from the old ones."""
    table = model._meta.db_table
    place = "id" if model is Location else "location_id"
    columns, values = [], []
    for field in model._meta.concrete_fields:
        value = column = field.column
        if field.generated or isinstance(field, AutoField):
            continue
        if column in ("id", "service_id", "location_id"):
            value = f"md5(o.{column}::text || n)::uuid"
        elif column in ("latitude", "longitude"):
            value = f"o.{column} + hashtext(o.{place}::text || n || '{column}') %% 1000 / 10000.0"
        columns.append(f'"{column}"')
        values.append(value if "o." in value else f'o."{column}"')
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our own names
        f"SELECT {', '.join(values)} FROM {table} o, generate_series(1, %s) n"
    )


def settle() -> None:
    """Do at once what autovacuum does within minutes: rows added by the hundred thousand stand in
    the pending lists of the indexes until then, and the planner does not know of them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def sample_postcodes(count: int) -> list[tuple[str, float, float, str]]:
    """About so many postcodes that have a position, spread evenly through the table."""
    rows = Postcode.objects.filter(latitude__isnull=False).order_by("postcode")
    step = max(1, rows.count() // count)
    columns = ("postcode", "latitude", "longitude", "authority_code")
    return list(islice(rows.values_list(*columns).iterator(), None, None, step))


def _batches(numbers: range) -> Iterator[range]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]
