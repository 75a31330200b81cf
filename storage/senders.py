"""Who is speaking: the person behind a platform's user id, and what the bot last asked that person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, select
from sqlalchemy.orm import Session

from handlers.desk.completing import Part, PartName
from handlers.desk.understanding import Pending, Question
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import REPORTING, Person, RoleName
from handlers.reading.shapes import Asked
from storage.rows import AskedRow, IdentityRow, InboxRow, PersonRow, RoleRow

ASKED_LIVES = timedelta(days=3)
CONFIRM_LIVES = timedelta(minutes=30)  # what an order would do was true when it was asked

_PERSON = (
    select(PersonRow.id, PersonRow.name, RoleRow.role, RoleRow.unit_id)
    .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    .join(RoleRow, RoleRow.person_id == PersonRow.id)
    .where(
        IdentityRow.platform == bindparam("platform"),
        IdentityRow.user_id == bindparam("user_id"),
        PersonRow.active.is_(True),
    )
    .order_by(RoleRow.id)
)
_ASKED = (
    select(
        AskedRow.items,
        AskedRow.points,
        AskedRow.plans,
        AskedRow.confirms,
        AskedRow.choices,
        AskedRow.parts,
        AskedRow.parts_at,
        AskedRow.asked_at,
        InboxRow.text,
        InboxRow.received_at,
    )
    .outerjoin(InboxRow, InboxRow.id == AskedRow.message_id)
    .where(AskedRow.person_id == bindparam("person_id"))
)


@dataclass(frozen=True, slots=True)
class Address:
    """How a person is reached directly."""

    person_id: int
    platform: str
    user_id: str


def addresses_of(session: Session, role: RoleName, platforms: Collection[str]) -> list[Address]:
    """One address for each active person of a role who is on one of `platforms`, those that are switched on.

    Where a person is on several: the preferred one, else the first by name; nobody who is on none.
    """
    in_role = select(RoleRow.person_id).where(RoleRow.role == role)
    return _addresses(session, PersonRow.id.in_(in_role), platforms)


def address_of(session: Session, person_id: int, platforms: Collection[str]) -> Address | None:
    """How one person is reached, as `addresses_of` chooses; None where there is no way."""
    return next(iter(_addresses(session, PersonRow.id == person_id, platforms)), None)


def _addresses(session: Session, who: ColumnElement[bool], platforms: Collection[str]) -> list[Address]:
    preferred_first = case((IdentityRow.platform == PersonRow.prefers, 0), else_=1)
    statement = (
        select(PersonRow.id, IdentityRow.platform, IdentityRow.user_id)
        .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
        .where(who, PersonRow.active.is_(True), IdentityRow.platform.in_(platforms))
        .order_by(PersonRow.id, preferred_first, IdentityRow.platform, IdentityRow.user_id)
    )
    found: dict[int, Address] = {}
    for person_id, platform, user_id in session.execute(statement):
        found.setdefault(person_id, Address(person_id, platform, user_id))
    return list(found.values())


def units_reported_by(connection: Connection, name: str) -> tuple[int, ...]:
    """The units that the contact or head of that name reports for; InputError unless it is one person."""
    rows = connection.execute(
        select(PersonRow.id, RoleRow.unit_id)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(
            PersonRow.name == name,
            PersonRow.active.is_(True),
            RoleRow.role.in_(REPORTING),
            RoleRow.unit_id.is_not(None),
        )
        .order_by(RoleRow.id)
    ).all()
    if len({row.id for row in rows}) != 1:
        found = f"有{len({row.id for row in rows})}位" if rows else "没有"
        raise InputError(f"名单里{found}填报人叫“{name}”，请核对姓名，或改用 --unit")
    return tuple(dict.fromkeys(row.unit_id for row in rows))


def person_of(connection: Connection, platform: str, user_id: str) -> Person | None:
    """The known, active person with this user id; None for a stranger or an empty id."""
    if not user_id:
        return None
    rows = connection.execute(_PERSON, {"platform": platform, "user_id": user_id.lower()}).all()
    if not rows:
        return None
    units = dict.fromkeys(row.unit_id for row in rows if row.role in REPORTING and row.unit_id is not None)
    return Person(rows[0].id, rows[0].name, frozenset(RoleName(row.role) for row in rows), tuple(units))


def question_to(connection: Connection, person: Person, now: datetime) -> Question:
    """The open question to a person, if it is not older than three days; one about points or plans stays."""
    row = connection.execute(_ASKED, {"person_id": person.id}).one_or_none()
    if row is None:
        return Question()
    left_out = row.parts if row.parts_at and now - row.parts_at <= ASKED_LIVES else ()
    parts = tuple(
        Part(ItemRef.parse(item), Month.parse(month), PartName(name)) for item, month, name in left_out
    )
    return replace(_question(row, now), parts=parts)


def _question(row: Any, now: datetime) -> Question:
    if now - row.asked_at > ASKED_LIVES and not (row.points or row.plans):
        return Question()
    items = tuple(ItemRef.parse(name) for name in row.items)
    choices = tuple(row.choices) if now - row.asked_at <= ASKED_LIVES else ()
    if row.confirms:
        return Question(order=row.text if now - row.asked_at <= CONFIRM_LIVES else None)
    if row.points:
        return Question(points=items, choices=choices)
    if row.plans:
        return Question(plans=items, choices=choices)
    return Question(
        Asked(items) if items and row.text is None else None,
        Pending(row.text, row.received_at, items, choices) if row.text is not None else None,
        choices=choices,
    )
