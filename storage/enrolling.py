"""A roster becomes people, roles and identities; a list of groups becomes group chats. All or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.people import REPORTING
from handlers.ledger.unit_kinds import UnitKind, propose_kind
from storage.history import remember, touch
from storage.people import Groups, Roster, RosterRow, unknown_units
from storage.rows import GroupRow, IdentityRow, PersonRow, RoleRow, UnitRow
from storage.settling import propose_members
from storage.unit_names import UnitNames


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an import changed."""

    people: int
    added: int
    changed: int
    units_added: tuple[str, ...] = ()


def enrol(session: Session, roster: Roster, by: str, now: datetime, *, new_units: bool = False) -> Enrolled:
    """Take a roster in. People of the file get exactly the roles it lists; others stay as they are.

    A unit that the ledger does not know is refused with a suggestion, except street offices (a notice names
    them as 各街道办事处) and everything where `new_units` says that the office means it. InputError.
    """
    names = UnitNames(session)
    added_units = _check_units(roster, names, new_units=new_units)
    for unit, aliases in roster.units.items():
        names.add_aliases(names.find(unit) or names.ensure(unit), aliases)
    people = _people(roster.rows)
    added = changed = 0
    for rows in people:
        person, is_new = _person(session, rows)
        added += is_new
        if _set_roles(session, person, rows, names) | _set_identities(session, person, rows):
            changed += not is_new
    propose_members(session)
    if added or changed or added_units:
        remember(session, "roster.imported", "roster", {"added": added, "changed": changed}, by, now)
        touch(session)
    return Enrolled(len(people), added, changed, added_units)


def take_groups(session: Session, groups: Groups, by: str, now: datetime) -> int:
    """Take group chats in, by name; returns how many are new or changed. InputError for an unknown unit."""
    names = UnitNames(session)
    unknown = [row for row in groups.rows if row.unit and names.find(row.unit) is None]
    if unknown:
        raise InputError("；".join(f"第{row.number}行：用途“{row.unit}”不是已知单位" for row in unknown))
    known = {row.name: row for row in session.scalars(select(GroupRow))}
    changed = 0
    for row in groups.rows:
        unit = names.find(row.unit) if row.unit else None
        values = {
            "purpose": row.purpose.value,
            "unit_id": unit.id if unit else None,
            "platform": row.platform,
            "way": row.method.value,
            "address": row.address,
            "secret": row.secret or None,
        }
        here = known.get(row.name)
        if here is not None and all(getattr(here, key) == value for key, value in values.items()):
            continue
        changed += 1
        if here is None:
            session.add(GroupRow(name=row.name, **values))
        else:
            for key, value in values.items():
                setattr(here, key, value)
    if changed:
        remember(session, "groups.imported", "groups", {"changed": changed}, by, now)
    return changed


def count_people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def _check_units(roster: Roster, names: UnitNames, *, new_units: bool) -> tuple[str, ...]:
    unknown = unknown_units(roster, names.names, names.aliases)
    strange = [entry for entry in unknown if propose_kind(entry.unit) is not UnitKind.STREET]
    if strange and not new_units:
        lines = "\n".join(str(entry) for entry in strange)
        raise InputError(f"{lines}\n没有导入。请改正单位名称；确属新单位的，加 --new-units 再导入一次。")
    return tuple(entry.unit for entry in unknown)


def _people(rows: Iterable[RosterRow]) -> list[list[RosterRow]]:
    """Rows of one person together: the same account, or the same name and phone."""
    groups: list[list[RosterRow]] = []
    keys: dict[object, list[RosterRow]] = {}
    for row in rows:
        own: list[object] = [(platform, user.lower()) for platform, user in row.identities.items()]
        if row.phone:
            own.append((row.name, row.phone))
        group = next((keys[key] for key in own if key in keys), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(row)
        keys.update(dict.fromkeys(own, group))
    return groups


def _person(session: Session, rows: list[RosterRow]) -> tuple[PersonRow, bool]:
    """The person whom these rows mean: by account, else by name and phone; added where there is none."""
    first = rows[0]
    phone = next((row.phone for row in rows if row.phone), None)
    for row in rows:
        for platform, user in row.identities.items():
            identity = session.get(IdentityRow, (platform, user.lower()))
            if identity is not None:
                person = session.get_one(PersonRow, identity.person_id)
                person.name, person.phone, person.active = first.name, phone or person.phone, True
                return person, False
    same = select(PersonRow).where(PersonRow.name == first.name, PersonRow.phone == phone)
    known = session.scalars(same).first() if phone else None
    if known is not None:
        known.active = True
        return known, False
    person = PersonRow(name=first.name, phone=phone)
    session.add(person)
    session.flush()
    return person, True


def _set_roles(session: Session, person: PersonRow, rows: list[RosterRow], names: UnitNames) -> bool:
    wanted = {}
    for row in rows:
        unit: UnitRow | None = names.find(row.unit) if row.unit else None
        if unit is None and row.role in REPORTING:
            raise InputError(f"第{row.number}行：没有单位“{row.unit}”")
        wanted[row.role, unit.id if unit else None] = row.title or None
    standing = list(session.scalars(select(RoleRow).where(RoleRow.person_id == person.id)))
    if {(role.role, role.unit_id): role.title for role in standing} == wanted:
        return False
    session.execute(delete(RoleRow).where(RoleRow.person_id == person.id))
    for (role, unit_id), title in wanted.items():
        session.add(RoleRow(person_id=person.id, role=role, unit_id=unit_id, title=title))
    return True


def _set_identities(session: Session, person: PersonRow, rows: list[RosterRow]) -> bool:
    changed = False
    for row in rows:
        for platform, user in row.identities.items():
            identity = session.get(IdentityRow, (platform, user.lower()))
            if identity is None:
                session.add(IdentityRow(platform=platform, user_id=user.lower(), person_id=person.id))
                session.flush()
                changed = True
            elif identity.person_id != person.id:
                raise InputError(f"第{row.number}行：账号已登记给另一个人，请先核对")
    return changed
