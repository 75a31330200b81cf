"""Who is who for requests on who reports: people of a unit, of a name, with an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from handlers.joining.shapes import Parts
from handlers.ledger.people import REPORTING, RoleName
from handlers.reading.normalise import Text
from storage.rows import IdentityRow, PersonRow, RoleRow, UnitRow
from storage.unit_names import UnitNames

OFFICE, LEADERS = "督查室", "区领导"
WITHOUT_UNIT: Mapping[str, RoleName] = MappingProxyType({OFFICE: RoleName.OFFICE, LEADERS: RoleName.LEADER})
"""What people write in a unit's place; only who is in the roster with that role can join so."""


def folded_names(names: UnitNames) -> dict[str, str]:
    """Every way in which people write a unit, folded, and the unit's own name."""
    known = {**{name: name for name in names.names}, **names.aliases}
    folded = {Text.of(name).norm: unit for name, unit in known.items() if len(name) > 1}
    for name, unit in list(folded.items()):
        if name[:1] in "区县市" and len(name) > 3:
            folded.setdefault(name[1:], unit)
    return {"领导": LEADERS, LEADERS: LEADERS, OFFICE: OFFICE, **folded}


def units_of(session: Session, person_id: int) -> tuple[str, ...]:
    """The units that somebody reports for, in the roster's order."""
    mine = (
        select(UnitRow.name)
        .join(RoleRow, RoleRow.unit_id == UnitRow.id)
        .where(RoleRow.person_id == person_id, RoleRow.role.in_(REPORTING))
        .order_by(RoleRow.id)
    )
    return tuple(dict.fromkeys(session.scalars(mine)))


def reporters_of(session: Session, unit: str) -> Sequence[PersonRow]:
    """The active contacts and heads of a unit."""
    return session.scalars(_reporting(unit).order_by(PersonRow.id)).unique().all()


def people_meant(session: Session, parts: Parts) -> list[PersonRow]:
    """Who of the roster is meant by unit and name; by the phone where there are several."""
    who = select(PersonRow).join(RoleRow, RoleRow.person_id == PersonRow.id).where(PersonRow.active.is_(True))
    if (role := WITHOUT_UNIT.get(parts.unit)) is not None:
        who = who.where(RoleRow.role == role)
    else:
        who = who.join(UnitRow, UnitRow.id == RoleRow.unit_id).where(UnitRow.name == parts.unit)
    found = list(session.scalars(who.where(PersonRow.name == parts.name).order_by(PersonRow.id)).unique())
    return [one for one in found if one.phone == parts.phone] or found


def newcomers(session: Session, parts: Parts) -> list[PersonRow]:
    """Who takes over: somebody of the unit by that name, or of the roster by name and phone."""
    if not parts.name:
        return []
    if parts.unit and (there := people_meant(session, parts)):
        return there
    same = select(PersonRow).where(PersonRow.name == parts.name).order_by(PersonRow.id)
    found = list(session.scalars(same))
    return [one for one in found if one.phone == parts.phone] if parts.phone else found


def oversees(session: Session, person_id: int) -> bool:
    """Whether it is somebody of the office, or a leader."""
    role = RoleRow.role.in_((RoleName.OFFICE, RoleName.LEADER))
    return session.scalars(select(RoleRow).where(RoleRow.person_id == person_id, role)).first() is not None


def has_account(session: Session, person_id: int, platform: str) -> bool:
    return account_of(session, person_id, platform) is not None


def account_of(session: Session, person_id: int, platform: str) -> IdentityRow | None:
    mine = select(IdentityRow).where(IdentityRow.person_id == person_id, IdentityRow.platform == platform)
    return session.scalars(mine).first()


def _reporting(unit: str) -> Select[PersonRow]:
    return (
        select(PersonRow)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == RoleRow.unit_id)
        .where(UnitRow.name == unit, RoleRow.role.in_(REPORTING), PersonRow.active.is_(True))
    )
