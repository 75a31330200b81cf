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
from handlers.reading.dates import days_named
from handlers.reading.normalise import Text

_AHEAD = re.compile(r"预计|计划|力争|争取|拟|将|确保|有望|预期|可望|保证")
_FORMER = re.compile(r"原(?:计划|定|拟|预计)|上次|此前")
_NOT_BEFORE = re.compile(r"(?:截[至止到]|自|从|每个?|历年|去年|上年|已于?|于)\s*$")
_NOT_AFTER = re.compile(r"\s*(?:起|以来|至今|开始(?!施工|建设|动工)|份?情况)")
_DONE = re.compile(r"^[^预计划力争拟将确]{0,6}已(?:经|于|完成|全部)")
_CLAUSE = re.compile(r"[^，,;；。!！\n]+")
_WORDS = re.compile(r"[一-龥a-z]")
_LONGEST, _MOST = 40, 3


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
    for named in days_named(clause, month, said_on):
        if not _NOT_BEFORE.search(clause[: named.start]) and not _NOT_AFTER.match(clause, named.end):
            return named.day
    return None


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
