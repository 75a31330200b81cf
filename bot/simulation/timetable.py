"""When who writes what: plans and reports of every unit, with its mistakes and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bot.simulation import texts
from bot.simulation.aims import written
from bot.simulation.cast import Actor
from bot.simulation.days import Days
from bot.simulation.dice import dice
from bot.simulation.events import Message, Span
from bot.simulation.meanings import Course, Deed, Meant
from bot.simulation.office import OfficeYear
from bot.simulation.tempers import Style
from handlers.ledger.months import Month

T = TypeVar("T")
_TOGETHER = {Style.TERSE: 12}  # reports in one message
_REPORTS, _PLANS = 9, 6
_LATE_PLANS = (2, 2, 5, 26, 30, 33)  # working days after the deadline; 33 is in the first days of April


def plan_messages(actor: Actor, courses: Sequence[Course], days: Days, seed: int) -> Iterator[Message]:
    """Plans come in time, six in a message; who is late with them sends some much later."""
    by_day: dict[int, list[Course]] = {}
    for one in courses:
        chance = dice(seed, "plan day", actor.unit, one.item.ref)
        late = actor.temper.plans_late and chance.random() < 0.6
        day = chance.choice(_LATE_PLANS) if late else dice(seed, "plan day", actor.unit).randint(-5, 0)
        by_day.setdefault(day, []).append(one)
    for day, due in sorted(by_day.items()):
        chance = dice(seed, "plans", actor.unit, day)
        at = days.office_hour(days.around_plans(day).date(), chance) - timedelta(hours=1)
        for some in _portions(due, _PLANS):
            meant = [one.plan() for one in some]
            account = actor.accounts[0]
            yield Message(at, account, texts.plans(meant, chance, actor.signature), plans=tuple(meant))
            at += timedelta(minutes=chance.randint(1, 4))


def report_messages(actor: Actor, office: OfficeYear, days: Days, span: Span) -> Iterator[Message]:
    """A unit's reports on the months that have ended by then."""
    courses = [one for one in office.courses if one.actor is actor]
    for number in range(1, 13):
        month = Month(days.year, number)
        if month.last_day >= span.until.astimezone(span.zone).date():
            break
        if actor.unit in span.held.units and month == span.held.month:
            continue
        chance = dice(span.seed, "month", actor.unit, month)
        if chance.random() < actor.temper.silent:
            continue
        day = days.working(month.next, chance.randint(*actor.temper.days), 8).date()
        at = days.office_hour(day, chance)
        open_ones = [one for one in courses if not office.is_closed(one.item.ref, at)]
        yield from _Report(actor, month, at, days, chance).messages([one.report(month) for one in open_ones])


class _Report:
    """One unit's report of one month: one or more messages, and what it thinks better of afterwards."""

    def __init__(self, actor: Actor, month: Month, at: datetime, days: Days, chance: Random) -> None:
        self._actor = actor
        self._month = month
        self._at = at
        self._days = days
        self._chance = chance
        self._account = chance.choice(actor.accounts)
        self._style = chance.choice(actor.temper.styles)

    def messages(self, meant: Sequence[Meant]) -> Iterator[Message]:
        if not meant:
            return
        slip = self._slip(meant)
        for some in _portions(meant, _TOGETHER.get(self._style, _REPORTS)):
            as_sent = [slip[1] if slip and one is slip[0] else one for one in some]
            late = self._days.is_late(self._at, self._month)
            by = self._actor.signature
            opening = texts.opening(self._month, self._chance, late=late, by=by)
            text = texts.reports(as_sent, self._style, opening)
            yield Message(self._at, self._account, text, reports=tuple(as_sent))
            if self._chance.random() < self._actor.temper.repeats:
                yield Message(self._later(60), self._account, text, reports=tuple(as_sent))
            self._at += timedelta(minutes=self._chance.randint(1, 5))
        if slip is not None:
            text = texts.correction(slip[0], self._actor.signature)
            yield Message(self._later(120), self._account, text, reports=(slip[0],))
        if self._chance.random() < self._actor.temper.withdraws:
            yield from self._thinks_better(self._chance.choice(meant))

    def _thinks_better(self, meant: Meant) -> Iterator[Message]:
        """Takes a report back, and often sends it again."""
        at = self._later(200)
        yield Message(at, self._account, texts.withdrawal(meant, self._actor.signature), takes_back=meant.key)
        if self._chance.random() < 0.5:
            text = texts.reports([meant], self._style, f"{self._actor.signature}{self._month.month}月份：")
            yield Message(at + timedelta(hours=1), self._account, text, reports=(meant,))

    def _slip(self, meant: Sequence[Meant]) -> tuple[Meant, Meant] | None:
        """A report with a figure, and the same with another."""
        counted = [one for one in meant if one.deeds[0].value is not None]
        if not counted or self._chance.random() >= self._actor.temper.slips:
            return None
        right = self._chance.choice(counted)
        return right, replace(right, deeds=(_mistaken(right.deeds[0]), *right.deeds[1:]))

    def _later(self, minutes: int) -> datetime:
        return self._at + timedelta(minutes=minutes + self._chance.randrange(30))


def _mistaken(deed: Deed) -> Deed:
    """A figure as it is mistyped: a tenth more, at least one."""
    value = deed.value or 0.0
    wrong = value + max(1.0, round(value / 10))
    return Deed(deed.words.replace(written(value), written(wrong)), wrong, deed.unit)


def _portions(all_of: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(all_of), size):
        yield all_of[start : start + size]
