"""The worked example in Markdown: the author's words, and what the program really said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from storage.packaged import YEAR, packaged_roster
from tests.conversations.worked_example.scenes import Chat, MonthEnd, Office, Prose, Scene, Step, Together
from tests.conversations.worked_example.stage import Told

_MARKDOWN = re.compile(r"([\\`*_<#|~\[\]])")


def written(scenes: Iterable[Scene], told: Mapping[Step, Told]) -> str:
    """The whole document."""
    return "\n\n".join(_scene(scene, told) for scene in scenes) + "\n"


def _scene(scene: Scene, told: Mapping[Step, Told]) -> str:
    match scene:
        case Prose(text):
            return text
        case Chat(at, who, text):
            person = f"**{_spoken(at)} {who}（{_unit_of(who)}）**"
            asked, answered = _lines(text), _lines(told[scene].words)
            return f"{_quoted([person, *asked])}\n>\n{_quoted(['**督查助手**', *answered])}"
        case Together(steps):
            lines = [_line(step, told[step].words) for step in steps]
            if isinstance(steps[0], Office):
                lines = ["```console", *lines, "```"]
            elif isinstance(steps[0], MonthEnd):
                lines = ["| 哪天看 | 灯和理由 | 怎么算的 |", "|---|---|---|", *lines]
            return "\n".join(lines)


def _line(step: Step, said: str) -> str:
    match step:
        case Office(at, command):
            return f"# {_spoken(at)}\n$ ducha {command}\n{said}"
        case Chat(at, who, text):
            first, *more = _lines(said)
            return f"- {_spoken(at)} {who}：{_escaped(text)} → {first}{'……' if more else ''}"
        case MonthEnd(on, _, reckoning, unit):
            return f"| {_day(on)}{f' {unit}' if unit else ''} | {_escaped(said)} | {reckoning} |"


def _unit_of(who: str) -> str:
    return next(row.unit for row in packaged_roster().rows if row.name == who)


def _quoted(lines: list[str]) -> str:
    """A quotation that keeps its line ends."""
    return "\\\n".join(f"> {line}" for line in lines)


def _lines(text: str) -> list[str]:
    return [_escaped(line) for line in text.splitlines()]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _spoken(at: datetime) -> str:
    return f"{_day(at.date())} {at:%H:%M}"


def _day(day: date) -> str:
    year = "" if day.year == YEAR else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
