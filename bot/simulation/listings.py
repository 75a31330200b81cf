"""What a reminder lists, read from its text as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month

_HEAD = re.compile(
    r"(?P<unit>\D*?)(?:(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月情况|落实计划)(?P<lacks>还差|逾期)\d+项"
)
_ITEM = re.compile(r"(?:任务|实事)\d+")
_OF_UNIT = re.compile(r"([^：，、\s]+)：(?=任务|实事)")
_IN_BRACKETS = re.compile(r"（([^（）]+(?:（[^（）]+）)?)）$")


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing that somebody is told to owe: a month's report, or (None) the plan. `unit` if named."""

    item: ItemRef
    month: Month | None
    unit: str | None


def listed(text: str, sent_in: Month) -> Iterator[Listed]:
    """What is still owed or overdue, not what was returned or asked. `sent_in`: the month of the reminder."""
    head: re.Match[str] | None = None
    for line in text.split("\n"):
        found = _HEAD.fullmatch(line)
        if found or not line.strip():
            head = found
            continue
        if head is None:
            continue
        unit = _unit(line, head)
        for item in _ITEM.findall(line.split(" ", 2)[1] if line.startswith("· ") else line):
            yield Listed(ItemRef.parse(item), _month(head, sent_in), unit)


def _unit(line: str, head: re.Match[str]) -> str | None:
    named = _OF_UNIT.match(line) or (_IN_BRACKETS.search(line) if line.startswith("· ") else None)
    return named[1] if named else head["unit"] or None


def _month(head: re.Match[str], sent_in: Month) -> Month | None:
    """The newest such month that has begun."""
    if head["month"] is None:
        return None
    number = int(head["month"])
    year = int(head["year"]) if head["year"] else sent_in.year - (number > sent_in.month)
    return Month(year, number)
