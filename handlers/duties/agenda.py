"""The agenda: every push that is planned for a span of days, to whom, and by which rule. Pure.

It tells what would be pushed if nothing more came in: who hands in what is owed is taken off again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from handlers.duties.calling import Called, People, called, heard, kind_of
from handlers.duties.deadlines import report_deadline
from handlers.duties.hours import Hours
from handlers.duties.keys import (
    bulletin_key,
    group_key,
    overdue_list_key,
    person_key,
    summary_key,
    without_slot,
)
from handlers.duties.ladder import Slot, steps_of
from handlers.duties.owed import Done, Duty, Terms, owed
from handlers.duties.rhythm import Rhythm
from handlers.duties.summaries import Rate, summaries, summary_at
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.wording import agenda as words

_ALL_DAYS = date.max


@dataclass(frozen=True, slots=True)
class Planned:
    """One push. `reason` names the rule and the deadline that it rests on."""

    at: datetime
    kind: str
    period: str
    audience: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """A unit's own group chat."""

    id: int
    name: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader who can be reached, and how many items the post leads."""

    person_id: int
    name: str
    items: int


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who can be pushed: reporters, groups of units, the office by person, leaders by ledger year.

    `leaders_on` are the leaders as of a day, where they differ: an item may move in the middle of the year.
    """

    people: People = field(default_factory=People)
    groups: tuple[UnitGroup, ...] = ()
    office: Mapping[int, str] = field(default_factory=dict)
    leaders: Mapping[int, tuple[Leader, ...]] = field(default_factory=dict)
    leaders_on: Mapping[date, Mapping[int, tuple[Leader, ...]]] = field(default_factory=dict)


def agenda(
    ledger: Sequence[tuple[Register, Done]],
    listeners: Listeners,
    terms: Terms,
    rhythm: Rhythm,
    zone: tzinfo,
    span: tuple[date, date],
) -> list[Planned]:
    """Everything planned from one day to another (both included), in order; nothing before the go-live."""
    planner = _Planner(listeners, terms, rhythm, zone)
    first = max(span[0], terms.go_live or span[0])
    planned = [
        *planner.reminders(ledger, span[0]),
        *(one for register, _ in ledger for one in planner.bulletins(register)),
        *planner.summaries([register.year for register, _ in ledger], span),
    ]
    chosen = (one for one in planned if first <= one.at.date() <= span[1])
    return sorted(chosen, key=lambda one: (one.at, one.key))


class _Planner:
    def __init__(self, listeners: Listeners, terms: Terms, rhythm: Rhythm, zone: tzinfo) -> None:
        self._listeners = listeners
        self._terms = terms
        self._rhythm = rhythm
        self._zone = zone
        self._hours = Hours(zone, rhythm.quiet, terms.calendar)

    def reminders(self, ledger: Sequence[tuple[Register, Done]], first: date) -> Iterator[Planned]:
        """What is in the ledger on the first day is owed until it leaves, whatever is decided for later."""
        both = [(as_of, done) for register, done in ledger for as_of in (register.on(first), register)]
        every = (duty for register, done in both for duty in owed(register, done, self._terms, _ALL_DAYS))
        duties = list(dict.fromkeys(every))
        by_slot: dict[Slot, list[Duty]] = {}
        for duty in duties:
            for step in steps_of(duty, self._rhythm.ladder, self._terms.calendar):
                by_slot.setdefault(step.slot, []).append(duty)
        for slot, mine in by_slot.items():
            yield from self._slot(slot, called(mine, {slot}, self._rhythm.ladder, self._terms.calendar))

    def _slot(self, slot: Slot, calls: Sequence[Called]) -> Iterator[Planned]:
        at = self._rhythm.ladder.at(slot, self._zone)
        for reporter, mine in heard(calls, self._listeners.people):
            yield self._reminder(at, reporter.name, person_key(reporter.person_id, slot), mine)
        for group in self._listeners.groups:
            if mine := tuple(one for one in calls if one.duty.unit_id == group.unit_id):
                yield self._reminder(at, f"群“{group.name}”", group_key(group.id, slot), mine)
        if late := tuple(one for one in calls if one.step.overdue):
            for person_id, name in self._listeners.office.items():
                yield self._reminder(at, f"督查室{name}", overdue_list_key(person_id, slot), late)

    def _reminder(self, at: datetime, audience: str, key: str, calls: tuple[Called, ...]) -> Planned:
        kind = kind_of(calls)
        return Planned(
            self._hours.spread(at, without_slot(key)),
            kind,
            _period(calls, kind),
            audience,
            key,
            words.because(calls),
        )

    def bulletins(self, register: Register) -> Iterator[Planned]:
        for number in range(1, 13):
            month = Month(register.year, number)
            if not self._terms.counts(report_deadline(month, self._terms.calendar)):
                continue
            yield self._bulletin("livelihood", month, str(month), self._rhythm.livelihood_after)
            if number % 3 == 0:
                quarter = f"{month.year}Q{month.quarter}"
                yield self._bulletin("overall", month, quarter, self._rhythm.overall_after)

    def _bulletin(self, kind: str, month: Month, period: str, after: int) -> Planned:
        due = report_deadline(month, self._terms.calendar)
        at = self._rhythm.after_reports(month, after, self._hours)
        reason = words.bulletin_because(kind, month, due, after)
        return Planned(at, f"{kind}_bulletin", period, "通报范围", bulletin_key(kind, period), reason)

    def summaries(self, years: Sequence[int], span: tuple[date, date]) -> Iterator[Planned]:
        for one in summaries(*span, self._terms.calendar):
            known = self._listeners.leaders_on.get(one.day, self._listeners.leaders)
            leaders = known.get(one.month.year, ()) if one.month.year in years else ()
            for leader in leaders:
                key = summary_key(leader.person_id, one)
                at = self._hours.spread(
                    summary_at(one, self._rhythm, self._zone), f"summary:{leader.person_id}"
                )
                reason = words.summary_because(one.rate is Rate.MONTHLY, one.month, leader.items)
                yield Planned(at, "leader_summary", str(one.month), leader.name, key, reason)


def _period(calls: Sequence[Called], kind: str) -> str:
    """The newest month of those that give the push its kind; the year, where that is the plan."""
    months = [
        one.duty.month for one in calls if one.duty.month and one.step.overdue == kind.endswith("overdue")
    ]
    if not kind.startswith("plan") and months:
        return str(max(months))
    return str(min(one.duty.deadline.nominal for one in calls).year)
