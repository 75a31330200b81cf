"""Which figure belongs to which target: by unit of measure, by what is named, by order. Never by guess."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.reading.measures import COUNTED_ALIKE, SWAPPED
from handlers.standings.choosing import NET, chosen
from handlers.standings.clauses import RATES
from handlers.standings.figures import Figure, is_former, scaled
from handlers.standings.respectively import untold
from handlers.standings.senses import (
    DONE,
    is_nameless,
    likeness,
    names_a_rate,
    of_another_rate,
    only_activity,
    other_rate,
    pairs_of,
    sense_of,
    telling,
    thing_of,
)
from handlers.standings.stages import of_other_stage
from handlers.standings.times import Span, ends_early, span_of

_GROWS = re.compile(r"增长|提高|提升|增加|增幅|增速|上升|下降|降低|减少")
_BY_SO_MUCH = re.compile(
    r"(?:增长|提高|提升|增加|上升|下降|降低|减少|增|降)(?:了|约|近)*$"
)  # 提高3%, not 提高到
_MORE_THAN_BEFORE = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月)(?:同期)?)[^，,;；。\d]{0,4}(?:增|多|减|降|少)[^，,;；。\d]{0,4}$"
)
_OF_STANDARD = re.compile(r"每(?:人|户|名|亩|月|生|家|床)")
_DIVISIBLE = frozenset(
    {"%", "‰", "百分点", "元", "公里", "千米", "米", "平方米", "平方公里", "亩", "公顷", "吨", "立方米"}
)
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
    found = _by_target(figures, targets)
    return {index: meant for index, all_of in found.items() if (meant := _meant_of(all_of, targets[index]))}


def of_quarters(figures: Sequence[Figure], targets: Sequence[Target]) -> dict[int, tuple[Figure, ...]]:
    """The figures of one quarter each by the index of their target, where it has no other figure."""
    found = {
        index: tuple(one for one in all_of if one.quarter is not None and not one.own)
        for index, all_of in _by_target(figures, targets).items()
        if targets[index].grows and not _meant_of(all_of, targets[index])
    }
    return {index: quarters for index, quarters in found.items() if quarters}


def _by_target(figures: Sequence[Figure], targets: Sequence[Target]) -> dict[int, list[Figure]]:
    """All figures that may be a target's, whatever time they count."""
    found: dict[int, list[Figure]] = {}
    figures = [one for one in figures[:_MOST_FIGURES] if not (is_former(one) or untold(one.clause))]
    for unit in {figure.unit for figure in figures}:
        here = [one for one in figures if one.unit == unit]
        there = [index for index, target in enumerate(targets) if target.unit == unit]
        for index, figure in _paired(here, there, targets):
            found.setdefault(index, []).append(figure)
    for index, figure in _by_swapped_unit(figures, found, targets):
        found.setdefault(index, []).append(figure)
    return found


def _by_swapped_unit(
    figures: Sequence[Figure], found: Collection[int], targets: Sequence[Target]
) -> list[tuple[int, Figure]]:
    """28人 for 28名, 5个 for 5处: where no target has that unit itself, and what is counted is named.

    5个 alone may be anything, but for what is done (建成5个); 完成任务5项 is no 5处.
    """
    units = {target.unit for target in targets}
    by_reach: dict[tuple[int, ...], list[Figure]] = {}
    for figure in figures:
        if figure.unit not in units:
            reach = [
                at
                for at, one in enumerate(targets)
                if at not in found and _counted_alike(figure.unit, one.unit)
            ]
            by_reach.setdefault(tuple(reach), []).append(figure)
    pairs = [pair for reach, here in by_reach.items() for pair in _paired(here, reach, targets)]
    return [(at, figure) for at, figure in pairs if _surely_of(figure, targets[at])]


def _counted_alike(one: str, other: str) -> bool:
    return any({one, other} <= words for words in COUNTED_ALIKE)


def _surely_of(figure: Figure, target: Target) -> bool:
    said, wanted = thing_of(figure.clause), thing_of(target.metric)
    if said.blank:
        return bool(sense_of(figure.clause).stages & (DONE | sense_of(target.metric).stages))
    alike = said.name & wanted.name or (not said.name and said.kinds & wanted.kinds)
    return bool(alike) and target.metric[-2:] in figure.clause  # 公益性岗位520个 are no 公益性零工市场


def _meant_of(figures: Sequence[Figure], target: Target) -> tuple[Figure, ...]:
    """Without those of a part of the year; after them 上半年48个 is no total any more."""
    whole = [one for one in figures if not _is_of_part(one, target)]
    if len(whole) < len(figures):
        whole = [one for one in whole if not ends_early(one.words)]
    return chosen(whole, target.metric)


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
        if NET in figure.clause and NET in targets[index].metric:
            of_other = False
        elif not thing_of(figure.clause).blank:
            of_other = _names_other(figure, index, targets, alone=len(figures) == 1)
        if not of_other and fits(figure, targets[index]):
            kept.append(figure)
    return kept


def _winner(figure: Figure, indexes: Sequence[int], targets: Sequence[Target]) -> int | None:
    """The one of several targets that the words name."""
    standards = _standards(figure, indexes, targets)
    if len(standards) == 1:
        return standards[0]
    said = pairs_of(figure.words)
    scores = {index: len(said & pairs_of(targets[index].metric)) for index in indexes}
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

    走访28家 is not 引进28家, 封顶3处 is not 建成3处, and 同比增加3家 is no number of them. A growth rate is
    no share, although both are in percent, and the rate of one thing (上线率) is not that of another.
    """
    if target.kind is IndicatorKind.AMOUNT and target.unit not in RATES:
        if _MORE_THAN_BEFORE.search(figure.lead) or only_activity(figure.words, target.metric):
            return False
        return not of_other_stage(figure.clause, target.metric)
    if figure.unit not in RATES:
        return True
    another = of_another_rate if target.kind is IndicatorKind.RATIO else other_rate
    if another(figure.clause, target.metric):
        return False
    if target.kind is IndicatorKind.GROWTH:
        grown = _GROWS.search(figure.words)
        return bool(grown) or (likeness(figure.words, target.metric) > 0 and not names_a_rate(figure.clause))
    return target.kind is not IndicatorKind.RATIO or not _BY_SO_MUCH.search(figure.lead)


def _is_of_part(figure: Figure, target: Target) -> bool:
    """二季度更新25个, 又签约2家: a part of the year, which is neither a total nor this month's.

    A quarter's is none where the unit has said that it counts the quarter: what was before can be added.
    """
    if figure.own or figure.span is not Span.OTHER or not target.grows or target.unit in RATES:
        return False
    return span_of(figure.words, target.metric) is Span.OTHER


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
        winners = [at for at in winners if pairs_of(targets[at].metric) <= pairs_of(figure.words)]
    return winners[0] if len(winners) == 1 else None


def _standards(figure: Figure, indexes: Sequence[int], targets: Sequence[Target]) -> list[int]:
    """The standards that a figure 每人每年… may be."""
    if not _OF_STANDARD.search(figure.words):
        return []
    return [index for index in indexes if targets[index].kind is IndicatorKind.STANDARD]
