"""Reminders that are due, sent by workers that are killed meanwhile; what came of it."""

import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import Error, connection

from checkups.models import CheckUp
from rosc.drill.filling import fill, number
from rosc.drill.house import BEATS, LEASE, WORKERS, House, Process, house
from rosc.drill.stand_in import StandIn, running
from rosc.outbox.models import OPEN_STATES, OutboundMessage, State

PAUSE = (0.2, 1.2)  # seconds between two kills
STOPS_EACH, FLUSHES_EACH, RESTARTS_EACH = 3, 6, 10  # so many kills
STILL = 240  # seconds without anything new: it will not come any more
KIND = "checkups.reminder"


@dataclass
class Drill:
    """`count` reminders, `kills` kills; `breaks` leaves a safeguard out."""

    count: int
    kills: int
    breaks: str = ""
    seed: int = 1
    done: Counter[str] = field(default_factory=Counter)

    def run(self) -> dict[str, int | float | str]:
        """Fill, start, kill, wait until nothing is left, and count."""
        self.chance = random.Random(self.seed)  # noqa: S311 - which process is killed next
        stand_in = StandIn(self.seed, self.is_ahead)
        with running(stand_in), house(stand_in.url, self.breaks) as home:
            say(f"{self.count} people with a check-up each")
            fill(self.count)
            started = time.monotonic()
            try:
                for name in ["worker"] * WORKERS + ["beat"] * BEATS:
                    home.start(name)
                self._trouble(home, stand_in)
                home.wake(everybody=True)
                self._wait(home, stand_in)
            finally:
                for process in home.processes:
                    process.kill()
            return self._count(stand_in, time.monotonic() - started)

    def is_ahead(self, taken: int) -> bool:
        """Whether messages go faster than kills come."""
        return taken / self.count > (self.done["kills"] + 1) / (self.kills + 1)

    # --- Trouble ----------------------------------------------------------------------------------
    def _trouble(self, home: House, stand_in: StandIn) -> None:
        until(lambda: stand_in.numbers, "the first message", home)
        while self.done["kills"] < self.kills and len(stand_in.numbers) < self.count:
            time.sleep(self.chance.uniform(*PAUSE))
            home.wake()
            if len(stand_in.numbers) / self.count >= self.done["kills"] / (self.kills + 1):
                self._kill(home)

    def _kill(self, home: House) -> None:
        ready = [one for one in home.processes if one.is_ready and not one.awake_at]
        workers = [one for one in ready if one.name == "worker"]
        if not workers:
            return
        process = self.chance.choice(ready if self.done["kills"] % 5 == 4 else workers)
        child = process.child() if process.name == "worker" and self.chance.random() < 0.5 else None
        if child:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        else:
            home.replace(process)
        self.done["kills"] += 1
        self.done["beats_killed"] += process.name == "beat"
        self._more(home)
        if self.done["kills"] % 10 == 0:
            say(f"{self.done['kills']} kills")

    def _more(self, home: House) -> None:
        """Every few kills something worse."""
        kills = self.done["kills"]
        if kills % STOPS_EACH == 0:
            self._stop_one(home)
        if kills % FLUSHES_EACH == 0:
            home.empty_redis()
            self.done["flushes"] += 1
        if kills % RESTARTS_EACH == RESTARTS_EACH // 2:
            home.restart_redis()
            self.done["redis_restarts"] += 1
        if kills % RESTARTS_EACH == RESTARTS_EACH - 1:
            home.restart_postgres()
            self.done["postgres_restarts"] += 1

    def _stop_one(self, home: House) -> None:
        """Have a worker stand still for longer than its lease."""
        workers = [one for one in home.processes if one.name == "worker" and one.is_ready]
        awake = [one for one in workers if not one.awake_at]
        if len(awake) > 1:
            process: Process = self.chance.choice(awake)
            process.signal(signal.SIGSTOP)
            process.awake_at = time.monotonic() + LEASE + 2
            self.done["stops"] += 1

    # --- Counting ---------------------------------------------------------------------------------
    def _wait(self, home: House, stand_in: StandIn) -> None:
        say("waiting until nothing is left to send")
        last, since = -1, time.monotonic()
        while (left := waiting()) and time.monotonic() - since < STILL:
            if left != last:
                last, since = left, time.monotonic()
            home.wake()
            time.sleep(0.5)

    def _count(self, stand_in: StandIn, seconds: float) -> dict[str, int | float | str]:
        """Each number is one person's, so it was to be written to once."""
        due = {number(index) for index in range(self.count)}
        took = [stand_in.numbers[one] for one in due]
        sent = sum(map(bool, took))
        rows = OutboundMessage.objects.filter(kind=KIND)
        names = ("beats_killed", "stops", "flushes", "redis_restarts", "postgres_restarts")
        return {
            "due": self.count,
            "sent": sent,
            "missed": self.count - sent,
            "duplicates": sum(took) - sent,
            "kills": self.done["kills"],
            **{name: self.done[name] for name in names},
            "unanswered": stand_in.said["silent"] + stand_in.said["wrong"],
            "refused": stand_in.said["refused"],
            "asked_before": stand_in.said["asked"],
            "not_known_as_sent": rows.exclude(state__in=(State.SENT, State.DELIVERED)).count(),
            "seconds": round(seconds, 1),
            "left_out": self.breaks,
        }


def waiting() -> int:
    """How many reminders are still to be planned or sent; 1 where the database does not say."""
    try:
        planned = CheckUp.objects.unscoped_for("timer").filter(reminded_at=None).count()
        return planned + OutboundMessage.objects.filter(kind=KIND, state__in=OPEN_STATES).count()
    except Error:
        connection.close()
        return 1


def until(condition: object, what: str, home: House) -> None:
    """Wait for something the workers do. Raises TimeoutError."""
    stop = time.monotonic() + STILL
    while not condition():  # type: ignore[operator]
        if time.monotonic() > stop:
            raise TimeoutError(f"{what} did not come")
        home.wake()
        time.sleep(0.1)


def say(what: str) -> None:
    """Progress, where it does not disturb the one JSON object."""
    print(f"drill: {what}", file=sys.stderr, flush=True)
