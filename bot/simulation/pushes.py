"""Each push as its receiver saw it, and as a line of the log (contract.md: push log)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.platforms.simulator.transcript import Line
from bot.simulation.venue import group_of
from handlers.duties.deadlines import local_day
from handlers.ledger.months import Month
from storage.rehearsing import Touched
from storage.states import Channel

ANSWER = "answer"
_BULLETIN = re.compile(r"(?:bulletin|preview|changed|published):(\d+)")


@dataclass(frozen=True, slots=True)
class Push:
    """`key` is the letter's, `again`: it had to be sent once more since the platform's answer was lost."""

    at: datetime
    platform: str
    channel: Channel
    to: str
    kind: str
    period: str | None
    text: str
    key: str
    again: bool = False

    def line(self, zone: tzinfo) -> str:
        said: dict[str, Any] = {
            "at": self.at.astimezone(zone).isoformat(),
            "platform": self.platform,
            "channel": self.channel.value,
            "to": self.to,
            "kind": self.kind,
            "period": self.period,
            "text": self.text,
            "attachments": [],
        }
        return json.dumps(said, ensure_ascii=False)


class Watcher:
    """Tells of each line that appeared which letter it was. `groups` are the names of group chats."""

    def __init__(self, groups: Mapping[str, str], zone: tzinfo) -> None:
        self._groups = groups
        self._zone = zone
        self._done: set[int] = set()
        self._shown: set[tuple[int, str, str]] = set()

    def pushes(
        self, lines: Iterable[Line], letters: Iterable[Touched], periods: Mapping[int, str]
    ) -> list[Push]:
        """What of these lines is no answer. `letters` went out or were tried in the same round of the relay.

        `periods` are those of bulletins by number.
        """
        found: list[Push] = []
        there = [one for one in letters if one.id not in self._done]
        for line in lines:
            letter = next(one for one in there if self._is(line, one))
            if letter.sent:
                self._done.add(letter.id)
            if letter.kind != ANSWER:
                found.append(self._push(line, letter, periods))
        return found

    def _push(self, line: Line, letter: Touched, periods: Mapping[int, str]) -> Push:
        to = group_of(line) or line.to
        shown = (letter.id, to, line.text)
        again = shown in self._shown
        self._shown.add(shown)
        number = _BULLETIN.match(letter.key)
        period = periods.get(int(number[1])) if number else _period(letter.kind, line.at, self._zone)
        said = (letter.channel, to, letter.kind, period, line.text, letter.key, again)
        return Push(line.at, line.platform, *said)

    def _is(self, line: Line, letter: Touched) -> bool:
        name = group_of(line)
        if name is not None:
            return letter.channel is Channel.GROUP and self._groups.get(letter.to) == name
        same = (letter.platform, letter.to.lower()) == (line.platform, line.to.lower())
        return same and letter.channel is Channel.DIRECT


def _period(kind: str, at: datetime, zone: tzinfo) -> str | None:
    """What a push is about: 2023-03 for reports and summaries, the year for plans."""
    day = local_day(at, zone)
    if kind.startswith("plan_"):
        return str(day.year)
    return str(Month.of(day).previous) if kind.startswith("report_") or kind == "leader_summary" else None
