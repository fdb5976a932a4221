"""Timing requests: medians and 95th percentiles in milliseconds, the time in SQL apart."""

import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from rosc.accounts.models import User

BROWSER = "Mozilla/5.0 (bench)"
WORDS = ("", "", "", "naloxone", "football", "rehab", "somewhere to live", "counceling", "aa")


class SqlClock:
    """Adds up the time spent in the database."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.queries = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started
            self.queries += 1


def searches(postcodes: list[str], count: int, seed: int = 2) -> list[dict[str, str]]:
    """The questions visitors ask: mostly a postcode, sometimes words, a kind, a time."""
    chance = random.Random(seed)
    asked = []
    for _ in range(count):
        question = {"postcode": chance.choice(postcodes), "q": chance.choice(WORDS)}
        if chance.random() < 0.3:
            question["kind"] = chance.choice(("peer-support", "recovery-housing", "detox"))
        if chance.random() < 0.3:
            question["day"] = chance.choice(("tonight", "now", "mon", "sat"))
        asked.append(question)
    return asked


def time_requests(address: str, questions: Iterable[dict[str, str]]) -> dict[str, list[float]]:
    """Milliseconds of each request through the whole stack but the socket, and of its SQL."""
    client = Client(headers={"user-agent": BROWSER})
    client.get(address)
    whole, sql, queries = [], [], []
    for question in questions:
        clock = SqlClock()
        started = time.perf_counter()
        with connection.execute_wrapper(clock):
            response = client.get(address, question)
        whole.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{address} {question} answered {response.status_code}")
        sql.append(clock.seconds * 1000)
        queries.append(clock.queries)
    return {"whole": whole, "sql": sql, "queries": queries}


def signed_in(user: User) -> Client:
    """A browser in which somebody has just signed in."""
    client = Client(headers={"user-agent": BROWSER})
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = session["last_seen_at"] = time.time()
    session.save()
    return client


def percentile(values: list[float], part: int) -> float:
    """The `part`-th percentile, 1 to 99."""
    return round(statistics.quantiles(values, n=100, method="inclusive")[part - 1], 1)


@contextmanager
def gunicorn(workers: int, environment: dict[str, str]) -> Any:
    """The portal behind gunicorn on a free port, as in production but for the secrets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "rosc.wsgi", "--workers", str(workers)]
    command += ["--bind", f"127.0.0.1:{port}", "-c", "python:rosc.gunicorn"]
    command += ["--preload", "--no-control-socket", "--log-level", "error"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    try:
        _wait_until(lambda: fetch(f"http://127.0.0.1:{port}/healthz") == 200)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def requests_per_second(addresses: list[str], threads: int = 4) -> float:
    """Whole pages a second over loopback."""
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        statuses = list(pool.map(fetch, addresses))
    if set(statuses) != {200}:
        raise SystemExit(f"gunicorn answered {sorted(set(statuses))}")
    return round(len(addresses) / (time.perf_counter() - started), 1)


def fetch(address: str) -> int:
    """The status of an address, 0 where nobody answers."""
    request = urllib.request.Request(address, headers={"User-Agent": BROWSER})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            answer.read()
            return int(answer.status)
    except OSError:
        return 0


def _wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit("gunicorn did not start")
        time.sleep(0.1)
