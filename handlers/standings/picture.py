"""The standing: one frozen picture of a ledger year on a day. Bulletins, boards, summaries draw from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from handlers.ledger.items import Item, ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportVersion
from handlers.standings.facts import HandSet, Rules
from handlers.standings.lights import Light, Measured

K = TypeVar("K", bound=Hashable)
_KINDS = {ItemKind.TASK: "年度任务", ItemKind.LIVELIHOOD: "民生实事"}


class Stage(StrEnum):
    """The classes: each item, and each unit on an item, is in exactly one."""

    COMPLETED = "completed"  # 已办结: closed by the office
    ON_PLAN = "on_plan"
    BEHIND = "behind"
    NOT_ASSESSABLE = "not_assessable"
    WITHOUT_PLAN = "without_plan"
    NOT_REPORTED = "not_reported"


class Ground(StrEnum):
    """What a light rests on."""

    FIGURES = "figures"
    STAGE = "stage"
    BY_HAND = "by_hand"
    CLOSED = "closed"
    NO_PLAN = "no_plan"
    NOT_REPORTED = "not_reported"
    NO_MONTH = "no_month"  # no month of the year has ended
    FIRST_MONTH = "first_month"  # January's report is due before the plan
    NOT_READABLE = "not_readable"  # no figure and no word on the stage goal
    NO_UNIT = "no_unit"  # a set whose members are not settled


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """How one unit stands on one item at the end of `month`.

    `report` is that of the month (or the one of a linked item that serves for it), `latest` the newest one.
    `stated` is the share of the item in percent that the latest states, where no target takes it.
    """

    item: ItemRef
    unit_id: int
    month: Month | None
    stage: Stage
    light: Light
    ground: Ground
    measured: tuple[Measured, ...] = ()
    goal: str | None = None
    report: ReportVersion | None = None
    latest: ReportVersion | None = None
    stated: float | None = None
    plan_filed: bool = False
    plan_returned: bool = False
    returned: bool = False
    applied: bool = False
    by_hand: HandSet | None = None
    pending: bool = False  # the month's report waits for the head and does not count yet


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """The item's own standing is its lead's; `units` stand beside it (domain.md).

    `lead_settled` False: the lead is only proposed, and wherever the standing is shown it is marked so.
    """

    item: Item
    lead_ids: tuple[int, ...]
    lead_settled: bool
    stage: Stage
    light: Light
    ground: Ground
    measured: tuple[Measured, ...]
    units: tuple[UnitStanding, ...]
    by_hand: HandSet | None = None

    @property
    def ref(self) -> ItemRef:
        return self.item.ref

    @property
    def leads(self) -> tuple[UnitStanding, ...]:
        return tuple(unit for unit in self.units if unit.unit_id in self.lead_ids)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ledger year on a day: judged is the last month that has ended (domain.md), None before the first.

    `rules` are those it was drawn by; whoever shows it takes the names and colours of the lights from there.
    """

    year: int
    on: date
    month: Month | None
    items: tuple[ItemStanding, ...]
    rules: Rules = field(default_factory=Rules)

    def of(self, chosen: Callable[[ItemStanding], bool]) -> Standing:
        """The same picture of some items only."""
        return replace(self, items=tuple(item for item in self.items if chosen(item)))

    def of_unit(self, unit_id: int) -> Standing:
        return self.of(lambda one: any(unit.unit_id == unit_id for unit in one.units))

    def of_leader(self, leader: str) -> Standing:
        return self.of(lambda one: leader in one.item.leaders)

    def counts(self) -> dict[Stage, int]:
        """How many items are in each class; the sum is the number of items."""
        return _counted(item.stage for item in self.items)

    def by_category(self) -> dict[str, dict[Stage, int]]:
        """The classes of each category's items; those without one (annex 2) go under their kind's name."""
        return _grouped((item.item.category or _KINDS[item.ref.kind], item.stage) for item in self.items)

    def by_leader(self) -> dict[str, dict[Stage, int]]:
        """The classes of each lead leader's items; an item of two leaders counts for both."""
        return _grouped((leader, item.stage) for item in self.items for leader in item.item.leaders)

    def by_unit(self) -> dict[int, dict[Stage, int]]:
        """In which class each unit is on the items that it answers for."""
        return _grouped((unit.unit_id, unit.stage) for item in self.items for unit in item.units)


def _counted(stages: Iterable[Stage]) -> dict[Stage, int]:
    counted = Counter(stages)
    return {stage: counted[stage] for stage in Stage}


def _grouped(pairs: Iterable[tuple[K, Stage]]) -> dict[K, dict[Stage, int]]:
    """In the order in which each first occurs."""
    found: dict[K, list[Stage]] = {}
    for key, stage in pairs:
        found.setdefault(key, []).append(stage)
    return {key: _counted(stages) for key, stages in found.items()}


def judged_month(year: int, on: date) -> Month | None:
    """The last month of the ledger year that has ended by the evening of a day."""
    if on.year > year:
        return Month(year, 12)
    this = Month.of(on)
    month = this if on == this.last_day else this.previous
    return month if month.year == year else None
