"""A mail server and a GOV.UK Notify to send to: real sockets, made-up mishaps."""

import json
import socketserver
import threading
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"test-{SERVICE}-{SECRET}"


@contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail. `mishaps` are used up one a message: "rcpt 451", "data 554", or, once the mail is
    stored, "vanish" or "silence" until `wake_up` is set."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), MailConversation)
        self.mails, self.mishaps, self.wake_up = [], deque(), threading.Event()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class MailConversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        mishap = self.server.mishaps.popleft() if self.server.mishaps else ""
        stage, _, code = mishap.partition(" ")
        self.say("220 ready")
        recipient = None
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say(f"{code} no" if stage == "rcpt" else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                data = self.until_the_dot()
                if stage == "data":
                    self.say(f"{code} no")
                    continue
                self.server.mails.append((recipient, data))
                if stage == "silence":
                    self.server.wake_up.wait(30)
                if stage in ("vanish", "silence"):
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def until_the_dot(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


class Notify(ThreadingHTTPServer):
    """Speaks Notify's API. `mishaps` are used up one a POST:

    "500", "400", "429" and "silence" take nothing; "slow", "taken then 500", "taken then silence"
    store the message first. Until `wake_up` is set silence lasts, and what is slow is not answered.
    `is_blind` makes look-ups fail.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), NotifyRequest)
        self.taken, self.mishaps, self.is_blind = [], deque(), False
        self.asked, self.wake_up = [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class NotifyRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def is_known(self):
        token = self.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        return claims["iss"] == SERVICE

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mishap = self.server.mishaps.popleft() if self.server.mishaps else ""
        if not self.is_known():
            return self.answer(403, {"errors": [{"error": "AuthError", "message": "no"}]})
        if mishap in ("500", "400", "429"):
            return self.answer(int(mishap), {"errors": [{"message": body.get("email_address")}]})
        if mishap == "silence":
            return self.keep_silent()
        self.server.taken.append({**body, "path": self.path, "status": "created"})
        if mishap == "taken then 500":
            return self.answer(500, {"errors": []})
        if mishap == "taken then silence":
            return self.keep_silent()
        if mishap == "slow":
            self.server.wake_up.wait(30)
        return self.answer(201, {"id": "1", "reference": body["reference"]})

    def keep_silent(self):
        self.server.wake_up.wait(30)
        self.close_connection = True

    def do_GET(self):
        reference = parse_qs(urlsplit(self.path).query)["reference"][0]
        self.server.asked.append(reference)
        if self.server.is_blind or not self.is_known():
            return self.answer(503, {"errors": []})
        found = [one for one in self.server.taken if one["reference"] == reference]
        return self.answer(200, {"notifications": found, "links": {}})
