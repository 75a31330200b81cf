"""Aims: the indicators that a unit takes up, its goals for the quarters, and how far it gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from random import Random

from handlers.ledger.items import Indicator, IndicatorKind, Item
from handlers.ledger.months import Month
from handlers.wording.phrases import number

_SHARES = ((0.2, 0.5, 0.8, 1.0), (0.25, 0.5, 0.75, 1.0), (0.15, 0.4, 0.75, 1.0), (0.3, 0.6, 0.85, 1.0))
_LEVELS = ((0.95, 0.97, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0))
_IN_FRACTIONS = frozenset({"公里", "亿元", "万元", "%"})
_LONGEST = 24
_BEGINS_WITH_DEED = re.compile(
    r"新|建|改|开|打造|提升|完成|净增|引进|培育|认定|备案|集聚|实施|推出|组织|举行|举办|研发|筹集|惠及|发展|全区|广泛|高标准|规划"
)


class Path(StrEnum):
    AHEAD = "ahead"
    ON_PLAN = "on_plan"
    SLIPPING = "slipping"
    STUCK = "stuck"
    FINISHED = "finished"

    @property
    def goes_well(self) -> bool:
        return self not in {Path.SLIPPING, Path.STUCK}


_WEIGHTS = {Path.AHEAD: 18, Path.ON_PLAN: 33, Path.SLIPPING: 22, Path.STUCK: 13, Path.FINISHED: 14}
_PACES = {
    Path.AHEAD: (1.05, 1.2),
    Path.ON_PLAN: (0.95, 1.03),
    Path.SLIPPING: (0.72, 0.85),
    Path.STUCK: (0.55, 0.8),
    Path.FINISHED: (1.0, 1.08),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How a unit fares with an item over the year. `turn`: the month in which it gets stuck, or finishes."""

    path: Path
    pace: float
    turn: int

    @property
    def done_in(self) -> int | None:
        """The month in which all is done: December for who keeps to the plan, None for who does not."""
        if self.path is Path.FINISHED:
            return self.turn
        return 12 if self.path.goes_well and self.pace >= 1 else None

    def is_done(self, month: Month) -> bool:
        return self.done_in is not None and month.month >= self.done_in


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator (`position` counted from 1) with the unit's target and goals.

    `goals` are totals since January at the ends of the quarters; those of an amount end at the target.
    """

    indicator: Indicator
    position: int
    target: float
    goals: tuple[float, ...]

    @property
    def is_amount(self) -> bool:
        return self.indicator.kind is IndicatorKind.AMOUNT

    @property
    def steps(self) -> tuple[float, ...]:
        """What each quarter adds; all of them together are the target."""
        return tuple(self.tidy(now - before) for before, now in pairwise((0.0, *self.goals)))

    @property
    def can_add_up(self) -> bool:
        return self.is_amount and self.target.is_integer() and all(self.steps)

    def due(self, month: int) -> float:
        """What the plan wants by the end of a month, even within the quarter."""
        quarter = (month + 2) // 3
        before = self.goals[quarter - 2] if quarter > 1 else 0.0
        return before + (self.goals[quarter - 1] - before) * (month - 3 * quarter + 3) / 3

    def reached(self, way: Way, month: Month) -> float:
        """What the unit has by the end of a month; amounts never shrink."""
        if not self.is_amount:
            return self.tidy(self.goals[month.quarter - 1] * way.pace)
        now = month.month
        if way.path is Path.FINISHED:
            return self.tidy(max(self.due(now), self.target * min(1.0, now / way.turn)))
        if way.path is Path.STUCK:
            now = min(now, way.turn)
        return self.tidy(self.due(now) * way.pace)

    def tidy(self, value: float) -> float:
        return tidy(value, self.indicator, self.target)

    def said(self, value: float) -> str:
        """新增城镇就业4450人; 绿道完成2.2公里; 地区生产总值增长5.8%."""
        metric = self.indicator.metric.removeprefix("为")
        match self.indicator.kind:
            case IndicatorKind.GROWTH:
                verb = "增长"
            case IndicatorKind.RATIO:
                verb = "达到"
            case _:
                verb = "" if _BEGINS_WITH_DEED.match(metric) else "完成"
        return f"{metric}{verb}{written(value)}{self.indicator.unit}"

    def said_to_add(self, value: float) -> str:
        """再新增城镇就业3560人; 绿道再完成2公里."""
        metric, unit = self.indicator.metric.removeprefix("为"), self.indicator.unit
        if _BEGINS_WITH_DEED.match(metric):
            return f"再{metric}{written(value)}{unit}"
        return f"{metric}再完成{written(value)}{unit}"


def written(value: float) -> str:
    """4450, and 26.8万 for very many."""
    return f"{number(value / 10_000)}万" if value >= 100_000 else number(value)


def tidy(value: float, indicator: Indicator, target: float) -> float:
    """Rounded as people report it: whole things, tenths of what is measured, hundreds of very many."""
    if target >= 100_000:
        return float(round(value, -2))
    if indicator.unit in _IN_FRACTIONS or not target.is_integer():
        return round(value, 1)
    return float(round(value))


def indicators_to_report(item: Item) -> list[tuple[int, Indicator]]:
    """With their positions. Left out are those whose name holds figures, standards, and sums per head."""
    return [
        (position, one)
        for position, one in enumerate(item.indicators, 1)
        if one.kind is not IndicatorKind.STANDARD
        and one.unit != "元"
        and one.high is None
        and 0 < len(one.metric) <= _LONGEST
        and not re.search(r"\d", one.metric)
    ]


def draw_aim(position: int, indicator: Indicator, target: float, chance: Random) -> Aim:
    shares = chance.choice(_SHARES if indicator.kind is IndicatorKind.AMOUNT else _LEVELS)
    return Aim(
        indicator, position, target, tuple(tidy(target * share, indicator, target) for share in shares)
    )


def draw_way(chance: Random) -> Way:
    (path,) = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
    turn = chance.randint(6, 12) if path is Path.FINISHED else chance.randint(2, 8)
    return Way(path, chance.uniform(*_PACES[path]), turn)
