"""On which of their platforms people want to be pushed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.desk.preferring import Accounts
from handlers.errors import InputError
from handlers.messages import SPOKEN_PLATFORMS
from storage.history import remember
from storage.rows import IdentityRow, PersonRow, RoleRow
from storage.senders import address_of
from storage.turns import take_turn
from storage.unit_names import UnitNames


def accounts_of(connection: Connection, person_id: int, platforms: Collection[str]) -> Accounts:
    """What a wish is decided from; `platforms` are those that are switched on."""
    with Session(connection) as session:
        on = session.scalars(select(IdentityRow.platform).where(IdentityRow.person_id == person_id))
        address = address_of(session, person_id, platforms)
        prefers = session.get_one(PersonRow, person_id).prefers
        return Accounts(frozenset(on), frozenset(platforms), prefers, address.platform if address else "")


def prefer(session: Session, person_id: int, platform: str | None, by: str, now: datetime) -> bool:
    """Keep it (None: the first by name, as for everybody); whether that changed anything."""
    row = session.get_one(PersonRow, person_id, with_for_update=True, populate_existing=True)
    if row.prefers == platform:
        return False
    detail = {"person_id": person_id, "platform": platform, "before": row.prefers}
    row.prefers = platform
    remember(session, "person.prefers", row.name, detail, by, now)
    return True


def prefer_by_name(
    session: Session, name: str, unit: str | None, platform: str | None, by: str, now: datetime
) -> bool:
    """The same for the one person of that name (in a unit). InputError."""
    take_turn(session)
    found = _named(session, name, unit)
    if len(found) != 1:
        how = "请用 --unit 写明单位" if found else "请核对姓名"
        raise InputError(f"名单里{f'有{len(found)}位' if found else '没有'}“{name}”，{how}")
    person = found[0]
    on = set(session.scalars(select(IdentityRow.platform).where(IdentityRow.person_id == person.id)))
    if platform is not None and platform not in on:
        raise InputError(f"名单里{name}没有{SPOKEN_PLATFORMS[platform]}账号，请先补登")
    return prefer(session, person.id, platform, by, now)


def _named(session: Session, name: str, unit: str | None) -> list[PersonRow]:
    statement = select(PersonRow).where(PersonRow.name == name, PersonRow.active.is_(True))
    if unit is not None:
        known = UnitNames(session).known(unit)
        in_unit = select(RoleRow.person_id).where(RoleRow.unit_id == known.id)
        statement = statement.where(PersonRow.id.in_(in_unit))
    return list(session.scalars(statement.order_by(PersonRow.id)))
