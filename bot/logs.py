"""Logs as JSON lines on stderr: what happened, never what people wrote or who they are."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from typing import Any

import structlog

from handlers.errors import DuchaError

_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_TOKEN = re.compile(
    r"((?:access_token|session|sign|ticket|key|secret|msg_signature)=)[^&\s'\"]+", re.IGNORECASE
)


def set_up_logs(level: int = logging.INFO) -> None:
    """Call once per process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    plain = "%(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=plain)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings quote whole addresses, with tokens


def where_it_broke(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its kind and its frames. Its message stays out: it may quote what people wrote."""
    if event.pop("exc_info", None):
        kind, error, trace = sys.exc_info()
        event["exception"] = kind.__name__ if kind else None
        if isinstance(error, DuchaError):
            event["reason"] = str(error)
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(trace)]
    return event


def scrub(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last look at an event: phone numbers and tokens are blotted out, also inside a traceback."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _TOKEN.sub(r"\1…", _PHONE.sub("1…", value))
    return event
