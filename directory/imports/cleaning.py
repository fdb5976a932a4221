"""What others send us, made safe to store: no markup, no control characters, nothing cut off."""

import html
import re
import unicodedata
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
# Characters that hide in text or turn it round: zero width, byte order mark, direction overrides.
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_EMAIL = re.compile(r"[^\s;,/<>()]+@[^\s;,/<>()]+")
_PHONE = re.compile(r"(?<![\w+])(?:\+44\s?(?:\(0\)\s?)?|\(?0)\d[\d\s().-]{6,14}\d(?!\d)")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SMALL_WORDS = re.compile(r"\b(?:or|and|e-?mail|tel|telephone|phone|call|not known|n/?a)\b", re.I)
_valid_url = URLValidator(schemes=["http", "https"])


def text(value: Any) -> str:
    """`value` as plain text with its line breaks: markup, entities and hidden characters gone."""
    found = "" if value is None else str(value)
    for _ in range(5):  # entities may hide markup, and markup entities
        before = found
        if _TAG.search(found):
            found = nh3.clean(_BLOCK_END.sub("\n", found), tags=set())
        found = _ENTITY.sub(lambda entity: html.unescape(entity[0]), found)
        if found == before:
            break
    found = found.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    found = _HIDDEN.sub("", unicodedata.normalize("NFC", found))
    found = "".join(c for c in found if c in "\n\t" or unicodedata.category(c) != "Cc")
    found = re.sub(r"[^\S\n]+", " ", found)
    return re.sub(r" ?\n ?", "\n", re.sub(r"\n{3,}", "\n\n", found)).strip()


def line(value: Any) -> str:
    """`value` as plain text on one line."""
    return re.sub(r"\s+", " ", text(value))


def address(value: Any) -> str:
    """Lines of an address, separated by commas, without empty ones."""
    parts = [part.strip(" .") for part in re.split(r"[,\n]", text(value))]
    return ", ".join(re.sub(r"\s+", " ", part) for part in parts if part)


def websites(value: str) -> tuple[list[str], str]:
    """The web addresses in `value`, each once, and the rest of it."""
    found: list[str] = []
    for address_ in _URL.findall(value):
        url = address_.rstrip(".,;)")
        url = url if url.lower().startswith("http") else f"http://{url}"
        try:
            _valid_url(url)
        except ValidationError:
            continue
        value = value.replace(address_, " ", 1)
        found += [url] if url not in found else []
    return found, re.sub(r"\s+", " ", value).strip()


def contacts(value: str) -> tuple[list[str], list[str], str]:
    """The telephone numbers and the e-mail addresses in `value`, each once, and the rest of it."""
    emails: list[str] = []
    for address_ in _EMAIL.findall(value):
        email = address_.strip(".,;:")
        try:
            validate_email(email)
        except ValidationError:
            continue
        value = value.replace(address_, " ", 1)
        emails += [email] if email not in emails else []
    phones: list[str] = []
    for number in _PHONE.findall(value):
        value = value.replace(number, " ", 1)
        phone = re.sub(r"\s+", " ", number).strip()
        digits = sum(c.isdigit() for c in phone)
        if 9 <= digits <= 13:
            phones += [phone] if phone not in phones else []
        else:
            value += f" {phone}"
    return phones, emails, re.sub(r"\s+", " ", value).strip()


def says_something(rest: str) -> bool:
    """Whether the rest of a contact says more than the small words that go with one."""
    return bool(re.search(r"\w", _SMALL_WORDS.sub(" ", rest)))
