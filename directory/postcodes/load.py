"""Load postcodes aside, then put them in place of the old ones while the portal serves."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from django.db import IntegrityError, OperationalError, connection, transaction

from directory.models import District, OutwardCode, Postcode
from directory.postcodes.batch import COLUMNS, HEADER, TRAILER, Batch, copy_bytes
from directory.reference.places import index_places

LOCK = 7_310_002  # any number nobody else locks
TABLE = Postcode._meta.db_table
ASIDE = f"{TABLE}_aside"
SWAP_TRIES, SWAP_PAUSE = 60, 1.0  # seconds between tries, in which readers go on
MOST = (
    5_000_000  # rows; all of the United Kingdom, those no longer in use included, are 2.7 million
)
LEAST_SHARE = 0.01  # of an outward code's postcodes, for an authority to be named


class Refused(Exception):
    """Nothing was changed; says why."""


@dataclass
class Loaded:
    """What a load brought: English postcodes, and districts we know no authority for."""

    postcodes: int = 0
    unknown_districts: Counter[str] = field(default_factory=Counter)


@dataclass
class _Outward:
    """What adds up to the middle of an outward code."""

    count: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    countries: Counter[str] = field(default_factory=Counter)
    authorities: Counter[str] = field(default_factory=Counter)


def load_postcodes(batches: Iterable[Batch], *, force: bool = False) -> Loaded:
    """Replace all postcodes and outward codes by those in `batches`.

    They are written to a table aside, which takes the old one's place in one short transaction, so
    readers wait for nothing and see all of the old or all of the new. Raises Refused, or whatever
    the source raises, with nothing changed; a second load waits for the first.
    """
    with _alone():
        try:
            loaded, outwards = _build(batches)
            _refuse_if_fewer(loaded.postcodes, force)
            _swap(outwards)
        finally:
            _drop_aside()
        index_places()
    return loaded


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        timeout = cursor.fetchone()[0]
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [timeout])


def _drop_aside() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {ASIDE}")


def _build(batches: Iterable[Batch]) -> tuple[Loaded, dict[str, _Outward]]:
    authorities = dict(District.objects.exclude(authority=None).values_list("code", "authority_id"))
    if not authorities:
        raise Refused("There are no districts yet: run load_reference first.")
    loaded, outwards = Loaded(), defaultdict[str, _Outward](_Outward)
    _drop_aside()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {ASIDE} (LIKE {TABLE} INCLUDING ALL EXCLUDING INDEXES)")
            # FREEZE: the table is new in this transaction, so its rows need no later pass.
            copy = f"COPY {ASIDE} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY, FREEZE)"
            with cursor.copy(copy) as stream:
                stream.write(HEADER)
                for batch in batches:
                    authority = _authorities(batch, authorities, loaded)
                    _add_up(outwards, batch, authority)
                    for records in _english(batch, authority, loaded):
                        stream.write(records)
                stream.write(TRAILER)
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(
                f"ALTER TABLE {ASIDE} ADD CONSTRAINT {ASIDE}_pkey PRIMARY KEY (postcode)"
            )
            cursor.execute(f"ANALYZE {ASIDE}")
    except IntegrityError as error:
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", "") or ""
        raise Refused(f"A postcode stands in the source twice. {detail}") from error
    return loaded, outwards


def _english(batch: Batch, authority: np.ndarray, loaded: Loaded) -> Iterator[bytes]:
    """The rows of England, as COPY reads them."""
    english = batch.country == b"E"
    loaded.postcodes += int(english.sum())
    if loaded.postcodes > MOST:
        raise Refused(f"This source has more than {MOST:,} rows of England: it repeats itself.")
    return copy_bytes(batch.where(english), authority[english])


def _authorities(batch: Batch, authorities: dict[str, str], loaded: Loaded) -> np.ndarray:
    """The authority of each row of England, empty where its district has none we know."""
    codes, which = np.unique(batch.district, return_inverse=True)
    names = [code.decode("ascii", "replace") for code in codes]
    for index, name in enumerate(names):
        if name.startswith("E") and name not in authorities:
            loaded.unknown_districts[name] += int((which == index).sum())
    return np.array([authorities.get(name, "") for name in names], dtype="S9")[which]


def _add_up(outwards: dict[str, _Outward], batch: Batch, authority: np.ndarray) -> None:
    if not batch.has_position.any():
        return
    rows, authority = batch.where(batch.has_position), authority[batch.has_position]
    halves = rows.outward
    order = np.argsort(halves, kind="stable")
    codes, starts = np.unique(halves[order], return_index=True)
    for code, chunk in zip(codes, np.split(order, starts[1:]), strict=True):
        outward = outwards[code.decode()]
        outward.count += len(chunk)
        outward.latitude += float(rows.latitude[chunk].sum())
        outward.longitude += float(rows.longitude[chunk].sum())
        for values, counter in (
            (rows.country[chunk], outward.countries),
            (authority[chunk], outward.authorities),
        ):
            names, counts = np.unique(values, return_counts=True)
            counter.update({n.decode(): int(c) for n, c in zip(names, counts, strict=True) if n})


def _refuse_if_fewer(count: int, force: bool) -> None:
    now = Postcode.objects.count()
    if not force and count * 2 < now:
        raise Refused(
            f"This source has {count:,} English postcodes and the portal has {now:,}. "
            "If that is right, say --force."
        )
    if count == 0:
        raise Refused("This source has no English postcode.")


def _swap(outwards: dict[str, _Outward]) -> None:
    """Put the table aside in place, without making readers queue behind us for long."""
    for attempt in range(SWAP_TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
                cursor.execute(f"DROP TABLE {TABLE}")
                cursor.execute(f"ALTER TABLE {ASIDE} RENAME TO {TABLE}")
                cursor.execute(f"ALTER INDEX {ASIDE}_pkey RENAME TO {TABLE}_pkey")
                _replace_outwards(outwards)
            return
        except OperationalError:
            if attempt == SWAP_TRIES - 1:
                raise Refused("The postcodes are being read without a pause.") from None
            time.sleep(SWAP_PAUSE)


def _replace_outwards(outwards: dict[str, _Outward]) -> None:
    OutwardCode.objects.all().delete()
    OutwardCode.objects.bulk_create(
        OutwardCode(
            code=code,
            country=each.countries.most_common(1)[0][0],
            latitude=each.latitude / each.count,
            longitude=each.longitude / each.count,
            authority_codes=[
                name
                for name, count in each.authorities.most_common()
                if count >= LEAST_SHARE * each.count
            ],
        )
        for code, each in outwards.items()
    )
