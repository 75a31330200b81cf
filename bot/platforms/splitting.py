"""A text that is too long for one message becomes several, each with its number."""

from __future__ import annotations

from collections.abc import Callable

MOST = 50  # parts; beyond that it is a file and not a message
_ROOM_FOR_NUMBER = 24  # bytes of a line end and （12/34）, in JSON too


def split(text: str, limit: int, size: Callable[[str], int]) -> list[str]:
    """Parts of at most `limit` by `size`, cut between paragraphs, else lines, else characters.

    Nothing but white space at the cuts is lost. More than one part are numbered （1/3） at their end.
    """
    if size(text) <= limit:
        return [text]
    parts: list[str] = []
    rest = text
    while rest and len(parts) < MOST:
        head = _head(rest, limit - _ROOM_FOR_NUMBER, size)
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip("\n")
    return [f"{part}\n（{number}/{len(parts)}）" for number, part in enumerate(parts, 1)]


def _head(text: str, limit: int, size: Callable[[str], int]) -> str:
    """The longest beginning that fits and ends where a reader would stop."""
    end = _longest(text, limit, size)
    if end == len(text):
        return text
    for border in ("\n\n", "\n"):
        at = text.rfind(border, 0, end + 1)
        if at > (end // 2 if border == "\n\n" else 0):
            return text[:at]
    return text[:end]


def _longest(text: str, limit: int, size: Callable[[str], int]) -> int:
    """How many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low
