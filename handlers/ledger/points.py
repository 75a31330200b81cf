"""Points: what in a report looks odd. It is recorded all the same, and asked about (part of every answer)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PointKind(StrEnum):
    FALLS = "falls"  # a total that falls
    BEYOND_TARGET = "beyond_target"
    SHARE_DISAGREES = "share_disagrees"
    UNIT_JUMPS = "unit_jumps"
    MONTHLY_OR_SO_FAR = "monthly_or_so_far"
    SAME_TEXT = "same_text"
    NO_CONTENT = "no_content"


class PointState(StrEnum):
    OPEN = "open"
    CORRECTED = "corrected"  # a later version no longer has it
    EXPLAINED = "explained"  # the unit says why it is right
    WAVED = "waved"  # the office lets it pass


@dataclass(frozen=True, slots=True)
class Point:
    """`subject` tells it from other points of its kind, `said` is the clause that names the figures."""

    kind: PointKind
    subject: str
    said: str


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A point that was raised on a report, and what became of it. A settled one is not asked about again."""

    point: Point
    state: PointState
