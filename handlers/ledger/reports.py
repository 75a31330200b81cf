"""Plans and reports: what a unit said about an item, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading.shapes import PlanWords, Quantity


class ReportState(StrEnum):
    """A version is handed in while it is filed or pending; `RETURNED` and the others owe a new one.

    `PENDING` is in time for the contact (domain.md), and its figures count for nothing until the head agrees:
    duties look at `COUNTING`, the standing at what has been confirmed (`storage.standings`).
    """

    FILED = "filed"
    PENDING = "pending"  # filed in time for the contact, waits for the head
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


# Handed in. What it says counts once it is FILED.
COUNTING = frozenset({ReportState.FILED, ReportState.PENDING})


class PlanState(StrEnum):
    """A plan is filed and reviewed. The accepted version is the baseline and locked.

    A later version is a request, which the office accepts (it becomes the baseline) or refuses.
    """

    FILED = "filed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REQUESTED = "requested"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


WAITING_PLANS = frozenset({PlanState.FILED, PlanState.REQUESTED})


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Annex 4 in the reporter's words. `problem` "" means: said that there is none.

    `this_month`: when asked, the unit said that its figures count the month only; `own_quarter`: that those
    of a quarter count it alone, or (False) all since January. `unchanged`: it said that all is as in the
    month before (同上月), whose words and figures these are.
    """

    progress: str | None = None
    percent: float | None = None
    quantities: tuple[Quantity, ...] = ()
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False
    this_month: bool = False
    own_quarter: bool | None = None
    unchanged: bool = False


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
    reason: str | None = None  # why the office returned it

    @property
    def counts(self) -> bool:
        return self.state in COUNTING

    @property
    def waits_for_head(self) -> bool:
        return self.state is ReportState.PENDING

    @property
    def stands(self) -> bool:
        """Whether a further message builds on this version: what was returned is mended, not written anew."""
        return self.counts or self.state is ReportState.RETURNED


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """The newest version of a plan; `baseline` are the words of the accepted one, where there is one.

    `because` is the unit's reason for a requested change.
    """

    key: PlanKey
    version: int
    state: PlanState
    words: PlanWords
    baseline: PlanWords | None = None
    because: str | None = None
    reason: str | None = None  # why the office returned or refused it

    @property
    def counts(self) -> bool:
        """Whether this version waits for the office, or is the baseline."""
        return self.state is PlanState.ACCEPTED or self.state in WAITING_PLANS

    @property
    def stands(self) -> PlanWords | None:
        """What a further message changes: this version, or the baseline where this one was refused.

        A returned plan is mended and not written anew.
        """
        return self.words if self.counts or self.state is PlanState.RETURNED else self.baseline
