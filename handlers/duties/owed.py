"""Duties: what each unit owes of a ledger year, and what of it is open on a day (domain.md, Rhythm)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from handlers.duties.deadlines import (
    DEFAULT_DAY_OFF_RULE,
    DayOffRule,
    Deadline,
    joined_deadline,
    plan_deadline,
    report_deadline,
    returned_deadline,
)
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.register import Register


class DutyKind(StrEnum):
    PLAN = "plan"
    REPORT = "report"
    RETURNED_PLAN = "returned_plan"
    RETURNED_REPORT = "returned_report"
    QUESTION = "question"  # an open point on a report


MENDED = frozenset({DutyKind.RETURNED_PLAN, DutyKind.RETURNED_REPORT})


@dataclass(frozen=True, slots=True)
class Duty:
    """What one unit owes on one item. `month` is that of a report, None for a plan.

    `note` is why it was returned, or what is asked.
    """

    kind: DutyKind
    item: ItemRef
    unit_id: int
    month: Month | None
    opens_on: date
    deadline: Deadline
    note: str | None = None

    @property
    def asks_for_stage(self) -> bool:
        """January's report is due before the plan, so it is not asked for a stage goal (domain.md)."""
        return self.kind is not DutyKind.QUESTION and self.month is not None and self.month.month > 1


Place = tuple[ItemRef, int, Month | None]
"""Item, unit and, for a report, its month."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What the office sent back or the bot asked: since when, and the words."""

    since: date
    note: str


