"""Which figure belongs to which target: by unit of measure, by wording, by order. Never by guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.standings.figures import Figure, scaled

_DONE = re.compile(r"建成|完成|竣工|完工|交付|投用|投入使用|办结|验收|发放|举办|开展|新增|筹集|改造")
_BEGUN = re.compile(r"开工|启动|动工|进场|签约|在建|立项|谋划")
_GROWS = re.compile(r"增长|提高|提升|增加|增幅|增速|上升|下降|降低|减少")
_FROM_TO = re.compile(
    r"[由从][^，,;；。\d]{0,12}(\d+(?:\.\d+)?)[^，,;；。\d]{0,8}(?:提高|提升|增加|增长|上升|上调|调整|下降|降低|降|减少)[到至为]"
)
_OF_STANDARD = re.compile(r"每(?:人|户|名|亩|月|生|家|床)")
_DIVISIBLE = frozenset(
    {"%", "‰", "百分点", "元", "公里", "千米", "米", "平方米", "平方公里", "亩", "公顷", "吨", "立方米"}
)
_ON_THE_WAY = re.compile(
    r"走访|对接|洽谈|在谈|意向|摸排|排查|巡查|检查|调研|培训|宣传|征集|受理|储备|申报|推荐|邀请|参会|参加"
)
_RESULT = re.compile(rf"{_DONE.pattern}|{_BEGUN.pattern}|引进|培育|打造|认定|落地|建设|发展|达成|获评|入选")
_NOT_WORDS = re.compile(r"[^一-鿿a-zA-Z]+")


@dataclass(frozen=True, slots=True)
class Target:
    """What figures are measured against: an indicator of the item, or a series in the plan's own words.

    `value` (and `high` of a range) on the scale of `unit`; None where only the plan has figures.
    `position` is that of the indicator in the item.
    """

    metric: str
    unit: str
    kind: IndicatorKind = IndicatorKind.AMOUNT
    op: Comparator = Comparator.AT_LEAST
    value: float | None = None
    high: float | None = None
    position: int | None = None

    @property
    def at_most(self) -> bool:
        return self.op is Comparator.AT_MOST

    @property
    def at_once(self) -> bool:
        """Whether it comes at one stroke: a standard, and 补助标准提高60元, which is one too."""
        raised = self.kind is IndicatorKind.AMOUNT and self.unit == "元" and "标准" in self.metric
        return raised or self.kind is IndicatorKind.STANDARD

    @property
    def grows(self) -> bool:
        """Whether it grows little by little over the year."""
        return self.kind is IndicatorKind.AMOUNT and not self.at_most and not self.at_once

    @property
    def in_pieces(self) -> bool:
        """Whether there is no half of one: 家, 处, 人, but not 公里."""
        return self.unit not in _DIVISIBLE


def targets_of(indicators: Sequence[Indicator]) -> tuple[Target, ...]:
    """The item's indicators as targets, in its order: an item with eight shows eight."""
    found = []
    for position, one in enumerate(indicators):
        value, unit = scaled(one.value, one.unit)
        high = scaled(one.high, one.unit)[0] if one.high is not None else None
        found.append(Target(one.metric, unit, one.kind, one.op, value, high, position))
    return tuple(found)


def match(figures: Sequence[Figure], targets: Sequence[Target]) -> dict[int, tuple[Figure, ...]]:
    """Figures by the index of their target. A figure that fits two targets alike, or none, is left out.

    Several figures of one target are kept only where they tell different things (本月 beside 累计).
    """
    found: dict[int, list[Figure]] = {}
    for unit in {figure.unit for figure in figures}:
        here = [figure for figure in figures if figure.unit == unit and not _is_former(figure)]
        there = [index for index, target in enumerate(targets) if target.unit == unit]
        for index, figure in _paired(here, there, targets):
            found.setdefault(index, []).append(figure)
    return {index: chosen for index, all_of in found.items() if (chosen := _chosen(all_of, targets[index]))}


