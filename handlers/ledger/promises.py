"""Promises: what a report says will be done by a day (预计10月底前完成验收), by rules, and how they stand.

A relative day (下月, 年底, 三季度末) is meant from the month that is reported on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.reading.normalise import Text
from handlers.reading.numerals import whole

_NO = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(?P<year>20\d\d)年|(?P<next>明年|次年)|今年|本年度?|年内)?的?"
_BEFORE = r"(?P<before>之?前|以前)?"
_PART = r"(?P<part>底|末|上旬|中旬|下旬|初)?"
_DATES = tuple(
    re.compile(one)
    for one in (
        rf"{_YEAR}(?<![\d.])(?P<month>{_NO})月(?P<day>[12]\d|3[01]|0?[1-9])[日号]",
        rf"{_YEAR}(?<![\d.第])(?P<month>{_NO})月份?{_PART}{_BEFORE}",
        rf"{_YEAR}第?(?P<quarter>[一二三四1-4])季度{_PART}{_BEFORE}",
        rf"{_YEAR}(?P<half>上|下)半年{_PART}{_BEFORE}",
        rf"(?P<later>下)个?(?P<period>月|季度)份?{_PART}{_BEFORE}",
        rf"(?<![\d一二三四五六七八九十每下])(?P<now>本|当|这个?)?(?P<period>(?<![\d一二三四五六七八九十每个])月|季度){_PART}(?<=底|末|旬){_BEFORE}",
        r"(?P<end>(?:20\d\d年|明年|今年|本年)?(?:年底|年末|年终|年内|全年))",
    )
)
_AHEAD = re.compile(r"预计|计划|力争|争取|拟|将|确保|有望|预期|可望|保证")
_FORMER = re.compile(r"原(?:计划|定|拟|预计)|上次|此前")
_NOT_BEFORE = re.compile(r"(?:截[至止到]|自|从|每个?|历年|去年|上年|已于?|于)\s*$")
_NOT_AFTER = re.compile(r"\s*(?:起|以来|至今|开始(?!施工|建设|动工)|份?情况)")
_DONE = re.compile(r"^[^预计划力争拟将确]{0,6}已(?:经|于|完成|全部)")
_CLAUSE = re.compile(r"[^，,;；。!！\n]+")
_WORDS = re.compile(r"[一-龥a-z]")
_PAST_FROM = 8  # so many months ahead, in the next year, are meant as months ago
_LONGEST, _MOST = 40, 3
_DAYS = {"上旬": 10, "中旬": 20, "初": 10}


@dataclass(frozen=True, slots=True)
class Promise:
    """The words, and the day by which they are to be true."""

    words: str
    by: date


def promises_in(content: ReportContent, month: Month, said_on: date) -> tuple[Promise, ...]:
    """What a report on a month, filed on a day, promises; of progress only what is said to lie ahead.

    同上月 promises nothing anew: 下月 is still meant from the month in which it was said.
    """
    if content.finished or content.unchanged:
        return ()
    found: dict[tuple[str, date], Promise] = {}
    for words, planned in ((content.next_step, True), (content.progress, False)):
        for promise in _in(words or "", month, said_on, planned=planned):
            found.setdefault((promise.words, promise.by), promise)
    return tuple(found.values())[:_MOST]


def _in(words: str, month: Month, said_on: date, *, planned: bool) -> Iterator[Promise]:
    text = Text.of(words)
    clauses = list(_CLAUSE.finditer(text.norm))
    for at, clause in enumerate(clauses):
        start, end = clause.span()
        by = _by(text.norm, start, end, month, said_on, planned=planned)
        if by is None:
            continue
        if len(_WORDS.findall(clause[0])) < 5 and at + 1 < len(clauses):
            end = clauses[at + 1].end()  # 10月底前，全部完成验收
        said = text.cut(start, end)
        yield Promise(said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…", by)


def _by(norm: str, start: int, end: int, month: Month, said_on: date, *, planned: bool) -> date | None:
    """The day that a clause names, if it is one by which something is to be done."""
    clause = norm[start:end]
    if _FORMER.search(clause) or _DONE.search(clause) or not (planned or _AHEAD.search(clause)):
        return None
    for pattern in _DATES:
        for found in pattern.finditer(clause):
            if _NOT_BEFORE.search(clause[: found.start()]) or _NOT_AFTER.match(clause, found.end()):
                continue
            if (by := _day(found, month, said_on)) is not None:
                return by
    return None


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


class PromiseState(StrEnum):
    OPEN = "open"  # its day is not over
    KEPT = "kept"  # finished, or the stage goal met by then
    DUE = "due"  # over, and neither


@dataclass(frozen=True, slots=True)
class Said:
    """A counting report of a unit on an item, as promises go by it; 同上月 (`unchanged`) answers none."""

    month: Month
    finished: bool = False
    stage_met: bool | None = None
    promises: tuple[Promise, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise, the month of the report that it stands in, and how it stands on a day.

    `newest`: no report came after it. `answered`: the month in which it fell due has been reported on since.
    """

    promise: Promise
    month: Month
    state: PromiseState
    newest: bool
    answered: bool


def standing(reports: Sequence[Said], day: date) -> tuple[Standing, ...]:
    """The promises that stand on a day: those of the newest report with any; `reports` are in any order."""
    ordered = sorted(reports, key=lambda report: report.month)
    last = next((report for report in reversed(ordered) if report.promises), None)
    if last is None:
        return ()
    since = [report for report in ordered if report.month >= last.month]
    return tuple(_standing(promise, last.month, since, day) for promise in last.promises)


def _standing(promise: Promise, month: Month, since: Sequence[Said], day: date) -> Standing:
    due = Month.of(promise.by)
    kept = any(one.finished or (one.month >= due and one.stage_met) for one in since)
    state = PromiseState.KEPT if kept else PromiseState.DUE if promise.by < day else PromiseState.OPEN
    later = [one.month for one in since if one.month > month and not one.unchanged]
    return Standing(promise, month, state, not later, any(one >= due for one in later))
