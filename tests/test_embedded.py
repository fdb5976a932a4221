"""The embedded servers: started, joined, kept apart, and never left behind."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from rosc import embedded, embedded_servers

USER = """
    import sys
    from pathlib import Path
    from rosc import embedded
    urls = embedded.start(Path(sys.argv[1]), durable=False)
    print(urls.database_url, urls.redis_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder inside the checkout; when we are root, the data may lie elsewhere."""
    path = embedded.FOLDER / "test" / uuid.uuid4().hex
    yield path
    embedded.stop(path)
    wait_until(lambda: not processes(path))
    remove(path)


@pytest.fixture
def other_folder(folder: Path) -> Iterator[Path]:
    """A second one beside it."""
    path = folder.with_name(f"{folder.name}-other")
    yield path
    embedded.stop(path)
    remove(path)


def places(folder: Path) -> list[Path]:
    """Where the data of the folder may be."""
    return [folder, embedded_servers.far_home(folder)]


def remove(folder: Path) -> None:
    """Remove the folder and its data."""
    for place in places(folder):
        shutil.rmtree(place, ignore_errors=True)


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something another process does; a minute means that it never will."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited for a minute in vain"
        time.sleep(0.02)


def processes(folder: Path) -> list[int]:
    """Every keeper and server of the folder that is alive."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            where = Path(os.readlink(process / "cwd"))
        except OSError:
            continue
        serves = any(where.is_relative_to(place) for place in places(folder))
        if serves or (b"rosc.embedded_keeper" in command and bytes(folder) in command):
            found.append(int(process.name))
    return found


def alive(pid: int) -> bool:
    """False also for a process that ended and only waits for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before, or while it is read
        return False


def kill(pid: int) -> None:
    """End a process that may have ended already."""
    if alive(pid):
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not alive(pid))


def keeper(folder: Path) -> int:
    """The keeper's process; its name stands in its arguments, the servers' do not."""
    return next(
        pid
        for pid in processes(folder)
        if b"rosc.embedded_keeper" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def user(folder: Path) -> tuple["subprocess.Popen[str]", embedded.Urls]:
    """Another process that uses the servers until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(USER), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=embedded.BASE,
    )
    assert process.stdout
    return process, embedded.Urls(*process.stdout.readline().split())


def let_go(process: "subprocess.Popen[str]") -> None:
    """End a user in good order."""
    process.communicate()
    assert process.returncode == 0


def answers(urls: embedded.Urls) -> bool:
    """Do both servers answer?"""
    with psycopg.connect(urls.database_url) as connection, redis.from_url(urls.redis_url) as client:
        return connection.execute("SELECT 1").fetchone() == (1,) and bool(client.ping())


def answering(urls: embedded.Urls) -> bool:
    """Do both servers answer, one of which may be away at the moment?"""
    try:
        return answers(urls)
    except (psycopg.OperationalError, redis.ConnectionError):
        return False


def test_both_servers_answer_and_stop_leaves_no_process(folder: Path) -> None:
    urls = embedded.start(folder)
    assert answers(urls)
    assert len(processes(folder)) > 2

    embedded.stop(folder)

    assert processes(folder) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls.database_url)


