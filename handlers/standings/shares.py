"""A bare percentage: the share of the work that is done, or the value of an indicator in percent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.ledger.items import IndicatorKind
from handlers.ledger.reports import ReportContent
from handlers.reading.figures import figures
from handlers.reading.normalise import Text
from handlers.standings.matching import Target

_RATES = frozenset({IndicatorKind.RATIO, IndicatorKind.GROWTH})
_OF_THE_WORK = re.compile(
    r"完成|进度|进展|推进|达成|兑现|任务|目标|指标|计划|总[体的量数]|整体|全部|工作|工程|项目|形象"
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
def is_bare(content: ReportContent) -> bool:
    """Whether the stated percentage stands alone (75%, 占比75%), without a word that it is the share done."""
    if content.percent is None or not content.progress:
        return False
    for clause in _CLAUSES.split(Text.of(content.progress).norm):
        found = figures(clause)
        if found.percent == content.percent:
            return ("%" in clause or "百分之" in clause) and not (found.quantities or is_of_the_work(clause))
    return False


def value_of(content: ReportContent, targets: Sequence[Target]) -> int | None:
    """The index of the target whose very value the stated percentage is; None where it is the share done."""
    at = only_rate(targets)
    if at is None or content.percent is None or not may_be_value(content.percent, targets[at]):
        return None
    return at if is_bare(content) else None
