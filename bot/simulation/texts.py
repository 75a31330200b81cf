"""The wording of what is meant, as people type it into a chat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from random import Random

from bot.simulation.meanings import Meant, MeantPlan
from bot.simulation.phrases import PLAIN
from bot.simulation.tempers import Style
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_ORDER = "一二三四五六七八九十"
_MET = {True: "已完成", False: "未完成"}
_OPENINGS = ("{month}月份情况：", "您好，{month}月份落实情况如下：", "{month}月报送：")
_LATE_OPENINGS = ("补报{month}月：", "{month}月份情况补报如下：")


def reports(meant: Sequence[Meant], style: Style, opening: str) -> str:
    """One message that tells all of these, one item a line (or a block)."""
    lines: list[str] = [opening] if opening else []
    for together, some in groupby(meant, key=lambda one: (one.plain, one.problem, one.stage_met)):
        alike = list(some)
        if together[0] and len(alike) > 1:
            lines.append(_alike(alike))
        else:
            lines += [report(one, style) for one in alike]
    return "\n".join(lines)


def report(meant: Meant, style: Style) -> str:
    """任务60 完成情况：…；问题：…；下一步：…；阶段目标：… and the same in other styles."""
    match style:
        case Style.TERSE:
            return _terse(meant)
        case Style.WORDY:
            return _wordy(meant)
        case Style.BRACKETS:
            fields = "".join(f"【{name}】{words}" for name, words in _fields(meant, "进展"))
            return f"{meant.item} {fields}"
        case Style.LINES:
            return "\n".join([str(meant.item), *(f"{name}：{words}" for name, words in _fields(meant))])
        case Style.FORM:
            return f"{meant.item} " + "；".join(f"{name}：{words}" for name, words in _fields(meant))


def opening(month: Month, chance: Random, *, late: bool, by: str = "") -> str:
    """Who is late names the month, the others mostly don't; `by` is the unit where it has to be named."""
    if not late and chance.random() < 0.5:
        return f"{by}：" if by else ""
    words = chance.choice(_LATE_OPENINGS if late else _OPENINGS).format(month=month.month)
    return f"{by}{words}"


def mended(meant: Meant) -> str:
    """What the office sent back, with the one thing that it asked for."""
    return f"{meant.item} {meant.month.month}月份 下一步：{meant.next_step}"


def correction(meant: Meant, by: str = "") -> str:
    return f"更正 {_of(meant.item, by)} {meant.month.month}月份 完成情况：{_progress(meant)}"


def withdrawal(meant: Meant, by: str = "") -> str:
    return f"撤回 {_of(meant.item, by)} {meant.month.month}月份的报告"


def _of(item: ItemRef, by: str) -> str:
    return f"{item}（{by}）" if by else str(item)


def plans(meant: Sequence[MeantPlan], chance: Random, by: str = "") -> str:
    """计划 任务60 一季度：…；二季度：…；…；主要负责人：…，分管负责人：… ; several together, one a line."""
    if len(meant) > 1 or by:
        return "\n".join([f"{by}计划报送：", *(f"{one.item} {_plan(one, '；')}" for one in meant)])
    if chance.random() < 0.5:
        return f"计划 {meant[0].item}\n{_plan(meant[0], chr(10))}"
    return f"计划 {meant[0].item} {_plan(meant[0], '；')}"


def changed_plan(item: ItemRef, quarter: int, goal: str, why: str) -> str:
    return f"更正计划 {item} {_QUARTERS[quarter - 1]}：{goal}；原因：{why}"


def withdrawn_plan(item: ItemRef) -> str:
    return f"撤回 {item} 的计划"


def _plan(meant: MeantPlan, between: str) -> str:
    goals = [f"{quarter}：{goal}" for quarter, goal in zip(_QUARTERS, meant.goals, strict=True)]
    return between.join([*goals, f"主要负责人：{meant.principal}，分管负责人：{meant.deputy}"])


def _alike(meant: Sequence[Meant]) -> str:
    """任务61、62、64均按计划推进，无问题，阶段目标已完成."""
    problem = "，无问题" if meant[0].problem == "" else ""
    return f"{_listed([one.item for one in meant])}均{PLAIN}{problem}{_stage(meant[0])}"


def _listed(items: Sequence[ItemRef]) -> str:
    named = []
    for kind, some in groupby(items, key=lambda one: one.kind):
        numbers = "、".join(str(one.no) for one in some)
        named.append(f"{'任务' if kind is ItemKind.TASK else '实事'}{numbers}")
    return "、".join(named)


def _fields(meant: Meant, progress: str = "完成情况") -> list[tuple[str, str]]:
    """What is said, each under its label."""
    fields = {
        progress: _progress(meant),
        "问题": "无" if meant.problem == "" else meant.problem,
        "原因": meant.cause,
        "下一步": meant.next_step,
        "阶段目标": None if meant.stage_met is None else _MET[meant.stage_met],
    }
    return [(name, words) for name, words in fields.items() if words]


def _progress(meant: Meant) -> str:
    done = "，已全部完成，申请销号" if meant.finished else ""
    return "，".join(deed.words for deed in meant.deeds) + done


def _terse(meant: Meant) -> str:
    problem = {None: "", "": "，没问题"}.get(meant.problem, f"，问题是{meant.problem}")
    problem += f"，原因是{meant.cause}" if meant.cause else ""
    next_step = f"，下一步{meant.next_step}" if meant.next_step else ""
    return f"{meant.item} {_progress(meant)}{problem}{_stage(meant)}{next_step}"


def _stage(meant: Meant) -> str:
    return "" if meant.stage_met is None else f"，阶段目标{_MET[meant.stage_met]}"


def _wordy(meant: Meant) -> str:
    """截至3月底，一是…；二是…。存在问题：…。原因：…。下一步：…。阶段目标：…。"""
    deeds = [deed.words for deed in meant.deeds] + (["已全部完成，申请销号"] if meant.finished else [])
    told = (
        deeds[0] if len(deeds) == 1 else "；".join(f"{_ORDER[at]}是{deed}" for at, deed in enumerate(deeds))
    )
    rest = "".join(
        f"{'存在问题' if name == '问题' else name}：{words}。" for name, words in _fields(meant)[1:]
    )
    return f"{meant.item} 截至{meant.month.month}月底，{told}。{rest}"
