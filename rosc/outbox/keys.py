"""The key of a message says why it is sent; the same reason never makes a second row."""

import uuid
from datetime import date
from uuid import UUID


def scheduled(kind: str, subject_id: UUID, day: date, channel: str, recipient_id: UUID) -> str:
    """For what comes round by itself. `day` is the recipient's local date."""
    return f"{kind}:{subject_id}:{day.isoformat()}:{channel}:{recipient_id}:1"


def day_of(key: str) -> date:
    """The day that a scheduled key is about. Raises ValueError for any other."""
    return date.fromisoformat(key.split(":")[2])


def event(history_id: UUID | int | str, recipient_id: UUID, channel: str) -> str:
    """For what somebody did: the row of history that says so, with its table where an id may be
    that of another."""
    return f"event:{history_id}:{recipient_id}:{channel}:1"


def library() -> str:
    """For mail a library sends on somebody's request: each one is its own reason."""
    return f"library:{uuid.uuid4()}:1"


def next_try(key: str) -> str:
    """The key when a person sends the same message again."""
    reason, _, number = key.rpartition(":")
    return f"{reason}:{int(number) + 1}"
