"""Days that are named relative to a month: 10月底, 11月30日, 下月, 三季度末, 上半年, 年底."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.ledger.months import Month
from handlers.reading.monthwords import NO
from handlers.reading.numerals import whole

_YEAR = r"(?:(?P<year>20\d\d)年|(?P<next>明年|次年)|今年|本年度?|年内)?的?"
_BEFORE = r"(?P<before>之?前|以前)?"
_PART = r"(?P<part>底|末|上旬|中旬|下旬|初)?"
_DATES = tuple(
    re.compile(one)
    for one in (
        rf"{_YEAR}(?<![\d.])(?P<month>{NO})月(?P<day>[12]\d|3[01]|0?[1-9])[日号]",
        rf"{_YEAR}(?<![\d.第])(?P<month>{NO})月份?{_PART}{_BEFORE}",
        rf"{_YEAR}第?(?P<quarter>[一二三四1-4])季度{_PART}{_BEFORE}",
        rf"{_YEAR}(?P<half>上|下)半年{_PART}{_BEFORE}",
        rf"(?P<later>下)个?(?P<period>月|季度)份?{_PART}{_BEFORE}",
        rf"(?<![\d一二三四五六七八九十每下])(?P<now>本|当|这个?)?(?P<period>(?<![\d一二三四五六七八九十每个])月|季度){_PART}(?<=底|末|旬){_BEFORE}",
        r"(?P<end>(?:20\d\d年|明年|今年|本年)?(?:年底|年末|年终|年内|全年))",
    )
)
_PAST_FROM = 8  # so many months ahead, in the next year, are meant as months ago
_DAYS = {"上旬": 10, "中旬": 20, "初": 10}


@dataclass(frozen=True, slots=True)
class Named:
    """Where it stands in the words, and the last day that it allows.

    `exact`: a day, a part of a time or a limit is named (4月底, 10月前, 年底), not a month or quarter alone.
    """

    start: int
    end: int
    day: date
    exact: bool


def days_named(norm: str, month: Month, said_on: date) -> Iterator[Named]:
    """Of text in its norm, the sharpest first; relative ones are meant from `month`, 月底 from `said_on` on."""
    for pattern in _DATES:
        for found in pattern.finditer(norm):
            if (day := _day(found, month, said_on)) is not None:
                said = found.groupdict()
                exact = any(said.get(part) for part in ("day", "part", "before", "end"))
                yield Named(*found.span(), day, exact)


def _day(found: re.Match[str], month: Month, said_on: date) -> date | None:
    said = found.groupdict()
    if said.get("end"):
        return _end_of_year(said["end"], month, said_on)
    if said.get("period"):
        return _of_period(said, month, said_on)
    last = 12 if said.get("half") == "下" else 6 if said.get("half") else 0
    if said.get("quarter"):
        last = 3 * whole(said["quarter"])
    meant = _placed(last or whole(said["month"]), said, month)
    if said.get("day"):
        day = int(said["day"])
        return date(meant.year, meant.month, day) if day <= meant.last_day.day else None
    if said.get("before") and not said.get("part"):
        length = 1 if said.get("month") else 6 if said.get("half") else 3
        return meant.plus(-length).last_day  # 10月前: by the end of September
    return _within(meant, said.get("part"))


def _within(month: Month, part: str | None) -> date:
    day = _DAYS.get(part or "")
    return date(month.year, month.month, day) if day else month.last_day


def _placed(number: int, said: dict[str, str | None], month: Month) -> Month:
    """The month of that number: of a stated year, else the next one, or one that is just over."""
    if year := said.get("year"):
        return Month(int(year), number)
    if said.get("next"):
        return Month(month.year + 1, number)
    ahead = (number - month.month) % 12
    comes = number >= month.month or ahead < _PAST_FROM
    return month.plus(ahead if comes else ahead - 12)


def _of_period(said: dict[str, str | None], month: Month, said_on: date) -> date:
    """下月, 下季度; 月底 and 本季度末, which are never over when they are said."""
    length = 1 if said["period"] == "月" else 3
    last = month if length == 1 else Month(month.year, 3 * month.quarter)
    if said.get("later") or last.last_day < said_on:
        last = last.plus(length)
    return _within(last, said.get("part"))


def _end_of_year(words: str, month: Month, said_on: date) -> date:
    year = int(words[:4]) if words[:4].isdecimal() else month.year + ("明年" in words)
    end = date(year, 12, 31)
    return end if end >= said_on or words[:4].isdecimal() else date(year + 1, 12, 31)
