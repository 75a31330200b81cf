"""Assignments in chat: a leader gives an instruction (批示), units answer (批示5 …), the office settles.

A unit answers with the number, or with 批示 alone where only one waits for it. The office looks (批示, 抽查,
批示5), gives more time (批示5 延期到11月30日) and settles (批示5 办结, 抽查3 属实, 抽查3 不实 原因：…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.desk.effects import (
    AnswerAssignment,
    Decision,
    ExtendAssignment,
    GiveInstruction,
    SettleAssignment,
)
from handlers.desk.view import LedgerView
from handlers.duties.by_when import by_when
from handlers.ledger.assignments import Assignment, AssignmentKind, Result
from handlers.ledger.items import ItemRef
from handlers.ledger.people import RoleName
from handlers.ledger.register import Register
from handlers.reading.normalise import Text
from handlers.wording import assignments as wording

INSTRUCTION_DAYS = 5  # working days, where the leader names no day
_KINDS = {"批示": AssignmentKind.INSTRUCTION, "抽查": AssignmentKind.SPOT_CHECK}
_HEAD = re.compile(
    r"\s*(?:请|麻烦|查看|看一?下|看)?\s*(?:回复|答复|关于|回访)?\s*(?:领导)?(?P<kind>批示|抽查)(?:件|事项)?\s*"
    r"(?:第|#|no\.?)?\s*(?P<number>\d{1,6})?\s*(?:号|件)?(?P<rest>(?:[\s:：，,。].*|的?(?:办结|属实|不实|延期|回复|答复|落实情况).*)?)",
    re.DOTALL,
)
_ONE = re.compile("看|号|第|回访")
_FILLING = re.compile(r"\s*(?:的?(?:回复|答复|落实情况|办理情况|情况))?[\s:：，,]*")
_DONE = re.compile(r"(?:已)?(?:办结|了结|完结|销号)(?P<words>.*)", re.DOTALL)
_TRUE = re.compile(r"(?:情况)?(?:属实|一致|真实|通过)(?P<words>.*)", re.DOTALL)
_FALSE = re.compile(r"(?:情况)?(?:不属实|不实|不一致|不符|有出入|虚报)(?P<words>.*)", re.DOTALL)
_LATER = re.compile(r"(?:延期|宽限|改期|推迟)(?:到|至)?(?P<words>.*)", re.DOTALL)
_REASON = re.compile(r"^[\s，,。:：]*(?:原因|说明|理由)?[\s:：]*")


class What(StrEnum):
    LOOK = "look"
    ANSWER = "answer"
    DONE = "done"
    TRUE = "true"
    FALSE = "false"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class AssignmentWord:
    """What is said of an assignment: `number` None where it is not said which."""

    kind: AssignmentKind
    number: int | None
    what: What
    words: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a leader has written, and the items that it names; none: it is for the office."""

    items: tuple[ItemRef, ...]
    words: str


_SETTLING = ((What.DONE, _DONE), (What.FALSE, _FALSE), (What.TRUE, _TRUE), (What.LATER, _LATER))


def assignment_word(text: str, *, office: bool) -> AssignmentWord | None:
    """Read it; None for anything else. Only the office's words settle anything."""
    said = Text.of(text)
    found = _HEAD.fullmatch(said.norm)
    if found is None:
        return None
    kind = _KINDS[found["kind"]]
    number = int(found["number"]) if found["number"] else None
    start = found.start("rest")
    filling = _FILLING.match(said.norm, start)
    start = filling.end() if filling else start
    words = said.cut(start, len(said.norm))
    if not words and office and kind is AssignmentKind.SPOT_CHECK and number and not _ONE.search(said.norm):
        return None  # 抽查 3 draws three
    if not words:
        return AssignmentWord(kind, number, What.LOOK)
    if office and number is not None:
        for what, pattern in _SETTLING:
            if settles := pattern.fullmatch(said.norm, start):
                told = said.cut(settles.start("words"), len(said.norm))
                return AssignmentWord(kind, number, what, _REASON.sub("", told))
    if office:
        return None
    return AssignmentWord(kind, number, What.ANSWER, words)


