"""Logs as lines of JSON in production and readable lines elsewhere, with nothing about anybody.

What people type reaches logs by three ways: paths and query strings, the words of exceptions ("Key
(email)=(...) already exists"), and addresses. So requests are named by route, errors by kind and
place, and libraries that would say more are made to say less.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

# Loggers of Django that put the path, the host or the query of a request into their lines.
_SILENT = ("django.server", "django.security", "django.channels.server")


class RequestFailed(logging.Filter):
    """Of what Django says about requests, only that one failed; the middleware says the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = "request failed", ()
        return record.levelno >= logging.ERROR


class TaskFailed(logging.Filter):
    """The name and id of a task, without the words of what went wrong in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict):
            wordless = dict.fromkeys(("exc", "args", "kwargs", "return_value", "traceback"), "-")
            record.args = {**record.args, **wordless}
        return True


class ClientFailed(logging.Filter):
    """gunicorn names path and address of a request it could not handle, and prints what was raised
    with all its words; here it says the kind of it and the lines it came through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith(("Error handling", "Invalid request", "Socket")):
            record.msg, record.args = "a request could not be handled", ()
            if record.exc_info and record.exc_info[0]:
                kind, _, trace = record.exc_info
                record.msg += ": " + " ".join([kind.__name__, *_lines(trace)])
                record.exc_info = record.exc_text = None
        return True


def without_words(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace an exception by its kind and the lines it came through; its words may tell."""
    found = event.pop("exc_info", None)
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0]:
        event["error"] = found[0].__name__
        event["lines"] = _lines(found[2])
    event.pop("stack_info", None)
    return event


def _lines(trace: TracebackType | None) -> list[str]:
    """The last twelve lines of a traceback, as module:line."""
    return [
        f"{frame.f_globals.get('__name__', '?')}:{number}"
        for frame, number in list(traceback.walk_tb(trace))[-12:]
    ]


_LOGGERS: dict[str, dict[str, Any]] = {
    "django": {"handlers": [], "level": "INFO"},
    "django.request": {"filters": ["request"]},
    **{name: {"handlers": ["nowhere"], "propagate": False} for name in _SILENT},
    "django.db.backends": {"level": "ERROR"},
    "celery.app.trace": {"filters": ["task"]},
    "celery.worker.job": {"filters": ["task"]},
    "celery.worker.request": {"filters": ["task"]},
    "celery.worker.strategy": {"level": "WARNING"},
    # They name addresses in their warnings.
    "notifications_python_client": {"level": "ERROR"},
    "urllib3": {"level": "ERROR"},
}
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logging(*, production: bool) -> dict[str, Any]:
    """The LOGGING setting; configures structlog as it goes."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request": {"()": f"{__name__}.RequestFailed"},
            "task": {"()": f"{__name__}.TaskFailed"},
        },
        "formatters": {"lines": _formatter(production=production)},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": _LOGGERS,
    }


def _formatter(*, production: bool) -> dict[str, Any]:
    """How a line is written: as JSON in production, else for a person's eyes."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            without_words,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
        "foreign_pre_chain": _SHARED,
    }
