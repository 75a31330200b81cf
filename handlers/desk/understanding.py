"""From a message to what was said: read against the right ledger year, in the light of what the bot asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from handlers.desk.bulletin_words import Act, BulletinReply, bulletin_reply, hour
from handlers.desk.choosing import Doubtful, NoSuchChoice, bare_number, either
from handlers.desk.choosing import chosen as chosen_of
from handlers.desk.completing import answered
from handlers.desk.confirming import confirming_units, head_word
from handlers.desk.counting import plan_counts
from handlers.desk.evidence import chosen_among, pieces_of
from handlers.desk.followups import (
    Explanation,
    agrees,
    details_asked,
    explanation,
    items_chosen,
)
from handlers.desk.group_binding import group_word
from handlers.desk.lookups import Look, looked_up
from handlers.desk.preferring import platform_wished
from handlers.desk.said import Pending, Question, Said
from handlers.desk.switching import switch_said
from handlers.desk.taking_back import confirmed
from handlers.desk.unchanged import is_bare, unchanged_in
from handlers.desk.view import items_of
from handlers.desk.words import instruction_in, word_of
from handlers.desk.years import Reader
from handlers.duties.workdays import Calendar
from handlers.joining.reading import join_word
from handlers.joining.shapes import Apply
from handlers.ledger.items import ItemRef
from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register
from handlers.messages import ChatKind, InboundMessage
from handlers.reading.amending import AMENDS
from handlers.reading.intents import withdraws
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text
from handlers.reading.shapes import Doubt, Entry, Intent, Reading, Role, Scope

_OFFER_LIVES = timedelta(hours=2)
_MONTH = re.compile(r"20\d\d年\d{1,2}月")


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
    mine = items_of(person, registers)
    chosen = _chosen(words, question, mine, registers)
    short = _short(chosen if isinstance(chosen, str) and not question.pending else words, message, question)
    if isinstance(chosen, Doubtful | NoSuchChoice):
        return Said(message.text, Reading(Intent.UNCLEAR), message.kind, unsure=chosen)
    if person is not None and short is not None:
        return short
    reader = Reader(person, registers)
    if person is not None and person.reports and (look := looked_up(words, scope.written)):
        about_plan = look.what is Look.AIM
        reading = Reading(
            Intent.QUERY, tuple(map(Entry, look.items)), month=look.month, about_plan=about_plan
        )
        return Said(message.text, reading, message.kind, look=look)
    if (pending := question.pending) is not None and not _is_stale(pending, at):
        if chosen is not None:
            return _continued(chosen, pending, scope, reader)
        items = items_chosen(message.text, pending.candidates, mine)
        if not items and agrees(message.text) and is_withdrawal(pending):
            items = pending.candidates
        if items:
            return _placed(items, pending, scope, reader, person)
    return _read(message, words, person, question, registers, scope, chosen or message.text)


def _read(
    message: InboundMessage,
    words: str,
    person: Person | None,
    question: Question,
    registers: Sequence[Register],
    scope: Scope,
    answer: str,
) -> Said:
    """What is neither a short word nor an answer: read as what it says. `answer` is the choice that it is."""
    reader = Reader(person, registers)
    said = _said(message.text, scope, reader, person)
    if person is not None and (
        instruction := instruction_in(words, message.quote, person, said.reading, registers)
    ):
        return Said(message.text, Reading(Intent.COMMAND), message.kind, word=instruction)
    said = replace(said, kind=message.kind, waiting=question.pending, parts=question.parts)
    if person is None and said.reading.intent is Intent.BIND:
        return replace(said, joins=Apply(words))
    return _explaining(said, answer, question, items_of(person, registers), partial(reader.read, scope=scope))


def _short(words: str, message: InboundMessage, question: Question) -> Said | None:
    """A word or two that only mean something after what the bot said; 详情."""
    if entries := answered(words, question.parts):
        reading = Reading(Intent.AMEND, entries)
        return Said(message.text, reading, message.kind, parts=question.parts, fills=True)
    if counts := plan_counts(words, question.plans):
        reading = Reading(Intent.PLAN, tuple(map(Entry, counts.items)))
        return Said(message.text, reading, message.kind, plan_counts=counts)
    if (details := details_asked(message.text)) is not None:
        about = (Entry(details.item),) if details.item else ()
        return Said(message.text, Reading(Intent.QUERY, about), message.kind, details)
    return None


def _explaining(
    said: Said,
    words: str,
    question: Question,
    mine: tuple[ItemRef, ...],
    reads: Callable[[str], Reading],
) -> Said:
    """The message, which may be a word on what looked odd in reports: then decided as that, if any did."""
    if said.unchanged is not None and not said.reading.entries and question.points and is_bare(words):
        word = Explanation(words.strip(), only=False)
        return replace(said, unchanged=None, explains=word, explained=question.points)
    explains = explanation(words, asked=bool(question.points))
    if explains is None:
        return said
    if explains.item is not None and not explains.words:  # 说明 实事9 …, as it was sent
        asked = (explains.item,)
        reading = Reading(Intent.UNCLEAR, tuple(map(Entry, asked)), doubt=Doubt.UNFILLED, candidates=asked)
        return replace(said, reading=reading)
    item = explains.item or (question.points[0] if len(question.points) == 1 else None)
    if item is not None and AMENDS.search(explains.words):  # 说明 实事13 写错了，应为5300人
        return replace(said, reading=reads(f"更正 {item} {explains.words}"), unchanged=None)
    explained = (explains.item,) if explains.item else question.points or mine
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


def _chosen(
    words: str, question: Question, mine: tuple[ItemRef, ...], registers: Sequence[Register]
) -> str | Doubtful | NoSuchChoice | None:
    """The choice that is meant, where the open question has numbered ones, or asks which of a few items."""
    if question.choices:
        return chosen_of(_full_name(words, question.choices, registers), question.choices, mine)
    number = bare_number(words)
    candidates = question.pending.candidates if question.pending else ()
    if number is None or number > len(candidates):
        return None
    return either(number, str(candidates[number - 1]), mine)


def _full_name(words: str, choices: Sequence[str], registers: Sequence[Register]) -> str:
    """The unit among the choices that is called so; else the words as they are."""
    said = "".join(words.split())
    units = (unit for register in registers for unit in register.units.values() if unit.name in choices)
    return next((unit.name for unit in units if said in unit.aliases), words)


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
    if question.order is not None and hour(words) is not None:
        return None  # 现在, 明早: of the order that waits
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


def _said(text: str, scope: Scope, reader: Reader, person: Person | None) -> Said:
    """The message as it is read; what it says of all the rest (其余无变化) is taken out before."""
    if person is None or not person.reports:
        return Said(text, reader.read(text, scope))
    unchanged, words = unchanged_in(text, scope.quote, scope.written)
    if unchanged is None:
        return Said(text, reader.read(text, scope))
    reading = reader.read(words, scope) if words else Reading(Intent.REPORT)
    if words and reading.intent is not Intent.REPORT:
        return Said(text, reader.read(text, scope) if reading.doubt is None else reading)
    stated = reading.month or next((entry.month for entry in reading.entries if entry.month), None)
    return Said(text, reading, unchanged=replace(unchanged, month=unchanged.month or stated))


def _placed(
    items: tuple[ItemRef, ...], pending: Pending, scope: Scope, reader: Reader, person: Person | None
) -> Said:
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
    said = _said(text, earlier, reader, person)
    if {entry.item for entry in said.reading.entries} == set(
        items
    ) and said.reading.intent is not Intent.UNCLEAR:
        return replace(said, answers=True)
    kept = [entry for entry in reader.read(words.raw, earlier).entries if entry.item is None]
    entry = kept[0] if kept else Entry(None, progress=pending.text)
    placed = tuple(replace(entry, item=item) for item in items)
    return Said(text, Reading(Intent.REPORT, placed, month=entry.month), answers=True)


def _continued(choice: str, pending: Pending, scope: Scope, reader: Reader) -> Said:
    """The message that waited for a unit or a month, now that it is chosen; for the items asked about."""
    earlier = replace(scope, received_at=pending.received_at.astimezone(scope.received_at.tzinfo), quote=None)
    _, words = unchanged_in(pending.text, None, scope.written)
    month = _MONTH.fullmatch(choice)
    reading = reader.read(f"{choice}份 {words}" if month else words, earlier)
    about = set(pending.candidates)
    entries = tuple(entry for entry in reading.entries if entry.item in about)
    return Said(f"{choice} {pending.text}", replace(reading, entries=entries, others=()), answers=True)


def _role(person: Person | None) -> Role:
    if person is None or person.reports:
        return Role.CONTACT
    return Role.OFFICE if RoleName.OFFICE in person.roles else Role.LEADER
