"""Postcodes on their way in: columns of numpy, and the bytes PostgreSQL reads."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

# A record of binary COPY (PostgreSQL manual, COPY, "Binary Format"): a count of columns, then for
# each column its length in bytes and its value, big-endian; a length of -1 is NULL.
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
COLUMNS = ("postcode", "latitude", "longitude", "authority_code", "terminated_in")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some thousands of postcodes of Great Britain, column by column.

    `postcode` is upper case without space. Latitude and longitude are WGS84 degrees, NaN if there
    is no position; `terminated` is YYYYMM or 0; `country` is E, S or W; `district` is an ONS code.
    """

    postcode: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    district: np.ndarray
    country: np.ndarray
    terminated: np.ndarray

    def __len__(self) -> int:
        return len(self.postcode)

    def where(self, mask: np.ndarray) -> "Batch":
        return Batch(*(getattr(self, column)[mask] for column in self.__slots__))

    @property
    def outward(self) -> np.ndarray:
        """The first half of each postcode."""
        outward = np.empty(len(self), dtype="S4")
        lengths = np.char.str_len(self.postcode)
        for length in np.unique(lengths):
            rows = lengths == length
            outward[rows] = self.postcode[rows].astype(f"S{max(length - 3, 1)}")
        return outward

    @property
    def has_position(self) -> np.ndarray:
        return ~np.isnan(self.latitude)


def copy_bytes(batch: Batch, authority: np.ndarray) -> Iterator[bytes]:
    """The batch as records of binary COPY, a run for each layout that rows can have."""
    lengths = np.char.str_len(batch.postcode)
    authority_lengths = np.char.str_len(authority)
    has_position, is_terminated = batch.has_position, batch.terminated > 0
    layout = ((lengths * 10 + authority_lengths) * 2 + has_position) * 2 + is_terminated
    for each in np.unique(layout):
        rows = np.flatnonzero(layout == each)
        first = rows[0]
        kind = f"S{authority_lengths[first]}" if authority_lengths[first] else ""
        fields: list[tuple[np.ndarray | None, str]] = [
            (batch.postcode[rows], f"S{lengths[first]}"),
            (batch.latitude[rows] if has_position[first] else None, ">f8"),
            (batch.longitude[rows] if has_position[first] else None, ">f8"),
            (authority[rows], kind),
            (batch.terminated[rows] if is_terminated[first] else None, ">i4"),
        ]
        yield _records(len(rows), fields)


def _records(count: int, fields: list[tuple[np.ndarray | None, str]]) -> bytes:
    described: list[tuple[str, str]] = [("columns", ">i2")]
    for index, (values, kind) in enumerate(fields):
        described.append((f"length{index}", ">i4"))
        if values is not None and kind:
            described.append((f"value{index}", kind))
    records = np.zeros(count, dtype=described)
    records["columns"] = len(fields)
    for index, (values, kind) in enumerate(fields):
        if values is None:
            records[f"length{index}"] = -1
        elif kind:
            records[f"length{index}"] = np.dtype(kind).itemsize
            records[f"value{index}"] = values
    return records.tobytes()
