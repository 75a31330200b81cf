"""Uploaded pictures and documents: what they are, and the platform's names for them while it keeps them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from handlers.errors import DeliveryError
from storage.attachments import Attached

T = TypeVar("T")
MEGABYTE = 1024 * 1024
LIVES = timedelta(days=3) - timedelta(hours=6)  # WeCom D90253: three days; DingTalk's may be used again
_MAGIC = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"BM", "bmp"))


class MediaKind(StrEnum):
    """As both platforms call it in an upload."""

    IMAGE = "image"
    FILE = "file"


def picture_of(data: bytes) -> str:
    """Which kind of picture the bytes are, whatever the name says; "" for none."""
    return next((name for start, name in _MAGIC if data.startswith(start)), "")


class MediaIds:
    """Uploads once for all receivers of one process; a name that fails is not used again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[str, datetime]] = {}
        self._lock = threading.Lock()

    def with_id(
        self,
        scope: str,
        kind: MediaKind,
        attached: Attached,
        now: datetime,
        *,
        upload: Callable[[], str],
        send: Callable[[str], T],
    ) -> tuple[T, int]:
        """What `send` gives for the media id, and how many calls that took. `scope`: where the id is good."""
        key = (scope, kind.value, attached.name, hashlib.sha256(attached.data or b"").hexdigest())
        calls = 1
        known = self._find(key, now)
        if known is None:
            known, calls = upload(), 2
            with self._lock:
                self._known[key] = known, now + LIVES
        try:
            return send(known), calls
        except DeliveryError:
            with self._lock:
                self._known.pop(key, None)
            raise

    def _find(self, key: tuple[str, ...], now: datetime) -> str | None:
        with self._lock:
            self._known = {one: kept for one, kept in self._known.items() if now < kept[1]}
            return self._known[key][0] if key in self._known else None
