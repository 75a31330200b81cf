"""What can be taken back within a day: WeCom's message/recall and DingTalk's two."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.platforms.simulator.transcript import Line, Transcript

WITHIN = timedelta(hours=24)


class Recalls:
    """By the platform's own name for a message, which may have gone to several people."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._shown: dict[str, tuple[datetime, list[Line]]] = {}

    def keep(self, name: str, lines: Collection[Line], now: datetime) -> str:
        self._shown[name] = (now, list(lines))
        return name

    def take_back(self, name: str, now: datetime) -> str:
        """Empty where it is done, else "unknown" or "too late"."""
        if name not in self._shown:
            return "unknown"
        at, lines = self._shown[name]
        if now - at > WITHIN:
            return "too late"
        self._transcript.take_back(lines)
        return ""
