"""What must hold whatever people do and whatever breaks: each place where it does not is a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.simulation.differences import WRONG_PLACE, Difference
from bot.simulation.listings import listed
from bot.simulation.outages import Outage, Trouble
from bot.simulation.pushes import Push
from bot.simulation.rehearsal import Place, Record
from bot.simulation.year import Script
from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.reconciling import unknown_numbers
from handlers.duties.calling import REMINDERS
from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours
from handlers.duties.ladder import Half, Ladder, Slot
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage.states import Channel

EXPECTED = {BulletinKind.LIVELIHOOD: 12, BulletinKind.OVERALL: 4}


@dataclass(frozen=True, slots=True)
class Broken:
    """`rule` in a few words, and where it did not hold."""

    rule: str
    where: str


class History:
    """When each report and plan was said, and taken back: people's own memory of it."""

    def __init__(self, record: Record) -> None:
        self._said: dict[tuple[ItemRef, str, Month | None], list[tuple[datetime, bool]]] = {}
        for at, place, there in record.said:
            self._said.setdefault(place, []).append((at, there))

    def had_said(self, place: tuple[ItemRef, str, Month | None], at: datetime) -> bool:
        before = [there for when, there in self._said.get(place, ()) if when <= at]
        return bool(before) and before[-1]


def broken(
    script: Script,
    record: Record,
    hours: Hours,
    ladder: Ladder,
    published: Sequence[KeptBulletin],
    wrong: Iterable[Difference],
) -> list[Broken]:
    history = History(record)
    return [
        *_disturbing(record.pushes, hours),
        *_twice(record.pushes, record.troubles, ladder, hours),
        *_needless(record.pushes, history, script, hours),
        *_unreconciled(published, history),
        *(Broken("写错了事项", str(one)) for one in wrong if one.what == WRONG_PLACE),
    ]


def _disturbing(pushes: Iterable[Push], hours: Hours) -> Iterator[Broken]:
    for push in pushes:
        if not hours.allows(push.at):
            yield Broken("休息时间推送", _where(push, hours))


def _twice(
    pushes: Sequence[Push], troubles: Iterable[Outage], ladder: Ladder, hours: Hours
) -> Iterator[Broken]:
    """Nothing is said twice, and nobody is reminded twice in half a day.

    A platform that took a message and whose answer was lost may be told again, once for each such loss.
    """
    again = [push for push in pushes if push.again]
    lost = sum(one.trouble is Trouble.LOST for one in troubles)
    for push in again[lost:]:
        yield Broken("重复推送", _where(push, hours))
    halves: dict[tuple[object, ...], list[Push]] = {}
    for push in pushes:
        if not push.again:
            halves.setdefault((push.platform, push.to, _half(push, ladder, hours)), []).append(push)
    for mine in halves.values():
        yield from (Broken("重复推送", _where(push, hours)) for push in _same(mine))
        calls = {push.key: push for push in mine if _calls(push)}
        yield from (Broken("半天里催了两次", _where(push, hours)) for push in list(calls.values())[1:])


def _half(push: Push, ladder: Ladder, hours: Hours) -> Slot:
    here = push.at.astimezone(hours.zone)
    return Slot(here.date(), Half.MORNING if here.time() < ladder.afternoon else Half.AFTERNOON)


def _same(pushes: Sequence[Push]) -> Iterator[Push]:
    """Those whose words have been said before."""
    seen: set[str] = set()
    for push in pushes:
        if push.text in seen:
            yield push
        seen.add(push.text)


def _calls(push: Push) -> bool:
    """A reminder to a person; the office's list of who is late is none."""
    reminds = push.kind in REMINDERS and push.channel is Channel.DIRECT
    return reminds and not push.key.startswith("overdue:")


def _needless(pushes: Iterable[Push], history: History, script: Script, hours: Hours) -> Iterator[Broken]:
    """Nobody is reminded of what was already reported."""
    units = {
        (account.platform, account.user): actor.unit for actor in script.actors for account in actor.accounts
    }
    for push in pushes:
        if push.kind not in REMINDERS or push.channel is Channel.GROUP:
            continue
        own = units.get((push.platform, push.to))
        for one in listed(push.text, Month.of(local_day(push.at, hours.zone))):
            unit = one.unit or own
            if unit is not None and history.had_said((one.item, unit, one.month), push.at):
                of = f"{one.month}" if one.month else "计划"
                yield Broken("催了已报的", f"{_where(push, hours)} {one.item} {of}")


def _unreconciled(published: Iterable[KeptBulletin], history: History) -> Iterator[Broken]:
    """The classes sum to the table, texts agree with figures, and who is called missing had said nothing."""
    for one in published:
        figures, name = one.figures, f"{one.number}号（{one.title}）"
        total, rows = figures["total"], figures["rows"]
        if not total == len(rows) == sum(figures["counts"].values()):
            yield Broken("通报对不上", f"{name}：合计{total}，表{len(rows)}行")
        states = Counter(row["state"] for row in rows)
        for stage, count in figures["counts"].items():
            if states[stage] != count:
                yield Broken("通报对不上", f"{name}：{stage}统计{count}，表中{states[stage]}")
        for text in (one.texts.full, one.texts.unnamed):
            if strange := unknown_numbers(text, figures):
                yield Broken("通报对不上", f"{name}：正文里的{'、'.join(strange)}没有来处")
        for place in _missing(one):
            if history.had_said(place, one.composed_at):
                item, unit, month = place
                yield Broken("通报对不上", f"{name}：{unit} {item} {month}已报，仍列为未报")


def _missing(bulletin: KeptBulletin) -> Iterator[Place]:
    reports = bulletin.figures.get("reports")
    month = Month.parse(bulletin.figures["month"])
    for debt in reports["missing"] if reports else ():
        for item in debt["items"]:
            yield ItemRef.parse(item), debt["unit"], month


def timed(published: Iterable[KeptBulletin]) -> dict[BulletinKind, int]:
    """How many of each timed kind; a correction is of the same month."""
    return Counter(one.kind for one in published if one.kind in EXPECTED and one.corrects is None)


def _where(push: Push, hours: Hours) -> str:
    return f"{push.at.astimezone(hours.zone):%m-%d %H:%M} {push.to} {push.kind}"
