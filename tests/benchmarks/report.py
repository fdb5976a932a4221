"""What is measured, under the names that do not change."""

import gzip
import os
import re
import statistics
import sys
import time
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client

from directory.models import Postcode, Service, Session
from tests.benchmarks import introductions, keeping_in_touch, measure, stage, standards
from tests.benchmarks.generate import Generator, multiply, sample_postcodes, settle
from tests.benchmarks.sizes import Size

COPIES = 9  # with the originals, ten times as many


def run(name: str, size: Size) -> dict[str, Any]:
    """Generate a tenth, measure; make it ten times as much, measure again."""
    say("postcodes")
    stage.load_postcodes(all_of_them=size.all_postcodes)
    say("a tenth of the services and meetings")
    Generator().grow_to(services=size.services // 10, meetings=size.meetings // 10)
    postcodes = [code for code, *_ in sample_postcodes(2_000)]
    tenth = measure_pages(postcodes, size.requests)
    say("all of them")
    multiply(COPIES)
    settle()
    whole = measure_pages(postcodes, size.requests)
    p95 = "search_p95_ms"
    rows = {
        "services": Service.objects.filter(fellowship=None).count(),
        "meetings": Session.objects.filter(is_meeting=True).count(),
        "postcodes": Postcode.objects.count(),
    }
    return {
        "size": name,
        **whole,
        "growth_10x": round(whole[p95] / tenth[p95], 2),
        "rps_2_workers": throughput(postcodes),
        "postcode_load_ratio_to_copy": postcode_ratio() if size.all_postcodes else None,
        "first_page_kb": first_page_kb(),
        **introduced(size),
        **assessed(size),
        **kept_in_touch(size),
        "rows": rows | introductions.counted() | standards.counted() | keeping_in_touch.counted(),
    }


def introduced(size: Size) -> dict[str, float]:
    """People and introductions, on top of the rest: it changes what the search finds."""
    say("people and introductions")
    workers = introductions.grow(
        organisations=size.organisations, held=size.people, introductions=size.introductions
    )
    say("a worker's list, sending, and the timers")
    return introductions.measured(workers, size.requests)


def assessed(size: Size) -> dict[str, float]:
    """What LEROs say of the standards."""
    say("LEROs and their answers")
    leaders = standards.grow(size.leros)
    say("a list of statements, and saving an answer")
    return standards.measured(leaders, size.requests)


def kept_in_touch(size: Size) -> dict[str, float]:
    """Plans and check-ups of the same people."""
    say("check-ups: booking, reminding, a worker's day, the sweep")
    return keeping_in_touch.measured(size.plans, size.requests)


def measure_pages(postcodes: list[str], requests: int) -> dict[str, float]:
    """The search and the timetable, each as a whole page."""
    say("searches")
    found = measure.time_requests("/services/", measure.searches(postcodes, requests))
    meetings = measure.time_requests("/meetings/", measure.searches(postcodes, requests, seed=3))
    return {
        "search_p50_ms": measure.percentile(found["whole"], 50),
        "search_p95_ms": measure.percentile(found["whole"], 95),
        "search_sql_p95_ms": measure.percentile(found["sql"], 95),
        "search_queries_max": max(found["queries"]),
        "meetings_p95_ms": measure.percentile(meetings["whole"], 95),
    }


def throughput(postcodes: list[str], seconds: float = 8) -> float:
    """Search pages a second from gunicorn with two workers."""
    say("gunicorn")
    environment = os.environ | {"DATABASE_URL": stage.address(), "STATEMENT_TIMEOUT_MS": "5000"}
    with measure.gunicorn(2, environment) as portal:
        questions = measure.searches(postcodes, 40, seed=4)
        addresses = [f"{portal}/services/?{urlencode(question)}" for question in questions]
        measure.requests_per_second(addresses[:8])
        started, rates = time.monotonic(), []
        while time.monotonic() - started < seconds:
            rates.append(measure.requests_per_second(addresses))
    return round(statistics.median(rates), 1)


def postcode_ratio() -> float:
    """How long `load_postcodes` takes, in bare COPYs of the same rows into an equal empty table."""
    say("postcodes against a bare COPY")
    started = time.perf_counter()
    call_command("load_postcodes", stdout=sys.stderr)
    load = time.perf_counter() - started
    table = Postcode._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as source:
        rows = b"".join(bytes(block) for block in source)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING INDEXES)")
        started = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as target:
            for start in range(0, len(rows), 1 << 20):
                target.write(rows[start : start + (1 << 20)])
        bare = time.perf_counter() - started
        cursor.execute("DROP TABLE bare")
    return round(load / bare, 2)


def first_page_kb() -> float:
    """What a first visit to a page of results carries, compressed: the page, its styles, scripts,
    fonts and pictures."""
    client = Client(headers={"user-agent": measure.BROWSER})
    page = client.get("/services/", {"postcode": sample_postcodes(1)[0][0]}).content
    carried = len(gzip.compress(page))
    linked = set(re.findall(rb'(?:href|src)="/static/([^"#]+)', page))
    linked |= {b"fonts/" + name for name in re.findall(rb"fonts/([\w.-]+\.woff2)", _styles())}
    for name in sorted(linked):
        body = _static(name.decode())
        carried += len(body if name.endswith(b".woff2") else gzip.compress(body))
    return round(carried / 1000, 1)


def _styles() -> bytes:
    return _static("app.css")


def _static(name: str) -> bytes:
    from django.contrib.staticfiles import finders

    path = finders.find(name)
    if not path:
        raise SystemExit(f"{name} is not built: make frontend")
    with open(path, "rb") as file:
        return file.read()


def say(what: str) -> None:
    """Progress, where it does not disturb the one JSON object."""
    print(f"bench: {what}", file=sys.stderr, flush=True)
