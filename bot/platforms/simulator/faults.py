"""Scripted failures of the servers: the next calls to a path go wrong as told."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    STATUS = "status"
    TIMEOUT = "timeout"  # over a socket nobody waits: there it is a 504
    UNREACHABLE = "unreachable"  # over a socket a 502
    LOST = "lost"  # taken, and then the answer gets lost; over a socket a 504
    RESET = "reset"  # the connection is cut before anything was read; over a socket a 502


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"


TIMEOUT = Fault(FaultKind.TIMEOUT, 504)
UNREACHABLE = Fault(FaultKind.UNREACHABLE, 502)
LOST = Fault(FaultKind.LOST, 504)
RESET = Fault(FaultKind.RESET, 502)
SERVER_ERROR = Fault(FaultKind.STATUS, 500, b"Internal Server Error", "text/html")
BANNED = Fault(FaultKind.STATUS, 200, b"<html>punish</html>", "text/html")


def answering(payload: Mapping[str, Any], status: int = 200) -> Fault:
    """This JSON instead of the real answer, e.g. `{"errcode": 45009, "errmsg": "…"}`."""
    return Fault(FaultKind.STATUS, status, json.dumps(payload, ensure_ascii=False).encode())


class Faults:
    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}
        self._lock = threading.Lock()
        self._out_until: datetime | None = None

    def out(self, until: datetime) -> None:
        """Nothing is reached before then, whatever the path."""
        with self._lock:
            self._out_until = until

    def script(self, path: str, *faults: Fault) -> None:
        """One fault for each of the next calls to `path`, in this order."""
        with self._lock:
            self._waiting.setdefault(path, deque()).extend(faults)

    def take(self, path: str, now: datetime) -> Fault | None:
        with self._lock:
            if self._out_until is not None and now < self._out_until:
                return UNREACHABLE
            waiting = self._waiting.get(path)
            return waiting.popleft() if waiting else None
