"""The office's year: plans accepted, returned, changed; items closed, refused, reopened; lights by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from bot.simulation import texts
from bot.simulation.aims import Path, Way
from bot.simulation.days import Days
from bot.simulation.dice import dice
from bot.simulation.events import Decision, Event, Held, Message
from bot.simulation.meanings import Course, replaced
from bot.simulation.phrases import BACK, MENDED, REASONS, RETURNED
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.lights import Light
from storage import deciding, reviewing, settling

BY = "督查室（演练）"
_EARLY = 5  # items that are finished by the end of February


@dataclass(frozen=True, slots=True)
class Closed:
    """An item is closed from a moment on; it owes nothing until it is reopened."""

    item: ItemRef
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """`courses` with the items that the office closes early; `closed` is when nobody reports on what."""

    courses: tuple[Course, ...]
    events: tuple[Event, ...]
    closed: tuple[Closed, ...]

    def is_closed(self, item: ItemRef, at: datetime) -> bool:
        return any(one.item == item and one.holds(at) for one in self.closed)


def office_year(courses: Sequence[Course], days: Days, held: Held, seed: int) -> OfficeYear:
    """Everything that the office does with these courses, and what units write because of it."""
    chance = dice(seed, "office")
    early = _early(courses, held, chance)
    courses = tuple(
        replace(one, way=Way(Path.FINISHED, 1.0, 2)) if one.item.ref in early else one for one in courses
    )
    closing = _Closing(days, early)
    kept = {one.item.ref for one in courses if one.actor.unit in held.units}
    closed = (*closing.early(), *closing.later([one for one in courses if one.item.ref not in kept]))
    events = [
        _decision(days.working(Month(days.year, 2), 1, 8), settling.settle_proposed_leads, days.year),
        *_shared(courses, days),
        *_plans(courses, days, held, chance),
        *_changes(courses, days, held, chance),
        *_returned_reports(courses, days, held, chance),
        *closing.decisions(closed),
        *_lights(courses, days, kept | set(early), chance),
    ]
    return OfficeYear(courses, tuple(events), closed)


def _returned_reports(courses: Sequence[Course], days: Days, held: Held, chance: Random) -> Iterator[Event]:
    """Once a quarter two reports are sent back: one is mended in time, the other weeks later."""
    reliable = [one for one in courses if not one.actor.temper.changes_its_mind]
    for number in (2, 5, 8, 11):
        month = Month(days.year, number)
        for one, mended_at in zip(
            _some(reliable, held, chance, 2),
            (days.working(month.next, 7, 10), days.working(month.plus(2), 10, 11)),
            strict=True,
        ):
            of = (one.item.ref, one.actor.unit, month)
            yield _decision(days.working(month.next, 6, 10), reviewing.return_report, of, BACK)
            mended = replace(one.report(month), next_step=MENDED)
            text = texts.mended(mended)
            yield Message(mended_at, one.actor.accounts[0], text, reports=(mended,))


def _shared(courses: Sequence[Course], days: Days) -> Iterator[Decision]:
    at = days.working(Month(days.year, 2), 1, 15)
    for item, position in dict.fromkeys((one.item.ref, place) for one in courses for place in one.shared):
        yield _decision(at, deciding.share_out, days.year, item, position, shared=True)


def _plans(courses: Sequence[Course], days: Days, held: Held, chance: Random) -> Iterator[Event]:
    """One plan is taken back before it is read, two are returned; the rest is accepted, late ones later."""
    taken_back, returned, mended = _some(courses, held, chance, 3)
    before = days.around_plans(0, 17)
    yield Message(
        before,
        taken_back.actor.accounts[0],
        texts.withdrawn_plan(taken_back.item.ref),
        takes_back_plan=(taken_back.item.ref, taken_back.actor.unit),
    )
    looked_at = days.around_plans(1, 9)
    for one in (returned, mended):
        where = (days.year, one.item.ref, one.actor.unit)
        yield _decision(looked_at, deciding.return_plan, *where, RETURNED)
    yield _again(mended, days.around_plans(4))
    for one in (returned, taken_back):
        yield _again(one, days.working(Month(days.year, 5), 4, 10))
    accepted = [days.around_plans(1, 11), days.working(Month(days.year, 3), 8, 10)]
    accepted += [days.working(Month(days.year, number), 11, 10) for number in range(4, 13)]
    for at in accepted:
        yield _decision(at, deciding.accept_all_plans, days.year)


def _again(course: Course, at: datetime) -> Message:
    plan = course.plan()
    text = texts.plans([plan], dice(course.seed, "again"))
    return Message(at, course.actor.accounts[0], text, plans=(plan,))


def _changes(courses: Sequence[Course], days: Days, held: Held, chance: Random) -> Iterator[Event]:
    """At the end of a quarter three units want less in the next: one gets it, one doesn't, one waits."""
    for quarter in (2, 3, 4):
        month = Month(days.year, 3 * quarter - 3)
        wanting = _some(courses, held, chance, 3)
        for one in wanting:
            goal = one.changed_goal(quarter)
            text = texts.changed_plan(one.item.ref, quarter, goal, chance.choice(REASONS))
            plan = one.plan()
            changed = replace(plan, goals=replaced(plan.goals, quarter, goal))
            yield Message(days.working(month, 16, 10), one.actor.accounts[0], text, plans=(changed,))
        granted, refused, waiting = ((days.year, one.item.ref, one.actor.unit) for one in wanting)
        decided = days.working(month, 18, 15)
        yield _decision(decided, deciding.accept_plan, *granted)
        yield _decision(decided, deciding.return_plan, *refused, "年度任务不变，季度目标不能下调")
        yield _decision(days.working(month.next, 10, 15), deciding.accept_plan, *waiting)


