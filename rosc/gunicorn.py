"""How gunicorn serves and what it logs: `gunicorn -c python:rosc.gunicorn rosc.wsgi`.

No access log, whose lines hold paths, query strings and addresses; `rosc.middleware` writes one
line a request without them.
"""

import logging
from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from rosc.logs import ClientFailed

accesslog = None
limit_request_line = 8190  # as long as it can be set
worker_class = "rosc.gunicorn.Worker"


class Worker(ThreadWorker):
    """Answers an address that is too long to be read in our words, as Django never sees it."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            write_nonblock(client, too_long())
        else:
            super().handle_error(req, client, addr, exc)


def too_long() -> bytes:
    """The whole answer to a search of thousands of letters, and the like."""
    from rosc.ui.views import bare_page  # when Django is there

    page = bare_page(
        "That was too long", "Please go back and use fewer words, such as a town and what you need."
    ).encode()
    head = (
        "HTTP/1.1 400 Bad Request",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
        "Content-Security-Policy: default-src 'none'",
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-store",
        f"Content-Length: {len(page)}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + page


def on_starting(server: Any) -> None:
    logging.getLogger("gunicorn.error").addFilter(ClientFailed())


def post_fork(server: Any, worker: Any) -> None:
    on_starting(server)
