"""Group chats that say in the chat itself what they are for: rows of the list of groups, way `robot`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from handlers.desk.effects import BindGroup, UnbindGroup
from handlers.desk.group_binding import GroupDesk, GroupWord
from handlers.messages import SPOKEN_PLATFORMS, InboundMessage
from storage.history import remember
from storage.people.groups import PURPOSES, GroupMethod, GroupPurpose
from storage.people.unknown import nearest
from storage.rows import GroupRow, OutboxRow, UnitRow
from storage.states import Channel, OutboxState
from storage.turns import take_turn
from storage.unit_names import UnitNames

_LONGEST_NAME = 60
_SPOKEN = {purpose: spoken for spoken, purpose in PURPOSES.items()}


def group_desk(connection: Connection, message: InboundMessage, word: GroupWord) -> GroupDesk:
    """What is decided from; who decides takes the turn first."""
    with Session(connection) as session:
        take_turn(session)
        names = UnitNames(session)
        unit = names.find(word.purpose) if word.is_unit and word.purpose else None
        likely: tuple[str, ...] = ()
        if word.is_unit and word.purpose and unit is None:
            likely = nearest(word.purpose, names.names, names.aliases)
        return GroupDesk(
            message.platform,
            message.chat_id,
            _free_name(session, message),
            tuple(spoken_purpose(session, row) for row in _rows(session, message.platform, message.chat_id)),
            unit.name if unit else "",
            likely,
        )


def bind(session: Session, act: BindGroup, by: str, now: datetime) -> None:
    """The group is in the list once, for this; what was waiting for its former purpose is dropped."""
    purpose = PURPOSES.get(act.purpose, GroupPurpose.UNIT)
    unit = UnitNames(session).known(act.purpose) if purpose is GroupPurpose.UNIT else None
    rows = _rows(session, act.platform, act.chat_id)
    before = [spoken_purpose(session, row) for row in rows]
    for row in rows[1:]:
        _take_out(session, row, now)
    if rows:
        _drop_waiting(session, rows[0], now)
    row = rows[0] if rows else GroupRow(platform=act.platform, address=act.chat_id, secret=None)
    row.name, row.way = act.name, GroupMethod.ROBOT.value
    row.purpose, row.unit_id = purpose.value, unit.id if unit else None
    session.add(row)
    detail = {"purpose": act.purpose, "before": before, "platform": act.platform}
    remember(session, "group.bound", act.name, detail, by, now)


def unbind(session: Session, act: UnbindGroup, by: str, now: datetime) -> None:
    """It gets nothing any more."""
    rows = _rows(session, act.platform, act.chat_id)
    for row in rows:
        before = [spoken_purpose(session, row)]
        remember(session, "group.unbound", row.name, {"before": before, "platform": act.platform}, by, now)
        _take_out(session, row, now)


def spoken_purpose(session: Session, row: GroupRow) -> str:
    if row.unit_id is not None:
        return session.get_one(UnitRow, row.unit_id).name
    return _SPOKEN.get(GroupPurpose(row.purpose), row.purpose)


def _take_out(session: Session, row: GroupRow, now: datetime) -> None:
    _drop_waiting(session, row, now)
    session.delete(row)
    session.flush()


def _drop_waiting(session: Session, row: GroupRow, now: datetime) -> None:
    """What waits for the group was meant for what it is no longer for."""
    waiting = update(OutboxRow).where(
        OutboxRow.channel == Channel.GROUP,
        OutboxRow.platform == row.platform,
        OutboxRow.receiver == str(row.id),
        OutboxRow.state == OutboxState.WAITING,
    )
    session.execute(waiting.values(state=OutboxState.DROPPED, sent_at=now))


def _rows(session: Session, platform: str, chat_id: str) -> Sequence[GroupRow]:
    here = select(GroupRow).where(GroupRow.platform == platform, GroupRow.address == chat_id)
    return session.scalars(here.order_by(GroupRow.id)).all()


def _free_name(session: Session, message: InboundMessage) -> str:
    """The chat's own name, unless another group of the list bears it."""
    own = message.chat_title.strip()[:_LONGEST_NAME]
    name = own or f"{SPOKEN_PLATFORMS.get(message.platform, message.platform)}群"
    others = select(GroupRow.name).where(
        (GroupRow.platform != message.platform) | (GroupRow.address != message.chat_id)
    )
    taken, free, number = set(session.scalars(others)), name, 1
    while free in taken:
        number += 1
        free = f"{name}（{number}）"
    return free
