"""Whom to call about what: a duty is a unit's, and people hear of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from handlers.duties.ladder import Ladder, Slot, Step, steps_of
from handlers.duties.owed import Duty, DutyKind
from handlers.duties.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who can be reached and reports for units: as their contact, as their head, or both."""

    person_id: int
    name: str
    contact_of: frozenset[int] = frozenset()
    head_of: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class People:
    """All who can be reached. A unit without a reachable contact is spoken to through its head."""

    reporters: tuple[Reporter, ...] = ()

    @property
    def with_contact(self) -> frozenset[int]:
        return frozenset().union(*(one.contact_of for one in self.reporters))

    def units_of(self, reporter: Reporter) -> frozenset[int]:
        """The units for which this person is the one to ask."""
        return reporter.contact_of | (reporter.head_of - self.with_contact)


@dataclass(frozen=True, slots=True)
class Called:
    """A duty that is not met, in one slot of its ladder."""

    duty: Duty
    step: Step


def called(
    duties: Iterable[Duty], slots: Collection[Slot], ladder: Ladder, calendar: Calendar
) -> tuple[Called, ...]:
    """The duties that these slots say, each once: by its newest step among them."""
    found: list[Called] = []
    for duty in duties:
        steps = [step for step in steps_of(duty, ladder, calendar) if step.slot in slots]
        if steps:
            found.append(Called(duty, steps[-1]))
    return tuple(found)


def heard(calls: Sequence[Called], people: People) -> Iterator[tuple[Reporter, tuple[Called, ...]]]:
    """Each person once, with all that the person is called about; heads hear of what is overdue."""
    by_unit: dict[int, list[Called]] = {}
    for one in calls:
        by_unit.setdefault(one.duty.unit_id, []).append(one)
    asked_of = people.with_contact
    for reporter in people.reporters:
        asked = reporter.contact_of | (reporter.head_of - asked_of)
        mine = [
            one
            for unit_id in sorted(asked | reporter.head_of)
            for one in by_unit.get(unit_id, ())
            if unit_id in asked or one.step.overdue
        ]
        if mine:
            yield reporter, tuple(mine)


def kind_of(calls: Iterable[Called]) -> str:
    """What a merged push is: named after what is most pressing in it."""
    there = {(one.step.overdue, of_plan(one.duty)) for one in calls}
    for overdue, plan, kind in _KINDS:
        if (overdue, plan) in there:
            return kind
    raise ValueError("a push about nothing")


_KINDS = (
    (True, False, "report_overdue"),
    (True, True, "plan_overdue"),
    (False, False, "report_reminder"),
    (False, True, "plan_reminder"),
)
REMINDERS = tuple(kind for _, _, kind in _KINDS)


def of_plan(duty: Duty) -> bool:
    return duty.kind in {DutyKind.PLAN, DutyKind.RETURNED_PLAN}
