"""Which time a quarter's goal speaks of, where its own words do not tell: 8处（上半年）, 3处（本季度新增）.

A goal that was said once for several quarters (上半年：8处) stands word for word in each of them. When one is
changed alone, the others would lose what they were said for; then it is written behind their words.
"""

from __future__ import annotations

import re

OWN = "本季度新增"
_QUARTERS = {
    "上半年": (1, 2),
    "下半年": (3, 4),
    "二、三季度": (2, 3),
    "前三季度": (1, 2, 3),
    "后三季度": (2, 3, 4),
    "全年": (1, 2, 3, 4),
}
_NAMES = {quarters: name for name, quarters in _QUARTERS.items()}
_MARK = re.compile(rf"\s*[（(](?P<name>{'|'.join([*_QUARTERS, OWN])})[)）]\s*$")


def marked(goal: str, name: str) -> str:
    """The goal with the time that it is for."""
    return f"{goal}（{name}）"


def parted(goal: str) -> tuple[str, str]:
    """The goal's own words, and the time written behind them; "" for none."""
    found = _MARK.search(goal)
    return (goal[: found.start()], found["name"]) if found else (goal, "")


def name_of(quarters: tuple[int, ...]) -> str:
    """What a run of quarters (from 1) is called."""
    return _NAMES[quarters]


def quarters_of(name: str) -> tuple[int, ...]:
    return _QUARTERS.get(name, ())


def left(name: str, quarter: int) -> int:
    """How many quarters of the time that is meant follow this one."""
    return sum(other > quarter for other in quarters_of(name))
