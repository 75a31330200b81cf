"""The ladder of reminders: how many working days before a deadline, and in which half of the day.

Data of the office; T−3 and the like count working days (domain.md). Morning and afternoon are slots: in one
slot a person gets at most one push, whatever is due.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Any

from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty, DutyKind, Period
from handlers.duties.workdays import Calendar

_RUNG = re.compile(r"(?:T-?)?(\d{1,2})(am|pm)?", re.IGNORECASE)
_ONE_DAY = timedelta(days=1)


class Half(StrEnum):
    MORNING = "am"
    AFTERNOON = "pm"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Half a day. `str()` gives 2023-04-10:am, `parse` takes it."""

    day: date
    half: Half

    @classmethod
    def parse(cls, text: str) -> Slot:
        day, _, half = text.partition(":")
        return cls(date.fromisoformat(day), Half(half))

    def __str__(self) -> str:
        return f"{self.day.isoformat()}:{self.half.value}"


@dataclass(frozen=True, slots=True)
class Rung:
    """So many working days before the deadline. Written 3, 0pm."""

    days: int
    half: Half = Half.MORNING

    @classmethod
    def parse(cls, text: str) -> Rung:
        """Read `3`, `T-3`, `0pm`; ValueError for anything else."""
        found = _RUNG.fullmatch(text.strip().replace("−", "-"))
        if not found:
            raise ValueError(f"not a rung (want 3 or 0pm): {text!r}")
        return cls(int(found[1]), Half((found[2] or "am").lower()))

    def __str__(self) -> str:
        return f"{self.days}{'' if self.half is Half.MORNING else self.half.value}"


Rungs = tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """When who owes what is reminded of it. `overdue`: in which half of the next working day.

    Returned ones and questions are due two working days on: who was told of one is reminded the next day and
    on the last, who was asked in the answer to a report only on the last.
    """

    reports: Rungs = (Rung(3), Rung(1), Rung(0), Rung(0, Half.AFTERNOON))
    plans: Rungs = (Rung(10), Rung(3), Rung(1), Rung(0))
    returned: Rungs = (Rung(1), Rung(0))
    questions: Rungs = (Rung(0),)
    overdue: Half = Half.MORNING
    morning: time = time(9, 5)
    afternoon: time = time(14, 35)

    def __post_init__(self) -> None:
        if self.morning >= self.afternoon:
            raise ValueError("the morning comes before the afternoon")

    def of(self, kind: DutyKind) -> Rungs:
        match kind:
            case DutyKind.PLAN:
                return self.plans
            case DutyKind.REPORT:
                return self.reports
            case DutyKind.QUESTION:
                return self.questions
            case _:
                return self.returned

    def at(self, slot: Slot, zone: tzinfo) -> datetime:
        """When a slot begins."""
        clock = self.morning if slot.half is Half.MORNING else self.afternoon
        return datetime.combine(slot.day, clock, zone)

    def slots_between(self, after: datetime, until: datetime, zone: tzinfo) -> Iterator[Slot]:
        """The slots that begin after one moment and not after another, in order."""
        day, last = after.astimezone(zone).date(), until.astimezone(zone).date()
        while day <= last:
            for half in Half:
                slot = Slot(day, half)
                if after < self.at(slot, zone) <= until:
                    yield slot
            day += _ONE_DAY

    def pack(self) -> dict[str, Any]:
        """As plain data, for keeping."""
        rungs = {name: [str(rung) for rung in getattr(self, name)] for name in LISTS}
        times = {name: f"{getattr(self, name):%H:%M}" for name in ("morning", "afternoon")}
        return {**rungs, "overdue": self.overdue.value, **times}

    @classmethod
    def unpack(cls, data: Mapping[str, Any]) -> Ladder:
        """From plain data; what is missing has its default. ValueError."""
        kept: dict[str, Any] = {
            name: tuple(Rung.parse(rung) for rung in data[name]) for name in LISTS if name in data
        }
        kept |= {name: time.fromisoformat(data[name]) for name in ("morning", "afternoon") if name in data}
        if "overdue" in data:
            kept["overdue"] = Half(data["overdue"])
        return cls(**kept)


LISTS = ("reports", "plans", "returned", "questions")


@dataclass(frozen=True, slots=True)
class Step:
    """A slot of a duty, and why: a rung of the ladder, or None once the duty is overdue."""

    slot: Slot
    rung: Rung | None

    @property
    def overdue(self) -> bool:
        return self.rung is None


def steps_of(duty: Duty, ladder: Ladder, calendar: Calendar) -> tuple[Step, ...]:
    """Every slot in which a duty that is not met is said, in order. Questions are never called overdue."""
    return _steps(duty.kind, duty.opens_on, duty.deadline, ladder, calendar)


def speaks(period: Period, ladder: Ladder, calendar: Calendar, slots: Collection[Slot]) -> bool:
    """Whether who has not met what everybody owes is called in one of these slots."""
    kind, _, opens_on, deadline = period
    return any(step.slot in slots for step in _steps(kind, opens_on, deadline, ladder, calendar))


def has_begun(duty: Duty, ladder: Ladder, calendar: Calendar, slot: Slot) -> bool:
    """Whether the first step of a duty has come by this slot: earlier nobody is bothered with it."""
    steps = steps_of(duty, ladder, calendar)
    return bool(steps) and steps[0].slot <= slot


@lru_cache(maxsize=4096)
def _steps(
    kind: DutyKind, opens_on: date, deadline: Deadline, ladder: Ladder, calendar: Calendar
) -> tuple[Step, ...]:
    found: dict[Slot, Step] = {}
    for rung in ladder.of(kind):
        slot = Slot(_before(deadline.on, rung.days, calendar), rung.half)
        if slot.day >= opens_on:
            found.setdefault(slot, Step(slot, rung))
    if kind is not DutyKind.QUESTION:
        day = calendar.next_working_day(max(deadline.on, deadline.nominal))
        slot = Slot(day, ladder.overdue)
        found[slot] = Step(slot, None)
    return tuple(found[slot] for slot in sorted(found))


def _before(day: date, working_days: int, calendar: Calendar) -> date:
    """A deadline that stays on a day off (rule `fixed`) has its T on the last working day before."""
    if working_days == 0 and not calendar.is_working_day(day):
        return calendar.previous_working_day(day)
    return calendar.add_working_days(day, -working_days)
