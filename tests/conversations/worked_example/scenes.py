"""What the worked example is made of, read from script.md: the document without what the program says.

A block that begins with `@` is a message (when, who; the text on the lines below). Lines with `@` and a text
are messages whose answers are told only by their first line; lines with `$` commands of the office
(when, the command); lines as `| 04-10 任务46` month ends (day, item, perhaps a unit; how the figure is worked
out by hand). All else is the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from storage.packaged import YEAR
from tests.desk import SHANGHAI

_SCRIPT = Path(__file__).with_name("script.md")
_CHAT = re.compile(r"@ (?P<at>\S+ \S+) (?P<who>\S+)\n(?P<text>.+)", re.DOTALL)
_BRIEF = re.compile(r"@ (?P<at>\S+ \S+) (?P<who>\S+) (?P<text>.+)")
_OFFICE = re.compile(r"\$ (?P<at>\S+ \S+) ducha (?P<command>.+)")
_MONTH_END = re.compile(r"\| (?P<on>[\d-]+) (?P<item>\S+?)(?: (?P<unit>[^|\s]+))? \| ?(?P<reckoning>.*)")


@dataclass(frozen=True, slots=True)
class Prose:
    """What the author says, in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A person of the roster types something; the bot's answer is written down word for word."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Office:
    """The office runs `ducha …`; what it prints is written down word for word."""

    at: datetime
    command: str


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How an item stands in the evening of a day; with `unit`, how that unit stands on it."""

    on: date
    item: str
    reckoning: str = ""
    unit: str | None = None


Step = Chat | Office | MonthEnd


@dataclass(frozen=True, slots=True)
class Together:
    """Steps of one kind that stand together: messages told in brief, commands, a table of month ends."""

    steps: tuple[Step, ...]


Scene = Prose | Chat | Together


def script() -> list[Scene]:
    """The whole script, in the order of the document."""
    return list(_scenes(_SCRIPT.read_text(encoding="utf-8")))


def _scenes(text: str) -> Iterator[Scene]:
    for block in re.split(r"\n{2,}", text.strip()):
        steps = [_step(line) for line in block.split("\n")]
        if found := _CHAT.fullmatch(block):
            yield Chat(_moment(found["at"]), found["who"], found["text"])
        elif any(steps):
            assert all(steps), f"neither prose nor steps:\n{block}"
            yield Together(tuple(step for step in steps if step))
        else:
            yield Prose(block)


def _step(line: str) -> Step | None:
    if found := _BRIEF.fullmatch(line):
        return Chat(_moment(found["at"]), found["who"], found["text"])
    if found := _OFFICE.fullmatch(line):
        return Office(_moment(found["at"]), found["command"])
    if found := _MONTH_END.fullmatch(line):
        on = _moment(f"{found['on']} 21:00").date()
        return MonthEnd(on, found["item"], found["reckoning"], found["unit"])
    return None


def _moment(words: str) -> datetime:
    """`04-06 09:30` of the ledger year, or with a year of its own."""
    full = words if words.startswith("20") else f"{YEAR}-{words}"
    return datetime.fromisoformat(full).replace(tzinfo=SHANGHAI)
