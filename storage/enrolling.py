"""A roster becomes people, roles and identities; a list of groups becomes group chats. All or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.unit_kinds import UnitKind, propose_kind
from storage.history import remember, touch
from storage.people import Groups, Roster, RosterRow, unknown_units
from storage.people.roster import PLATFORMS
from storage.rows import GroupRow, IdentityRow, PersonRow, RoleRow
from storage.settling import propose_members
from storage.turns import take_turn
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

    An account replaces the person's former one on that platform. A unit that the ledger does not know is
    refused with a suggestion, except street offices (a notice names them as 各街道办事处) and any unit where
    `new_units` says that the office means it. InputError.
    """
    take_turn(session)
    names = UnitNames(session)
    added_units = _check_units(roster, names, new_units=new_units)
    for unit, aliases in roster.units.items():
        names.add_aliases(names.find(unit) or names.ensure(unit), aliases)
    people = _People(session, names)
    for row in sorted(roster.rows, key=lambda row: not (row.identities or row.phone)):
        people.take(row)
    people.settle_roles_and_accounts()
    propose_members(session)
    if people.added or people.changed or added_units:
        detail = {"added": people.added, "changed": people.changed}
        remember(session, "roster.imported", "roster", detail, by, now)
        touch(session)
    return Enrolled(people.count, len(people.added), len(people.changed), added_units)


def take_groups(session: Session, groups: Groups, by: str, now: datetime) -> int:
    """Take group chats in, by name; returns how many are new or changed.

    InputError for an unknown unit, and for a name that two rows bear.
    """
    take_turn(session)
    names = UnitNames(session)
    if wrong := [*_unknown_purposes(groups, names), *_names_twice(groups)]:
        raise InputError("；".join(wrong))
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


def _unknown_purposes(groups: Groups, names: UnitNames) -> Iterator[str]:
    for row in groups.rows:
        if row.unit and names.find(row.unit) is None:
            yield f"第{row.number}行：用途“{row.unit}”不是已知单位"


def _names_twice(groups: Groups) -> Iterator[str]:
    seen: dict[str, int] = {}
    for row in groups.rows:
        first = seen.setdefault(row.name, row.number)
        if first != row.number:
            yield f"第{row.number}行：群名与第{first}行相同，请加以区别"


def count_people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def _check_units(roster: Roster, names: UnitNames, *, new_units: bool) -> tuple[str, ...]:
    unknown = unknown_units(roster, names.names, names.aliases)
    strange = [entry for entry in unknown if propose_kind(entry.unit) is not UnitKind.STREET]
    if strange and not new_units:
        lines = "\n".join(str(entry) for entry in strange)
        raise InputError(f"{lines}\n没有导入。请改正单位名称；确属新单位的，加 --new-units 再导入一次。")
    return tuple(entry.unit for entry in unknown)


@dataclass(slots=True)
class _Taken:
    """Somebody of the roster: the row in the database, and what the roster says."""

    person: PersonRow
    new: bool
    changed: bool = False
    rows: list[RosterRow] = field(default_factory=list)


