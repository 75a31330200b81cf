"""What people see in their chats."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from handlers.messages import ChatKind

BOT = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One message in a chat. `by` is a user id or BOT, `to` a user id (direct) or a chat id (group).

    `notified` are those whose phone rings by an @; `cut` says that the platform took off the end.
    `attachment` is the name of a picture or document, `data` its bytes.
    """

    at: datetime
    platform: str
    chat: ChatKind
    by: str
    to: str
    text: str
    via: str
    notified: tuple[str, ...] = ()
    cut: bool = False
    markdown: bool = False
    attachment: str = ""
    data: bytes = field(default=b"", repr=False)


class Transcript:
    """Lines in the order they appeared; safe to read while a server thread writes."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._lock = threading.Lock()

    def add(self, line: Line) -> None:
        with self._lock:
            self._lines.append(line)

    def take_back(self, lines: Collection[Line]) -> None:
        """As a recall does: they are no longer there."""
        with self._lock:
            self._lines = [line for line in self._lines if not any(line is one for one in lines)]

    def lines(self) -> list[Line]:
        with self._lock:
            return list(self._lines)

    def clear(self) -> None:
        with self._lock:
            self._lines.clear()

    def said_by_bot(self) -> list[Line]:
        return [line for line in self.lines() if line.by == BOT]

    def of_person(self, platform: str, user: str) -> list[Line]:
        """The direct chat between a person and the bot, both sides."""
        return [
            line
            for line in self.lines()
            if line.platform == platform and line.chat is ChatKind.DIRECT and user in (line.by, line.to)
        ]

    def of_group(self, chat_id: str) -> list[Line]:
        return [line for line in self.lines() if line.chat is ChatKind.GROUP and line.to == chat_id]
