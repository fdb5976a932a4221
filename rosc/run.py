"""`make run`: the whole portal on this machine, with reference and example data.

PostgreSQL and Redis come from `rosc.embedded` unless DATABASE_URL and REDIS_URL are set; the data
stay in `var/`. Web, worker and beat run under honcho; Ctrl-C or SIGTERM stops all of them, and
should this process be killed, the kernel stops them (on Linux).
"""

import multiprocessing
import os
import shlex
import signal
import socket
import sys
import time
from functools import partial
from http.client import HTTPConnection
from types import FrameType
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from honcho.manager import Manager
from honcho.process import Popen, Process
from rich.console import Console

from rosc.embedded_servers import end_with_parent

HOST = "127.0.0.1"  # an example portal with known passwords is for this machine only
ACCOUNTS = "keyworker coordinator lero informal-lero peer commissioner admin"
PASSWORD = "recovery-demo"  # noqa: S105  the example data's, printed for everybody
# Celery warns against root at length; on a developer's machine that is the developer's choice.
PYTHON = shlex.join([sys.executable, "-W", "ignore:You're running the worker with superuser"])
console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Prepare the data, serve until told to stop, and leave no process behind."""
    end_with_parent(signal.SIGTERM)  # make, when that is killed
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    port = free_port(int(os.environ.get("PORT", "8000")))
    address = f"http://localhost:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rosc.settings")
    os.environ.setdefault("DEMO", "true")
    os.environ.setdefault("PORTAL_URL", address)
    with console.status("Starting PostgreSQL and Redis"):
        django.setup()
    prepare()
    return serve(port, address)


def free_port(wanted: int) -> int:
    """The wanted port, or the first free one after it."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No free port from {wanted} to {wanted + 99}: set PORT to another.")


def prepare() -> None:
    """Bring the database up to date, and fill what is empty."""
    _step("Static files", "collectstatic", interactive=False, verbosity=0)
    _step("Database", "migrate", interactive=False, verbosity=1)
    _step("Reference data", "load_reference")
    if not apps.get_model("directory", "Postcode").objects.exists():
        _step("Postcodes of England", "load_postcodes")
    if not apps.get_model("accounts", "User").objects.exists():
        _step("Example data", "seed_demo")
    connections.close_all()


def _step(title: str, command: str, **options: Any) -> None:
    console.print(f"[bold]{title}[/bold]")
    call_command(command, **options)


def serve(port: int, address: str) -> int:
    """Run web, worker and beat until one of them ends or we are told to stop."""
    from django.conf import settings

    given = {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL}
    environment = {**os.environ, **given, "PYTHONUNBUFFERED": "1"}
    manager = Together()
    web = f"gunicorn rosc.wsgi --bind {HOST}:{port} --workers 2 --threads 4 --preload"
    for name, command in {
        "web": f"{web} -c python:rosc.gunicorn --no-control-socket --log-level warning",
        "worker": "celery --quiet -A rosc worker --concurrency 2 --loglevel WARNING",
        "beat": "celery --quiet -A rosc beat --loglevel WARNING",
    }.items():
        manager.add_process(name, f"exec {PYTHON} -m {command}", env=environment)
    multiprocessing.Process(target=announce, args=(port, address), daemon=True).start()
    manager.loop()
    if not manager.ended_first:
        return 0
    console.print(
        f"\n[bold]Stopped: the {manager.ended_first} ended by itself[/bold], and the rest with it. "
        "What it said last is above. Nothing is lost; `make run` starts all of it again.\n"
    )
    return manager.returncode or 1


class Together(Manager):
    """Stops all of its processes when one ends, and knows which: a half portal would mislead."""

    ended_first = ""  # unless we were told to stop

    def __init__(self) -> None:
        super().__init__()
        self._process_ctor = TiedProcess

    def terminate(self) -> None:
        """Called by honcho for the first process that ends, and for a signal to us."""
        was_told = self.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
        if not was_told and not self._terminating:
            ended = (name for name, process in self._processes.items() if "returncode" in process)
            self.ended_first = next(ended, "portal")
        super().terminate()


class TiedProcess(Process):
    """A process of honcho's that ends when `make run` ends, however that ends."""

    def run(self, *args: Any, **kwargs: Any) -> None:
        """Tie first honcho's own process to ours, and then its child to it."""
        end_with_parent(signal.SIGKILL)
        self._child_ctor = partial(Popen, preexec_fn=partial(end_with_parent, signal.SIGTERM))
        super().run(*args, **kwargs)


def announce(port: int, address: str) -> None:
    """Print the address and the sign-ins once the portal answers."""
    end_with_parent(signal.SIGKILL)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)
    while not answers(port):
        time.sleep(0.2)
    names = ", ".join(f"{name}@demo.example" for name in ACCOUNTS.split())
    console.print(f"\n[bold]Ready: {address}[/bold]  Sign in as {names}; password {PASSWORD}\n")


def answers(port: int) -> bool:
    """Does the portal answer on this port?"""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
