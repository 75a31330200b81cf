"""我报的 and 本季度目标: an item a line, on one phone screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.desk.lookups import Goal, Own
from handlers.ledger.reports import ReportKey, ReportVersion
from handlers.wording.phrases import cut, names, size, spoken_month
from handlers.wording.receipts import essence

_QUARTERS = "一二三四"
_NAMED = 12
_SHORTEST = 27  # bytes of a line: a name and a word or two


def own_reports(
    own: Own, units: Mapping[int, str], reporters: Mapping[ReportKey, str], today: date, limit: int
) -> str:
    """What was reported for a month. `units`: where there are several; `reporters` are other people."""
    month = spoken_month(own.month, today)
    if not own.reports:
        return f"{month}还没有报过。看应报的请发：未报"
    head = f"{month}已报{len(own.reports)}项："
    tail = [f"没有报告{len(own.others)}项：{names(own.others, _NAMED)}"] if own.others else []
    item = own.reports[0].key.item
    tail.append(f"看全文发：详情 {item}　要改发：更正 {item} 完成情况：…")
    lines = [(version, _line(version, reporters)) for version in own.reports]
    return _fitting(head, _by_unit(lines, units), tail, limit)


def _line(version: ReportVersion, reporters: Mapping[ReportKey, str]) -> str:
    who = f"（{reporters[version.key]}报）" if version.key in reporters else ""
    back = "（被退回）" if not version.counts else ""
    same = f"同{version.key.month.previous.month}月：" if version.content.unchanged else ""
    return f"{version.key.item}{who}{back} {same}{essence(version.content)}"


def _by_unit(lines: Sequence[tuple[ReportVersion, str]], units: Mapping[int, str]) -> list[str]:
    if not units:
        return [line for _, line in lines]
    told: list[str] = []
    before = None
    for version, line in lines:
        if version.key.unit_id != before:
            before = version.key.unit_id
            told.append(f"【{units.get(before, '')}】")
        told.append(line)
    return told


def goals(found: Sequence[Goal], quarter: int, units: Mapping[int, str], limit: int) -> str:
    """What the plans want of a quarter; which plans say nothing of it, and how to see a whole plan."""
    if not found:
        return "没有由您填报的事项。"
    told = [goal for goal in found if goal.words]
    silent = list(dict.fromkeys(goal.item for goal in found if not goal.words))
    lines = [_goal(goal, units) for goal in told]
    tail = [f"计划没有写到或没有报计划的{len(silent)}项：{names(silent, _NAMED)}"] if silent else []
    item = (told or found)[0].item
    return _fitting(
        f"{_QUARTERS[quarter - 1]}季度目标：", lines, [*tail, f"看全年计划发：{item}的计划"], limit
    )


def _goal(goal: Goal, units: Mapping[int, str]) -> str:
    of_unit = f"（{units[goal.unit_id]}）" if goal.unit_id in units else ""
    return f"{goal.item}{of_unit}：{(goal.words or '').replace(chr(10), ' ')}"


def _fitting(head: str, lines: Sequence[str], tail: Sequence[str], limit: int) -> str:
    """All lines, the long ones cut alike; where even that is too much, as many as go, and how many more."""
    room = limit - sum(size(line) + 1 for line in [head, *tail])
    each = max(_SHORTEST, _width([size(line) + 1 for line in lines], room) - 1)
    shown = [cut(line, each) for line in lines]
    more: list[str] = []
    while shown and size("\n".join([head, *shown, *more, *tail])) > limit:
        shown.pop()
        more = [f"另有{len(lines) - len(shown)}行。"]
    return "\n".join([head, *shown, *more, *tail])


def _width(sizes: Sequence[int], room: int) -> int:
    """How long a line may be so that all fit: what short ones leave goes to the long ones."""
    left = sorted(sizes)
    while left:
        share = room // len(left)
        if left[0] > share:
            return share
        room -= left.pop(0)
    return max(sizes, default=0)
