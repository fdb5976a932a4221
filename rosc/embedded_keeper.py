"""The keeper: starts PostgreSQL and Redis in a folder and stops them when nobody uses them.

Started by `rosc.embedded`, which see. Prints nothing when all is well, else one reason.
"""

import argparse
import fcntl
import json
import os
import secrets
import signal
import sys
import time
from pathlib import Path

from rosc.embedded import ServersFailed, try_lock
from rosc.embedded_servers import Server, end_orphans, start_postgres, start_redis


def main() -> int:
    """Serve until the last user lets go, a server cannot be had back, or SIGTERM arrives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("lock", type=int, help="descriptor of keeper.lock, already locked")
    parser.add_argument("--fast", action="store_true", help="no safety against power cuts")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.set_inheritable(given.lock, False)
    servers: list[Server] = []
    try:
        _start(given.folder, servers, durable=not given.fast)
        _close_output()
        _wait_for_the_last_user(given.folder, servers)
    except ServersFailed as reason:
        print(reason)
        return 1
    finally:
        (given.folder / "servers.json").unlink(missing_ok=True)
        for server in reversed(servers):
            server.stop()
    return 0


def _start(folder: Path, servers: list[Server], *, durable: bool) -> None:
    end_orphans(folder)
    password = _password(folder)
    servers.append(redis := start_redis(folder, password, durable=durable))
    servers.append(postgres := start_postgres(folder, password, durable=durable))
    found = {"database_url": postgres.url, "redis_url": redis.url, "keeper": str(os.getpid())}
    _write_private(folder / "servers.json.new", json.dumps(found))
    (folder / "servers.json.new").rename(folder / "servers.json")


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _close_output() -> None:
    """Tell whoever launched us that all is ready, by ending our side of the pipe."""
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _wait_for_the_last_user(folder: Path, servers: list[Server]) -> None:
    """Return with `users.lock` held, so that new users wait for us.

    Meanwhile a server that ends by itself is started again where it was. Raises ServersFailed.
    """
    users = os.open(folder / "users.lock", os.O_RDWR)
    while not try_lock(users, fcntl.LOCK_EX):
        for index, server in enumerate(servers):
            if server.process.poll() is not None:
                servers[index] = server.again()
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