def _some(courses: Sequence[Course], held: Held, chance: Random, count: int) -> list[Course]:
    """Courses whose plan came in time, of different items, not held and not about to be closed."""
    fit = [
        one
        for one in courses
        if not (one.actor.temper.plans_late or one.actor.says_who)
        and one.actor.unit not in held.units
        and one.way.path is not Path.FINISHED
    ]
    items = list(dict.fromkeys(one.item.ref for one in fit))
    chosen = chance.sample(items, count)
    return [chance.choice([one for one in fit if one.item.ref == item]) for item in chosen]


def _early(courses: Sequence[Course], held: Held, chance: Random) -> tuple[ItemRef, ...]:
    """Items of one unit, without figures, whose unit reports reliably: they are finished first."""
    fit = [
        one.item.ref
        for one in courses
        if sum(other.item.ref == one.item.ref for other in courses) == 1
        and not one.aims
        and one.actor.unit not in held.units
        and not (one.actor.temper.plans_late or one.actor.temper.brief or one.actor.temper.withdraws)
    ]
    return tuple(chance.sample(fit, min(_EARLY, len(fit))))


@dataclass(frozen=True, slots=True)
class _Closing:
    """Applications for closing: of the early ones the third is refused at first, the fourth is reopened."""

    days: Days
    items: tuple[ItemRef, ...]

    def early(self) -> Iterator[Closed]:
        march, april, may = (Month(self.days.year, number) for number in (3, 4, 5))
        for at, item in enumerate(self.items):
            match at:
                case 2:
                    yield Closed(item, self.days.working(april, 12, 15))
                case 3:
                    reopened = self.days.working(april, 1, 16)
                    yield Closed(item, self.days.working(march, 9, 15), reopened)
                    yield Closed(item, self.days.working(may, 12, 15))
                case 4:
                    yield Closed(item, self.days.working(april, 13, 15))
                case _:
                    yield Closed(item, self.days.working(march, 9, 15))

    def later(self, courses: Sequence[Course]) -> Iterator[Closed]:
        """What all of its units have finished is closed when the last report has been verified."""
        by_item: dict[ItemRef, list[Course]] = {}
        for one in courses:
            by_item.setdefault(one.item.ref, []).append(one)
        for item, own in by_item.items():
            done = [one.way.done_in for one in own if not one.actor.temper.silent]
            months = [month for month in done if month is not None]
            if item not in self.items and len(months) == len(own):
                yield Closed(item, self.days.working(Month(self.days.year, max(months)).next, 12, 15))

    def decisions(self, closed: Sequence[Closed]) -> Iterator[Decision]:
        year = self.days.year
        for one in closed:
            yield _decision(one.since, deciding.take_step, year, one.item, ClosingStep.CLOSED, "已核实")
            if one.until is not None:
                reason = "回访发现部分成果尚未落实"
                yield _decision(one.until, deciding.take_step, year, one.item, ClosingStep.REOPENED, reason)
        if len(self.items) > 2:
            at, reason = self.days.working(Month(year, 3), 9, 16), "佐证材料不全，请补充后再申请"
            yield _decision(at, deciding.take_step, year, self.items[2], ClosingStep.REFUSED, reason)


def _lights(
    courses: Sequence[Course], days: Days, spared: Collection[ItemRef], chance: Random
) -> Iterator[Decision]:
    """One light is set by hand in April and lifted in May."""
    fit = sorted({one.item.ref for one in courses} - set(spared), key=lambda ref: ref.sort_key)
    where = (chance.choice(fit), None)
    reason = "现场核查发现实际进度与报送不符"
    yield _decision(
        days.working(Month(days.year, 4), 2, 16), deciding.set_light, days.year, where, Light.RED, reason
    )
    yield _decision(days.working(Month(days.year, 5), 12, 16), deciding.set_light, days.year, where, None, "")


def _decision(at: datetime, do: Callable[..., object], *about: object, **more: object) -> Decision:
    return Decision(at, lambda session, now: do(session, *about, **more, by=BY, now=now))
