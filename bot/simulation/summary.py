"""The year in numbers, as the office reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.simulation.invariants import History
from bot.simulation.pushes import Push
from bot.simulation.year import Script
from handlers.duties.deadlines import local_day, report_deadline
from handlers.ledger.months import Month
from storage.states import Channel

Names = Mapping[tuple[str, str], str]
"""Who is behind an account of a platform."""


@dataclass(frozen=True, slots=True)
class MonthOfPushes:
    """What people got in a calendar month: how many messages, how many people, who got most."""

    month: Month
    pushes: int
    people: int
    most: int
    whom: str
    in_groups: int

    @property
    def each(self) -> float:
        return self.pushes / self.people if self.people else 0.0


def by_month(pushes: Sequence[Push], names: Names, zone: tzinfo) -> list[MonthOfPushes]:
    """What is said in a group is counted once and by itself."""
    direct: dict[Month, Counter[tuple[str, str]]] = {}
    groups: Counter[Month] = Counter()
    for push in pushes:
        month = Month.of(local_day(push.at, zone))
        counted = direct.setdefault(month, Counter())
        if push.channel is Channel.GROUP:
            groups[month] += 1
        else:
            counted[push.platform, push.to] += 1
    found = []
    for month, counted in sorted(direct.items(), key=lambda pair: str(pair[0])):
        ((most, times),) = counted.most_common(1) or [(("", ""), 0)]
        people = len(counted)
        whom = names.get(most, most[1])
        found.append(MonthOfPushes(month, counted.total(), people, times, whom, groups[month]))
    return found


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many units were late with a month's reports, and how many never reported something of it."""

    month: Month
    units: int
    late: int
    missing: int


def timeliness(script: Script, history: History, until: datetime) -> list[Timeliness]:
    """By what people did. Items closed by the deadline are owed no more."""
    found = []
    for number in range(1, 13):
        month = Month(script.days.year, number)
        due = report_deadline(month, script.days.calendar).on
        ends = datetime.combine(due + timedelta(days=1), time(), script.days.zone)
        if ends > until:
            break
        owed = [one for one in script.office.courses if not script.office.is_closed(one.item.ref, ends)]
        places = [(one.item.ref, one.actor.unit, month) for one in owed]
        late = {place[1] for place in places if not history.had_said(place, ends)}
        missing = {place[1] for place in places if not history.had_said(place, until)}
        found.append(Timeliness(month, len({place[1] for place in places}), len(late), len(missing)))
    return found
