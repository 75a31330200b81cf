"""Months that were kept elsewhere become reports and plans of the ledger: all rows of a file, or none.

What is taken over has no message and raises no questions to contacts. It counts as handed in when the file
says, and never later than it was due, so that nobody is called late for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from handlers.duties.deadlines import Deadline, local_day
from handlers.duties.owed import Terms
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import goal_figures
from storage.goals import pack_goal
from storage.people import Problem, nearest
from storage.registers import load_register
from storage.rows import PlanRow
from storage.unit_names import UnitNames


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What the rows of a file are to the ledger, and what of them is worth a look."""

    new: int
    changed: int
    same: int
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """Who takes over, when, and by which rules things are due."""

    by: str
    now: datetime
    zone: tzinfo
    terms: Terms

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def said_at(self, stated: date | None, deadline: Deadline) -> datetime:
        """When something counts as said: as the file has it, not after its deadline, not in the future."""
        day = min(stated or deadline.on, deadline.on)
        return min(datetime.combine(day, time(12), self.zone), self.now)


class Places:
    """Where rows belong: their items and units, as the ledger knows them."""

    def __init__(self, session: Session, year: int, office: Office) -> None:
        self.session = session
        self.office = office
        self.register: Register = load_register(session, year)
        self.names = UnitNames(session)
        self.problems: list[Problem] = []
        self._seen: dict[tuple[Any, ...], int] = {}

    def wrong(self, row: int, reason: str) -> None:
        self.problems.append(Problem(row, reason))

    def unit_of(self, number: int, item: ItemRef, unit: str, deadline: Deadline) -> int | None:
        """The unit's id, if it answers for the item (when this was due); else what is wrong is noted."""
        if item not in self.register.items:
            self.wrong(number, f"{self.register.year}年的台账里没有{item}，请核对编号")
            return None
        found = self.names.find(unit)
        if found is None:
            meant = "、".join(f"“{one}”" for one in nearest(unit, self.names.names, self.names.aliases))
            self.wrong(number, f"台账中没有单位“{unit}”" + (f"，是否应为{meant}？" if meant else "，请核对"))
            return None
        if found.id not in self.register.ever_owing(item):
            owing = "、".join(self.register.units[one].name for one in self.register.ever_owing(item))
            self.wrong(number, f"{item}不由{found.name}负责，责任单位是{owing or '尚未确定的集合'}，请核对")
            return None
        if not self.register.owes(item, found.id, deadline.on):
            self.wrong(number, f"{item}当时不由{found.name}负责（已移交或当时还没有接手），请核对单位")
            return None
        return found.id

    def is_first(self, number: int, place: tuple[Any, ...], about: str) -> bool:
        """Whether no row above is about the same."""
        first = self._seen.setdefault(place, number)
        if first != number:
            self.wrong(number, f"与第{first}行重复（{about}），请只留一行")
        return first == number


def accepted_plan(
    place: tuple[int, int], version: int, words: PlanWords, at: datetime, taken: tuple[str, datetime]
) -> PlanRow:
    """A baseline that comes from no message: of an item and a unit, from a moment on, put in by and at."""
    by, now = taken
    return PlanRow(
        item_id=place[0],
        unit_id=place[1],
        version=version,
        state=PlanState.ACCEPTED,
        **{name: getattr(words, name) for name in PlanWords.__slots__},
        goals=[pack_goal(figure) for figure in goal_figures(words)],
        filed_at=at,
        decided_at=at,
        decided_by=by,
        taken_over_at=now,
        taken_over_by=by,
    )
