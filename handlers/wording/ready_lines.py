"""Lines that a person may copy, change and send; the bot reads them as meant."""

from __future__ import annotations

from datetime import date

from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.wording.guidance import TEMPLATE
from handlers.wording.phrases import spoken_month
from handlers.wording.queries import ASSIGNED_AS

_FORM = f"{TEMPLATE}/未完成"  # one of the two is to be chosen; left as it is, it is read as neither
_PLAN = "计划 {item} 一季度：…；二季度：…；三季度：…；四季度：…"


def ready_line(duty: Duty, today: date) -> str:
    """What a person may copy, change and send; the bot reads it as meant."""
    match duty.kind:
        case DutyKind.PLAN:
            return _PLAN.format(item=duty.item)
        case DutyKind.RETURNED_PLAN:
            return f"更正计划 {duty.item} 一季度：…；二季度：…"
        case DutyKind.QUESTION:
            return f"说明 {duty.item} …"
        case DutyKind.INSTRUCTION | DutyKind.SPOT_CHECK:
            return f"{ASSIGNED_AS[duty.kind]}{duty.number} …"
    template = _FORM if duty.asks_for_stage else TEMPLATE.rpartition("；")[0]
    return month_before(duty, today) + template.format(item=duty.item)


def month_before(duty: Duty, today: date) -> str:
    """2月份, with which a line begins where its month is not the usual one."""
    if duty.month is None or duty.month == Month.of(today).previous:
        return ""
    return f"{spoken_month(duty.month, today)}份 "


def draft(duty: Duty, last: ReportContent, today: date) -> str:
    """Last month's report as a line for this one.

    The goal of a quarter that is over says nothing of the next.
    """
    problem = "…" if last.problem is None else last.problem or "无"
    parts = [f"{duty.item} 完成情况：{last.progress or '…'}", f"问题：{problem}"]
    parts += [f"原因：{last.cause}"] if last.cause else []
    parts.append(f"下一步：{last.next_step or '…'}")
    same_quarter = duty.month is not None and duty.month.quarter == duty.month.previous.quarter
    if duty.asks_for_stage and (last.stage_met is None or not same_quarter):
        parts.append("阶段目标：…")
    elif duty.asks_for_stage:
        parts.append(f"阶段目标：{'已完成' if last.stage_met else '未完成'}")
    return month_before(duty, today) + "；".join(parts)
