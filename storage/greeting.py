"""What a person sees on entering the chat, once a day. No trace is kept of how often somebody looks in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from handlers.desk.view import open_registers
from handlers.duties.deadlines import local_day
from handlers.duties.owed import owed
from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register
from handlers.office.orders import Act, Order
from handlers.standings.picture import Standing
from handlers.wording import welcome
from storage.duties import done_at
from storage.house import House
from storage.led import led_by, whole_on
from storage.office_desk import office_desk
from storage.registers import Books
from storage.rows import GreetedRow

_IS = (GreetedRow.platform == bindparam("b_platform"), GreetedRow.user_id == bindparam("b_user"))
_LAST = select(GreetedRow.greeted_on).where(*_IS)
_AGAIN = update(GreetedRow).where(*_IS, GreetedRow.greeted_on < bindparam("b_day"))


def greeted(connection: Connection, platform: str, user_id: str, today: date) -> bool:
    """Whether somebody was greeted today."""
    last = connection.execute(_LAST, {"b_platform": platform, "b_user": user_id.lower()}).scalar_one_or_none()
    return last is not None and last >= today


def mark_greeted(connection: Connection, platform: str, user_id: str, today: date) -> bool:
    """False where another process has just greeted. Only the last day is kept."""
    who = {"b_platform": platform, "b_user": user_id.lower()}
    if connection.execute(_AGAIN, {**who, "b_day": today, "greeted_on": today}).rowcount:
        return True
    if connection.execute(_LAST, who).first() is not None:
        return False
    connection.execute(
        insert(GreetedRow), {"platform": platform, "user_id": user_id.lower(), "greeted_on": today}
    )
    return True


def greeting_for(
    connection: Connection, person: Person | None, books: Books, now: datetime, house: House
) -> str:
    """By role: what waits for the office, what a unit owes, how a leader's items stand, the way in."""
    if person is None:
        return welcome.stranger()
    today = local_day(now, house.zone)
    registers = open_registers(books.registers, today)
    if not registers:
        return welcome.no_ledger(person.name)
    if RoleName.OFFICE in person.roles:
        desk = office_desk(connection, Order(Act.WAITING), registers, books.terms, now, house)
        return welcome.office(person.name, desk.waiting)
    if person.reports:
        return _contact(connection, person, registers, books, today, house)
    return welcome.leader(person.name, _led(connection, person, registers[-1], books, now, house))


def _contact(
    connection: Connection,
    person: Person,
    registers: tuple[Register, ...],
    books: Books,
    today: date,
    house: House,
) -> str:
    duties = [
        duty
        for register in registers
        for duty in owed(
            register,
            done_at(connection, register, house.zone, units=person.unit_ids),
            books.terms,
            today,
            person.unit_ids,
        )
    ]
    names: Mapping[int, str] = {unit.id: unit.name for unit in registers[-1].units.values()}
    mine = registers[-1].items_of(person.unit_ids)
    return welcome.contact(person.name, [names.get(one, "") for one in person.unit_ids], duties, mine, today)


def _led(
    connection: Connection, person: Person, register: Register, books: Books, now: datetime, house: House
) -> Standing:
    whole = whole_on(connection, register.year, books.terms, now, house.zone)
    return led_by(connection, whole, person.id, now, local_day(now, house.zone))[0]
