"""Points: doubts about a report. It is recorded all the same; the point stays open until it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PointKind(StrEnum):
    """What is doubtful, the most important first."""

    BEYOND_TARGET = "beyond_target"  # a figure beyond its target by far
    UNIT_JUMPS = "unit_jumps"  # 套 last month, 户 now; 万元 that became 元
    FALLS = "falls"  # a total since January that is smaller than before
    MONTHLY_OR_SO_FAR = "monthly_or_so_far"  # one month's figure, or all since January?
    QUARTER_OR_SO_FAR = "quarter_or_so_far"  # 二季度完成140例: the quarter's own, or all since January?
    UNKNOWN_START = "unknown_start"  # the quarter's own, and what was reached before it is not known
    SHARE_DISAGREES = "share_disagrees"  # 开工8个、开工率80% of 13
    LINKED_DIFFERS = "linked_differs"  # 8处 here, 9处 in the report on the linked item
    UNCHANGED = "unchanged"  # 无变化 for three months
    SAME_TEXT = "same_text"  # word for word last month's
    NO_CONTENT = "no_content"  # 有序推进 and nothing else


@dataclass(frozen=True, slots=True)
class Point:
    """One doubt. `subject` is its identity within the kind, at most 120 characters: the same doubt about the
    same figures has the same, another figure a new one. `said` is the clause that names the figures.
    """

    kind: PointKind
    subject: str
    said: str


ASKS_WHAT_COUNTS = frozenset({PointKind.MONTHLY_OR_SO_FAR, PointKind.QUARTER_OR_SO_FAR})


class PointState(StrEnum):
    OPEN = "open"
    CORRECTED = "corrected"  # a later version no longer has it, or the report was withdrawn
    EXPLAINED = "explained"  # the unit says why it is right
    WAVED = "waved"  # the office lets it pass


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A point that was raised on a report, and what became of it. Settled, it is not asked about again."""

    point: Point
    state: PointState
