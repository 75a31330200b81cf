"""Plans in words: their states, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanState, PlanVersion
from handlers.reading.shapes import PlanWords
from handlers.standings.goals import WHOLE_ITEM, Goal
from handlers.wording.phrases import cut, names, short_title, size
from handlers.wording.standings import amount

MISSING = "missing"  # no state of a plan: there is none
PLAN_STATES: Mapping[str, str] = {
    PlanState.FILED.value: "待审核",
    PlanState.ACCEPTED.value: "已接受",
    PlanState.RETURNED.value: "已退回",
    PlanState.REQUESTED.value: "申请变更，待审核",
    PlanState.REFUSED.value: "变更未同意",
    PlanState.SUPERSEDED.value: "已有新版",
    PlanState.WITHDRAWN.value: "已撤回",
    MISSING: "未报",
}
FIELDS: Mapping[str, str] = {
    "q1": "一季度",
    "q2": "二季度",
    "q3": "三季度",
    "q4": "四季度",
    "principal": "主要负责人",
    "deputy": "分管负责人",
    "remark": "备注",
}
_NOTHING = "（未填）"
_NAMED, _ITEMS_NAMED, _GAPS_NAMED = 2, 5, 3
_NAMED_GOALS, _METRIC = 3, 12
_QUARTERS = ("q1", "q2", "q3", "q4")


def said(words: PlanWords) -> list[str]:
    """Everything that a version says, a line a field."""
    return [f"{label}：{value}" for name, label in FIELDS.items() if (value := getattr(words, name))]


def understood(goals: Sequence[Goal]) -> list[str]:
    """读到目标：新增就业 4000、9000、1.3万、1.78万人（年初以来累计）, a line an indicator."""
    lines = [f"读到目标：{_understood(goal)}" for goal in goals[:_NAMED_GOALS]]
    more = len(goals) - len(lines)
    return [*lines, f"读到目标：另{more}个指标"] if more > 0 else lines


def _understood(goal: Goal) -> str:
    target = goal.target
    last = max((at for at, value in enumerate(goal.by_quarter) if value is not None), default=0)
    told = ["—" if value is None else amount(value, target) for value in goal.by_quarter[: last + 1]]
    values = "、".join([*(value.removesuffix(target.unit) for value in told[:-1]), told[-1]])
    name = f"{short_title(target.metric, _METRIC)} " if target.metric else ""
    return f"{name}{values}{'（年初以来累计）' if target.grows and target is not WHOLE_ITEM else ''}"


def unsaid(words: PlanWords) -> str:
    """The quarters without a goal: 二季度、三季度."""
    return "、".join(FIELDS[name] for name in _QUARTERS if not getattr(words, name))


def changes(before: PlanWords, after: PlanWords) -> list[str]:
    """一季度：4000人 → 5000人, a line for each field that differs."""
    return [
        f"{label}：{getattr(before, name) or _NOTHING} → {getattr(after, name) or _NOTHING}"
        for name, label in FIELDS.items()
        if (getattr(before, name) or "") != (getattr(after, name) or "")
    ]


def question(item: ItemRef, falls: Sequence[str]) -> str:
    """What the falling goals of a plan count; one sentence, answered in a word."""
    return (
        f"麻烦核对{item}计划：{'；'.join(falls[:_NAMED])}，现按累计数记。"
        f"是每季度新增数回“新增”，是累计数回“累计”（要改发“更正计划 {item} 二季度：…”）。"
    )


def questions(items: Sequence[ItemRef]) -> str:
    """The short form for many plans."""
    which = names(items, _ITEMS_NAMED)
    return f"请核对：{which}计划的季度数变小，或不到全年目标；是每季度新增数回“新增”，是累计数回“累计”。"


def gaps(missing: Sequence[tuple[ItemRef, str]]) -> str:
    """The quarters that many plans leave out, in one line; "" for none."""
    if not missing:
        return ""
    told = "；".join(f"{item}{quarters}" for item, quarters in missing[:_GAPS_NAMED])
    more = f"等{len(missing)}项" if len(missing) > _GAPS_NAMED else ""
    item, first = missing[0][0], missing[0][1].partition("、")[0]
    return f"计划未写：{told}{more}（补报发“更正计划 {item} {first}：…”）。"


def plan_state(item: ItemRef, title: str, plans: Sequence[tuple[str, PlanVersion | None]], limit: int) -> str:
    """Each unit's plan on an item: the baseline, and what was said after it; shortened evenly if too long."""
    head = f"{item}（{short_title(title)}）的落实计划"
    blocks = ["\n".join(_of_unit(unit, plan)) for unit, plan in plans]
    room = (limit - size(head) - len(blocks)) // max(1, len(blocks))
    return "\n".join([head, *(cut(block, room) for block in blocks)])


def _of_unit(unit: str, plan: PlanVersion | None) -> list[str]:
    if plan is None or (plan.state is PlanState.WITHDRAWN and plan.baseline is None):
        return [f"{unit}：还没有报落实计划"]
    if plan.baseline is None:
        waits = plan.state is PlanState.FILED
        state = "待督查室审核" if waits else f"被退回（{plan.reason or '未写原因'}），请改后重报"
        return [f"{unit}：{state}", *said(plan.words)]
    lines = [f"{unit}：已接受，锁定", *said(plan.baseline)]
    if plan.state is PlanState.REQUESTED:
        lines.append(f"申请调整，待督查室审核（{plan.because or '还没有写原因'}）：")
        lines += changes(plan.baseline, plan.words)
    if plan.state is PlanState.REFUSED:
        lines.append(f"申请的调整没有同意：{plan.reason}")
    return lines
