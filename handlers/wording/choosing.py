"""Questions with numbered choices, and about what a report left out. Items are never numbered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.desk.choosing import Doubtful, NoSuchChoice
from handlers.desk.completing import Part, PartName
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading.shapes import Entry
from handlers.wording.phrases import names, spoken_month

_CIRCLED = "①②③④⑤⑥"
_NAMED = 6


def numbered(choices: Sequence[str]) -> str:
    """① 区民政局　② 区残联"""
    return "　".join(f"{_CIRCLED[at]} {choice}" for at, choice in enumerate(choices))


def which(items: Sequence[ItemRef], choices: Sequence[str]) -> str:
    """The message waits; the number of a choice is enough."""
    return f"{names(items, _NAMED)}算哪个？{numbered(choices)}（回{_numbers(len(choices))}即可，不用重发）"


def _numbers(count: int) -> str:
    return f"{'、'.join(map(str, range(1, count)))}或{count}"


def doubtful(said: Doubtful) -> str:
    items = "、".join(map(str, said.items))
    place = _CIRCLED[said.number - 1]
    return (
        f"“{said.number}”是选{place} {said.choice}，还是指{items}？没有记录。\n"
        f"选{place}请回“第{said.number}个”；要报{said.items[0]}请写：{said.items[0]} 完成情况：…"
    )


def no_such_choice(said: NoSuchChoice) -> str:
    none = f"没有第{said.number}个" if said.number else "只能记到一个"
    return f"{none}，请回{_numbers(len(said.choices))}：{numbered(said.choices)}"


def left_out(parts: Sequence[Part], of: Sequence[ItemRef]) -> str:
    """One line for all that was left out of a message on the items `of`; it may be left."""
    goals = [part.item for part in parts if part.name is PartName.STAGE]
    problems = [part.item for part in parts if part.name is PartName.PROBLEM]
    told = []
    if goals:
        told.append(f"{_whose(goals, of)}阶段目标完成了吗？回“已完成”或“未完成”")
    if problems:
        whose = "" if goals == problems else _whose(problems, of)
        told.append(f"{whose}没有问题回“无”")
    return f"{'；'.join(told)}。"


def _whose(items: Sequence[ItemRef], of: Sequence[ItemRef]) -> str:
    return "" if set(items) == set(of) else f"{names(items, _NAMED)}"


def filled(entries: Sequence[Entry], today: date) -> str:
    """已补记 任务60、任务61（3月）：阶段目标已完成，问题无。"""
    alike: dict[tuple[Month | None, str], list[ItemRef | None]] = {}
    for entry in entries:
        alike.setdefault((entry.month, _told(entry)), []).append(entry.item)
    return "\n".join(
        f"已补记 {names(items, _NAMED)}{f'（{spoken_month(month, today)}）' if month else ''}：{told}"
        for (month, told), items in alike.items()
    )


def _told(entry: Entry) -> str:
    met = {True: ["阶段目标已完成"], False: ["阶段目标未完成"], None: []}[entry.stage_met]
    return "，".join([*met, *(["问题无"] if entry.problem == "" else [])])
