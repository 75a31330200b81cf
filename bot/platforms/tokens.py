"""Access tokens: fetched once, shared by all threads, renewed in time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.platforms.port import RegistrationError

REFUSED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    good_until: datetime


class TokenStore(Protocol):
    """Where processes leave tokens for each other, by the name of the app."""

    def load(self, name: str) -> tuple[str, datetime] | None: ...

    def save(self, name: str, value: str, good_until: datetime) -> None: ...


def name_of(platform: str, *credentials: str) -> str:
    """Another one where the credentials are others, and nothing of them can be read from it."""
    digest = hashlib.sha256("\x1f".join(credentials).encode()).hexdigest()
    return f"{platform}:{digest[:32]}"


class TokenCache:
    """Calls `fetch` only when there is no good token here or in the `store`, one thread at a time.

    A refused secret is remembered for ten minutes: WeCom blocks the address for an hour that keeps on
    asking with a wrong one (D91039).
    """

    def __init__(
        self, fetch: Callable[[datetime], Token], name: str = "", store: TokenStore | None = None
    ) -> None:
        self._fetch = fetch
        self._name = name
        self._store = store
        self._dropped = ""
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._refused: tuple[str, datetime] | None = None

    def get(self, now: datetime) -> str:
        with self._lock:
            if self._token is None or now >= self._token.good_until:
                self._token = self._shared(now) or self._renewed(now)
            return self._token.value

    def drop(self, value: str) -> None:
        """Forget `value`, unless another thread has already renewed it; never take it from others again."""
        with self._lock:
            self._dropped = value
            if self._token is not None and self._token.value == value:
                self._token = None

    def _shared(self, now: datetime) -> Token | None:
        """What another process has fetched, while it is good and not the one that was refused."""
        kept = self._store.load(self._name) if self._store is not None else None
        if kept is None or kept[0] == self._dropped or now >= kept[1]:
            return None
        return Token(*kept)

    def _renewed(self, now: datetime) -> Token:
        if self._refused is not None and now < self._refused[1]:
            raise RegistrationError(self._refused[0], (self._refused[1] - now).total_seconds())
        try:
            token = self._fetch(now)
        except RegistrationError as refusal:
            self._refused = (str(refusal), now + REFUSED_FOR)
            raise
        self._refused = None
        if self._store is not None:
            self._store.save(self._name, token.value, token.good_until)
        return token
