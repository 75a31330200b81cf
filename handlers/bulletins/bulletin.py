"""A bulletin (通报) as data: what it counts, what it names, the table that is annexed to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from handlers.duties.deadlines import Deadline
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.standings.picture import Stage


class BulletinKind(StrEnum):
    LIVELIHOOD = "livelihood"  # 民生实事, monthly
    OVERALL = "overall"  # all items, quarterly
    COMPLETED = "completed"  # what the office has just closed: one item, or several in one
    MAJOR = "major"  # one item, when the office wants it
    CIRCULAR = "circular"  # who has reported late, or not at all

    @property
    def is_of_chosen_items(self) -> bool:
        """Whether it is about items that are named, and not about a whole annex or the ledger."""
        return self in {BulletinKind.COMPLETED, BulletinKind.MAJOR}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the text: the notice it rests on, who signs, who gets a copy. Data of the office."""

    notice_title: str | None = None
    notice_number: str | None = None
    office: str = "区政府督查室"
    copies: tuple[str, ...] = ("区政府领导同志",)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the annexed table: 序号, 事项, 目标, 进展, 完成比例, 状态, 责任单位.

    `note` is why the state is what it is, where the figures alone don't tell it; `leads` are those that the
    state is about, as the ledger names them.
    """

    item: ItemRef
    title: str
    goal: str
    progress: str
    share: str
    stage: Stage
    units: str
    leads: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """A unit with the items whose report it has not handed in, or handed in late."""

    unit: str
    items: tuple[ItemRef, ...]
    asked: bool = False  # 商请 and not 请: not under the government (domain.md)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How the reports of a month came in, unit by unit and item by item.

    `due` is how many were owed; each is in time, late, sent back (and not come again) or missing.
    """

    deadline: Deadline
    due: int
    in_time: int
    late: tuple[Debt, ...] = ()
    returned: tuple[Debt, ...] = ()
    missing: tuple[Debt, ...] = ()
    units: int = 0  # that owed anything

    def count(self, debts: tuple[Debt, ...]) -> int:
        return sum(len(debt.items) for debt in debts)


@dataclass(frozen=True, slots=True)
class Detail:
    """What one unit says of the one item that a bulletin is about, in its own words."""

    unit: str
    progress: str
    problem: str = ""
    next_step: str = ""
    goal: str = ""
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Closing:
    """An item that the office has closed: the day, and what it has verified."""

    item: ItemRef
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """Which bulletin this one corrects, and what is different now."""

    number: int
    serial: str
    title: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Composed from one standing. `month` is the last that it judges, `on` the day it is dated.

    `shares` are percentages in tenths, each rounded by itself (`handlers.bulletins.shares`). `demanded` are
    the units that demands go to: those under the government and those that are asked.
    `items` are those it is about, where that is not a whole
    annex; `subject` and `details` are told of a single one. `completed_of` is how many of the year's items of
    each kind are closed by now, and how many there are. A circular has no rows: it counts reports, and not
    how the items stand.
    """

    kind: BulletinKind
    year: int
    month: Month
    on: date
    letterhead: Letterhead
    counts: Mapping[Stage, int]
    shares: Mapping[Stage, str]
    rows: tuple[Row, ...]
    by_kind: Mapping[ItemKind, Mapping[Stage, int]] = field(default_factory=dict)
    timeliness: Timeliness | None = None
    next_deadline: Deadline | None = None
    lagging_units: tuple[str, ...] = ()
    lagging_asked: tuple[str, ...] = ()
    subject: str = ""
    details: tuple[Detail, ...] = ()
    closings: tuple[Closing, ...] = ()
    completed_of: Mapping[ItemKind, tuple[int, int]] = field(default_factory=dict)
    correction: Correction | None = None

    items: tuple[ItemRef, ...] = ()
    adjusted: str = ""  # how decisions in the middle of the year have changed the number of items

    @property
    def total(self) -> int:
        return len(self.rows)

    def of(self, stage: Stage) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.stage is stage)

    @property
    def one_item(self) -> ItemRef | None:
        return self.items[0] if len(self.items) == 1 else None

    @property
    def period(self) -> str:
        """2023-03, 2023Q1, or the items' names where it is about some."""
        match self.kind:
            case BulletinKind.OVERALL:
                return f"{self.year}Q{self.month.quarter}"
            case kind if kind.is_of_chosen_items:
                return f"{self.year}/{'、'.join(map(str, self.items))}"
            case _:
                return str(self.month)

    @property
    def criticised(self) -> tuple[str, ...]:
        """The units that only the full form names: whose items lag, who has not reported or was late."""
        late = self.timeliness
        debts = (*late.late, *late.returned, *late.missing) if late else ()
        named = (*self.lagging_units, *self.lagging_asked, *(debt.unit for debt in debts))
        return tuple(dict.fromkeys(named))


def figures_of(bulletin: Bulletin) -> dict[str, Any]:
    """The bulletin's figures as plain data, to be kept with its text: whatever a number in it rests on."""
    late, head = bulletin.timeliness, bulletin.letterhead
    adjusted = {"adjusted": bulletin.adjusted} if bulletin.adjusted else {}
    return {
        **adjusted,
        "kind": bulletin.kind.value,
        "period": bulletin.period,
        "month": str(bulletin.month),
        "on": bulletin.on.isoformat(),
        "item": str(bulletin.one_item) if bulletin.one_item else None,
        "subject": bulletin.subject,
        "closings": [
            {"item": str(one.item), "on": one.on.isoformat(), "note": one.note} for one in bulletin.closings
        ],
        "completed_of": {kind.value: list(of) for kind, of in bulletin.completed_of.items()},
        "corrects": bulletin.correction.serial if bulletin.correction else None,
        "next_deadline": bulletin.next_deadline.on.isoformat() if bulletin.next_deadline else None,
        "notice": f"{head.notice_title or ''}{head.notice_number or ''}",
        "total": bulletin.total,
        "counts": {stage.value: count for stage, count in bulletin.counts.items()},
        "shares": {stage.value: share for stage, share in bulletin.shares.items()},
        "by_kind": {
            kind.value: {stage.value: count for stage, count in counts.items()}
            for kind, counts in bulletin.by_kind.items()
        },
        "rows": [_row(row) for row in bulletin.rows],
        "reports": _timeliness(late) if late else None,
        "details": [
            {
                "unit": one.unit,
                "goal": one.goal,
                "progress": one.progress,
                "problem": one.problem,
                "next_step": one.next_step,
            }
            for one in bulletin.details
        ],
        "changes": list(bulletin.correction.changes) if bulletin.correction else [],
        "criticised": list(bulletin.criticised),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "item": str(row.item),
        "title": row.title,
        "goal": row.goal,
        "progress": row.progress,
        "share": row.share,
        "state": row.stage.value,
        "units": row.units,
        "note": row.note,
    }


def _timeliness(late: Timeliness) -> dict[str, Any]:
    return {
        "deadline": late.deadline.on.isoformat(),
        "due": late.due,
        "in_time": late.in_time,
        "units": late.units,
        **{
            name: [{"unit": debt.unit, "items": [str(item) for item in debt.items]} for debt in debts]
            for name, debts in (("late", late.late), ("returned", late.returned), ("missing", late.missing))
        },
    }
