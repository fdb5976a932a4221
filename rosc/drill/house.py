"""The drill's own PostgreSQL and Redis, and the portal's real workers and beats on them."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from environ import Env

from rosc.drill.stand_in import CLIENT_WAITS
from rosc.embedded import FOLDER
from rosc.embedded_servers import (
    Server,
    end_with_parent,
    far_home,
    start_postgres,
    start_redis,
)

WORKERS, BEATS = 3, 2
LEASE = CLIENT_WAITS + 3  # seconds; longer than a worker waits for an answer


@dataclass
class Process:
    """One worker or beat, with all its children."""

    name: str
    running: subprocess.Popen[bytes]
    log: Path
    awake_at: float = 0.0  # while it is stopped: when it goes on

    @property
    def is_ready(self) -> bool:
        """Whether it has taken up its work."""
        return self.name == "beat" or b"ready." in self.log.read_bytes()

    def signal(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, sign)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.running.wait()

    def child(self) -> int | None:
        """One that does its work for it, where the system tells."""
        path = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        with suppress(OSError, IndexError, ValueError):
            return int(path.read_text().split()[-1])
        return None


@dataclass
class House:
    folder: Path
    url: str
    breaks: str
    postgres: Server
    redis: Server
    processes: list[Process] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        key = "-".join(["drill", str(uuid.uuid4()), str(uuid.uuid4())])
        template = str(uuid.uuid4())
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "rosc.drill.settings",
            "DRILL_BREAKS": self.breaks,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "OUTBOX_EMAIL_PROVIDER": "notify",
            "OUTBOX_TEXT_PROVIDER": "notify",
            "OUTBOX_LEASE_SECONDS": str(LEASE),
            "OUTBOX_MAX_TRIES": "100",
            "NOTIFY_URL": self.url,
            "NOTIFY_API_KEY": key,
            "NOTIFY_TIMEOUT_SECONDS": str(CLIENT_WAITS),
            "NOTIFY_EMAIL_TEMPLATE_ID": template,
            "NOTIFY_TEXT_TEMPLATE_ID": template,
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, name: str) -> Process:
        """Start a worker or a beat."""
        command = [sys.executable, "-m", "celery", "-A", "rosc", name, "--loglevel", "INFO"]
        if name == "worker":
            command += ["--concurrency", "1", "--hostname", f"{uuid.uuid4().hex}@drill"]
            command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        log = self.folder / f"{name}-{uuid.uuid4().hex}.log"
        with log.open("wb") as output:
            running = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGKILL),
            )
        process = Process(name, running, log)
        self.processes.append(process)
        return process

    def replace(self, process: Process) -> None:
        """Kill it, and start another in its place."""
        process.kill()
        self.processes.remove(process)
        self.start(process.name)

    def wake(self, *, everybody: bool = False) -> None:
        """Let those go on whose time of standing still is over; start anew what has ended."""
        for process in list(self.processes):
            if process.awake_at and (everybody or time.monotonic() > process.awake_at):
                process.signal(signal.SIGCONT)
                process.awake_at = 0.0
            if process.running.poll() is not None:
                self.replace(process)

    def empty_redis(self) -> None:
        with redis.Redis.from_url(self.redis.url) as client:
            client.flushall()

    def restart_redis(self) -> None:
        """It comes back with nothing in it."""
        self.redis.process.kill()
        self.redis.process.wait()
        self.redis = self.redis.again()

    def restart_postgres(self) -> None:
        """At once, as after a power cut."""
        connection.close()
        self.postgres.process.send_signal(signal.SIGQUIT)
        self.postgres.process.wait()
        self.postgres = self.postgres.again()


@contextmanager
def house(url: str, breaks: str) -> Iterator[House]:
    """Servers of the drill's own, with the portal's tables in them; gone at the end."""
    folder = FOLDER / "drill" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    made: House | None = None
    before = dict(connection.settings_dict)
    try:
        password = secrets.token_urlsafe(24)
        postgres = start_postgres(folder, password, durable=True)
        try:
            made = House(
                folder, url, breaks, postgres, start_redis(folder, password, durable=False)
            )
            connection.close()
            connection.settings_dict.update(Env.db_url_config(postgres.url))
            call_command("migrate", verbosity=0, stdout=sys.stderr)
            yield made
        finally:
            (made.postgres if made else postgres).stop()
            if made:
                made.redis.stop()
    finally:
        connection.close()
        connection.settings_dict.update(before)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(far_home(folder), ignore_errors=True)