def _paired(
    figures: Sequence[Figure], indexes: Sequence[int], targets: Sequence[Target]
) -> list[tuple[int, Figure]]:
    if len(indexes) == 1:
        only = targets[indexes[0]]
        return [(indexes[0], figure) for figure in figures if _fits(figure, only)]
    pairs, unplaced = [], []
    named = {index: _pairs(targets[index].metric) for index in indexes}
    for figure in figures:
        said = _pairs(figure.words)
        scores = {index: len(said & name) for index, name in named.items()}
        best = max(scores.values(), default=0)
        winners = [index for index, score in scores.items() if score == best]
        standards = _standards(figure, indexes, targets)
        if len(standards) == 1:
            pairs.append((standards[0], figure))
        elif best > 0 and (winner := _clear(winners, figure, targets)) is not None:
            pairs.append((winner, figure))
        else:
            unplaced.append(figure)
    if not pairs and len(unplaced) == len(indexes):
        return list(zip(indexes, unplaced, strict=True))  # 分别为8处、6处: in the notice's order
    return pairs


def _clear(winners: Sequence[int], figure: Figure, targets: Sequence[Target]) -> int | None:
    """The one that the words are most like; of several alike the one whose whole name they have.

    过10亿元企业1家 is as like 新培育营收过亿元企业 as 过10亿元企业, and says only the second in full.
    """
    if len(winners) > 1:
        winners = [at for at in winners if _pairs(targets[at].metric) <= _pairs(figure.words)]
    return winners[0] if len(winners) == 1 else None


def _is_former(figure: Figure) -> bool:
    """670 of 由每人每年670元提高到730元: the level that was left."""
    found = _FROM_TO.search(figure.words)
    return found is not None and any(
        isclose(figure.value, float(found[1]) * scale) for scale in (1, 1e4, 1e8)
    )


def _standards(figure: Figure, indexes: Sequence[int], targets: Sequence[Target]) -> list[int]:
    """The standards that a figure 每人每年… may be."""
    if not _OF_STANDARD.search(figure.words):
        return []
    return [index for index in indexes if targets[index].kind is IndicatorKind.STANDARD]


def _fits(figure: Figure, target: Target) -> bool:
    """A growth rate is no share, although both are measured in percent; 走访28家 is not 引进28家."""
    if target.kind is IndicatorKind.AMOUNT and _only_on_the_way(figure.words, target.metric):
        return False
    if target.kind is IndicatorKind.GROWTH and figure.unit == "%":
        return bool(_GROWS.search(figure.words)) or likeness(figure.words, target.metric) > 0
    return True


def _only_on_the_way(words: str, metric: str) -> bool:
    """Whether words tell of an activity that the metric does not name, and of no result after it."""
    activities = list(_ON_THE_WAY.finditer(words))
    if not activities or _ON_THE_WAY.search(metric):
        return False
    return not _RESULT.search(words, activities[-1].end())


def likeness(words: str, metric: str) -> int:
    """How many pairs of characters the words share with the name of what is measured."""
    return len(_pairs(words) & _pairs(metric))


@lru_cache(maxsize=8192)
def _pairs(words: str) -> frozenset[str]:
    return frozenset(part[at : at + 2] for part in _NOT_WORDS.split(words) for at in range(len(part) - 1))


def _chosen(figures: Sequence[Figure], target: Target) -> tuple[Figure, ...]:
    adding = _single([figure for figure in figures if figure.adds], target)
    so_far = _single([figure for figure in figures if not figure.adds], target)
    return tuple(figure for figure in (so_far, adding) if figure is not None)


def _single(figures: Sequence[Figure], target: Target) -> Figure | None:
    """The one figure meant: all say the same, or one is what is done and the others only begun."""
    if len({figure.value for figure in figures}) <= 1:
        return figures[0] if figures else None
    best = max(likeness(figure.words, target.metric) for figure in figures)
    likely = [figure for figure in figures if likeness(figure.words, target.metric) == best]
    if len(likely) > 1:
        wanted = _BEGUN if _BEGUN.search(target.metric) else _DONE
        likely = [figure for figure in likely if wanted.search(figure.words)]
    return likely[0] if len(likely) == 1 else None
