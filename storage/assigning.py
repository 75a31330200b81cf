"""Assignments: given, answered, settled; and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, exists, or_, select
from sqlalchemy.orm import Session

from handlers.desk.effects import AnswerAssignment, ExtendAssignment, GiveInstruction, SettleAssignment
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.assignments import Answer, Assignment, AssignmentKind
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register
from handlers.wording import assignments as wording
from storage.actors import Actor
from storage.history import remember
from storage.house import House
from storage.listeners import Reach, reach_of
from storage.outbox import Push
from storage.prompting import Prompt
from storage.registers import load_register
from storage.rows import AssignmentAnswerRow, AssignmentRow, ItemRow
from storage.senders import Address, address_of
from storage.turns import take_turn

KIND = "assignment"


@dataclass(frozen=True, slots=True)
class New:
    """What is given: to `units`, in their order; `leader_id` is who wants to hear the answer."""

    kind: AssignmentKind
    year: int
    item: ItemRef | None
    units: tuple[int, ...]
    words: str
    due_on: date
    month: Month | None = None
    seed: str | None = None


def assignments_for(
    connection: Connection,
    person: Person,
    registers: Sequence[Register],
    house: House,
    number: int | None = None,
) -> tuple[Assignment, ...]:
    """The open ones that concern a person, and the one with that number: all for the office, else those of
    the person's units, and those that the person has given.
    """
    statement = select(AssignmentRow).where(
        or_(AssignmentRow.result.is_(None), AssignmentRow.id == (number or 0))
    )
    if RoleName.OFFICE not in person.roles:
        theirs = exists().where(
            AssignmentAnswerRow.assignment_id == AssignmentRow.id,
            AssignmentAnswerRow.unit_id.in_(person.unit_ids),
        )
        statement = statement.where(or_(theirs, AssignmentRow.person_id == person.id))
    with Session(connection) as session:
        rows = session.scalars(statement.order_by(AssignmentRow.id)).all()
        return tuple(_read(session, rows, registers, house))


def _read(
    session: Session, rows: Sequence[AssignmentRow], registers: Iterable[Register], house: House
) -> Iterator[Assignment]:
    items = {entry.id: ref for register in registers for ref, entry in register.items.items()}
    answers: dict[int, list[Answer]] = {}
    given = select(AssignmentAnswerRow).where(AssignmentAnswerRow.assignment_id.in_([row.id for row in rows]))
    for one in session.scalars(given.order_by(AssignmentAnswerRow.position)) if rows else ():
        on = local_day(one.answered_at, house.zone) if one.answered_at else None
        answers.setdefault(one.assignment_id, []).append(Answer(one.unit_id, one.words, on))
    for row in rows:
        if row.item_id is None or row.item_id in items:
            yield _assignment(row, items, tuple(answers.get(row.id, ())), house)


def _assignment(
    row: AssignmentRow, items: dict[int, ItemRef], answers: tuple[Answer, ...], house: House
) -> Assignment:
    return Assignment(
        row.id,
        row.kind,
        items[row.item_id] if row.item_id is not None else None,
        row.words,
        row.given_by,
        local_day(row.given_at, house.zone),
        row.due_on,
        answers,
        Month.parse(row.month) if row.month else None,
        row.seed,
        row.result,
        row.result_words,
        row.person_id if row.kind is AssignmentKind.INSTRUCTION else None,
    )


def instruct(session: Session, act: GiveInstruction, actor: Actor, now: datetime, house: House) -> None:
    new = New(AssignmentKind.INSTRUCTION, act.year, act.item, act.units, act.words, act.due_on)
    give(session, new, actor, now, house)


def give(
    session: Session, new: New, actor: Actor, now: datetime, house: House, *, at_once: bool = False
) -> int:
    """Put it in, and tell the units' contacts (`at_once`: in quiet hours, too); of an instruction the office.

    Returns its number.
    """
    register = load_register(session, new.year)
    row = AssignmentRow(
        kind=new.kind,
        year=new.year,
        item_id=register.items[new.item].id if new.item else None,
        month=str(new.month) if new.month else None,
        words=new.words,
        given_by=actor.name,
        person_id=actor.person_id,
        message_id=actor.message_id,
        given_at=now,
        due_on=new.due_on,
        seed=new.seed,
    )
    session.add(row)
    session.flush()
    for position, unit_id in enumerate(new.units):
        session.add(AssignmentAnswerRow(assignment_id=row.id, unit_id=unit_id, position=position))
    session.flush()
    detail = {"number": row.id, "year": new.year, "words": new.words, "due": new.due_on.isoformat()}
    detail |= {"period": str(new.month)} if new.month else {}
    detail |= {"seed": new.seed} if new.seed else {}
    remember(session, f"{new.kind.value}.given", str(new.item or ""), detail, actor.name, now)
    (one,) = _read(session, [row], [register], house)
    _tell_of(one, register, Prompt.of(session, house, now, at_once=at_once))
    return row.id


def _tell_of(one: Assignment, register: Register, prompt: Prompt) -> None:
    reach = _reach(register, prompt)
    text = wording.to_unit(one, register.items[one.item].item.text if one.item else "")
    units = {answer.unit_id for answer in one.answers}
    for reporter in reach.listeners.people.reporters:
        address = reach.addresses.get(reporter.person_id)
        if address is not None and reach.listeners.people.units_of(reporter) & units:
            _say(prompt, f"assignment:{one.number}:{reporter.person_id}", address, reporter.name, text)
    if one.kind is AssignmentKind.INSTRUCTION:
        text = wording.to_office(one, [register.units[answer.unit_id].name for answer in one.answers])
        _to_office(prompt, reach, f"assignment:{one.number}:office", text)


def answer(session: Session, act: AnswerAssignment, actor: Actor, now: datetime, house: House) -> None:
    """Keep a unit's answer, added to the one before; who has given it and the office are told. InputError."""
    row = _open(session, act.number)
    place = session.get(AssignmentAnswerRow, (act.number, act.unit_id), with_for_update=True)
    if place is None:
        raise InputError(f"{row.kind.spoken}{row.id}不是交给您单位的")
    place.words = f"{place.words}\n{act.words}" if place.words else act.words
    place.answered_at, place.person_id = now, actor.person_id
    register = load_register(session, row.year)
    session.flush()
    (one,) = _read(session, [row], [register], house)
    unit = register.units[act.unit_id].name
    detail = {"number": row.id, "year": row.year, "unit": unit, "words": act.words}
    remember(session, f"{row.kind.value}.answered", str(one.item or ""), detail, actor.name, now)
    prompt = Prompt.of(session, house, now)
    key = f"assignment:{one.number}:answer:{actor.message_id}:{act.unit_id}"
    _to_office(prompt, _reach(register, prompt), key, wording.news(one, unit, act.words, office=True))
    if one.leader_id is not None and (to := address_of(session, one.leader_id, house.platforms)):
        text = wording.news(one, unit, act.words, office=False)
        _say(prompt, f"{key}:leader", to, one.given_by, text)


