"""Access tokens: fetched once, shared by all threads, renewed in time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.platforms.port import RegistrationError

REFUSED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    good_until: datetime


class TokenCache:
    """Calls `fetch` only when there is no good token, one thread at a time.

    A refused secret is remembered for ten minutes: WeCom blocks the address for an hour that keeps on
    asking with a wrong one (D91039).
    """

    def __init__(self, fetch: Callable[[datetime], Token]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._refused: tuple[str, datetime] | None = None

    def get(self, now: datetime) -> str:
        with self._lock:
            if self._token is None or now >= self._token.good_until:
                self._token = self._renewed(now)
            return self._token.value

    def drop(self, value: str) -> None:
        """Forget `value`, unless another thread has already renewed it."""
        with self._lock:
            if self._token is not None and self._token.value == value:
                self._token = None

    def _renewed(self, now: datetime) -> Token:
        if self._refused is not None and now < self._refused[1]:
            raise RegistrationError(self._refused[0], (self._refused[1] - now).total_seconds())
        try:
            token = self._fetch(now)
        except RegistrationError as refusal:
            self._refused = (str(refusal), now + REFUSED_FOR)
            raise
        self._refused = None
        return token
