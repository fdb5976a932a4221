"""A mail server and a GOV.UK Notify to send to: real sockets, made-up mishaps."""

import json
import socketserver
import ssl
import threading
from collections import deque
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

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


def certificate(folder, name="localhost"):
    """A certificate and its key for a server called `name`, in one file; it vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        made.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail. `mishaps` are used up one a message: "rcpt 451", "data 554", or, once the mail is
    stored, "vanish" or "silence" until `wake_up` is set."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), MailConversation)
        self.mails, self.mishaps, self.wake_up = [], deque(), threading.Event()
        self.secure, self.is_secure_at_once = None, False
        self.was_secure, self.signed_in = [], []

    def speak_tls(self, pem, *, at_once=False):
        """Take mail by TLS, from the first byte or after STARTTLS."""
        self.secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.secure.load_cert_chain(pem)
        self.is_secure_at_once = at_once

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class MailConversation(socketserver.StreamRequestHandler):
    is_secure = False

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def go_secure(self):
        self.request = self.server.secure.wrap_socket(self.request, server_side=True)
        self.is_secure = True
        self.setup()  # to read and write through it

    def handle(self):
        try:
            if self.server.is_secure_at_once:
                self.go_secure()
            self.converse()
        except ssl.SSLError:
            pass  # the portal did not believe our certificate
        finally:
            self.request.close()

    def converse(self):
        mishap = self.server.mishaps.popleft() if self.server.mishaps else ""
        stage, _, code = mishap.partition(" ")
        self.say("220 ready")
        recipient = None
        while line := self.rfile.readline().decode(errors="replace").strip():
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
                self.server.was_secure.append(self.is_secure)
                if stage == "silence":
                    self.server.wake_up.wait(30)
                if stage in ("vanish", "silence"):
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.introduce(verb, line)

    def introduce(self, verb, line):
        """What is said before the mail itself."""
        if verb == "EHLO":
            offer = "STARTTLS" if self.server.secure and not self.is_secure else "AUTH PLAIN"
            self.say(f"250-here\r\n250 {offer}")
        elif verb == "STARTTLS":
            self.say("220 go on")
            self.go_secure()
        elif verb == "AUTH":
            self.server.signed_in.append((line.split()[-1], self.is_secure))
            self.say("235 welcome")
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
