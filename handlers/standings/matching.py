"""Which figure belongs to which target: by unit of measure, by wording, by order. Never by guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.standings.figures import Figure, scaled

_DONE = re.compile(r"建成|完成|竣工|完工|交付|投用|投入使用|办结|验收|发放|举办|开展|新增|筹集|改造")
_BEGUN = re.compile(r"开工|启动|动工|进场|签约|在建|立项|谋划")
_GROWS = re.compile(r"增长|提高|提升|增加|增幅|增速|上升|下降|降低|减少")
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
        here = [figure for figure in figures if figure.unit == unit]
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
        if best > 0 and len(winners) == 1:
            pairs.append((winners[0], figure))
        else:
            unplaced.append(figure)
    if not pairs and len(unplaced) == len(indexes):
        return list(zip(indexes, unplaced, strict=True))  # 分别为8处、6处: in the notice's order
    return pairs


def _fits(figure: Figure, target: Target) -> bool:
    """A growth rate is no share, although both are measured in percent."""
    if target.kind is IndicatorKind.GROWTH and figure.unit == "%":
        return bool(_GROWS.search(figure.words)) or likeness(figure.words, target.metric) > 0
    return True


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
