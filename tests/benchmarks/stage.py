"""A database of the benchmark's own, with the tables, the vocabulary and the postcodes in it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from directory.models import OutwardCode, Postcode


@contextmanager
def database(name: str) -> Iterator[None]:
    """Point Django at a fresh database of this name, and drop it at the end."""
    own = settings.DATABASES["default"]
    admin = urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        connection.close()
        before, own["NAME"] = own["NAME"], name
        connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0, stdout=sys.stderr)
            call_command("load_reference", stdout=sys.stderr)
            yield
        finally:
            connection.close()
            own["NAME"] = connection.settings_dict["NAME"] = before
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def address() -> str:
    """The address of the benchmark's database, for gunicorn."""
    parts = urlsplit(settings.DATABASE_URL)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


def load_postcodes(*, all_of_them: bool) -> None:
    """All English postcodes, or a handful around Harrogate made up for the smallest size."""
    if all_of_them:
        call_command("load_postcodes", stdout=sys.stderr)
        return
    Postcode.objects.bulk_create(
        Postcode(
            postcode=f"HG{1 + number % 5}{number // 5 % 10}{chr(65 + number // 50 % 20)}A",
            latitude=53.99 + number % 37 / 300,
            longitude=-1.54 + number % 41 / 300,
            authority_code="E06000065",
        )
        for number in range(1000)
    )
    OutwardCode.objects.bulk_create(
        OutwardCode(code=f"HG{n}", country="E", latitude=53.99, longitude=-1.54)
        for n in range(1, 6)
    )
