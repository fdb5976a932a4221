"""A feed as it comes in: whole and readable, or refused with the reason in plain words."""

import codecs
import stat
from dataclasses import dataclass
from pathlib import Path

from directory.imports.payload import ServicePayload

LARGEST = 64 * 1024 * 1024  # bytes; the files of all England's pharmacies are 4 MB


class FeedError(Exception):
    """Why a feed cannot be taken, for the person who runs the import. Nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read, and what the reader wants to say about the file as a whole."""

    payloads: list[ServicePayload]
    remarks: tuple[str, ...] = ()


def read_text(path: Path, encoding: str = "") -> str:
    """The text of a feed: UTF-8, unless a mark at its start or `encoding` says otherwise.

    Raises FeedError for what cannot be read, is empty, too large or not text, or is a web page: a
    server that is down or wary of robots answers with one, and that is never an empty feed.
    """
    try:
        refuse_pipes(path)
        if path.stat().st_size > LARGEST:
            raise FeedError(f"The file is larger than {LARGEST // 1024**2} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise FeedError(f"The file cannot be read: {error.strerror}.") from error
    text = _decode(data, encoding)
    if not text.strip():
        raise FeedError("The file is empty. That is taken for a failed fetch.")
    if text.lstrip()[:1] == "<":
        raise FeedError("This is a web page, not a feed. That is taken for a failed fetch.")
    return text


def refuse_pipes(path: Path) -> None:
    """Raises FeedError for a pipe or a device, which would be waited on for ever; OSError."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise FeedError("This is a pipe or a device, not a file. Save what comes out of it first.")


def _decode(data: bytes, encoding: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding or "utf-8")
    except LookupError as error:
        raise FeedError(f"There is no encoding called “{encoding}”.") from error
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise FeedError(
            f"Line {number} is not {encoding or 'UTF-8'}. Save the file as “CSV UTF-8”, or name "
            "its encoding in the column mapping (often cp1252, from older spreadsheets)."
        ) from error
    if "\0" in text:
        number = text.count("\n", 0, text.index("\0")) + 1
        raise FeedError(
            f"Line {number} holds a NUL byte: this is not text, or not {encoding or 'UTF-8'}."
        )
    return text
