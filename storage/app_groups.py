"""Group chats that the app makes: who goes in, and the row of the list that it becomes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.people import RoleName
from handlers.messages import SPOKEN_PLATFORMS
from handlers.wording.groups import welcome
from storage import outbox
from storage.history import remember
from storage.house import House
from storage.outbox import Push
from storage.people.groups import PURPOSES, GroupMethod, GroupPurpose
from storage.people.unknown import nearest
from storage.rows import GroupRow, IdentityRow, PersonRow, RoleRow, UnitRow
from storage.states import Channel
from storage.turns import take_turn
from storage.unit_names import UnitNames

NAME_LIMIT = 50  # characters (WeCom D90245); beyond it the platform would cut
FEWEST, MOST = 2, 2000


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    user_id: str


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """What is to be made. `purpose` is 全体, 督查室, 领导 or the unit's own name; the owner is a member."""

    name: str
    purpose: str
    owner: Member
    members: tuple[Member, ...]

    @property
    def user_ids(self) -> tuple[str, ...]:
        return tuple(member.user_id for member in self.members)


def members_for(
    connection: Connection,
    name: str,
    purpose: str,
    names: Sequence[str],
    owner: str | None,
    platform: str,
    *,
    contacts: bool,
) -> WantedGroup:
    """Who is meant, all with an account on the platform. InputError says who can't be put in."""
    with Session(connection) as session:
        unit = _unit(session, purpose)
        if session.scalars(select(GroupRow).where(GroupRow.name == name)).first() is not None:
            raise InputError(f"群“{name}”已经登记过，请换一个群名")
        found = _named(session, names, platform)
        if contacts:
            found += _of_role(session, RoleName.CONTACT, platform, unit)
        leads = _named(session, [owner], platform) if owner else _of_role(session, RoleName.OFFICE, platform)
        if not leads:
            raise InputError(f"督查室没有人有{SPOKEN_PLATFORMS[platform]}账号，请用 --owner 写明群主")
        members = tuple({one.user_id: one for one in (leads[0], *found)}.values())
        if not FEWEST <= len(members) <= MOST:
            raise InputError(f"群要有{FEWEST}到{MOST}人，现在是{len(members)}人（含群主{leads[0].name}）")
        return WantedGroup(name, unit.name if unit else purpose, leads[0], members)


def add_group(
    session: Session,
    wanted: WantedGroup,
    platform: str,
    address: str,
    by: str,
    house: House,
    now: datetime,
) -> None:
    """List it, and say what it is for: a new group stays unseen until its first message (WeCom D90245)."""
    take_turn(session)
    unit = _unit(session, wanted.purpose)
    purpose = GroupPurpose.UNIT if unit else PURPOSES[wanted.purpose]
    row = GroupRow(
        name=wanted.name,
        purpose=purpose.value,
        unit_id=unit.id if unit else None,
        platform=platform,
        way=GroupMethod.APPCHAT.value,
        address=address,
        secret=None,
    )
    session.add(row)
    session.flush()
    detail = {"purpose": wanted.purpose, "platform": platform, "members": len(wanted.members)}
    remember(session, "group.created", wanted.name, detail, by, now)
    first = house.hours_now(session.connection()).next_allowed(now)
    push = Push(
        *(f"group:{row.id}:welcome", "group_news", platform, str(row.id), welcome(wanted.purpose)),
        channel=Channel.GROUP,
        not_before=first,
    )
    outbox.put_push(session.connection(), push, now)


def _unit(session: Session, purpose: str) -> UnitRow | None:
    """The unit whose group it is to be; None for a purpose that is no unit. InputError."""
    if purpose in PURPOSES:
        return None
    names = UnitNames(session)
    unit = names.find(purpose)
    if unit is None:
        likely = nearest(purpose, names.names, names.aliases)
        meant = f"，是不是{'、'.join(likely)}" if likely else ""
        raise InputError(f"用途“{purpose}”不是{'、'.join(PURPOSES)}，也不是已知单位{meant}")
    return unit


def _named(session: Session, names: Collection[str], platform: str) -> list[Member]:
    """One person for each name, in their order."""
    statement = (
        select(PersonRow.name, IdentityRow.user_id)
        .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
        .where(PersonRow.name.in_(names), PersonRow.active.is_(True), IdentityRow.platform == platform)
        .order_by(PersonRow.id)
    )
    found: dict[str, list[Member]] = {}
    for name, user_id in session.execute(statement):
        found.setdefault(name, []).append(Member(name, user_id))
    if missing := [name for name in names if name not in found]:
        raise InputError(f"名单里没有{'、'.join(missing)}，或没有{SPOKEN_PLATFORMS[platform]}账号")
    if doubtful := [name for name in names if len(found[name]) > 1]:
        raise InputError(f"名单里有几位同名：{'、'.join(doubtful)}，不知是哪一位")
    return [found[name][0] for name in names]


def _of_role(session: Session, role: RoleName, platform: str, unit: UnitRow | None = None) -> list[Member]:
    statement = (
        select(PersonRow.name, IdentityRow.user_id)
        .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(PersonRow.active.is_(True), IdentityRow.platform == platform, RoleRow.role == role)
        .order_by(RoleRow.id)
    )
    if unit is not None:
        statement = statement.where(RoleRow.unit_id == unit.id)
    return [Member(name, user_id) for name, user_id in session.execute(statement)]
