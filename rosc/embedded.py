"""PostgreSQL and Redis for a developer's machine, the demo and the tests; never for production.

Each folder has at most one pair of servers, on free loopback ports behind a password, and one
keeper (`rosc.embedded_keeper`): a small process that starts both and stops them again. Whoever uses
them holds a shared lock on `users.lock`. The kernel lets go of that lock when a process ends,
however it ends; once nobody holds it, the keeper stops the servers. So a `manage.py shell` joins
the servers of a running `make run`, and starts its own for as long as it lives otherwise.

What is guaranteed on Linux: no server outlives its users, even users ended by SIGKILL; none
outlives its keeper, because the kernel then signals it (PR_SET_PDEATHSIG); a server that is killed
is started again on the same port with its data; and where all of them were killed at once, the next
start ends what is left and carries on with the data. On other systems
a killed keeper may leave its servers behind, and the next start then says so.
"""

import atexit
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
FOLDER = BASE / "var"


class ServersFailed(RuntimeError):
    """The servers could not be started; the message says what to do."""


@dataclass(frozen=True)
class Urls:
    """Where the two servers listen, with the password in each address."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)


@dataclass
class Hold:
    """This process's claim on the servers of one folder."""

    lock: int
    process: int
    urls: Urls
    keeper: subprocess.Popen[str] | None  # None when somebody else started it


_holds: dict[Path, Hold] = {}


def urls(folder: Path = FOLDER) -> Urls:
    """Where the servers of `folder` listen; they are started or joined as `start` says."""
    return start(folder)


def start(folder: Path = FOLDER, *, durable: bool = True) -> Urls:
    """Start the servers of `folder`, or join running ones, and hold them while this process lives.

    `durable=False` gives up safety against power cuts for speed and is meant for tests; servers
    that already run stay as they were started. Raises ServersFailed.
    """
    folder = folder.resolve()
    if folder not in _holds:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _open(folder / "users.lock")
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for a keeper that is about to end
        try:
            found, keeper = _join(folder) or _launch(folder, durable)
        except BaseException:
            os.close(lock)
            raise
        _holds[folder] = Hold(lock, os.getpid(), found, keeper)
        atexit.register(stop, folder)
    return _holds[folder].urls


def stop(folder: Path = FOLDER) -> None:
    """Let go of the servers of `folder`; the last user waits until they have stopped."""
    folder = folder.resolve()
    hold = _holds.pop(folder, None)
    if hold is None or hold.process != os.getpid():  # a forked child must not act for its parent
        return
    if try_lock(hold.lock, fcntl.LOCK_EX):
        _end_keeper(folder)
        if hold.keeper:
            hold.keeper.wait()
    os.close(hold.lock)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the flock of that kind at once, or say that it cannot be had."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _join(folder: Path) -> tuple[Urls, None] | None:
    """The running servers of `folder`, waiting while they start; None when there is no keeper."""
    lock = _open(folder / "keeper.lock")
    try:
        while not try_lock(lock, fcntl.LOCK_SH):
            if (found := _addresses(folder)) is not None:
                return Urls(found["database_url"], found["redis_url"]), None
            time.sleep(0.05)
    finally:
        os.close(lock)
    return None


def _launch(folder: Path, durable: bool) -> tuple[Urls, subprocess.Popen[str] | None]:
    lock = _open(folder / "keeper.lock")
    if not try_lock(lock, fcntl.LOCK_EX):  # another process was quicker
        os.close(lock)
        return _join(folder) or _launch(folder, durable)
    (folder / "servers.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "rosc.embedded_keeper", str(folder), str(lock)]
    keeper = subprocess.Popen(
        command if durable else [*command, "--fast"],
        cwd=BASE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=[lock],  # the keeper owns this lock for as long as it lives
        start_new_session=True,  # Ctrl-C in the terminal is for the users, not for the servers
    )
    os.close(lock)
    assert keeper.stdout  # noqa: S101
    with keeper.stdout:
        said = keeper.stdout.read()  # until the keeper closes it: ready, or ended with a reason
    found = _addresses(folder)
    if found is None:
        keeper.wait()
        raise ServersFailed(said.strip() or "The embedded servers were stopped while starting.")
    return Urls(found["database_url"], found["redis_url"]), keeper


def _addresses(folder: Path) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads((folder / "servers.json").read_text())
    except FileNotFoundError:
        return None
    return found


def _end_keeper(folder: Path) -> None:
    lock = _open(folder / "keeper.lock")
    found = _addresses(folder)
    if found and not try_lock(lock, fcntl.LOCK_SH):
        os.kill(int(found["keeper"]), signal.SIGTERM)
        fcntl.flock(lock, fcntl.LOCK_SH)  # had when the keeper has ended
    os.close(lock)
