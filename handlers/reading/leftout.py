"""Items that an enumeration leaves out: 任务95-98正常，97除外; 60-65均正常（不含63）; 除62外，60-65正常."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBERS = r"(?P<list>(?:任务|实事)?\s?\d{1,3}(?:\s{0,3}[、,，和/至-]\s{0,3}(?:任务|实事)?\d{1,3}){0,30})\s{0,3}(?:号|两?项)?\s{0,3}"
_CLAUSE = r"(?:^|(?<=[，,、;；。\n(（ \t]))"
_TAIL = r"(?:除外|以外|之外|不在内|不算在内|不算|不含|不包括|(?:稍后|另外?|另行|单独|以?后|暂|先|这次|本次)*不?(?:上|填)?报(?![告表名到建]))"
_LEFT_OUT = (
    re.compile(rf"{_CLAUSE}除[了开]?\s?{_NUMBERS}[以之]?外[，,]?"),
    re.compile(rf"{_CLAUSE}(?:但|不过)?(?:其中)?\s?(?:除了?)?{_NUMBERS}{_TAIL}[)）]?"),
    re.compile(
        rf"{_CLAUSE}(?:但|不过)?(?:不含|不包括|不包含|不算|除去|除开|除了?)\s?{_NUMBERS}(?=$|[，,;；。\n)）])[)）]?"
    ),
)
_STEP = re.compile(r"(?P<range>[至-]?)\s{0,3}(?:任务|实事)?(?P<no>\d{1,3})")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class LeftOut:
    start: int
    end: int
    numbers: tuple[int, ...]


def left_out(norm: str) -> Iterator[LeftOut]:
    """The places where numbers are excepted, in the order of the text."""
    found = (match for pattern in _LEFT_OUT for match in pattern.finditer(norm))
    reached = 0
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() >= reached:
            reached = match.end()
            yield LeftOut(match.start(), match.end(), tuple(_listed(match["list"])))


def _listed(words: str) -> Iterator[int]:
    before = None
    for step in _STEP.finditer(words):
        number = int(step["no"])
        if step["range"] and before is not None and before < number <= before + _LONGEST:
            yield from range(before + 1, number + 1)
        else:
            yield number
        before = number
