"""What gunicorn logs: `gunicorn -c python:rosc.gunicorn rosc.wsgi`.

No access log, whose lines hold paths, query strings and addresses; `rosc.middleware` writes one
line a request without them.
"""

import logging
from typing import Any

from rosc.logs import ClientFailed

accesslog = None


def on_starting(server: Any) -> None:
    logging.getLogger("gunicorn.error").addFilter(ClientFailed())


def post_fork(server: Any, worker: Any) -> None:
    on_starting(server)
