"""What is said where the head of a unit confirms its reports (负责人确认)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from handlers.ledger.items import ItemRef
from handlers.ledger.reports import ReportKey
from handlers.wording.phrases import cut, figures, names, size, spoken_month

if TYPE_CHECKING:
    from handlers.desk.confirming import WaitingReport

MARK = "待负责人确认"
WAITS = "要本单位负责人回“同意”后才计入进展；报送时间按现在算。"


def asks_head(name: str, waiting: Sequence[WaitingReport], today: date, limit: int) -> str:
    """One message for all that waits."""
    several = len({one.unit for one in waiting}) > 1
    head = f"{name}您好，{'' if several else waiting[0].unit}有{len(waiting)}项情况待您确认："
    first = waiting[0].key.item
    tail = f"全部同意请回：同意；只同意一项：同意 {first}；不同意：不同意 {first} 原因：…"
    lines: list[str] = []
    for one in waiting:
        line = cut(_line(one, several=several, today=today), 240)
        rest = f"另有{len(waiting) - len(lines)}项，发“{first}报了没”可看全文。"
        if size("\n".join([head, *lines, line, rest, tail])) > limit:
            return "\n".join([head, *lines, rest, tail])
        lines.append(line)
    return "\n".join([head, *lines, tail])


def _line(one: WaitingReport, *, several: bool, today: date) -> str:
    unit = f"{one.unit} " if several else ""
    content = one.content
    told = content.progress or figures(content) or "没有写完成情况"
    stage = "" if content.stage_met is None else f"；阶段目标{'已完成' if content.stage_met else '未完成'}"
    problem = f"；问题：{content.problem}" if content.problem else ""
    when = spoken_month(one.key.month, today)
    return f"{unit}{one.key.item}（{when}，{one.reporter}报）：{told}{stage}{problem}"


def _listed(keys: Sequence[ReportKey], today: date) -> str:
    months = {key.month for key in keys}
    if len(months) == 1:
        return f"{names([key.item for key in keys], 20)}（{spoken_month(keys[0].month, today)}）"
    return names([f"{key.item}（{spoken_month(key.month, today)}）" for key in keys], 20)


def confirmed(keys: Sequence[ReportKey], left: int, today: date) -> str:
    rest = f"还有{left}项待您确认。" if left else ""
    return f"已确认：{_listed(keys, today)}。{rest}"


def refused(keys: Sequence[ReportKey], reason: str, today: date) -> str:
    return f"已退回填报人：{_listed(keys, today)}。原因：{reason}"


def nothing_waits(items: Sequence[ItemRef]) -> str:
    what = f"{names(items, 5)}" if items else ""
    return f"{what}没有待您确认的报告。"


def refuse_which(items: Sequence[ItemRef]) -> str:
    return f"请写明是哪一项，没有改动：不同意 {items[0]} 原因：…（待确认的：{names(items, 20)}）"


def why(item: ItemRef) -> str:
    return f"请写明原因，填报人会看到。没有改动。如：不同意 {item} 原因：数字与台账不符"


def switched(unit: str, heads: Sequence[str], counted: int, *, on: bool) -> str:
    if on:
        who = "、".join(heads)
        return f"{unit}已开启负责人确认：今后的报告由{who}回“同意”后计入进展，报送时间仍按填报算。"
    told = f"，原来待确认的{counted}项已计入进展" if counted else ""
    return f"{unit}已关闭负责人确认{told}。"


def usage() -> str:
    return "没看明白，没有改动。请照着写：负责人确认 区水务局 开（或 关）"
