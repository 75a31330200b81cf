"""Items that a decision in the middle of the year adds to the ledger, drops from it, or restores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.ledger.courses import ItemChange
from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import ItemKind, ItemRef
from storage.history import remember, touch
from storage.leaders import post_of
from storage.moving import Decision
from storage.rows import IndicatorRow, ItemChangeRow, ItemPostRow, ItemRow, ItemUnitRow, NoticeRow, UnitRow
from storage.settling import dropped_since, find_item
from storage.turns import take_turn
from storage.unit_names import UnitNames


@dataclass(frozen=True, slots=True)
class NewItem:
    """What the office decides on: a number or the next one; `lead`, or the only unit, leads."""

    kind: ItemKind
    text: str
    units: Sequence[str]
    lead: str | None = None
    leaders: Sequence[str] = ()
    category: str | None = None
    no: int | None = None


def drop_item(session: Session, year: int, ref: ItemRef, decision: Decision) -> bool:
    """From that day on nothing is owed on the item and later standings leave it out. False: it was so.

    InputError; OvertakenError: dropped as of another day.
    """
    item = _item(session, year, ref, decision)
    if (gone := dropped_since(session, item)) is not None:
        if gone.from_on == decision.on:
            return False
        raise OvertakenError(f"{ref}已由{gone.by}于{{at}}登记，自{gone.from_on}起撤项", gone.at)
    _write(session, year, ref, item, ItemChange.DROPPED, decision)
    return True


def restore_item(session: Session, year: int, ref: ItemRef, decision: Decision) -> bool:
    """Back from that day on; what fell due meanwhile is not owed. False: it was so. InputError."""
    item = _item(session, year, ref, decision)
    gone = dropped_since(session, item)
    if gone is None:
        restored = select(ItemChangeRow.id).where(
            ItemChangeRow.item_id == item.id,
            ItemChangeRow.change == ItemChange.RESTORED,
            ItemChangeRow.from_on == decision.on,
        )
        if session.execute(restored).first() is None:
            raise InputError(f"{ref}没有撤项，不需要恢复")
        return False
    if decision.on < gone.from_on:
        raise InputError(f"{ref}自{gone.from_on}起撤项，恢复不能早于这一天")
    _write(session, year, ref, item, ItemChange.RESTORED, decision)
    return True


def add_item(session: Session, year: int, new: NewItem, decision: Decision) -> tuple[ItemRef, bool]:
    """A further item from that day on, indicators drawn from its text. False: it was there.

    InputError.
    """
    take_turn(session)
    decision.check(year)
    notice = session.scalars(select(NoticeRow).where(NoticeRow.year == year)).one_or_none()
    if notice is None:
        raise InputError(f"{year}年的台账还没有导入")
    text = " ".join(new.text.split())
    if not text:
        raise InputError("请写明事项内容（--text）")
    if (there := _same(session, notice, new, text)) is not None:
        return there, False
    ref = ItemRef(new.kind, new.no or _next_number(session, notice, new.kind))
    item = ItemRow(
        notice_id=notice.id,
        kind=ref.kind,
        no=ref.no,
        category=new.category,
        text=text,
        lead_known=False,
        lead_settled=bool(new.lead) or len(new.units) == 1,
    )
    session.add(item)
    session.flush()
    _add_units(session, item, new, decision)
    for at, leader in enumerate(dict.fromkeys(new.leaders)):
        post = post_of(session, leader, decision.on)
        session.add(ItemPostRow(item_id=item.id, post_id=post.id, position=at, written=leader))
    for at, one in enumerate(draw_indicators(text)):
        values = {
            name: getattr(one, name) for name in ("metric", "kind", "op", "value", "high", "unit", "raw")
        }
        session.add(IndicatorRow(item_id=item.id, position=at, **values))
    _write(session, year, ref, item, ItemChange.ADDED, decision)
    return ref, True


def _same(session: Session, notice: NoticeRow, new: NewItem, text: str) -> ItemRef | None:
    """The item that was added in these words; InputError where the number is another one's."""
    alike = select(ItemRow).where(ItemRow.notice_id == notice.id, ItemRow.kind == new.kind)
    for row in session.scalars(alike):
        ref = ItemRef(row.kind, row.no)
        if row.text == text and new.no in (None, row.no):
            return ref
        if row.no == new.no:
            raise InputError(f"{ref}已经在台账里（{row.text[:20]}…），请换一个编号，或不写 --no 由系统编号")
    return None


def _next_number(session: Session, notice: NoticeRow, kind: ItemKind) -> int:
    """Numbers of dropped items are not given again."""
    last = select(func.max(ItemRow.no)).where(ItemRow.notice_id == notice.id, ItemRow.kind == kind)
    return (session.scalar(last) or 0) + 1


def _add_units(session: Session, item: ItemRow, new: NewItem, decision: Decision) -> None:
    names = UnitNames(session)
    units: dict[int, UnitRow] = {row.id: row for row in map(names.known, new.units)}
    if not units:
        raise InputError("请写明责任单位（--unit）")
    lead = names.known(new.lead) if new.lead else next(iter(units.values()))
    if lead.id not in units:
        raise InputError(f"牵头单位{lead.name}要在责任单位里，请用 --unit 一并写上")
    for at, unit in enumerate(units.values()):
        row = ItemUnitRow(item_id=item.id, position=at, unit_id=unit.id, written=unit.name)
        row.lead, row.from_on = item.lead_settled and unit.id == lead.id, decision.on
        session.add(row)


def _item(session: Session, year: int, ref: ItemRef, decision: Decision) -> ItemRow:
    """Its row, also where it is dropped by decision. InputError."""
    take_turn(session)
    decision.check(year)
    row = session.scalars(
        select(ItemRow)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .where(NoticeRow.year == year, ItemRow.kind == ref.kind, ItemRow.no == ref.no, ~ItemRow.dropped)
    ).one_or_none()
    return row or find_item(session, year, ref)


def _write(
    session: Session, year: int, ref: ItemRef, item: ItemRow, change: ItemChange, decision: Decision
) -> None:
    row = ItemChangeRow(item_id=item.id, change=change, from_on=decision.on, reason=decision.reason.strip())
    row.by, row.at = decision.by, decision.now
    session.add(row)
    detail = decision.detail(year, text=item.text)
    remember(session, f"item.{change.value}", str(ref), detail, decision.by, decision.now)
    touch(session)
