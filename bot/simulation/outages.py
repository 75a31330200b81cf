"""What goes wrong on the way: platforms out for hours, errors, lost answers, our own machine down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from bot.platforms.simulator.faults import LOST, SERVER_ERROR, TIMEOUT, Fault
from bot.platforms.simulator.stand_in import StandIn
from bot.simulation.days import Days
from bot.simulation.dice import dice

HOURS = 6
_SOME = 4  # calls in a row that go wrong
_PATHS = (
    "/cgi-bin/message/send",
    "/v1.0/robot/oToMessages/batchSend",
    "/robot/sendBySession",
    "/cgi-bin/webhook/send",
    "/v1.0/robot/groupMessages/send",
    "/cgi-bin/gettoken",
)


class Trouble(StrEnum):
    OUT = "平台中断"
    DOWN = "本机停机"
    ERRORS = "平台报错"
    TIMEOUTS = "平台超时"
    LOST = "回执丢失"


_FAULTS = {Trouble.ERRORS: SERVER_ERROR, Trouble.TIMEOUTS: TIMEOUT, Trouble.LOST: LOST}


@dataclass(frozen=True, slots=True)
class Outage:
    """`until` for the two that last; the others hit the next calls to `path`."""

    at: datetime
    trouble: Trouble
    until: datetime
    path: str = ""

    def begin(self, stand_in: StandIn) -> None:
        if self.trouble is Trouble.OUT:
            stand_in.faults.out(self.until)
        elif self.trouble is not Trouble.DOWN:
            fault: Fault = _FAULTS[self.trouble]
            stand_in.faults.script(self.path, *[fault] * (1 if fault is LOST else _SOME))


def outages(days: Days, seed: int) -> list[Outage]:
    """Of each kind some a month; those that last six hours begin on the days on which reports are due."""
    found: list[Outage] = []
    for number in range(1, 13):
        chance = dice(seed, "outages", number)
        first, last = date(days.year, number, 1), date(days.year + number // 12, number % 12 + 1, 1)
        working = [
            day
            for day in (first + timedelta(days=one) for one in range((last - first).days))
            if days.calendar.is_working_day(day)
        ]
        found += _of_month(working, days, chance)
    return sorted(found, key=lambda one: one.at)


def _of_month(working: list[date], days: Days, chance: Random) -> Iterator[Outage]:
    for trouble, count in ((Trouble.ERRORS, 3), (Trouble.TIMEOUTS, 2), (Trouble.LOST, 3)):
        for _ in range(count):
            at = _at(chance.choice(working), days, chance)
            yield Outage(at, trouble, at, chance.choice(_PATHS))
    if chance.random() < 0.5:
        at = _at(working[chance.randint(1, 5)], days, chance)
        yield Outage(at, Trouble.OUT, at + timedelta(hours=HOURS))
    if chance.random() < 0.3:
        at = _at(working[chance.randint(1, 8)], days, chance)
        yield Outage(at, Trouble.DOWN, at + timedelta(hours=HOURS))


def _at(day: date, days: Days, chance: Random) -> datetime:
    opens = datetime.combine(day, time(8, 20), days.zone)
    return opens + timedelta(minutes=chance.randrange(540), seconds=chance.randrange(60))