def test_the_servers_listen_on_loopback_and_ask_for_the_password(folder: Path) -> None:
    urls = embedded.start(folder, durable=False)
    with psycopg.connect(urls.database_url) as connection, redis.from_url(urls.redis_url) as client:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert client.config_get("bind") == {"bind": "127.0.0.1"}
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(urls.database_url, password="wrong")
    stranger = redis.from_url(urls.redis_url.replace("://:", "://:not"))
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_data_are_kept_from_one_start_to_the_next(folder: Path) -> None:
    first = embedded.start(folder)
    with (
        psycopg.connect(first.database_url) as connection,
        redis.from_url(first.redis_url) as client,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        client.set("kept", "42")
    embedded.stop(folder)

    second = embedded.start(folder)

    with psycopg.connect(second.database_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    with redis.from_url(second.redis_url) as client:
        assert client.get("kept") == b"42"


def test_a_second_user_joins_and_may_outlive_the_first(folder: Path) -> None:
    first, urls = user(folder)
    second, joined = user(folder)
    assert joined == urls

    let_go(first)
    assert answers(urls)

    let_go(second)
    assert processes(folder) == []


def test_users_that_start_together_share_one_pair(folder: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(USER), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=embedded.BASE,
        )
        for _ in range(4)
    ]
    assert len({process.stdout.readline() for process in started if process.stdout}) == 1
    for process in started:
        let_go(process)


def test_two_folders_do_not_collide(folder: Path, other_folder: Path) -> None:
    here, there = embedded.start(folder), embedded.start(other_folder)
    with psycopg.connect(here.database_url) as connection:
        connection.execute("CREATE TABLE only_here ()")
    with (
        psycopg.connect(there.database_url) as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("SELECT FROM only_here")

    embedded.stop(folder)

    assert answers(there)


def test_a_killed_user_takes_the_servers_with_it(folder: Path) -> None:
    process, _ = user(folder)

    process.kill()
    process.communicate()

    wait_until(lambda: not processes(folder))


def test_a_killed_keeper_takes_the_servers_with_it(folder: Path) -> None:
    embedded.start(folder)

    os.kill(keeper(folder), signal.SIGKILL)

    wait_until(lambda: not [pid for pid in processes(folder) if alive(pid)])


@pytest.mark.parametrize("name", ["redis-server", "postgres"])
def test_a_killed_server_is_back_where_it_was_with_its_data(folder: Path, name: str) -> None:
    urls = embedded.start(folder)
    with psycopg.connect(urls.database_url) as connection, redis.from_url(urls.redis_url) as client:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        client.set("kept", "42")
    mine = [pid for pid in processes(folder) if Path(os.readlink(f"/proc/{pid}/exe")).name == name]
    other = set(processes(folder)) - set(mine)

    kill(min(mine))

    wait_until(lambda: answering(urls))
    with psycopg.connect(urls.database_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert keeper(folder) in other
    assert min(mine) not in processes(folder)


def test_a_start_after_everything_was_killed_has_the_data(folder: Path) -> None:
    process, urls = user(folder)
    with psycopg.connect(urls.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    for pid in [keeper(folder), process.pid, *processes(folder)]:
        kill(pid)
    process.communicate()
    assert (folder / "servers.json").exists()

    urls = embedded.start(folder)

    with psycopg.connect(urls.database_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def deafened(pid: int) -> bool:
    """Stop it, so that it does not hear what the kernel tells it; False where it has ended by
    itself meanwhile, as some of PostgreSQL's helpers do."""
    try:
        os.kill(pid, signal.SIGSTOP)
    except ProcessLookupError:
        return False
    return True


def test_servers_that_outlived_their_keeper_are_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, _ = user(folder)
    servers = [pid for pid in processes(folder) if pid != keeper(folder) and deafened(pid)]
    kill(keeper(folder))
    process.kill()
    process.communicate()
    assert set(servers) <= set(processes(folder))

    monkeypatch.setattr(embedded_servers, "ORPHAN_SECONDS", 0)
    embedded_servers.end_orphans(folder)

    wait_until(lambda: not processes(folder))


def test_a_forked_child_does_not_stop_its_parents_servers(folder: Path) -> None:
    script = """
        import multiprocessing, sys
        from pathlib import Path
        import redis
        from rosc import embedded
        folder = Path(sys.argv[1])
        urls = embedded.start(folder, durable=False)
        child = multiprocessing.get_context("fork").Process(target=embedded.stop, args=(folder,))
        child.start()
        child.join()
        print(child.exitcode, redis.from_url(urls.redis_url).ping())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), folder],
        capture_output=True,
        text=True,
        cwd=embedded.BASE,
    )
    assert done.stdout == "0 True\n", done.stderr


def test_a_failed_start_says_why_and_leaves_no_process(folder: Path) -> None:
    embedded.start(folder, durable=False)
    embedded.stop(folder)
    next(
        version
        for place in places(folder)
        if (version := place / "postgres" / "PG_VERSION").exists()
    ).write_text("9.6\n")

    with pytest.raises(embedded.ServersFailed, match="postgres did not start.*\n.*incompatible"):
        embedded.start(folder, durable=False)

    assert processes(folder) == []


def test_one_sentence_says_what_to_install_when_there_is_no_redis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(embedded.ServersFailed, match=r"^No Redis: install .*valkey-server.*\.$"):
        embedded_servers.redis_binary()


def test_a_redis_of_the_system_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"valkey-server": "/usr/bin/valkey-server"}.get)
    assert embedded_servers.redis_binary() == "/usr/bin/valkey-server"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as somebody else")
def test_a_folder_only_root_can_reach_is_left_as_it_is(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    try:
        assert answers(embedded.start(closed / "var", durable=False))
    finally:
        embedded.stop(closed / "var")
        shutil.rmtree(embedded_servers.far_home(closed / "var"))
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not (closed / "var" / "postgres").exists()