@dataclass(frozen=True, slots=True)
class Done:
    """What has been handed in and counts: by item, unit and, for reports, month.

    `returned` is what the office sent back; a newer version takes it out of there. `asked` are open points.
    `closed` items owe nothing; what fell due in a span of `closings` (from a day until, not with, another)
    was not owed either, also once the item is open again.
    """

    plans: Collection[tuple[ItemRef, int]] = frozenset()
    reports: Collection[tuple[ItemRef, int, Month]] = frozenset()
    returned: Mapping[Place, Pending] = field(default_factory=dict)
    asked: Mapping[Place, Pending] = field(default_factory=dict)
    closed: Collection[ItemRef] = frozenset()
    closings: Mapping[ItemRef, Sequence[tuple[date, date]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """By which rules duties fall due. A duty counts if its deadline is on or after `go_live`."""

    calendar: Calendar = field(default_factory=Calendar)
    plan_rule: DayOffRule = DEFAULT_DAY_OFF_RULE
    go_live: date | None = None

    def counts(self, deadline: Deadline) -> bool:
        return self.go_live is None or deadline.on >= self.go_live


Period = tuple[DutyKind, Month | None, date, Deadline]
"""What everybody owes: the plan or a month's report, from when on it is asked for, and until when."""


def periods_of(year: int, terms: Terms) -> list[Period]:
    """Those of a ledger year that count."""
    plan = plan_deadline(year, terms.calendar, terms.plan_rule)
    periods: list[Period] = [(DutyKind.PLAN, None, date(year, 1, 1), plan)]
    for number in range(1, 13):
        month = Month(year, number)
        due = report_deadline(month, terms.calendar)
        periods.append((DutyKind.REPORT, month, month.next.first_day, due))
    return [period for period in periods if terms.counts(period[3])]


def duties_of(register: Register, terms: Terms, units: Collection[int] | None = None) -> tuple[Duty, ...]:
    """Everything that the ledger year asks of these units, or of all: the plan, a report for each month.

    The unknown members of an unsettled set owe nothing; units named beside it owe as usual. A linked item
    asks as its partner does: one report serves both (see `is_met`). What falls due after an item has moved to
    another unit is that unit's (see `Tenure.owes`).
    """
    counted = periods_of(register.year, terms)
    plan = plan_deadline(register.year, terms.calendar, terms.plan_rule)
    refs = sorted(register.items, key=lambda ref: ref.sort_key) if units is None else register.items_of(units)
    places = [
        (ref, unit_id)
        for ref in refs
        for unit_id in register.ever_owing(ref)
        if units is None or unit_id in units
    ]
    changed = register.changed
    whole_year = (
        Duty(kind, ref, unit_id, month, opens_on, deadline)
        for kind, month, opens_on, deadline in counted
        for ref, unit_id in places
        if ref not in changed or register.owes(ref, unit_id, deadline.on)
    )
    return (*whole_year, *_plans_of_newcomers(register, terms, plan, places))


def _plans_of_newcomers(
    register: Register, terms: Terms, plan: Deadline, places: Sequence[tuple[ItemRef, int]]
) -> Iterator[Duty]:
    """Who takes an item on after the plans were due owes one ten working days on."""
    for ref, unit_id in places:
        day = register.joined_on(ref, unit_id) if ref in register.changed else None
        if day is None or plan.on > day:
            continue
        due = joined_deadline(day, terms.calendar)
        if terms.counts(due) and register.owes(ref, unit_id, due.on):
            yield Duty(DutyKind.PLAN, ref, unit_id, None, day, due)


def owed(
    register: Register, done: Done, terms: Terms, on: date, units: Collection[int] | None = None
) -> tuple[Duty, ...]:
    """The duties (of these units, or of all) that are open on a day and not met: asked for now, or overdue.

    What the office sent back, or the bot asked, has a deadline of its own (domain.md: two working days on).
    """
    register = register.on(on)
    open_now = (
        duty
        for duty in duties_of(register, terms, units)
        if duty.opens_on <= on and _still_theirs(duty.item, duty.unit_id, register)
    )
    unmet = (
        duty for duty in open_now if not is_met(duty, done, register) and _place(duty) not in done.returned
    )
    pending = pending_duties(register, done, terms, on)
    return (*unmet, *(duty for duty in pending if units is None or duty.unit_id in units))


def pending_duties(register: Register, done: Done, terms: Terms, on: date) -> tuple[Duty, ...]:
    """What the office sent back and the bot asked, as far as it is open."""
    return (*_returned(register, done, terms, on), *_questions(register, done, terms, on))


def _still_theirs(ref: ItemRef, unit_id: int, register: Register) -> bool:
    """Who has handed an item over owes nothing of it any more, not even what was overdue."""
    return ref not in register.changed or bool(register.answering(ref, (unit_id,)))


def falling_due(register: Register, terms: Terms, after: date, until: date) -> tuple[Duty, ...]:
    """The duties whose deadline lies after one day and not after another, met or not."""
    return tuple(duty for duty in duties_of(register, terms) if after < duty.deadline.on <= until)


def is_met(duty: Duty, done: Done, register: Register) -> bool:
    """Handed in, by itself, by the report on a linked item, or by the unit that had the item before; or the
    item is closed, or was on the day.
    """
    if duty.item in done.closed:
        return True
    if any(since <= duty.deadline.on < until for since, until in done.closings.get(duty.item, ())):
        return True
    if duty.month is None:
        return (duty.item, duty.unit_id) in done.plans
    serving = (duty.item, *register.items[duty.item].linked)
    if any((ref, duty.unit_id, duty.month) in done.reports for ref in serving):
        return True
    former = register.predecessor(duty.item, duty.unit_id) if duty.item in register.changed else None
    return former is not None and (duty.item, former, duty.month) in done.reports


def is_urged(duty: Duty, on: date) -> bool:
    """What an urging (催报) asks for: the reports that are open, and whatever is overdue."""
    return duty.deadline.is_late(on) or duty.kind in {DutyKind.REPORT, DutyKind.RETURNED_REPORT}


def of_person(duties: Iterable[Duty], person: Person) -> Iterator[Duty]:
    """A person owes what each of the person's units owes; a unit's contacts share its duties."""
    return (duty for duty in duties if person.reports and duty.unit_id in person.unit_ids)


def _place(duty: Duty) -> Place:
    return duty.item, duty.unit_id, duty.month


def _returned(register: Register, done: Done, terms: Terms, on: date) -> Iterator[Duty]:
    for (ref, unit_id, month), pending in _by_item(register, done, done.returned, on):
        kind = DutyKind.RETURNED_PLAN if month is None else DutyKind.RETURNED_REPORT
        duty = _pending(kind, ref, unit_id, month, pending, terms)
        if not is_met(duty, done, register):
            yield duty


def _questions(register: Register, done: Done, terms: Terms, on: date) -> Iterator[Duty]:
    for (ref, unit_id, month), pending in _by_item(register, done, done.asked, on):
        yield _pending(DutyKind.QUESTION, ref, unit_id, month, pending, terms)


def _by_item(
    register: Register, done: Done, pending: Mapping[Place, Pending], on: date
) -> Iterator[tuple[Place, Pending]]:
    """What is pending on items that are open, in the notice's order."""
    there = [
        (place, one)
        for place, one in pending.items()
        if place[0] in register.items and place[0] not in done.closed and one.since <= on
        if _still_theirs(place[0], place[1], register)
    ]
    return iter(sorted(there, key=lambda pair: (pair[0][0].sort_key, pair[0][1], str(pair[0][2]))))


def _pending(
    kind: DutyKind, ref: ItemRef, unit_id: int, month: Month | None, pending: Pending, terms: Terms
) -> Duty:
    due = returned_deadline(pending.since, terms.calendar)
    return Duty(kind, ref, unit_id, month, pending.since, due, pending.note)
