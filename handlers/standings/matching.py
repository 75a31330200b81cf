"""Which figure belongs to which target: by unit of measure, by what is named, by order. Never by guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.reading.measures import SWAPPED
from handlers.standings.figures import RATES, Figure, scaled
from handlers.standings.respectively import untold
from handlers.standings.senses import (
    DONE,
    is_nameless,
    names_a_rate,
    only_activity,
    other_rate,
    sense_of,
    telling,
    thing_of,
)

_DONE = re.compile(r"建成|完成|竣工|完工|交付|投用|投入使用|办结|验收|发放|举办|开展|新增|筹集|改造")
_BEGUN = re.compile(r"开工|启动|动工|进场|签约|在建|立项|谋划")
_GROWS = re.compile(r"增长|提高|提升|增加|增幅|增速|上升|下降|降低|减少")
_BY_SO_MUCH = re.compile(
    r"(?:增长|提高|提升|增加|上升|下降|降低|减少|增|降)(?:了|约|近)*$"
)  # 提高3%, not 提高到
_MORE_THAN_BEFORE = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月)(?:同期)?)[^，,;；。\d]{0,4}(?:增|多|减|降|少)[^，,;；。\d]{0,4}$"
)
_TOTAL = re.compile(r"累[计记]|总共|共计|合计|总计")
_FROM_TO = re.compile(
    r"[由从][^，,;；。\d]{0,12}(\d+(?:\.\d+)?)[^，,;；。\d]{0,8}(?:提高|提升|增加|增长|上升|上调|调整|下降|降低|降|减少)[到至为]"
)
_OF_STANDARD = re.compile(r"每(?:人|户|名|亩|月|生|家|床)")
_DIVISIBLE = frozenset(
    {"%", "‰", "百分点", "元", "公里", "千米", "米", "平方米", "平方公里", "亩", "公顷", "吨", "立方米"}
)
_NOT_WORDS = re.compile(r"[^一-鿿a-zA-Z]+")

_MOST_FIGURES = 200  # of one report: nobody writes more by hand


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

    A figure that names another thing is none of the target's, although only this one has its unit of measure.
    Several figures of one target are kept only where they tell different things (本月 beside 累计).
    """
    found: dict[int, list[Figure]] = {}
    figures = figures[:_MOST_FIGURES]
    for unit in {figure.unit for figure in figures}:
        here = [one for one in figures if one.unit == unit and not (_is_former(one) or untold(one.clause))]
        there = [index for index, target in enumerate(targets) if target.unit == unit]
        for index, figure in _paired(here, there, targets):
            found.setdefault(index, []).append(figure)
    return {index: chosen for index, all_of in found.items() if (chosen := _chosen(all_of, targets[index]))}


def _paired(
    figures: Sequence[Figure], indexes: Sequence[int], targets: Sequence[Target]
) -> list[tuple[int, Figure]]:
    if not indexes:
        return []
    if len(indexes) == 1:
        only = indexes[0]
        return [(only, figure) for figure in _of_one_target(figures, only, targets)]
    pairs, unplaced = [], []
    for figure in figures:
        winner = _winner(figure, indexes, targets)
        if winner is not None:
            pairs.append((winner, figure))
        elif is_nameless(figure.clause):
            unplaced.append(figure)
    if not pairs and len(unplaced) == len(indexes):
        return list(zip(indexes, unplaced, strict=True))  # 分别为8处、6处: in the notice's order
    left = [index for index in indexes if all(index != taken for taken, _ in pairs)]
    for figure in unplaced:
        meant = _meant(figure, indexes, targets)
        if meant in left:
            pairs.append((meant, figure))
    return pairs


def _meant(figure: Figure, indexes: Sequence[int], targets: Sequence[Target]) -> int | None:
    """The target of a figure that names nothing: the item's one, beside what only the plan names; of several
    the one that is to be built where the words say that it is (竣工3处)."""
    here = [at for at in indexes if targets[at].position is not None and fits(figure, targets[at])]
    if len(here) > 1:
        built = sense_of(figure.clause).stages & DONE
        here = [at for at in here if built and sense_of(targets[at].metric).stages & DONE]
    return here[0] if len(here) == 1 else None


