"""Ids, keys and random bytes that are the same for the same seed."""

from __future__ import annotations

import base64
import hashlib
import itertools
import threading


class Invented:
    """Every call gives the next value of a sequence that the seed alone decides."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._counter = itertools.count(1)
        self._lock = threading.Lock()

    def number(self) -> int:
        with self._lock:
            return next(self._counter)

    def octets(self, length: int) -> bytes:
        return _stream(f"{self._seed}/{self.number()}", length)

    def name(self, prefix: str, length: int = 16) -> str:
        return prefix + self.octets(length).hex()[:length]


def fixed_name(purpose: str, length: int) -> str:
    """A made-up secret: letters and digits, the same at every start."""
    letters = base64.b64encode(_stream("ducha/" + purpose, length * 2)).decode()
    return letters.replace("+", "").replace("/", "")[:length]


def _stream(label: str, length: int) -> bytes:
    blocks = (hashlib.sha256(f"{label}/{part}".encode()).digest() for part in range(length // 32 + 1))
    return b"".join(blocks)[:length]