def about_assignments(word: AssignmentWord, view: LedgerView, today: date, limit: int) -> Decision:
    """What follows; who may say it is decided here: units answer their own, the office settles."""
    person = view.sender
    office = person is not None and RoleName.OFFICE in person.roles
    mine = view.assignments
    if word.what is What.LOOK:
        return _shown(word, mine, view, today, limit, office=office)
    if word.what is not What.ANSWER:
        return _settled(word, mine, view, today)
    waiting = [one for one in mine if one.is_open and one.kind is word.kind]
    if word.number is None and len(waiting) != 1:
        return Decision(wording.which(waiting, word.kind))
    one = waiting[0] if word.number is None else next((a for a in mine if a.number == word.number), None)
    if one is None or person is None:
        return Decision(wording.no_such(word.kind, word.number))
    if not one.is_open:
        return Decision(wording.settled_already(one))
    units = [answer.unit_id for answer in one.answers if answer.unit_id in person.unit_ids]
    if not units:
        return Decision(wording.not_for_you(one))
    effects = tuple(AnswerAssignment(one.number, unit_id, word.words) for unit_id in units)
    return Decision(wording.answered(one, word.words), effects)


def _shown(
    word: AssignmentWord,
    mine: Sequence[Assignment],
    view: LedgerView,
    today: date,
    limit: int,
    *,
    office: bool,
) -> Decision:
    found = [one for one in mine if one.kind is word.kind and word.number in (None, one.number)]
    if word.number is not None:
        if not found:
            return Decision(wording.no_such(word.kind, word.number))
        return Decision(wording.in_full(found[0], _named(view), today, limit, office=office))
    still = [one for one in found if one.is_open]
    return Decision(wording.listed(still, word.kind, _named(view), today, limit))


def _settled(word: AssignmentWord, mine: Sequence[Assignment], view: LedgerView, today: date) -> Decision:
    one = next((a for a in mine if a.number == word.number and a.kind is word.kind), None)
    if one is None:
        return Decision(wording.no_such(word.kind, word.number))
    if not one.is_open:
        return Decision(wording.settled_already(one))
    if word.what is What.LATER:
        day = by_when(word.words, today, view.calendar)
        if day is None:
            return Decision(wording.until_when(one))
        return Decision(wording.extended(one, day), (ExtendAssignment(one.number, day),))
    check = one.kind is AssignmentKind.SPOT_CHECK
    if check is (word.what is What.DONE):
        return Decision(wording.how_to_settle(one))
    if word.what is What.FALSE and not word.words:
        return Decision(wording.why_false(one))
    result = Result(word.what.value)
    return Decision(
        wording.settled(one, result, _named(view)),
        (SettleAssignment(one.number, result, word.words or None),),
    )


def instructed(said: Instruction, view: LedgerView, today: date) -> Decision:
    """A leader's instruction goes to the office and, on an item of the post, to those who answer for it."""
    leader = view.sender
    if leader is None:
        return Decision("")
    if len(said.items) > 1:
        return Decision(wording.one_item_each(said.items))
    register = next((r for r in reversed(view.registers) if all(i in r.items for i in said.items)), None)
    if register is None:
        return Decision(wording.unknown_item(said.items[0]))
    item = said.items[0] if said.items else None
    if item is not None and view.led is not None and item not in view.led:
        return Decision(wording.not_led(item))
    due = by_when(said.words, today, view.calendar)
    due = due or view.calendar.add_working_days(today, INSTRUCTION_DAYS)
    units = _asked(item, register) if item else ()
    give = GiveInstruction(register.year, item, units, said.words, due)
    names = [register.units[unit_id].name for unit_id in units]
    return Decision(wording.instruction_taken(item, names, due), (give,))


def _asked(item: ItemRef, register: Register) -> tuple[int, ...]:
    """The settled lead, or all who owe on the item."""
    entry = register.items[item]
    owing = register.owing(item)
    return (entry.lead_id,) if entry.lead_id in owing and entry.lead_id is not None else owing


def _named(view: LedgerView) -> wording.Named:
    units = {unit.id: unit.name for register in view.registers for unit in register.units.values()}
    return units.__getitem__
