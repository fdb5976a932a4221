"""`make run`: it answers, fills only what is empty, and leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from directory.models import Postcode
from rosc import run
from rosc.accounts.models import User

WITHOUT_DATA = "import sys; from rosc import run; run.prepare = lambda: None; sys.exit(run.main())"


class Portal:
    """A running `rosc.run`, told apart from every other process by a mark in its environment."""

    def __init__(self, port: int) -> None:
        self.mark = f"TEST_RUN={uuid.uuid4().hex}"
        servers = {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL}
        name, value = self.mark.split("=")
        self.process = subprocess.Popen(
            [sys.executable, "-c", WITHOUT_DATA],
            env={**os.environ, **servers, name: value, "PORT": str(port)},
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.ready = self._read_until("Ready: ")

    def _read_until(self, words: str) -> str:
        assert self.process.stdout
        read = []
        for line in self.process.stdout:
            read.append(line)
            if words in line:
                return line
        self.process.communicate()
        raise AssertionError("".join(read))

    def processes(self) -> list[Path]:
        """All of it that is alive: supervisor, web, worker, beat and their children."""
        return [place for place in Path("/proc").glob("[0-9]*") if self._is_ours(place)]

    def _is_ours(self, place: Path) -> bool:
        try:
            return self.mark.encode() in (place / "environ").read_bytes().split(b"\0")
        except OSError:
            return False


@pytest.fixture
def portal() -> Iterator[Portal]:
    """The portal, started without data on the servers of the tests."""
    portal = Portal(free_port())
    yield portal
    for place in portal.processes():
        os.kill(int(place.name), signal.SIGKILL)
    assert portal.process.stdout
    if not portal.process.stdout.closed:
        portal.process.communicate()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something another process does; a minute means that it never will."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited for a minute in vain"
        time.sleep(0.02)


def test_it_prints_the_address_and_the_sign_ins_and_answers(portal: Portal) -> None:
    address = portal.ready.split()[1]
    assert "keyworker@demo.example" in portal.ready
    assert "recovery-demo" in portal.ready
    with urlopen(f"{address}/healthz") as answer:  # noqa: S310  our own address
        assert answer.status == 200


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_no_process(portal: Portal, stop: signal.Signals) -> None:
    os.killpg(portal.process.pid, stop)  # as a terminal does for Ctrl-C
    said, _ = portal.process.communicate()
    assert portal.process.returncode == 0
    assert "ended by itself" not in said
    wait_until(lambda: not portal.processes())


def test_killed_it_leaves_no_process(portal: Portal) -> None:
    portal.process.kill()
    portal.process.communicate()
    wait_until(lambda: not portal.processes())


def test_one_that_ends_by_itself_is_named(portal: Portal) -> None:
    def worker() -> list[int]:
        found = portal.processes()
        said = {int(p.name): (p / "cmdline").read_bytes().split(b"\0") for p in found}
        return [pid for pid, words in said.items() if b"worker" in words]

    wait_until(worker)
    os.kill(min(worker()), signal.SIGKILL)
    said, _ = portal.process.communicate()
    assert "Stopped: the worker ended by itself" in said
    assert portal.process.returncode != 0
    wait_until(lambda: not portal.processes())


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port < run.free_port(port) < port + 100


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands that `prepare` calls, none of which runs."""
    names: list[str] = []
    monkeypatch.setattr(run, "call_command", lambda name, **options: names.append(name))
    monkeypatch.setattr(run.connections, "close_all", lambda: None)
    return names


@pytest.mark.django_db
def test_an_empty_database_is_filled(called: list[str]) -> None:
    run.prepare()
    filled = ["collectstatic", "migrate", "load_reference", "load_postcodes", "seed_demo"]
    assert called == filled


@pytest.mark.django_db
def test_what_is_there_is_kept(called: list[str]) -> None:
    Postcode.objects.create(postcode="M11AE", authority_code="E08000003")
    User.objects.create(email="somebody@portal.example")
    run.prepare()
    assert called == ["collectstatic", "migrate", "load_reference"]