def _of_one_target(figures: Sequence[Figure], index: int, targets: Sequence[Target]) -> list[Figure]:
    """Those that count for the one target of their unit of measure.

    After a figure of another thing one without a name is that thing's too: 口袋公园4个，完成2个.
    """
    kept = []
    of_other = False
    for figure in figures:
        if not thing_of(figure.clause).blank:
            of_other = _names_other(figure, index, targets, alone=len(figures) == 1)
        if not of_other and fits(figure, targets[index]):
            kept.append(figure)
    return kept


def _winner(figure: Figure, indexes: Sequence[int], targets: Sequence[Target]) -> int | None:
    """The one of several targets that the words name."""
    standards = _standards(figure, indexes, targets)
    if len(standards) == 1:
        return standards[0]
    said = _pairs(figure.words)
    scores = {index: len(said & _pairs(targets[index].metric)) for index in indexes}
    best = max(scores.values(), default=0)
    if best == 0:
        return None
    winner = _clear([index for index, score in scores.items() if score == best], figure, targets)
    if (
        winner is None
        or not fits(figure, targets[winner])
        or _names_other(figure, winner, targets, alone=True)
    ):
        return None
    return winner


def fits(figure: Figure, target: Target) -> bool:
    """Whether a figure may be the target's at all, as far as its kind goes.

    走访28家 is not 引进28家, and 同比增加3家 is no number of them. A growth rate is no share, although both
    are measured in percent, and the rate of one thing (上线率) is not that of another.
    """
    if target.kind is IndicatorKind.AMOUNT and target.unit not in RATES:
        return not only_activity(figure.words, target.metric) and not _MORE_THAN_BEFORE.search(figure.lead)
    if figure.unit not in RATES:
        return True
    if other_rate(figure.clause, target.metric):
        return False
    if target.kind is IndicatorKind.GROWTH:
        grown = _GROWS.search(figure.words)
        return bool(grown) or (likeness(figure.words, target.metric) > 0 and not names_a_rate(figure.clause))
    return target.kind is not IndicatorKind.RATIO or not _BY_SO_MUCH.search(figure.lead)


def _names_other(figure: Figure, index: int, targets: Sequence[Target], *, alone: bool = False) -> bool:
    """Whether the words name another thing than the target's.

    It is the target's where both share a name, or nothing is named, or only the kind (机构) that both are of.
    A word that shares but a character (公厕, 公共卫生间) has to do where the figure stands `alone`. What an
    indicator with a like unit of measure has more of is that one's: 社区公园4个 are no “无废”社区.
    """
    target = targets[index]
    said, wanted = thing_of(figure.words), thing_of(target.metric)
    others = [thing_of(one.metric) for at, one in enumerate(targets) if at != index and _alike(one, target)]
    shared = said.name & wanted.name
    if shared:
        return any(len(said.name & other.name) > len(shared) for other in others)
    of_its_kind = bool(said.kinds & wanted.kinds)
    if of_its_kind and not (said.name and wanted.name):
        return False
    if is_nameless(figure.clause):
        return (
            of_its_kind and not thing_of(figure.clause).blank
        )  # 智慧社区 may be a place, and “无废”社区 is none
    if not alone or target.kind in {IndicatorKind.RATIO, IndicatorKind.GROWTH}:
        return True
    if any(said.name & other.name for other in others):
        return True
    return bool(target.metric) and not telling(figure.clause) & telling(target.metric)


def _alike(one: Target, other: Target) -> bool:
    """个 and 处 are swapped, 栋 and 户 are not."""
    return one.unit == other.unit or any({one.unit, other.unit} <= words for words in SWAPPED)


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
    totals = {
        one.value
        for one in figures
        if _TOTAL.search(one.clause) and (one in likely or is_nameless(one.clause))
    }
    if totals == {max(figure.value for figure in figures)}:  # 机构再落地1家，累计7家
        return next(figure for figure in figures if figure.value in totals)
    if len(likely) > 1:
        wanted = _BEGUN if _BEGUN.search(target.metric) else _DONE
        likely = [figure for figure in likely if wanted.search(figure.words)]
    return likely[0] if len(likely) == 1 else None