class _People:
    """Finds for each row of a roster the person it means, by account, by phone, or by name and role."""

    def __init__(self, session: Session, names: UnitNames) -> None:
        self._session = session
        self._names = names
        self._taken: dict[int, _Taken] = {}

    @property
    def count(self) -> int:
        return len(self._taken)

    @property
    def added(self) -> list[str]:
        return [taken.person.name for taken in self._taken.values() if taken.new]

    @property
    def changed(self) -> list[str]:
        return [taken.person.name for taken in self._taken.values() if taken.changed and not taken.new]

    def take(self, row: RosterRow) -> None:
        """Rows that say little more than a name come last: they join a person of their unit."""
        person = self._by_account(row) or self._by_phone(row) or self._by_name(row)
        new = person is None
        if person is None:
            person = PersonRow(name=row.name, phone=row.phone or None)
            self._session.add(person)
            self._session.flush()
        taken = self._taken.setdefault(person.id, _Taken(person, new))
        taken.rows.append(row)
        phone = row.phone or person.phone
        if (person.name, person.phone, person.active) != (row.name, phone, True):
            person.name, person.phone, person.active = row.name, phone, True
            taken.changed = True
        for platform, user in row.identities.items():
            if self._session.get(IdentityRow, (platform, user.lower())) is None:
                self._session.add(IdentityRow(platform=platform, user_id=user.lower(), person_id=person.id))
                taken.changed = True

    def settle_roles_and_accounts(self) -> None:
        """Once all rows are taken: exactly the roles of the file, and only its accounts on its platforms."""
        self._session.flush()
        for taken in self._taken.values():
            taken.rows.sort(key=lambda row: row.number)
            taken.changed |= self._set_roles(taken) | self._drop_former_accounts(taken)

    def _by_account(self, row: RosterRow) -> PersonRow | None:
        found: dict[int, PersonRow] = {}
        for platform, user in row.identities.items():
            identity = self._session.get(IdentityRow, (platform, user.lower()))
            if identity is None:
                continue
            person = self._session.get_one(PersonRow, identity.person_id)
            found[person.id] = person
            if person.name != row.name and (not row.phone or person.phone != row.phone):
                raise InputError(
                    f"第{row.number}行：{PLATFORMS[platform]}已登记给{person.name}，没有导入。"
                    "请核对账号；是本人改名的，请同时填写原来登记的手机"
                )
        if len(found) > 1:
            raise InputError(f"第{row.number}行：两个账号已登记给两个人，没有导入。请先核对")
        return next(iter(found.values()), None)

    def _by_phone(self, row: RosterRow) -> PersonRow | None:
        if not row.phone:
            return None
        same = select(PersonRow).where(PersonRow.name == row.name, PersonRow.phone == row.phone)
        return self._session.scalars(same.order_by(PersonRow.id)).first()

    def _by_name(self, row: RosterRow) -> PersonRow | None:
        """Somebody of that name in the unit: of this file if the row says no more, else in the same role."""
        if not (row.identities or row.phone):
            for taken in self._taken.values():
                if any((one.unit, one.name) == (row.unit, row.name) for one in taken.rows):
                    return taken.person
        unit = self._names.find(row.unit) if row.unit else None
        same = (
            select(PersonRow)
            .join(RoleRow, RoleRow.person_id == PersonRow.id)
            .where(PersonRow.name == row.name, RoleRow.role == row.role)
            .where(RoleRow.unit_id == unit.id if unit else RoleRow.unit_id.is_(None))
            .order_by(PersonRow.id)
        )
        known = self._session.scalars(same).first()
        return None if known is None or known.id in self._taken else known

    def _set_roles(self, taken: _Taken) -> bool:
        wanted = {}
        for row in taken.rows:
            unit = self._names.find(row.unit) if row.unit else None
            wanted[row.role, unit.id if unit else None] = row.title or None
        of_person = RoleRow.person_id == taken.person.id
        standing = self._session.scalars(select(RoleRow).where(of_person))
        if {(role.role, role.unit_id): role.title for role in standing} == wanted:
            return False
        self._session.execute(delete(RoleRow).where(of_person))
        for (role, unit_id), title in wanted.items():
            self._session.add(RoleRow(person_id=taken.person.id, role=role, unit_id=unit_id, title=title))
        return True

    def _drop_former_accounts(self, taken: _Taken) -> bool:
        listed = {(platform, user.lower()) for row in taken.rows for platform, user in row.identities.items()}
        platforms = {platform for platform, _ in listed}
        standing = self._session.scalars(
            select(IdentityRow).where(IdentityRow.person_id == taken.person.id)
        ).all()
        former = [
            row for row in standing if row.platform in platforms and (row.platform, row.user_id) not in listed
        ]
        for row in former:
            self._session.delete(row)
        return bool(former)
