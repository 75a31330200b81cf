"""A bare percentage: the share of the work that is done, or the value of an indicator in percent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.ledger.items import IndicatorKind
from handlers.ledger.reports import ReportContent
from handlers.reading.figures import figures
from handlers.reading.normalise import Text
from handlers.standings.figures import Figure
from handlers.standings.matching import Target
from handlers.standings.senses import names_a_rate, of_another_rate

_RATES = frozenset({IndicatorKind.RATIO, IndicatorKind.GROWTH})
_OF_THE_WORK = re.compile(
    r"完成|进度|进展|推进|达成|兑现|任务|目标|指标|计划|总[体的量数]|整体|全部|工作|工程|项目|形象"
)
_OF_ANOTHER = re.compile(
    r"[本当]月|(?:季度|阶段性?|半年)(?:的|工作|既定)*(?:目标|任务|计划|指标|节点|应)|序时|时序|分解"
    r"|[本我](?:单位|街道|局|办|部门|中心|镇|辖区|区域)[^，,;；。\d]{0,4}(?:任务|目标|指标|计划)"
    r"|力争|预计|预期|(?<!年)(?<!年度)(?<!年的)(?<!总)计划"
)
_OF_THE_YEAR = re.compile(
    r"全年|年度|年初|年(?=的?(?:目标|任务|计划|指标))|总(?:目标|任务|计划|量|数|体|的)|整体"
)
_CLAUSES = re.compile(r"[，,;；。!！?？\n（）()]+|更正[:：]")
_FAR = 2.0  # times the target: 75 % is no growth where 5 % are wanted


def only_rate(targets: Sequence[Target]) -> int | None:
    """The index of the item's one indicator, or else of the plan's one series, if it is a rate in percent."""
    own = [at for at, one in enumerate(targets) if one.position is not None]
    meant = own or list(range(len(targets)))
    if len(meant) != 1:
        return None
    one = targets[meant[0]]
    return meant[0] if one.unit == "%" and one.kind in _RATES else None


def may_be_value(share: float, target: Target) -> bool:
    return target.value is None or share <= _FAR * max(target.value, target.high or 0.0)


def is_of_the_work(words: str) -> bool:
    """完成75%, 总体进度75%: the words say that it is the share done."""
    return bool(_OF_THE_WORK.search(words))


@lru_cache(maxsize=8192)
def share_stated(content: ReportContent) -> float | None:
    """The stated percentage as a share of the year; None where it is one of another whole.

    完成二季度目标的83%, 序时进度的95%, 本单位任务的50%: nothing of the year follows from these. Of several
    percentages the first that is none of these. What stands nowhere in the words was told otherwise.
    """
    if content.percent is None or not content.progress:
        return content.percent
    said = [
        (found, _of_another_whole(clause, found))
        for clause in _CLAUSES.split(Text.of(content.progress).norm)
        if (found := figures(clause).percent) is not None
    ]
    if (content.percent, True) not in said or (content.percent, False) in said:
        return content.percent
    return next((share for share, of_another in said if not of_another), None)


def is_of_another_whole(figure: Figure) -> bool:
    """二季度任务完成90% is no 90 % of the item."""
    return (
        figure.unit == "%"
        and is_of_the_work(figure.clause)
        and _of_another_whole(figure.clause, figure.value)
    )


def _of_another_whole(clause: str, share: float) -> bool:
    """Whether the whole named last before the percentage is not the year's."""
    before, number, _ = clause.partition(f"{share:g}")
    words = before if number else clause
    others = [found.end() for found in _OF_ANOTHER.finditer(words)]
    return bool(others) and not any(found.end() >= others[-1] for found in _OF_THE_YEAR.finditer(words))


def is_bare(content: ReportContent) -> bool:
    """Whether the stated percentage stands alone (75%, 占比75%), without a word that it is the share done."""
    return _alone(content) is not None


@lru_cache(maxsize=8192)
def _alone(content: ReportContent) -> str | None:
    """The clause in which the stated percentage stands alone; None where it does not."""
    if content.percent is None or not content.progress:
        return None
    for clause in _CLAUSES.split(Text.of(content.progress).norm):
        found = figures(clause)
        if found.percent == content.percent:
            share = "%" in clause or "百分之" in clause
            return clause if share and not (found.quantities or is_of_the_work(clause)) else None
    return None


def rate_stated(content: ReportContent) -> bool:
    """占比82%: the stated percentage is the value of some rate, and no share of the work."""
    return names_a_rate(_alone(content) or "")


def value_of(content: ReportContent, targets: Sequence[Target]) -> int | None:
    """The index of the target whose very value the stated percentage is; None where it is the share done."""
    at = only_rate(targets)
    if at is None or content.percent is None or not may_be_value(content.percent, targets[at]):
        return None
    alone = _alone(content)
    return at if alone is not None and not of_another_rate(alone, targets[at].metric) else None
