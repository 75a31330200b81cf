"""What the notice leaves open and the office settles: leads, sets, overlapping items, kinds of units.

The same decision again changes nothing. Another person's decision is changed only with `replace`: without it
OvertakenError tells who settled it and when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.courses import ItemChange
from handlers.ledger.items import ItemRef
from handlers.ledger.links import LinkState
from handlers.ledger.unit_kinds import UnitKind
from handlers.wording.phrases import spoken_day
from storage.history import remember, touch
from storage.rows import (
    HistoryRow,
    ItemChangeRow,
    ItemLinkRow,
    ItemRow,
    ItemUnitRow,
    NoticeRow,
    UnitMemberRow,
    UnitRow,
)
from storage.turns import last_decision, refuse_to_overwrite, take_turn
from storage.unit_names import UnitNames

_ALL_STREETS = re.compile(r"各(街道|镇街|街镇)(办事处|办)?")


def settle_lead(
    session: Session, year: int, ref: ItemRef, unit: str, by: str, now: datetime, *, replace: bool = False
) -> tuple[str, ...]:
    """Make a unit (or several, parted by 、) the lead of an item; returns their names. InputError."""
    take_turn(session)
    item = find_item(session, year, ref)
    names = UnitNames(session)
    rows = session.scalars(
        select(ItemUnitRow)
        .where(ItemUnitRow.item_id == item.id, ItemUnitRow.until_on.is_(None))
        .order_by(ItemUnitRow.position)
    ).all()
    wanted = {names.known(name).id for name in re.split(r"[、,，]", unit) if name}
    have = {row.unit_id for row in rows}
    if not wanted or wanted - have:
        listed = "、".join(row.written for row in rows)
        raise InputError(f"{ref}的责任单位是{listed}；牵头单位要从中选")
    before = [row.written for row in rows if row.lead]
    leads = tuple(row.written for row in rows if row.unit_id in wanted)
    if item.lead_settled:
        if tuple(before) == leads:
            return leads
        if not replace:
            last = last_decision(session, ("lead.settled",), str(ref), year)
            refuse_to_overwrite(last, by, f"{ref}的牵头单位（{'、'.join(before)}）")
    for row in rows:
        row.lead = row.unit_id in wanted
    item.lead_settled = True
    _remember(session, "lead.settled", str(ref), {"lead": list(leads), "year": year}, by, now)
    return leads


def settle_proposed_leads(session: Session, year: int, by: str, now: datetime) -> int:
    """Take the first unit as lead of every item whose lead is open; returns how many. InputError."""
    take_turn(session)
    if session.scalars(select(NoticeRow.id).where(NoticeRow.year == year)).one_or_none() is None:
        raise InputError(f"{year}年的台账还没有导入")
    first_units = session.execute(
        select(ItemRow, ItemUnitRow)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .join(ItemUnitRow, ItemUnitRow.item_id == ItemRow.id)
        .where(
            NoticeRow.year == year,
            ItemUnitRow.position == 0,
            ItemRow.lead_known.is_(False),
            ItemRow.lead_settled.is_(False),
            ItemRow.dropped.is_(False),
        )
    ).all()
    for item, unit in first_units:
        unit.lead, item.lead_settled = True, True
        detail = {"lead": [unit.written], "year": year}
        remember(session, "lead.settled", str(ItemRef(item.kind, item.no)), detail, by, now)
    if first_units:
        touch(session)
    return len(first_units)


def settle_set(
    session: Session,
    collective: str,
    members: Sequence[str],
    by: str,
    now: datetime,
    *,
    replace: bool = False,
) -> tuple[str, ...]:
    """Say which units a collective stands for; returns their names. InputError. From then on they owe."""
    take_turn(session)
    names = UnitNames(session)
    unit = names.known(collective)
    if not unit.collective:
        raise InputError(f"{unit.name}是一个单位，不是单位的集合")
    rows = list({row.id: row for row in (names.known(name) for name in members)}.values())
    nested = [row.name for row in rows if row.collective]
    if nested:
        raise InputError(f"成员要写具体单位，“{nested[0]}”也是集合")
    if not rows:
        raise InputError(f"没有写“{collective}”的成员")
    named = tuple(row.name for row in rows)
    if unit.members_settled:
        if {row.id for row in rows} == _members(session, unit):
            return named
        if not replace:
            refuse_to_overwrite(last_decision(session, ("set.settled",), unit.name, None), by, unit.name)
    _put_members(session, unit, [row.id for row in rows])
    unit.members_settled = True
    _remember(session, "set.settled", unit.name, {"members": list(named)}, by, now)
    return named


def settle_link(
    session: Session,
    year: int,
    pair: tuple[ItemRef, ItemRef],
    state: LinkState,
    by: str,
    now: datetime,
    *,
    replace: bool = False,
) -> None:
    """Confirm or reject that two items overlap; a pair that was not proposed can be confirmed too."""
    take_turn(session)
    task, livelihood = sorted(pair, key=lambda ref: ref.sort_key)
    first, second = find_item(session, year, task), find_item(session, year, livelihood)
    if first.kind == second.kind:
        raise InputError("只有任务与实事之间才需要确认重合")
    link = session.get(ItemLinkRow, (first.id, second.id))
    if link is not None and link.state is not LinkState.PROPOSED:
        if link.state is state:
            return
        if not replace:
            last = _last_of_link(session, year, task, livelihood)
            refuse_to_overwrite(last, by, f"{task}与{livelihood}是否重合")
    if link is None:
        link = ItemLinkRow(item_id=first.id, other_id=second.id, state=state, reason="督查室指定")
        session.add(link)
    link.state = state
    _remember(session, f"link.{state.value}", str(task), {"other": str(livelihood), "year": year}, by, now)


def settle_kind(
    session: Session, unit: str, kind: UnitKind, by: str, now: datetime, *, replace: bool = False
) -> str:
    """Say what kind of body a unit is; returns its name. Wording towards it follows. InputError."""
    take_turn(session)
    row = UnitNames(session).known(unit)
    if row.kind_settled:
        if row.kind is kind:
            return row.name
        if not replace:
            last = last_decision(session, ("kind.settled",), row.name, None)
            refuse_to_overwrite(last, by, f"{row.name}的性质（{row.kind.label}）")
    row.kind, row.kind_settled = kind, True
    propose_members(session)
    _remember(session, "kind.settled", row.name, {"kind": kind.value}, by, now)
    return row.name


def propose_members(session: Session) -> None:
    """各街道办事处 can only mean every street office: propose those known until the office settles it."""
    units = session.scalars(select(UnitRow)).all()
    streets = [row.id for row in units if row.kind is UnitKind.STREET and not row.collective]
    for unit in units:
        if unit.collective and not unit.members_settled and _ALL_STREETS.fullmatch(unit.name):
            _put_members(session, unit, streets)


def find_item(session: Session, year: int, ref: ItemRef) -> ItemRow:
    """The item's row; InputError where the year or the number does not exist, or no longer does."""
    item = session.scalars(
        select(ItemRow)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .where(
            NoticeRow.year == year,
            ItemRow.kind == ref.kind,
            ItemRow.no == ref.no,
            ItemRow.dropped.is_(False),
        )
    ).one_or_none()
    if item is None:
        raise InputError(f"{year}年的台账里没有{ref}")
    if (gone := dropped_since(session, item)) is not None:
        day = spoken_day(gone.from_on)
        raise InputError(f"{ref}已决定自{day}起撤项（{gone.reason}）；要恢复请用 ducha item restore")
    return item