def settle(session: Session, act: SettleAssignment, actor: Actor, now: datetime) -> None:
    """InputError where it is settled already."""
    take_turn(session)
    row = _open(session, act.number)
    row.result, row.result_words = act.result, act.words
    row.settled_by, row.settled_at = actor.name, now
    detail = {"number": row.id, "year": row.year, "result": act.result.value, "reason": act.words}
    remember(session, f"{row.kind.value}.settled", _subject(session, row), detail, actor.name, now)


def extend(session: Session, act: ExtendAssignment, actor: Actor, now: datetime) -> None:
    take_turn(session)
    row = _open(session, act.number)
    detail = {
        "number": row.id,
        "year": row.year,
        "before": row.due_on.isoformat(),
        "due": act.due_on.isoformat(),
    }
    row.due_on = act.due_on
    remember(session, f"{row.kind.value}.extended", _subject(session, row), detail, actor.name, now)


def _open(session: Session, number: int) -> AssignmentRow:
    row = session.get(AssignmentRow, number, with_for_update=True)
    if row is None:
        raise InputError(f"没有第{number}件交办事项")
    if row.result is not None:
        raise InputError(f"{row.kind.spoken}{number}已由{row.settled_by}了结")
    return row


def _subject(session: Session, row: AssignmentRow) -> str:
    item = session.get(ItemRow, row.item_id) if row.item_id is not None else None
    return str(ItemRef(item.kind, item.no)) if item else ""


def _reach(register: Register, prompt: Prompt) -> Reach:
    day = local_day(prompt.now, prompt.house.zone)
    return reach_of(prompt.session.connection(), [register], day, prompt.house.platforms)


def _to_office(prompt: Prompt, reach: Reach, key: str, text: str) -> None:
    for person_id, name in reach.listeners.office.items():
        _say(prompt, f"{key}:{person_id}", reach.addresses[person_id], name, text)


def _say(prompt: Prompt, key: str, to: Address, name: str, text: str) -> None:
    prompt.say(Push(key, KIND, to.platform, to.user_id, text), name)
