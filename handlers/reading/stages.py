"""Whether words of progress say that the goal of the stage is met."""

from __future__ import annotations

import re

from handlers.reading import markers

_QUARTER = re.compile(r"([一二三四1-4])个?季度")
_QUARTER_RUNS = re.compile(r"[二三四2-4]个?季度[^，,;；。\n]{0,8}(?:正|已|完成|办理|推进|进行|开展)")


def stage_in(words: str, quarters: tuple[int, ...] = ()) -> bool | None:
    """Whether progress itself says that the stage goal is met: 均完成一季度目标, 达到序时进度.

    `quarters` are those that the report may be of, the earlier first. The goal of a quarter before them
    (一季度目标已完成，二季度正在办理手续, said of April) says nothing of theirs.
    """
    if not markers.STAGE_SIGN.search(words):
        return None
    if markers.STAGE_LAG.search(words):
        return False
    if first := markers.STAGE_FIRST.search(words):
        return None if _is_of_former_quarter(first[0], words[first.end() :], quarters) else not first["no"]
    for found in markers.STATE_IN_TEXT.finditer(words):
        if said := markers.STAGE_OBJECT.match(words, found.end()):
            former = _is_of_former_quarter(said[0], words[said.end() :], quarters)
            return None if former else not found["no"]
    return None


def _is_of_former_quarter(goal: str, after: str, quarters: tuple[int, ...]) -> bool:
    """Whether a goal (一季度目标) is of a quarter that is over; the words after may tell that the next one runs."""
    found = _QUARTER.search(goal)
    if found is None or not quarters:
        return False
    named = int(found[1]) if found[1].isdecimal() else "一二三四".index(found[1]) + 1
    if named < quarters[0]:
        return True
    later = _QUARTER_RUNS.search(after)
    return named < quarters[-1] and later is not None
