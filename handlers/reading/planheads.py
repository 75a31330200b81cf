"""计划 实事13 and 更正计划 实事13 at the head of a line: what follows is a plan, whatever stands in it."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.reading.names import Mention

_CHANGES = "更正|修改|修正|调整|变更|订正"
_HEAD = (
    rf"(?:(?P<changes>{_CHANGES})(?:一?下)?|重报|补报|报送)?(?:20\d\d年?|今年)?(?:年度|全年|落实)*的?"
    r"计划表?[ \t]*:?\s*"
)
_OF_LINE = re.compile(rf"(?:(?<![^\n])[ \t]*(?:\(?\d{{1,2}}[.、)][ \t]*|[①-⑳][ \t]*)?)(?P<head>{_HEAD})\Z")
_AT_NAME = re.compile(_HEAD)
_LONGEST = 28


def with_plan_heads(norm: str, mentions: list[Mention]) -> list[Mention]:
    """The names with the words before them that make them heads of plans."""
    return [_with_head(norm, mention) for mention in mentions]


def _with_head(norm: str, mention: Mention) -> Mention:
    low = max(0, mention.start - _LONGEST)
    found = _OF_LINE.search(norm, low, mention.start) if "计划" in norm[low : mention.start] else None
    return replace(mention, start=found.start("head"), at_head=True) if found else mention


def heads_plan(norm: str, start: int) -> bool:
    """Whether the name that begins here (`with_plan_heads`) is the head of a plan."""
    return _AT_NAME.match(norm, start) is not None


def heads_change(norm: str, start: int) -> bool:
    """Whether it is the head of a change of a plan."""
    found = _AT_NAME.match(norm, start)
    return found is not None and found["changes"] is not None
