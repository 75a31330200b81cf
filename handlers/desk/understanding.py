"""From a message to what was said: read against the right ledger year, in the light of what the bot asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.desk.bulletin_words import Act, BulletinReply, bulletin_reply, hour
from handlers.desk.confirming import HeadWord, confirming_units, head_word
from handlers.desk.counting import PlanCounts, plan_counts
from handlers.desk.effects import Piece, Publishing
from handlers.desk.evidence import chosen_among, pieces_of
from handlers.desk.followups import (
    Details,
    Explanation,
    agrees,
    details_asked,
    explanation,
    items_chosen,
)
from handlers.desk.group_binding import GroupWord, group_word
from handlers.desk.preferring import platform_wished
from handlers.desk.switching import switch_said
from handlers.desk.taking_back import confirmed
from handlers.desk.view import items_of
from handlers.desk.words import Word, instruction_in, word_of
from handlers.duties.workdays import Calendar
from handlers.joining.reading import join_word
from handlers.joining.shapes import Apply, JoinWord
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportVersion
from handlers.messages import ChatKind, InboundMessage, MessageKind
from handlers.reading import Catalog, read
from handlers.reading.amending import AMENDS
from handlers.reading.intents import withdraws
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text
from handlers.reading.shapes import Asked, Doubt, Entry, Intent, Reading, Role, Scope

_OFFER_LIVES = timedelta(hours=2)
_NO_ITEMS = Catalog.of(())


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits for its item: its text, when it was received, and the items that the bot named."""

    text: str
    received_at: datetime
    candidates: tuple[ItemRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the bot last asked a person: the items it named, or the message that waits for its item.

    `points` are items on which it asked whether what was reported is right, `plans` those of whose plans it
    asked what the goals count, `withdrawals` reports of which it asked whether they are to be withdrawn,
    `publishing` the bulletin of which it asked: now or in the morning. `order` is the text of an order of the
    office that waits for 确认.
    """

    asked: Asked | None = None
    pending: Pending | None = None
    points: tuple[ItemRef, ...] = ()
    plans: tuple[ItemRef, ...] = ()
    withdrawals: tuple[tuple[ItemRef, Month], ...] = ()
    publishing: Publishing | None = None
    order: str | None = None
    evidence: tuple[ItemRef, ...] = ()  # to which of these a picture belongs
    joining: bool = False  # a stranger's application waits for what is missing


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said: the words, what they were read as, and whether they ask for 详情.

    `answers` is set when the message only named an item, and so placed the one that was waiting for it;
    `waiting` is the one that still waits. `explains`: it may be a word on what looked odd in reports on the
    items `explained`, else it is what it was read as. `bulletin` and `switch` are words of the office
    (`asked_hour`: while the question when a bulletin is to go out was open),
    `only_office` is what somebody else wanted in these;
    `declines`: nothing is to be withdrawn after all; `lets_go`: it was asked whether, and this is no answer.
    `platform` is where a person wants to be pushed, `group` what a group chat is for, `joins` who reports.
    """

    text: str
    reading: Reading
    kind: MessageKind = MessageKind.TEXT
    details: Details | None = None
    answers: bool = False
    waiting: Pending | None = None
    explains: Explanation | None = None
    bulletin: BulletinReply | None = None
    asked_hour: bool = False
    word: Word | None = None
    switch: bool | None = None
    only_office: str = ""
    platform: str | None = None
    group: GroupWord | None = None
    joins: JoinWord | None = None
    head: HeadWord | None = None  # what the head of a unit says to its reports
    pieces: tuple[Piece, ...] = ()  # pictures, files and links that came along
    evidence: tuple[ItemRef, ...] = ()  # where what was sent before is to go
    asked_where: tuple[ItemRef, ...] = ()  # it was asked to which of these a picture belongs
    busy: bool = False  # another question is open
    explained: tuple[ItemRef, ...] = ()
    plan_counts: PlanCounts | None = None
    declines: bool = False
    lets_go: bool = False

    @property
    def looks_back(self) -> bool:
        """Whether it is about what the sender wrote last: 详情, or 撤回 without an item."""
        vague = self.reading.intent in (Intent.WITHDRAW, Intent.AMEND) and not self.reading.entries
        return self.details is not None or vague

    @property
    def corrects_last(self) -> bool:
        """应该是6处: a bare figure that is right, and no item; it may be about what was reported last."""
        entries = self.reading.entries
        bare = len(entries) == 1 and entries[0].item is None and entries[0].progress is None
        told = bare and bool(entries[0].quantities or entries[0].percent is not None)
        return told and self.reading.intent is Intent.UNCLEAR and self.waiting is None

    def about_last(self, written: Sequence[ReportVersion]) -> Said:
        """As a correction of the one report among those that has a figure of the kind; else as it is."""
        (entry,) = self.reading.entries
        fitting = [version for version in written if version.counts and _has_such(version, entry)]
        if len(fitting) != 1:
            return self
        key = fitting[0].key
        corrected = replace(entry, item=key.item, month=key.month)
        return replace(self, reading=Reading(Intent.AMEND, (corrected,), month=key.month))


def _has_such(version: ReportVersion, entry: Entry) -> bool:
    units = {quantity.unit for quantity in version.content.quantities}
    shares = entry.percent is None or version.content.percent is not None
    return shares and all(quantity.unit in units for quantity in entry.quantities)


def understand(
    message: InboundMessage,
    person: Person | None,
    question: Question,
    registers: Sequence[Register],
    at: datetime,
    robot_names: tuple[str, ...],
    calendar: Calendar,
) -> Said:
    """Read a message, and what came along with it. `registers` are the open years, oldest first; `at` is
    local time; `calendar` says when reports are due. Whether something is to be withdrawn is answered at once
    or not at all.
    """
    yes = confirmed(message.text) if question.withdrawals else None
    if yes is not None:
        entries = tuple(Entry(item, month=month) for item, month in question.withdrawals) if yes else ()
        reading = Reading(Intent.WITHDRAW if yes else Intent.CHITCHAT, entries)
        return Said(message.text, reading, message.kind, answers=yes, declines=not yes)
    said = _understood(message, person, question, registers, at, robot_names, calendar)
    said = replace(said, lets_go=bool(question.withdrawals))
    if person is None or not person.reports:
        return said
    busy = bool(question.pending or question.points or question.plans or question.order)
    return replace(said, pieces=pieces_of(message), asked_where=question.evidence, busy=busy)


def _understood(
    message: InboundMessage,
    person: Person | None,
    question: Question,
    registers: Sequence[Register],
    at: datetime,
    robot_names: tuple[str, ...],
    calendar: Calendar,
) -> Said:
    words = _without_address(message.text, robot_names)
    if (about_us := _who_and_where(words, message, person, question, at)) is not None:
        return about_us
    if (
        person is not None
        and (told := _told_the_bot(words, message, person, question, registers)) is not None
    ):
        return told
    scope = Scope(
        received_at=at,
        role=_role(person),
        asked=question.asked,
        quote=message.quote,
        in_group=message.chat is ChatKind.GROUP,
        robot_names=robot_names,
        calendar=calendar,
    )
    if person is not None and (word := word_of(words, person, question.order, registers, scope)):
        return Said(message.text, Reading(Intent.COMMAND), message.kind, word=word)
    if counts := plan_counts(words, question.plans):
        reading = Reading(Intent.PLAN, tuple(map(Entry, counts.items)))
        return Said(message.text, reading, message.kind, plan_counts=counts)
    details = details_asked(message.text)
    if details is not None:
        return Said(message.text, Reading(Intent.QUERY), message.kind, details)
    reader = _Reader(person, registers)
    if question.pending is not None and not _is_stale(question.pending, at):
        mine = items_of(person, registers)
        chosen = items_chosen(message.text, question.pending.candidates, mine)
        if not chosen and agrees(message.text) and is_withdrawal(question.pending):
            chosen = question.pending.candidates
        if chosen:
            return _placed(chosen, question.pending, scope, reader)
    reading = reader.read(message.text, scope)
    if person is not None and (
        instruction := instruction_in(words, message.quote, person, reading, registers)
    ):
        return Said(message.text, Reading(Intent.COMMAND), message.kind, word=instruction)
    said = Said(message.text, reading, message.kind, waiting=question.pending)
    if person is None and reading.intent is Intent.BIND:
        return replace(said, joins=Apply(words))
    return _with_explanation(said, question, person, registers, scope, reader)


def _with_explanation(
    said: Said,
    question: Question,
    person: Person | None,
    registers: Sequence[Register],
    scope: Scope,
    reader: _Reader,
) -> Said:
    """It may be a word on what looked odd in a report."""
    explains = explanation(said.text, asked=bool(question.points))
    if explains is None:
        return said
    if explains.item is not None and not explains.words:  # 说明 实事9 …, as it was sent
        asked = (explains.item,)
        reading = Reading(Intent.UNCLEAR, tuple(map(Entry, asked)), doubt=Doubt.UNFILLED, candidates=asked)
        return replace(said, reading=reading)
    item = explains.item or (question.points[0] if len(question.points) == 1 else None)
    if item is not None and AMENDS.search(explains.words):  # 说明 实事13 写错了，应为5300人
        return replace(said, reading=reader.read(f"更正 {item} {explains.words}", scope))
    explained = (explains.item,) if explains.item else question.points or items_of(person, registers)
    return replace(said, explains=explains, explained=explained)


def is_withdrawal(waiting: Pending | None) -> bool:
    """Whether what waits is 撤回 without an item: 是的 withdraws what was offered."""
    return waiting is not None and withdraws(Text.of(waiting.text).norm)


def _is_stale(waiting: Pending, at: datetime) -> bool:
    """An offer to withdraw holds for a short while: 任务60 on the next day takes nothing back."""
    return is_withdrawal(waiting) and at - waiting.received_at > _OFFER_LIVES


def _who_and_where(
    words: str, message: InboundMessage, person: Person | None, question: Question, at: datetime
) -> Said | None:
    """What a group is for, and who reports; None for anything else."""
    if (group := group_word(words)) is not None:
        return Said(message.text, Reading(Intent.COMMAND), message.kind, group=group)
    if question.evidence and (chosen := chosen_among(words, question.evidence)):
        return Said(message.text, Reading(Intent.UNCLEAR), message.kind, evidence=chosen)
    joins = join_word(words, at.date(), known=person is not None, asked=question.joining)
    return Said(message.text, Reading(Intent.BIND), message.kind, joins=joins) if joins else None


def _only_office(reply: BulletinReply | None, switch: bool | None) -> str:
    """What somebody else has asked for in the office's own words; "" for what they may mean otherwise."""
    if switch is not None:
        return "暂停推送" if switch else "恢复推送"
    return "发布通报" if reply and reply.act is Act.PUBLISH and reply.number is not None else ""


def _told_the_bot(
    words: str, message: InboundMessage, person: Person, question: Question, registers: Sequence[Register]
) -> Said | None:
    """Where pushes go, a head's word, the office's words on bulletins and pushes; None for anything else."""
    command = Said(message.text, Reading(Intent.COMMAND), message.kind)
    if (head := head_word(words)) is not None and confirming_units(person.head_of, registers):
        return replace(command, head=head)
    if platform := platform_wished(words):
        return replace(command, platform=platform)
    reply, switch = bulletin_reply(words), switch_said(words)
    open_one = question.publishing
    if open_one is not None and (when := hour(words)) is not None:
        reply = BulletinReply(
            Act.PUBLISH, open_one.number, open_one.naming, when=when, as_drafted=open_one.as_drafted
        )
    office = RoleName.OFFICE in person.roles
    if not office and (only_office := _only_office(reply, switch)):
        return replace(command, only_office=only_office)
    if office and (reply is not None or switch is not None):
        return replace(command, bulletin=reply, asked_hour=open_one is not None, switch=switch)
    return None


def _without_address(text: str, robot_names: tuple[str, ...]) -> str:
    """@督查助手 发布 12: what stands before the words."""
    for name in robot_names:
        text = text.removeprefix(f"@{name}")
    return text


class _Reader:
    """Reads against the newest open year, or against the one whose month the text states.

    What makes no sense in the newest year, or names items of other units there, is tried in the one before:
    in January its numbers are still used.
    """

    def __init__(self, person: Person | None, registers: Sequence[Register]) -> None:
        self._person = person
        self._registers = registers

    def read(self, text: str, scope: Scope) -> Reading:
        if not self._registers:
            return read(text, scope, _NO_ITEMS)
        newest = self._registers[-1]
        reading = self._read(text, scope, newest)
        years = {entry.month.year for entry in reading.entries if entry.month is not None}
        for register in self._registers[:-1]:
            if years == {register.year} or _is_doubtful(reading):
                other = self._read(text, scope, register)
                if not _is_doubtful(other) or years == {register.year}:
                    return other
        return reading

    def _read(self, text: str, scope: Scope, register: Register) -> Reading:
        unit_ids = self._person.unit_ids if self._person and self._person.reports else ()
        unit = register.units.get(unit_ids[0]) if unit_ids else None
        here = replace(scope, unit=unit.name if unit else None, mine=register.items_of(unit_ids))
        return read(text, here, register.catalog)


def _is_doubtful(reading: Reading) -> bool:
    return reading.intent is Intent.UNCLEAR or bool(reading.others)


def _placed(items: tuple[ItemRef, ...], pending: Pending, scope: Scope, reader: _Reader) -> Said:
    """The message that waited for its item, now that the item is named (or several are)."""
    at = pending.received_at.astimezone(scope.received_at.tzinfo)
    earlier = replace(scope, received_at=at, quote=None)
    words = Text.of(pending.text)
    named = find_mentions(words.norm)
    if sum(len(mention.numbers) for mention in named) > 1:
        # it names several items itself: which words belong to this one can't be told
        return Said(pending.text, Reading(Intent.UNCLEAR, doubt=Doubt.SEVERAL_IN_ONE, candidates=items))
    if named:  # the one number that was wrong
        words = Text.of(words.cut(0, named[0].start) + words.cut(named[0].end, len(words.norm)))
    text = f"{'、'.join(map(str, items))} {words.raw}"
    reading = reader.read(text, earlier)
    if {entry.item for entry in reading.entries} == set(items) and reading.intent is not Intent.UNCLEAR:
        return Said(text, reading, answers=True)
    kept = [entry for entry in reader.read(words.raw, earlier).entries if entry.item is None]
    entry = kept[0] if kept else Entry(None, progress=pending.text)
    placed = tuple(replace(entry, item=item) for item in items)
    return Said(text, Reading(Intent.REPORT, placed, month=entry.month), answers=True)


def _role(person: Person | None) -> Role:
    if person is None or person.reports:
        return Role.CONTACT
    return Role.OFFICE if RoleName.OFFICE in person.roles else Role.LEADER
