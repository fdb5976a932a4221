"""What somebody types, read as a postcode or part of one. Pure: no database."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

# The shapes of a postcode, after the Royal Mail's Programmer's Guide.
OUTWARD = (
    r"(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][0-9][A-HJKPS-UW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRV-Y])"
)
INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_FULL = re.compile(rf"(?:{OUTWARD}{INWARD}|GIR0AA)\Z")
_OUTWARD = re.compile(rf"{OUTWARD}\Z")
_AREA = re.compile(r"[A-PR-UWYZ][A-HK-Y]?\Z")
_TAIL = re.compile(r"(?:[0-9][ABD-HJLNP-UW-Z]?)?\Z")
_AMONG_WORDS = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b")
_MISTAKEN = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
LONGEST = 12  # characters, spaces and marks included, that can be nothing but a postcode


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a postcode: "M1" and "" for "M1", "M1" and "1" for "M1 1"."""

    outward: str
    tail: str = ""


def squeeze(text: str) -> str:
    """Letters and digits alone, upper case; empty where `text` is too long to be a postcode."""
    upper = _upper(text.strip()[: LONGEST + 1])
    if len(upper) > LONGEST or re.search(r"[^\W_A-Z0-9]", upper):
        return ""
    return "".join(re.findall(r"[A-Z0-9]", upper))


def full_readings(text: str) -> tuple[str, ...]:
    """The postcodes `text` may mean, without space, what was typed first; none if it is none.

    O and 0, I and 1 are taken for each other where only that makes a postcode, if a digit was
    typed at all ("Riding" is not R1D 1NG). A postcode among other words is found too.
    """
    squeezed = squeeze(text)
    if 5 <= len(squeezed) <= 7 and re.search(r"[0-9]", squeezed):
        return _matching(_FULL, squeezed)
    found = _AMONG_WORDS.search(_upper(text[:200]))
    return _matching(_FULL, squeeze(found.group())) if found else ()


def part_readings(text: str) -> tuple[Part, ...]:
    """The outward codes or sectors `text` may mean, the likeliest first; none if it is none."""
    squeezed = squeeze(text)
    if not 2 <= len(squeezed) <= 6 or not re.search(r"[0-9]", squeezed):
        return ()
    first = len(squeeze(text.split()[0]))
    lengths = [first, len(squeezed), 4, 3, 2]
    parts = (
        Part(outward, tail)
        for length in dict.fromkeys(lengths)
        for outward in _matching(_OUTWARD, squeezed[:length])
        for tail in _matching(_TAIL, squeezed[length:])
    )
    return tuple(dict.fromkeys(parts))


def area_reading(text: str) -> str:
    """The postcode area `text` is, such as "M" or "GL"; else the empty string."""
    squeezed = squeeze(text)
    return squeezed if _AREA.match(squeezed) else ""


def outward_of(postcode: str) -> str:
    """The first half of a full postcode without space: the only part that may be logged."""
    return postcode[:-3]


def spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}"


def _matching(pattern: re.Pattern[str], squeezed: str) -> tuple[str, ...]:
    readings = ("".join(each) for each in product(*(_MISTAKEN.get(c, c) for c in squeezed)))
    return tuple(reading for reading in readings if pattern.match(reading))


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
