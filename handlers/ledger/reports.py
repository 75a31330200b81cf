"""Plans and reports: what a unit said about an item, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading.shapes import PlanWords, Quantity


class ReportState(StrEnum):
    """A version counts while it is filed or pending; `RETURNED` and the others owe a new one."""

    FILED = "filed"
    PENDING = "pending"  # filed in time for the contact, waits for the head
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


COUNTING = frozenset({ReportState.FILED, ReportState.PENDING})


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Annex 4 in the reporter's words. `problem` "" means: said that there is none."""

    progress: str | None = None
    percent: float | None = None
    quantities: tuple[Quantity, ...] = ()
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What a report is about: one item, one unit, one month (whose year is the ledger year)."""

    item: ItemRef
    unit_id: int
    month: Month


@dataclass(frozen=True, slots=True)
class PlanKey:
    """What a plan is about: one item of one ledger year, one unit."""

    item: ItemRef
    unit_id: int
    year: int


@dataclass(frozen=True, slots=True)
class ReportVersion:
    key: ReportKey
    version: int
    state: ReportState
    content: ReportContent

    @property
    def counts(self) -> bool:
        return self.state in COUNTING


@dataclass(frozen=True, slots=True)
class PlanVersion:
    key: PlanKey
    version: int
    state: ReportState
    words: PlanWords

    @property
    def counts(self) -> bool:
        return self.state in COUNTING