def dropped_since(session: Session, item: ItemRow) -> ItemChangeRow | None:
    """The decision by which the item is dropped in the end."""
    last = session.scalars(
        select(ItemChangeRow)
        .where(ItemChangeRow.item_id == item.id)
        .order_by(ItemChangeRow.from_on.desc(), ItemChangeRow.id.desc())
        .limit(1)
    ).one_or_none()
    return last if last is not None and last.change is ItemChange.DROPPED else None


def _last_of_link(session: Session, year: int, task: ItemRef, livelihood: ItemRef) -> HistoryRow | None:
    whats = tuple(f"link.{state.value}" for state in LinkState)
    return last_decision(session, whats, str(task), year, other=str(livelihood))


def _members(session: Session, unit: UnitRow) -> set[int]:
    return set(session.scalars(select(UnitMemberRow.unit_id).where(UnitMemberRow.set_id == unit.id)))


def _put_members(session: Session, unit: UnitRow, members: Sequence[int]) -> None:
    session.execute(delete(UnitMemberRow).where(UnitMemberRow.set_id == unit.id))
    session.add_all(UnitMemberRow(set_id=unit.id, unit_id=member) for member in members)


def _remember(session: Session, what: str, subject: str, detail: Any, by: str, now: datetime) -> None:
    remember(session, what, subject, detail, by, now)
    touch(session)
