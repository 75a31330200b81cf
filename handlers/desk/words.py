"""Words that are no report: orders of the office, instructions of leaders, and what is said of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.desk.assignments import (
    AssignmentWord,
    Instruction,
    What,
    about_assignments,
    assignment_word,
    instructed,
)
from handlers.desk.bulletin_words import hour
from handlers.desk.effects import Decision, StopAsking
from handlers.desk.view import LedgerView
from handlers.ledger.items import ItemRef
from handlers.ledger.people import Person, RoleName, leads_only
from handlers.ledger.register import Register
from handlers.office.deciding import ordered
from handlers.office.desk import OfficeDesk
from handlers.office.orders import Act, Order
from handlers.office.reading import Ground, cancels, confirms, order_in, waits_for_a_word
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text
from handlers.reading.shapes import Intent, Reading, Scope
from handlers.wording import guidance

_FOR_LEADERS = frozenset({Act.MISSING, Act.LIGHTS, Act.OVERVIEW})
_NO_INSTRUCTION = frozenset({Intent.QUERY, Intent.HELP, Intent.CHITCHAT, Intent.BIND})


# what a summary has not named: asked for, and no instruction
_REST = re.compile(
    r"(?:看|看看|列出|还有)?(?:其余|其他|另外|剩下|剩余|全部|所有|更多|余下)(?:的)?(?:[几\d一二两三四五六七八九十]*[项个])?(?:的|呢|吧)?[。？?!！]?"
    r"|下一页|还有(?:哪些|什么|呢)?[？?]?|继续[。]?"
)


@dataclass(frozen=True, slots=True)
class NotDone:
    """The order that waited is not wanted; `waited` False: none did."""

    waited: bool


Word = Order | NotDone | AssignmentWord | Instruction


def word_of(
    words: str, person: Person, waiting: str | None, registers: Sequence[Register], scope: Scope
) -> Word | None:
    """What a message is beside a report. `waiting` is the text of an order that waits for 确认."""
    if not registers:
        return None
    office = RoleName.OFFICE in person.roles
    if (assigned := assignment_word(words, office=office)) is not None and not (
        leads_only(person) and assigned.what is What.ANSWER
    ):
        return assigned
    ground = Ground(registers[-1], scope.written)
    if office:
        return _of_the_office(words, person, waiting, ground)
    if leads_only(person):
        if _REST.fullmatch(words.strip()):
            return Order(Act.LIGHTS)
        order = order_in(words, ground)
        return order if order is not None and order.act in _FOR_LEADERS else None
    return None


def instruction_in(
    words: str, quote: str | None, person: Person, reading: Reading, registers: Sequence[Register]
) -> Instruction | None:
    """What a leader wants done: whatever is no question, no thanks and no help (domain.md)."""
    if not leads_only(person) or reading.intent in _NO_INSTRUCTION or not registers:
        return None
    items = _named(words)
    if not items and quote is not None and len(quoted := _named(quote)) == 1:
        items = quoted
    return Instruction(items, words.strip())


def about_word(word: Word, view: LedgerView, today: date, limit: int) -> Decision:
    """What follows. None of it is done or shown in a group chat."""
    if view.in_group:
        return Decision(guidance.only_direct(_spoken(word)))
    match word:
        case Order():
            return ordered(word, view.office or OfficeDesk(), view, today, limit)
        case NotDone(waited):
            return (
                Decision(guidance.NOT_DONE, (StopAsking(),)) if waited else Decision(guidance.NOTHING_WAITS)
            )
        case AssignmentWord():
            return about_assignments(word, view, today, limit)
        case Instruction():
            return instructed(word, view, today)


def _of_the_office(words: str, person: Person, waiting: str | None, ground: Ground) -> Word | None:
    if waiting is not None and ((when := hour(words)) is not None or confirms(words)):
        order = order_in(waiting, ground, reports_too=person.reports)
        return replace(order, confirmed=True, when=when) if order else None
    if waiting is not None and cancels(words):
        return NotDone(waited=True)
    if waits_for_a_word(words):
        return NotDone(waited=False)
    return order_in(words, ground, reports_too=person.reports)


def _named(words: str) -> tuple[ItemRef, ...]:
    found = (
        ItemRef(kind, no)
        for mention in find_mentions(Text.of(words).norm)
        for kind, no in mention.numbers
        if kind is not None
    )
    return tuple(dict.fromkeys(found))


def _spoken(word: Word) -> str:
    match word:
        case Order():
            return word.act.value
        case AssignmentWord():
            return word.kind.spoken
        case Instruction():
            return "批示"
        case NotDone():
            return "确认"
