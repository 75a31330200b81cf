"""What became of one entry of a message. `wording` says it, `effects` do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.points import Point
from handlers.ledger.reports import PlanKey, ReportContent, ReportKey
from handlers.reading.shapes import PlanWords
from handlers.standings.goals import Goal


class Why(StrEnum):
    """Why an entry was not written."""

    NO_SUCH_ITEM = "no_such_item"
    NOT_YOURS = "not_yours"
    HANDED_OVER = "handed_over"
    DROPPED = "dropped"
    WHICH_UNIT = "which_unit"
    WHICH_YEAR = "which_year"
    YEAR_CLOSED = "year_closed"
    NOTHING_TO_AMEND = "nothing_to_amend"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    PLAN_LOCKED = "plan_locked"
    NOTHING_CHANGED = "nothing_changed"
    UNFILLED = "unfilled"
    WHICH_FIGURE = "which_figure"
    ALREADY_SAID = "already_said"  # 无变化, and the month has its report
    ONE_MONTHS_FIGURE = "one_months_figure"  # 同上月, and its figures count one month


class MonthFrom(StrEnum):
    """How the month was told."""

    STATED = "stated"
    DUE = "due"  # not stated, the previous month's deadline is not over
    MISSING = "missing"  # not stated, over, but the previous month's report is missing
    RETURNED = "returned"  # not stated, the previous month's report was returned
    RUNNING = "running"  # not stated, the previous month is reported
    LAST = "last"  # not stated, the ledger year is over: its last month
    LATEST = "latest"  # a correction of the newest report


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is now in the ledger, as the whole of it stands.

    `points` are those that it newly raises, `mended` the open ones that it no longer has. `closed`: the
    office has closed the item, and nothing was owed. `agreed`: open points on reports of linked items that it
    settles.
    """

    key: ReportKey
    version: int
    content: ReportContent
    month_from: MonthFrom
    amends: bool = False
    points: tuple[Point, ...] = ()
    mended: tuple[Point, ...] = ()
    closed: bool = False
    agreed: tuple[tuple[ReportKey, tuple[Point, ...]], ...] = ()
    pending: bool = False  # it counts once the unit's head has agreed
    unit: str = ""  # named where the sender reports for several


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that waits for the office; `request`: to change the `baseline`, which stands until then.

    `because` is the unit's reason for the change.
    """

    key: PlanKey
    version: int
    words: PlanWords
    amends: bool = False
    request: bool = False
    because: str | None = None
    baseline: PlanWords | None = None
    again: bool = False  # mends one that was returned
    falls: tuple[str, ...] = ()  # goals that fall, and may be what each quarter adds
    goals: tuple[Goal, ...] = ()  # as they were read


@dataclass(frozen=True, slots=True)
class Explained:
    """The unit says why what looked odd is right: the points are closed. `left` are still open."""

    key: ReportKey
    points: tuple[Point, ...]
    words: str
    left: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`points` are the open ones of a report, settled with it. `request`: it asked to change a plan."""

    key: ReportKey | PlanKey
    version: int
    points: tuple[Point, ...] = ()
    request: bool = False
    waited: bool = False  # for the unit's head


@dataclass(frozen=True, slots=True)
class Refused:
    """Not written. `detail` completes the sentence where the reason needs it (names of units, months …).

    `choices`: the units or ledger years of which it has to be one.
    """

    item: ItemRef
    why: Why
    detail: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Not written: the message waited, and since it came the unit has filed (or withdrawn) `version`."""

    key: ReportKey | PlanKey
    version: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Not withdrawn yet: no month was named, and the newest report is an old one. It is asked about."""

    key: ReportKey


Written = Filed | Planned | Withdrawn | Explained
NotWritten = Refused | Overtaken | Unconfirmed
Outcome = Written | NotWritten
