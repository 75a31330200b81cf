"""Who is speaking: the person behind a platform's user id, and what the bot last asked that person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, select
from sqlalchemy.orm import Session

from handlers.desk.completing import Part, PartName
from handlers.desk.effects import Publishing
from handlers.desk.said import Pending, Question
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import REPORTING, Person, RoleName
from handlers.reading.shapes import Asked
from storage.prepared import Prepared
from storage.rows import AskedRow, IdentityRow, InboxRow, PersonRow, RoleRow

ASKED_LIVES = timedelta(days=3)
HOUR_LIVES = timedelta(hours=12)  # now or in the morning: by noon it is neither
CONFIRM_LIVES = timedelta(minutes=30)  # what an order would do was true when it was asked

_PERSON = Prepared(
    select(PersonRow.id, PersonRow.name, RoleRow.role, RoleRow.unit_id, RoleRow.until_on)
    .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    .join(RoleRow, RoleRow.person_id == PersonRow.id)
    .where(
        IdentityRow.platform == bindparam("platform"),
        IdentityRow.user_id == bindparam("user_id"),
        PersonRow.active.is_(True),
    )
    .order_by(RoleRow.id)
)
_ASKED = Prepared(
    select(
        AskedRow.items,
        AskedRow.points,
        AskedRow.plans,
        AskedRow.months,
        AskedRow.publishing,
        AskedRow.confirms,
        AskedRow.evidence,
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
_REACHED = (
    select(PersonRow.id, IdentityRow.platform, IdentityRow.user_id)
    .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    .where(PersonRow.active.is_(True), IdentityRow.platform.in_(bindparam("platforms", expanding=True)))
    .order_by(
        PersonRow.id,
        case((IdentityRow.platform == PersonRow.prefers, 0), else_=1),
        IdentityRow.platform,
        IdentityRow.user_id,
    )
)
_ROLE = select(RoleRow.person_id).where(RoleRow.role == bindparam("role"))
_IN_ROLE = Prepared(_REACHED.where(PersonRow.id.in_(_ROLE)))
_OF_PERSON = Prepared(_REACHED.where(PersonRow.id == bindparam("id")))


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
    return _chosen(_IN_ROLE.rows(session, {"role": role, "platforms": list(platforms)}))


def address_of(session: Session, person_id: int, platforms: Collection[str]) -> Address | None:
    """How one person is reached, as `addresses_of` chooses; None where there is no way."""
    return next(
        iter(_chosen(_OF_PERSON.rows(session, {"id": person_id, "platforms": list(platforms)}))), None
    )


def _chosen(rows: Iterable[Sequence[Any]]) -> list[Address]:
    """The first of each person."""
    found: dict[int, Address] = {}
    for person_id, platform, user_id in rows:
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


def person_of(connection: Connection, platform: str, user_id: str, on: date | None = None) -> Person | None:
    """The known, active person with this user id; None for a stranger or an empty id.

    A deputy's role is over after its last day, seen from the day `on`.
    """
    if not user_id:
        return None
    found = _PERSON.rows(connection, {"platform": platform, "user_id": user_id.lower()})
    rows = [row for row in found if on is None or row.until_on is None or on <= row.until_on]
    if not rows:
        return None
    units = dict.fromkeys(row.unit_id for row in rows if row.role in REPORTING and row.unit_id is not None)
    heads = dict.fromkeys(
        row.unit_id for row in rows if row.role == RoleName.HEAD and row.unit_id is not None
    )
    roles = frozenset(RoleName(row.role) for row in rows)
    return Person(rows[0].id, rows[0].name, roles, tuple(units), tuple(heads))


def question_to(connection: Connection, person: Person, now: datetime) -> Question:
    """The open question to a person, if it is not older than three days; one about points or plans stays."""
    row = _ASKED.row(connection, {"person_id": person.id})
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
    if row.publishing:
        lives = now - row.asked_at <= HOUR_LIVES
        return Question(publishing=Publishing(*row.publishing)) if lives else Question()
    if row.confirms:
        return Question(order=row.text if now - row.asked_at <= CONFIRM_LIVES else None)
    if row.evidence:
        return Question(evidence=items)
    if row.points:
        return Question(points=items, choices=choices)
    if row.plans:
        return Question(plans=items, choices=choices)
    if row.months:
        return Question(withdrawals=tuple(zip(items, map(Month.parse, row.months), strict=True)))
    return Question(
        Asked(items) if items and row.text is None else None,
        Pending(row.text, row.received_at, items, choices) if row.text is not None else None,
        choices=choices,
    )
