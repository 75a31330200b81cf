"""Who can be pushed: reporters of units, groups of units, people of the office, leaders with their items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import Session

from handlers.duties.agenda import Leader, Listeners, UnitGroup
from handlers.duties.calling import People, Reporter
from handlers.ledger.items import ItemRef
from handlers.ledger.people import REPORTING, RoleName
from handlers.ledger.register import Register
from storage.people import GroupPurpose
from storage.rows import GroupRow, ItemPostRow, PersonRow, PostHolderRow, PostRow, RoleRow
from storage.senders import Address, addresses_of


@dataclass(frozen=True, slots=True)
class Reach:
    """The listeners, and how each is reached: persons by id, groups by id with their platform."""

    listeners: Listeners
    addresses: Mapping[int, Address] = field(default_factory=dict)
    group_platforms: Mapping[int, str] = field(default_factory=dict)


def reach_of(
    connection: Connection, registers: Iterable[Register], day: date, platforms: Collection[str]
) -> Reach:
    """Everybody who can be reached on one of the platforms; leaders as they hold their posts on that day."""
    with Session(connection) as session:
        by_role = {role: addresses_of(session, role, platforms) for role in RoleName}
    addresses = {one.person_id: one for ones in by_role.values() for one in ones}
    names = names_of(connection, addresses)
    groups = _groups(connection, platforms)
    known = {person_id: name for person_id, name in names.items() if person_id in addresses}
    led = leaders_on(connection, registers, day, known)
    office = {one.person_id: names[one.person_id] for one in by_role[RoleName.OFFICE]}
    listeners = Listeners(
        People(_reporters(connection, names)), tuple(group for group, _ in groups), office, led
    )
    return Reach(listeners, addresses, {group.id: platform for group, platform in groups})


def leaders_on(
    connection: Connection, registers: Iterable[Register], day: date, names: Mapping[int, str]
) -> dict[int, tuple[Leader, ...]]:
    """By ledger year, the leaders among `names` with the number of items that they lead on a day."""
    return {
        register.year: tuple(
            Leader(person_id, names[person_id], len(items))
            for person_id, items in items_led(connection, register.on(day), day).items()
            if person_id in names
        )
        for register in registers
    }


def items_led(connection: Connection, register: Register, day: date) -> dict[int, frozenset[ItemRef]]:
    """By leader (a person of the roster), the items whose post the person holds on a day.

    The notice names leaders; the roster's leader of that name is the person. Who has followed on a post is
    its holder from then on.
    """
    names = {entry.id: ref for ref, entry in register.items.items()}
    holds = (PostHolderRow.from_on <= day) & or_(
        PostHolderRow.until_on.is_(None), PostHolderRow.until_on >= day
    )
    held = (
        select(ItemPostRow.item_id, PostHolderRow.person_name, PostHolderRow.from_on, PostRow.id)
        .join(PostRow, PostRow.id == ItemPostRow.post_id)
        .join(PostHolderRow, PostHolderRow.post_id == PostRow.id)
        .where(holds)
        .order_by(PostHolderRow.from_on)
    )
    newest = {(row.item_id, row.id): row.person_name for row in connection.execute(held)}
    leaders = _leaders_by_name(connection)
    found: dict[int, set[ItemRef]] = {}
    for (item_id, _), name in newest.items():
        if item_id in names and name in leaders:
            found.setdefault(leaders[name], set()).add(names[item_id])
    return {person_id: frozenset(items) for person_id, items in sorted(found.items())}


def led_items(
    connection: Connection, person_id: int, registers: Iterable[Register], day: date
) -> frozenset[ItemRef]:
    """The items of a leader's posts, of all open years."""
    found = (items_led(connection, register, day).get(person_id, frozenset()) for register in registers)
    return frozenset().union(*found)


def _leaders_by_name(connection: Connection) -> dict[str, int]:
    statement = (
        select(PersonRow.id, PersonRow.name)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(RoleRow.role == RoleName.LEADER, PersonRow.active.is_(True))
    )
    return {row.name: row.id for row in connection.execute(statement)}


def names_of(connection: Connection, people: Collection[int]) -> dict[int, str]:
    """The names of active people by id."""
    rows = connection.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.active.is_(True)))
    return {row.id: row.name for row in rows if row.id in people}


def _reporters(connection: Connection, names: Mapping[int, str]) -> tuple[Reporter, ...]:
    statement = (
        select(RoleRow.person_id, RoleRow.role, RoleRow.unit_id)
        .where(RoleRow.role.in_(REPORTING), RoleRow.unit_id.is_not(None))
        .order_by(RoleRow.person_id)
    )
    units: dict[int, dict[RoleName, set[int]]] = {}
    for person_id, role, unit_id in connection.execute(statement):
        if person_id in names and unit_id is not None:
            units.setdefault(person_id, {}).setdefault(role, set()).add(unit_id)
    return tuple(
        Reporter(
            person_id,
            names[person_id],
            frozenset(roles.get(RoleName.CONTACT, ())),
            frozenset(roles.get(RoleName.HEAD, ())),
        )
        for person_id, roles in units.items()
    )


def _groups(connection: Connection, platforms: Collection[str]) -> list[tuple[UnitGroup, str]]:
    statement = (
        select(GroupRow.id, GroupRow.name, GroupRow.unit_id, GroupRow.platform)
        .where(GroupRow.purpose == GroupPurpose.UNIT.value, GroupRow.unit_id.is_not(None))
        .order_by(GroupRow.id)
    )
    return [
        (UnitGroup(row.id, row.name, row.unit_id), row.platform)
        for row in connection.execute(statement)
        if row.platform in platforms
    ]
