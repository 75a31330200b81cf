"""The load: one thread, one epoll loop, requests made beforehand; and connections that never finish."""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 16
PATIENCE = 10.0  # seconds without any answer: then the server has stopped answering
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(slots=True)
class Load:
    """What one run came to. Latencies are in seconds, from sending a request to its whole answer."""

    seconds: float
    latencies: list[float] = field(repr=False)
    bodies: list[bytes] = field(repr=False)
    errors: int = 0
    own_cpu: float = 0.0

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        if not self.latencies:
            return float("inf")
        ranked = sorted(self.latencies)
        return 1000 * ranked[min(int(share * len(ranked)), len(ranked) - 1)]

    @property
    def longest(self) -> float:
        return self.percentile(1)


@dataclass(slots=True)
class _Line:
    """One connection with its request under way."""

    socket: socket.socket
    sent_at: float = 0.0
    received: bytes = b""


def run(port: int, requests: Iterable[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Keep `connections` requests under way until the time is over or the requests are used up.

    Each request is sent once, so a connection that the server closes after its answer is opened anew, and one
    that breaks counts as an error. Ends early when nothing is answered for a while.
    """
    return _Run(port, requests).go(seconds, connections)


class _Run:
    def __init__(self, port: int, requests: Iterable[bytes]) -> None:
        self._port = port
        self._requests = iter(requests)
        self._selector = selectors.DefaultSelector()
        self._load = Load(0.0, [], [])
        self._open = 0

    def go(self, seconds: float, connections: int) -> Load:
        cpu, started = time.process_time(), time.perf_counter()
        for _ in range(connections):
            self._begin(None)
        last = started
        while self._open:
            events = self._selector.select(timeout=1.0)
            now = time.perf_counter()
            if not events and now - last > PATIENCE:
                break
            last = now if events else last
            for key, _mask in events:
                self._progress(key.data, go_on=now - started < seconds)
        self._load.seconds = time.perf_counter() - started
        self._load.own_cpu = time.process_time() - cpu
        self._give_up()
        return self._load

    def _begin(self, line: _Line | None) -> None:
        request = next(self._requests, None)
        if request is None:
            return
        sent_at = time.perf_counter()  # opening the connection counts, where the server wants a new one
        if line is None:
            line = _Line(connect(self._port))
            self._selector.register(line.socket, selectors.EVENT_READ, line)
        self._open += 1
        line.sent_at, line.received = sent_at, b""
        line.socket.sendall(request)

    def _progress(self, line: _Line, *, go_on: bool) -> None:
        try:
            piece = line.socket.recv(65536)
        except OSError:
            piece = b""
        line.received += piece
        answer = _whole(line.received)
        if answer is None and piece:
            return
        self._open -= 1
        head, body = answer or (b"", b"")
        if head.startswith(b"HTTP/1.1 200"):
            self._load.latencies.append(time.perf_counter() - line.sent_at)
            self._load.bodies.append(body)
        else:
            self._load.errors += 1
        if answer is None or not go_on or _CLOSE.search(head):
            self._selector.unregister(line.socket)
            line.socket.close()
            if go_on:
                self._begin(None)
        else:
            self._begin(line)

    def _give_up(self) -> None:
        self._load.errors += self._open
        for key in list(self._selector.get_map().values()):
            key.data.socket.close()
        self._selector.close()


def _whole(received: bytes) -> tuple[bytes, bytes] | None:
    """Head and body, once all of it is here."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return None
    told = _LENGTH.search(head)
    assert told, "the servers measured here all tell a Content-Length"
    return (head, body) if len(body) >= int(told[1]) else None


def connect(port: int) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=5)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


@contextlib.contextmanager
def half_open(port: int, request: bytes, count: int = 100) -> Iterator[None]:
    """A third of the connections silent, a third with half a header, a third with half a body."""
    head, _, body = request.partition(b"\r\n\r\n")
    pieces = (b"", head[: len(head) // 2], head + b"\r\n\r\n" + body[: len(body) // 2])
    held = []
    try:
        for number in range(count):
            opened = connect(port)
            opened.sendall(pieces[number % len(pieces)])
            held.append(opened)
        time.sleep(0.5)
        yield
    finally:
        for opened in held:
            opened.close()


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
