"""What 其余无变化 left open: which items were not taken over, why, and how to report them."""

from __future__ import annotations

from datetime import date

from handlers.desk.rest import Rest
from handlers.ledger.months import Month
from handlers.wording.guidance import TEMPLATE
from handlers.wording.phrases import names, spoken_month

_NAMED = 24


def left(rest: Rest, named: bool, today: date) -> list[str]:
    """A line for each reason; `named`: other items were reported in the same message."""
    month, before = spoken_month(rest.month, today), spoken_month(rest.month.previous, today)
    lines = []
    if rest.missing:
        lines.append(f"{before}没有报过、不能照搬，请补报{month}的：{names(rest.missing, _NAMED)}")
    if rest.one_months:
        lines.append(f"{before}报的是当月数，请写{month}的数：{names(rest.one_months, _NAMED)}")
    if rest.returned:
        lines.append(f"被退回的要改后重报：{names(rest.returned, _NAMED)}")
    if rest.finished:
        how = f"（仍要照报请写：{rest.finished[0]} 同上月）"
        lines.append(f"已报完成、待督查室办结，没有照搬：{names(rest.finished, _NAMED)}{how}")
    if rest.asked:
        lines.append(f"照着写：{TEMPLATE.format(item=rest.asked[0])}")
    if not (lines or rest.taken or named):
        later = rest.month.next.month
        return [f"{month}应报的都已经报过，没有重复记。要记到{later}月请写明：{later}月无变化"]
    return lines


def not_open(month: Month) -> str:
    """无变化, of a month that takes no reports."""
    return f"{month.year}年{month.month}月还没有到，或那一年的台账没有打开，没有记录。请核对月份。"
