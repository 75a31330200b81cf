"""The figures of a plan's goals before they are matched: short names spelt out, classes told from amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from handlers.standings.figures import Figure, GoalFigure
from handlers.standings.matching import Target

# what everybody writes, and what the notice calls it
_SHORT: Final = {
    "地区生产总值": re.compile(r"gdp|(?<!地区)生产总值", re.IGNORECASE),
    "社会消费品零售总额": re.compile(r"社消?零(?:售?总?额)?"),
    "规模以上工业": re.compile(r"规上工业"),
    "固定资产投资": re.compile(r"固投"),
    "一般公共预算收入": re.compile(r"一般预算收入|(?<!一般)公共预算收入"),
    "保障性租赁住房": re.compile(r"保租房|保障性?租赁房|(?<!性)租赁住房"),
    "公共租赁住房": re.compile(r"公租房"),
    "实际使用外资": re.compile(r"实际(?:利用|到位)外资"),
}
_CLASS = re.compile(r"(?:过|超过?|上)\d+[百千万]?亿?元")
_WHOLE_WORK = re.compile(r"(?:完成)?(?:项目|工程|全部)?总?(?:工程|工作|任务)量")
_ALL_DONE = re.compile(
    r"(?:确保|力争|按期|如期|圆满)*(?:全部|全面)(?:按期|如期|圆满)*(?:完成|完工|竣工|建成)"
    r"(?:全年|年度)?(?:目标任务|目标|任务|建设|工作)?"
)


def spelt(figures: Iterable[Figure], targets: Sequence[Target]) -> list[Figure]:
    """GDP as 地区生产总值, where a target is called so."""
    used = [(name, short) for name, short in _SHORT.items() if any(name in one.metric for one in targets)]
    return [replace(one, words=_spelt(one.words, used)) for one in figures] if used else list(figures)


def _spelt(words: str, used: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    for name, short in used:
        words = short.sub(name, words)
    return words


def read_names(figures: Sequence[GoalFigure], targets: Sequence[Target]) -> list[GoalFigure]:
    """The figures with words that name what they count.

    过10亿元1家 is one firm of that class and no amount of money; 总工程量的20% is a share of the whole item.
    """
    found: list[GoalFigure] = []
    of_class: GoalFigure | None = None
    for one, figure in zip(figures, spelt((one.figure for one in figures), targets), strict=True):
        now = replace(one, figure=figure)
        if figure.unit == "元" and _CLASS.fullmatch(figure.words):
            of_class = now
            continue
        if of_class and of_class.quarter == one.quarter and not one.name and figure.unit != "%":
            name = f"{of_class.figure.words}{'企业' if figure.unit == '家' else ''}"
            now = replace(now, name=name, figure=replace(figure, words=f"{name}{figure.words}"))
        of_class = None
        if figure.unit == "%" and _WHOLE_WORK.fullmatch(one.name):
            now = replace(now, whole_item=True)
        found.append(now)
    return found


def means_all(goal: str | None) -> bool:
    """全部完成: the goal is the whole target."""
    return bool(goal and _ALL_DONE.fullmatch(goal.strip(" 。.；;，,")))
