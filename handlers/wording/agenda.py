"""Why a push is planned: the rule and the deadline, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.duties.deadlines import Deadline
from handlers.duties.ladder import Half, Step
from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.months import Month
from handlers.wording.phrases import names, spoken_deadline
from handlers.wording.queries import ASSIGNED_AS

if TYPE_CHECKING:
    from handlers.duties.calling import Called

_NAMED = 3
KINDS = {
    "plan_reminder": "计划提醒",
    "report_reminder": "报送提醒",
    "plan_overdue": "计划逾期",
    "report_overdue": "报送逾期",
    "livelihood_bulletin": "民生实事月通报",
    "overall_bulletin": "总体季通报",
    "leader_summary": "领导摘要",
}


def because(calls: Sequence[Called]) -> str:
    """任务42等3项3月情况，截止4月10日（周一）：截止前3个工作日提醒."""
    alike: dict[tuple[str, str, str], list[Duty]] = {}
    for one in calls:
        due = spoken_deadline(one.duty.deadline)
        alike.setdefault((what(one.duty), due, rule(one.step)), []).append(one.duty)
    return "；".join(
        f"{names(dict.fromkeys(duty.item for duty in duties), _NAMED)}的{said}，截止{due}：{by}"
        for (said, due, by), duties in alike.items()
    )


def what(duty: Duty) -> str:
    month = f"{duty.month.month}月情况" if duty.month else "落实计划"
    match duty.kind:
        case DutyKind.INSTRUCTION | DutyKind.SPOT_CHECK:
            return f"{ASSIGNED_AS[duty.kind]}回复"
        case DutyKind.QUESTION:
            return f"{month}待说明"
        case DutyKind.RETURNED_PLAN | DutyKind.RETURNED_REPORT:
            return f"{month}退回重报"
        case _:
            return month


def rule(step: Step) -> str:
    if step.rung is None:
        return "逾期后第一个工作日"
    half = "下午" if step.rung.half is Half.AFTERNOON else "上午"
    return f"截止前{step.rung.days}个工作日{half}" if step.rung.days else f"截止当天{half}"


def bulletin_because(kind: str, month: Month, due: Deadline, after: int) -> str:
    of = f"{month.month}月民生实事" if kind == "livelihood" else f"第{month.quarter}季度总体情况"
    return f"{of}，{month.month}月情况截止{spoken_deadline(due)}：截止后第{after}个工作日"


def summary_because(monthly: bool, month: Month, items: int) -> str:
    rule = "月度：报送截止后第一个工作日，前后相邻工作日的每周摘要并入" if monthly else "每周：第一个工作日"
    return f"牵头{items}项，截至{month.month}月底：{rule}"


def rule_of(reason: str) -> str:
    """What a reason says of the rule and its deadline, without the items of one person."""
    where = reason.find("截止")
    return (
        reason[where:]
        if "，截止" in reason and not reason.startswith("牵头")
        else reason.rpartition("项，")[2]
    )
