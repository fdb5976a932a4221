"""The portal's real processes, and servers of their own that a test may stop, freeze and empty."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial

import httpx
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from rosc.embedded_servers import end_with_parent, redis_binary
from tests.outbox.conftest import mail_server, notify  # noqa: F401

PYTHON = sys.executable


def until(condition):
    """Wait for something another process does; a minute means that it never will."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(httpx.TransportError, redis.ConnectionError):
            if found := condition():
                return found
        if time.monotonic() > deadline:
            raise AssertionError("It did not happen within a minute.")
        time.sleep(0.05)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OwnRedis:
    """A Redis on one port, which stays the same when it is started again."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [redis_binary(), "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            preexec_fn=partial(end_with_parent, signal.SIGKILL),
        )
        until(self.client.ping)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def empty(self):
        self.client.flushall()


@pytest.fixture
def own_redis(tmp_path):
    server = OwnRedis(tmp_path)
    yield server
    server.thaw()
    server.stop()
    server.client.close()


class Portal:
    """Starts web and workers on the test's own database, and keeps what they log."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        self.processes, self.browsers = [], []

    def start(self, name, *command):
        with (self.folder / f"{name}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [PYTHON, "-m", *command],
                cwd=settings.BASE_DIR,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGKILL),
            )
        self.processes.append(process)
        return process

    def web(self):
        """A browser on a real gunicorn; ten seconds without an answer are a failure."""
        bind = f"127.0.0.1:{free_port()}"
        options = ["--workers", "1", "--threads", "2", "--no-control-socket"]
        config = ["-c", "python:rosc.gunicorn", "--bind", bind]
        self.start("web", "gunicorn", "rosc.wsgi", *config, *options)
        browser = httpx.Client(base_url=f"http://{bind}", timeout=10)
        self.browsers.append(browser)
        until(lambda: browser.get("/accounts/login/").is_success)
        return browser

    def worker(self):
        """A worker that has taken up its work."""
        options = ["--concurrency", "1", "--loglevel", "INFO"]
        process = self.start("worker", "celery", "-A", "rosc", "worker", *options)
        log = self.folder / f"worker-{len(self.processes) - 1}.log"
        until(lambda: "ready." in log.read_text())
        return process

    def tick(self):
        return self.manage("tick")

    def manage(self, *arguments):
        """Run a command of manage.py to its end; what it printed."""
        done = subprocess.run(
            [PYTHON, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        (self.folder / f"manage-{time.monotonic_ns()}.log").write_text(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def logs(self):
        return "".join(path.read_text() for path in self.folder.glob("*.log"))

    def kill(self, process):
        """End a process and all its children at once, with no chance to tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


ONCE = httpx.Limits(max_keepalive_connections=0)  # the server ends those that wait


class Browsers:
    """One for each visitor of the walk, with the cookies they have."""

    def __init__(self, portal):
        self.portal, self.base, self.of_visitor = portal, portal.web().base_url, {}

    def of(self, stop):
        name, jar = stop.visitor.name, stop.visitor.client.cookies
        if name not in self.of_visitor:
            cookies = {key: one.value for key, one in jar.items()}
            made = httpx.Client(base_url=self.base, cookies=cookies, limits=ONCE, timeout=30)
            self.of_visitor[name] = made
            self.portal.browsers.append(made)
        return self.of_visitor[name]


def address_of_the_database():
    found = connection.settings_dict
    user = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
    return f"postgres://{user}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@pytest.fixture
def portal(transactional_db, tmp_path, own_redis, mail_server):  # noqa: F811
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": address_of_the_database(),
        "REDIS_URL": own_redis.url,
        "OUTBOX_EMAIL_PROVIDER": "smtp",
        "SMTP_URL": mail_server.url,
    }
    cache.clear()  # its table is no model's, so no flush empties it of the limits reached before
    made = Portal(tmp_path, environment)
    yield made
    for browser in made.browsers:
        browser.close()
    for process in made.processes:
        made.kill(process)
    connection.close()


def token_of(page):
    """The hidden token of the first form on a page."""
    return page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
