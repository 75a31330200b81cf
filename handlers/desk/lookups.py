"""Looking back: 我报的, 未报, 本季度目标, 任务60的目标, 任务60 各单位报了什么."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from handlers.desk.view import LedgerView, items_of
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, ReportVersion
from handlers.reading.monthwords import NO, stated_in_heading
from handlers.reading.shapes import PlanWords, Written

_NAME = r"(?:任务|实事)[1-9]\d{0,3}(?!\d)"
_NAMES = rf"(?P<items>{_NAME}(?:[和及与、,，]?{_NAME})*)"
_PLEASE = r"(?:请|麻烦|帮我|给我|再|想|要|查一?下|看一?下|看看|查看|查|看|发一?下)*"
_WE = r"(?:我们?|本人|我?们?单位|本单位|我们?局|我局|本局|我办|我街道)"
_MONTH = rf"(?:(?:20\d\d年)?{NO}月份?|本月|上月|这个?月|上个月)?的?"
_ASKS = r"(?:是|有|都|分别)*(?:什么|啥|哪些|多少|怎么样|呢|吗)?[?。.!]?"
_MINE = re.compile(
    rf"{_PLEASE}(?P<before>{_MONTH}){_WE}(?P<after>{_MONTH})(?:已经?|都)?"
    rf"(?:(?:填|上)?(?:报|填|交)(?:过|了)?(?:的(?:情况|内容|记录|事项)?|了?什么|了?啥|了?哪些)|的(?:填报|上报|报告)(?:情况|内容|记录)?){_ASKS}"
)
_GOALS = re.compile(
    rf"{_PLEASE}{_WE}?的?(?:(?P<this>本|这个?|当)|第?(?P<no>[一二三四1-4]))个?季度?的?(?:阶段|工作|任务)*(?:目标|计划){_ASKS}"
)
_AIM = re.compile(rf"{_PLEASE}{_NAMES}的?(?:今年|年度|全年|阶段)?的?目标{_ASKS}")
_OWED = re.compile(
    rf"{_PLEASE}{_WE}?(?:还|有|现在|目前|都)*(?:(?:有)?(?:什么|哪些|啥))?(?:未报|没报|没有报|欠报|未交|没交)"
    r"(?:的|事项|情况|清单|哪些|什么)*[?。.!]?"
    rf"|{_WE}?还?(?:欠|差)(?:着|了)?(?:些|的)?(?:什么|哪些|啥)(?:没报)?[?。.!]?"
)
_UNITS = re.compile(
    rf"{_PLEASE}{_NAMES}的?(?:各|其他|配合|所有|别的|各个)的?(?:责任|配合|牵头)?单位(?:都|分别|的)*"
    rf"(?:(?:填|上)?(?:报|填|交)(?:了|的|过|送)*(?:情况|没有?)?|情况|进展){_ASKS}"
)
_MEMBER = re.compile(_NAME)
_DIGITS = "一二三四"
_LONGEST = 40


class Look(Enum):
    MINE = auto()
    GOALS = auto()
    OWED = auto()
    AIM = auto()
    UNITS = auto()


@dataclass(frozen=True, slots=True)
class LookUp:
    """What somebody wants to see. `month` and `quarter` None: not stated."""

    what: Look
    items: tuple[ItemRef, ...] = ()
    month: Month | None = None
    quarter: int | None = None


def looked_up(text: str, written: Written) -> LookUp | None:
    """The question that a text is, if it is nothing else."""
    if len(text) > _LONGEST:
        return None
    words = "".join(unicodedata.normalize("NFKC", text).split())
    if found := _MINE.fullmatch(words):
        return LookUp(Look.MINE, month=_month(found["before"] + found["after"], written))
    if found := _GOALS.fullmatch(words):
        return LookUp(Look.GOALS, quarter=_quarter(found["no"]))
    if _OWED.fullmatch(words):
        return LookUp(Look.OWED)
    for pattern, what in ((_AIM, Look.AIM), (_UNITS, Look.UNITS)):
        if found := pattern.fullmatch(words):
            named = (ItemRef.parse(name[0]) for name in _MEMBER.finditer(found["items"]))
            return LookUp(what, tuple(dict.fromkeys(named)))
    return None


def _month(words: str, written: Written) -> Month | None:
    if "上" in words:
        return written.month.previous
    if "本月" in words or "这" in words:
        return written.month
    return stated_in_heading(words, written)


def _quarter(words: str | None) -> int | None:
    if not words:
        return None
    return int(words) if words.isdecimal() else _DIGITS.index(words) + 1


@dataclass(frozen=True, slots=True)
class Own:
    """What a sender's units have reported for a month; `owed` items of theirs have no report."""

    month: Month
    reports: tuple[ReportVersion, ...]
    others: tuple[ItemRef, ...]


def own_reports(said: LookUp, view: LedgerView, today: date) -> Own:
    """Of the stated month; else of the newest with a report: the last that has ended, the running one …"""
    last = Month.of(today).previous
    months = [said.month] if said.month else [last, last.next, last.previous, last.plus(-2)]
    unit_ids = view.sender.unit_ids if view.sender else ()
    for month in months:
        found = [
            version
            for version in (view.standing(key) for key in view.reports if key.month == month)
            if version is not None and version.key.unit_id in unit_ids
        ]
        if found:
            break
    else:
        month, found = months[0], []
    register = view.register(month.year)
    items = register.items_of(unit_ids) if register else ()
    order = {unit_id: at for at, unit_id in enumerate(unit_ids)}
    found.sort(key=lambda version: (order[version.key.unit_id], version.key.item.sort_key))
    there = {version.key.item for version in found}
    unclosed = [item for item in items if register and not register.items[item].closed]
    others = tuple(item for item in unclosed if item not in there)
    return Own(month, tuple(found), others)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a unit's plan on an item wants of a quarter; None where nothing is said of it."""

    item: ItemRef
    unit_id: int
    words: str | None


def goals_of_quarter(view: LedgerView, register: Register, quarter: int) -> tuple[Goal, ...]:
    """By item and unit of the sender's, in the notice's order; of a plan the baseline, else what waits."""
    unit_ids: Sequence[int] = view.sender.unit_ids if view.sender else ()
    found = []
    for item in items_of(view.sender, [register]):
        for unit_id in register.answering(item, unit_ids):
            plan = view.plans.get(PlanKey(item, unit_id, register.year))
            words: PlanWords | None = (plan.baseline or plan.stands) if plan else None
            found.append(Goal(item, unit_id, getattr(words, f"q{quarter}") if words else None))
    return tuple(found)


def leads(item: ItemRef, view: LedgerView, register: Register) -> bool:
    """Whether a unit of the sender's is the settled lead of the item, and so sees the others' reports."""
    lead, sender = register.items[item].lead_id, view.sender
    return lead is not None and sender is not None and sender.reports and lead in sender.unit_ids
