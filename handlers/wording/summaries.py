"""A leader's summary: exceptions first, then counts; one phone screen, however many items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.duties.deadlines import Deadline
from handlers.standings.concerns import Concern, Notable
from handlers.standings.lights import Light
from handlers.standings.looks import Looks
from handlers.standings.picture import Standing
from handlers.wording.phrases import short_title, spoken_day
from handlers.wording.standings import STAGES, explain_item, spoken_period

LINES, WIDTH = 20, 40  # lines of characters
_NAMED = 14
_OF_EACH = 2  # so many of each concern are named, whatever the others fill
_AS_OF = re.compile(r"^截至\d+月底，")
_IN_ONE_LINE = 3
_IN_NUMBER = re.compile(r"[^，、；：\d]{0,6}\d[\d.,]*$")  # with the words just before it: 序时应达356
_NUMBER_GOES_ON = re.compile(r"[\d.,%‰万亿]")


def summary(
    standing: Standing,
    notables: Sequence[Notable],
    units: Mapping[int, str],
    *,
    monthly: bool,
    coming: Deadline | None = None,
    asked: bool = False,
) -> str:
    """`standing` is that of the leader's own items. Two lines where there is nothing to look at.

    `coming`: until when the reports on the month after that of the standing are due.
    """
    title = "" if asked else f"【{'每月' if monthly else '每周'}摘要】"
    head = f"{title}您牵头的{len(standing.items)}项"
    as_of = spoken_period(standing.month)
    if coming is not None and standing.month is not None:
        as_of += f"（{standing.month.next.month}月情况{spoken_day(coming.on)}前报齐）"
    if not notables:
        return "\n".join([f"{head}，{as_of}没有需要您过问的。", *_counts(standing, one_line=True)])
    shown = _chosen(notables)
    lines = [f"{head}，{as_of}", _concerns(notables, standing.rules.looks)]
    lines += [_named(one, units, standing.rules.looks) for one in shown]
    if len(shown) < len(notables):
        lines.append(f"另有{len(notables) - len(shown)}项，要看发：其余的")
    lines.append("看某一项，发：任务N 现在什么进度".replace("任务N", str(shown[0].standing.ref)))
    return "\n".join(map(_line, [*lines, *_counts(standing)]))


def _chosen(notables: Sequence[Notable]) -> list[Notable]:
    """The first of all, but some of each concern in any case."""
    by_concern: dict[Concern, list[Notable]] = {}
    for one in notables:
        by_concern.setdefault(one.concerns[0], []).append(one)
    kept = [one for mine in by_concern.values() for one in mine[:_OF_EACH]]
    others = [one for one in notables if one not in kept]
    chosen = [*kept, *others[: max(0, _NAMED - len(kept))]]
    return [one for one in notables if one in chosen]


def _concerns(notables: Sequence[Notable], looks: Looks) -> str:
    counted = {
        concern: sum(concern in one.concerns for one in notables)
        for concern in Concern
        if any(concern in one.concerns for one in notables)
    }
    return "、".join(f"{_name(concern, looks)}{count}" for concern, count in counted.items())


def _name(concern: Concern, looks: Looks) -> str:
    match concern:
        case Concern.RED:
            return looks.name(Light.RED)
        case Concern.YELLOW:
            return looks.name(Light.YELLOW)
        case Concern.OVERDUE:
            return "逾期未报"
        case Concern.COORDINATION:
            return "请求协调"
        case Concern.FINISHED:
            return "新办结"


def _named(one: Notable, units: Mapping[int, str], looks: Looks) -> str:
    tags = "·".join(_name(concern, looks) for concern in one.concerns)
    return f"{tags} {one.standing.ref} {short_title(one.standing.item.text, 8)}：{_why(one, units)}"


def _why(one: Notable, units: Mapping[int, str]) -> str:
    match one.concerns[0]:
        case Concern.OVERDUE:
            more = f"等{len(one.late)}个单位" if len(one.late) > 1 else ""
            return f"{units[one.late[0]]}{more}未报"
        case Concern.COORDINATION:
            asking = next(unit for unit in one.standing.units if unit.unit_id in one.asking)
            problem = asking.latest.content.problem if asking.latest else ""
            return (problem or "").replace("\n", " ")
        case Concern.FINISHED:
            return "督查室已办结"
        case _:
            return _AS_OF.sub("", explain_item(one.standing, marked=False))


def _counts(standing: Standing, *, one_line: bool = False) -> list[str]:
    """The classes, which sum to the total."""
    parts = [f"{STAGES[stage]}{count}" for stage, count in standing.counts().items() if count]
    total = f"，共{len(standing.items)}项"
    if one_line or len(parts) <= _IN_ONE_LINE:
        return ["、".join(parts) + total]
    return ["、".join(parts[:_IN_ONE_LINE]) + "、", "、".join(parts[_IN_ONE_LINE:]) + total]


def _line(text: str) -> str:
    """Cut to the width, but never within a number: half of one is another number."""
    if len(text) <= WIDTH:
        return text
    kept = text[: WIDTH - 1]
    if _IN_NUMBER.search(kept) and _NUMBER_GOES_ON.match(text, WIDTH - 1):
        kept = _IN_NUMBER.sub("", kept)
    return kept.rstrip("，、 ") + "…"
