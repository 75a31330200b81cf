"""What people do when something reaches them: who is reminded answers, the office decides on previews."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.simulation import texts
from bot.simulation.cast import Account, Actor
from bot.simulation.dice import dice
from bot.simulation.events import Message
from bot.simulation.habits import CHATTER
from bot.simulation.moments import Moments
from bot.simulation.pushes import Push
from bot.simulation.year import Meaning, Script
from handlers.duties.calling import REMINDERS
from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage.states import Channel

_ITEM = re.compile(r"(?:任务|实事)\d+")
_QUESTION = re.compile(r"^((?:任务|实事)\d+)（(\d+)月情况）：", re.MULTILINE)
_PREVIEW = re.compile(r"发布 (\d+)（不点名）")
_CORRECTION = re.compile(r"更正通报 (\d+)")
_VERSION = re.compile(r"已重拟（第(\d+)版）")
_WAITS = "等您发布"
_TOGETHER = 9
_CHATS, _ANSWERS, _CORRECTS = 0.15, 0.75, 0.3


@dataclass(frozen=True, slots=True)
class Reaction:
    """At its time it is said what is true then: None where there is nothing left to say."""

    at: datetime
    say: Callable[[datetime], Message | None]


class Reactions:
    """`meaning` is what has been said so far, `planned` the reports that will come unasked."""

    def __init__(self, script: Script, office: Sequence[Account], meaning: Meaning, moments: Moments) -> None:
        self._script = script
        self._office = office
        self._meaning = meaning
        self._moments = moments
        self._planned = {
            report.key for one in script.events if isinstance(one, Message) for report in one.reports
        }
        self._actors = {account: actor for actor in script.actors for account in actor.accounts}
        self._accounts = {(one.platform, one.user): one for one in self._actors}
        self._decided: set[str] = set()

    def to(self, push: Push) -> Iterator[Reaction]:
        """What follows from a push that has just been seen."""
        if push.channel is Channel.GROUP or push.again:
            return
        account = self._accounts.get((push.platform, push.to))
        if push.kind in REMINDERS and account is not None:
            yield from self._reminded(push, account)
        elif push.kind in {"bulletin_preview", "bulletin_news"}:
            yield from self._office_reads(push)

    def _reminded(self, push: Push, account: Account) -> Iterator[Reaction]:
        """Many answer later what is listed and not on its way; some only say that they have seen it."""
        chance = dice(self._script.seed, "reminded", account.user, push.at.isoformat())
        soon = self._moments.office_hour(push.at + timedelta(minutes=chance.randint(3, 40)))
        later = self._moments.office_hour(push.at + timedelta(minutes=chance.randint(15, 300)))
        if chance.random() < _CHATS:
            words = chance.choice(CHATTER)
            yield Reaction(soon, partial(_said, account, words))
        if chance.random() < _ANSWERS:
            actor = self._actors[account]
            month = Month.of(local_day(push.at, self._script.days.zone)).previous
            items = {ItemRef.parse(found) for found in _ITEM.findall(push.text)}
            for start in range(0, len(items), _TOGETHER):
                some = sorted(items, key=lambda one: one.sort_key)[start : start + _TOGETHER]
                at = later + timedelta(minutes=start // 3)
                yield Reaction(at, partial(self._answered, account, actor, month, some))
        for item, number in _QUESTION.findall(push.text):
            words = f"说明 {item} {int(number)}月份的数字已核对，没错"
            yield Reaction(later + timedelta(minutes=8), partial(_said, account, words))

    def _answered(
        self, account: Account, actor: Actor, month: Month, items: Sequence[ItemRef], at: datetime
    ) -> Message | None:
        script = self._script
        meant = [
            one.report(month)
            for one in script.office.courses
            if one.actor is actor and one.item.ref in items and month.year == script.days.year
        ]
        new = [
            one
            for one in meant
            if one.key not in self._planned
            and one.key not in self._meaning.reports
            and not script.office.is_closed(one.item, at)
        ]
        if not new:
            return None
        chance = dice(script.seed, "answers", account.user, at.isoformat())
        late = script.days.is_late(at, month)
        opening = texts.opening(month, chance, late=late, by=actor.signature)
        style = chance.choice(actor.temper.styles)
        return Message(at, account, texts.reports(new, style, opening), reports=tuple(new))

    def _office_reads(self, push: Push) -> Iterator[Reaction]:
        """One of the office decides on a draft: publishes it, holds it for a day, or leaves it alone."""
        preview, correction = _PREVIEW.search(push.text), _CORRECTION.search(push.text)
        found = preview or (correction if push.kind == "bulletin_news" else None)
        version = _VERSION.search(push.text)
        key = f"{found[0] if found else ''}{version[0] if version else ''}"
        if found is None or key in self._decided:
            return
        self._decided.add(key)
        number = int(found[1])
        chance = dice(self._script.seed, "bulletin", key)
        account = chance.choice(self._office)
        at = self._moments.office_hour(push.at + timedelta(minutes=chance.randint(6, 200)))
        roll = chance.random()
        if preview is None:
            if roll < _CORRECTS:
                yield _says(at, account, f"更正通报 {number}")
        elif roll < 0.4 or _WAITS in push.text:
            yield _says(at, account, f"发布 {number}")
        elif roll < 0.6:
            yield _says(at, account, f"发布{number}号 点名")
        elif roll < 0.75:
            yield _says(at, account, f"暂缓 {number}")
            next_day = self._moments.office_hour(at + timedelta(days=1))
            yield _says(next_day, account, f"发布 {number}")


def _says(at: datetime, account: Account, words: str) -> Reaction:
    return Reaction(at, partial(_said, account, words))


def _said(account: Account, words: str, at: datetime) -> Message:
    return Message(at, account, words)
