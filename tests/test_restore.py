"""A backup made as docs/operations.md says restores, into an empty database, all that was there."""

import re
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from directory.models import Place, Postcode
from rosc.embedded_servers import postgres_binaries
from rosc.outbox.actions import plan_mail
from rosc.outbox.models import OutboundMessage
from rosc.outbox.sending import send_due

SECOND = "test_restored"


def address(database: str) -> str:
    """The address of another database on the server of the tests."""
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}").geturl()


@pytest.fixture
def restored() -> Iterator[str]:
    """A second, empty database."""
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        name = sql.Identifier(f"{SECOND}_{connection.settings_dict['NAME']}")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        yield address(name.as_string().strip('"'))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and the state of every sequence."""
    with psycopg.connect(url) as database:
        tables = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        rows = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1")
        found = {
            table: database.execute(rows.format(sql.Identifier(table))).fetchall()
            for (table,) in tables
        }
        found["sequences"] = database.execute(
            "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"
        ).fetchall()
    return found


@pytest.mark.django_db(transaction=True)
def test_a_dump_restores_to_equal_content(restored: str) -> None:
    Postcode.objects.create(postcode="M11AE", authority_code="E08000003", latitude=53.48)
    Place.objects.create(name="Hîc", search_name="hic", kind="town", latitude=53.5, longitude=-3)
    source = address(connection.settings_dict["NAME"])

    dump = run("pg_dump", "--format=custom", "--no-owner", source)
    run("pg_restore", "--exit-on-error", "--no-owner", "--dbname", restored, given=dump)

    before = content(source)
    assert before["directory_postcode"]
    assert len(before) > 20
    assert content(restored) == before


def run(program: str, *arguments: str, given: bytes | None = None) -> bytes:
    """One of PostgreSQL's programs, with its output; fails when it complains."""
    command = [str(postgres_binaries() / program), *arguments]
    done = subprocess.run(command, input=given, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.django_db
def test_what_waited_in_a_dump_can_be_handed_to_a_person() -> None:
    """The statement of docs/operations.md, as it stands there."""
    plan_mail(address="kay@work.example", subject="Hello", text="Words.")
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    statement = re.search(r'"(UPDATE outbox_outboundmessage[^"]+)"', page)
    assert statement
    with connection.cursor() as cursor:
        cursor.execute(statement[1])
    assert send_due() == 0
    [message] = OutboundMessage.objects.needing_somebody()
    assert "backup" in message.reason_words
