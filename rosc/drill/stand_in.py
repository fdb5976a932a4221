"""A GOV.UK Notify that takes messages, and often says so late, wrongly or not at all.

It stores a message before it answers, and what it stored is what a drill counts.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT_WAITS = 1  # seconds, until a worker gives up on an answer
# Of a hundred requests so many: (taken, then no answer in time), (taken, then 500), ...
TAKEN_SILENCE, TAKEN_500, REFUSED_500, REFUSED_429, BLIND = 8, 4, 5, 3, 5
LATE = 0.1  # seconds at most, when all is well
HELD_BACK = 0.4  # seconds, while the drill is not far enough with its faults


class StandIn(ThreadingHTTPServer):
    """`is_ahead` says whether messages go faster than faults come; then it answers slowly."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, seed: int, is_ahead: Callable[[int], bool]) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.is_ahead = is_ahead
        self.numbers: Counter[str] = Counter()
        self.statuses: dict[str, str] = {}
        self.said: Counter[str] = Counter()
        self._chance, self._lock = random.Random(seed), threading.Lock()  # noqa: S311

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def draw(self, *weights: int) -> int:
        """Which of these hundredths it is; their number where it is none of them."""
        with self._lock:
            point = self._chance.uniform(0, 100)
        for index, weight in enumerate(weights):
            if (point := point - weight) < 0:
                return index
        return len(weights)

    def take(self, body: dict[str, Any]) -> None:
        with self._lock:
            self.numbers[body.get("phone_number") or body["email_address"]] += 1
            self.statuses[body["reference"]] = "created"

    def note(self, what: str) -> None:
        with self._lock:
            self.said[what] += 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker that was killed hangs up in the middle: nothing to say about it."""


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: StandIn

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        data = self.rfile.read(length)
        if len(data) < length:
            return  # whoever wrote it was killed half-way
        body = json.loads(data)
        fate = self.server.draw(REFUSED_500, REFUSED_429, TAKEN_SILENCE, TAKEN_500)
        if fate < 2:
            self.server.note("refused")
            return self._answer((500, 429)[fate], {"errors": []})
        self.server.take(body)
        self._after(fate, body)

    def _after(self, fate: int, body: dict[str, Any]) -> None:
        if fate == 2:
            self.server.note("silent")
            time.sleep(CLIENT_WAITS + 0.5)
            self.close_connection = True
            return
        if fate == 3:
            self.server.note("wrong")
            return self._answer(500, {"errors": []})
        is_ahead = self.server.is_ahead(len(self.server.numbers))
        time.sleep(HELD_BACK if is_ahead else LATE * self.server.draw(*[10] * 9) / 10)
        self._answer(201, {"id": "1", "reference": body["reference"]})

    def do_GET(self) -> None:
        reference = parse_qs(urlsplit(self.path).query)["reference"][0]
        self.server.note("asked")
        if self.server.draw(BLIND) == 0:
            return self._answer(503, {"errors": []})
        status = self.server.statuses.get(reference)
        found = [{"reference": reference, "status": status}] if status else []
        self._answer(200, {"notifications": found, "links": {}})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def running(server: StandIn) -> Iterator[StandIn]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
