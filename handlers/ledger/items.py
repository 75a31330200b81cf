"""Items of the notice: what has to be done this year, by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class ItemKind(StrEnum):
    __hash__ = str.__hash__  # an item is looked up often; Enum's own is slow

    TASK = "task"  # 年度任务, annex 1
    LIVELIHOOD = "livelihood"  # 民生实事, annex 2


_SPOKEN = {ItemKind.TASK: "任务", ItemKind.LIVELIHOOD: "实事"}
_KINDS = {spoken: kind for kind, spoken in _SPOKEN.items()}
_NAME = re.compile(r"(任务|实事)([1-9]\d{0,4})")


@dataclass(frozen=True, slots=True, order=True)
class ItemRef:
    """How people name an item: 任务42, 实事13. `str()` gives that name, `parse` takes it."""

    kind: ItemKind
    no: int

    @classmethod
    def parse(cls, name: str) -> ItemRef:
        """Read `任务42` or `实事13`; ValueError for anything else."""
        found = _NAME.fullmatch(name)
        if not found:
            raise ValueError(f"not an item name (want 任务N or 实事N): {name!r}")
        return cls(_KINDS[found[1]], int(found[2]))

    def __str__(self) -> str:
        return f"{_SPOKEN[self.kind]}{self.no}"

    @property
    def sort_key(self) -> tuple[bool, int]:
        """The notice's order: tasks first, then livelihood items."""
        return self.kind is not ItemKind.TASK, self.no


class IndicatorKind(StrEnum):
    AMOUNT = "amount"
    GROWTH = "growth"
    RATIO = "ratio"
    STANDARD = "standard"


class Comparator(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    ABOUT = "approx"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measurable target inside an item.

    `value` is worked out (1.5万家 is 15000 家); for a range it is the lower end and `high` the upper.
    `unit` is the unit of measure, `raw` the wording of the notice.
    """

    metric: str
    kind: IndicatorKind
    op: Comparator
    value: float
    unit: str
    raw: str
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered row of the notice, as it stands there.

    `units` are all responsible units in the notice's order and words, `lead_units` those that lead where
    the source shows it (`lead_known`). `others` keeps a trailing 等 / …等行业主管部门, `questions` what a
    person has to look at.
    """

    ref: ItemRef
    text: str
    category: str | None = None
    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    lead_known: bool = False
    others: str | None = None
    deadline: str | None = None
    indicators: tuple[Indicator, ...] = ()
    questions: tuple[str, ...] = field(default=())
