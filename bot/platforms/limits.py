"""Limits that every platform has: bytes of a text, bytes of a body, age of a call."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.platforms.port import TooLargeError
from handlers.errors import InboundError, StaleError

CUT_HINT = "\n……（内容过长，以下从略）"
ID_LIMIT = 200


def fit(text: str, limit: int, hint: str = CUT_HINT) -> str:
    """At most `limit` bytes of UTF-8: whole lines as far as they go, then `hint`.

    A single line that is too long by itself is cut between two characters.
    """
    if len(text.encode()) <= limit:
        return text
    room = limit - len(hint.encode())
    if room <= 0:
        return _prefix(text, limit)
    head = _prefix(text, room)
    line_end = head.rfind("\n")
    if text[len(head)] != "\n" and line_end > 0:
        head = head[:line_end]
    return head.rstrip("\n") + hint


def _prefix(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore")


def check_size(body: bytes, limit: int) -> None:
    if len(body) > limit:
        raise TooLargeError(f"the body has {len(body)} bytes, {limit} are accepted")


def check_age(sent: float, now: datetime, window: int) -> None:
    """`sent` in seconds since the epoch, as the signed timestamp says."""
    difference = now.timestamp() - sent
    if abs(difference) > window:
        raise StaleError(f"the signed timestamp is {difference:.0f} s off, {window} s are accepted")


def check_id(name: str, value: str) -> str:
    """Ids end in database columns: a longer one is no id of a real platform."""
    if len(value) > ID_LIMIT:
        raise InboundError(f"{name} has {len(value)} characters, {ID_LIMIT} are accepted")
    return value


def moment(seconds: float) -> datetime | None:
    """None where the number is no time that a calendar can show."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
