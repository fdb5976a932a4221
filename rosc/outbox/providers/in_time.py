"""HTTP that sends nothing after a moment, however long the process was held up before.

A worker that is stopped between looking at its lease and writing to the network would send what
another has sent meanwhile. So the clock is looked at just before the bytes go, once the connection
stands: what is left is the time between two instructions.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class TooLate(OSError):
    """The moment has passed. Whatever was written before is no whole request."""


class _Watched(HTTPConnection):
    last: datetime

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if timezone.now() >= self.last:
            self.close()
            raise TooLate
        super().send(data)


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


class InTime(HTTPAdapter):
    """Sends until `last`; after that it raises requests.ConnectionError."""

    def __init__(self, last: datetime) -> None:
        self.last = last
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        timed = {"last": self.last}
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, type("Timed", (_Watched,), timed)),
            "https": _pool(HTTPSConnectionPool, type("Timed", (_WatchedSecure,), timed)),
        }


def _pool(pool: type, connection: type) -> Any:
    return type("TimedPool", (pool,), {"ConnectionCls": connection})


def mount(session: Session, last: datetime) -> None:
    """Have a session send nothing after `last`."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, InTime(last))
