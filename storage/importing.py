"""A notice that was read becomes the ledger of its year; a changed one is compared row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.collectives import split_alias
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.links import LinkState
from storage.history import remember, touch
from storage.notices import ReadNotice
from storage.notices.differences import FieldChange, Head, ItemChange, diff_heads, diff_items
from storage.registers import stored_items
from storage.rows import (
    IndicatorRow,
    ItemLinkRow,
    ItemPostRow,
    ItemRow,
    ItemUnitRow,
    NoticeRow,
    PostHolderRow,
    PostRow,
)
from storage.settling import propose_members
from storage.turns import take_turn
from storage.unit_names import UnitNames

_POST_WORDS = re.compile(r"区长|县长|市长|镇长|主任|书记|领导|分管|班子|负责")


@dataclass(frozen=True, slots=True)
class Source:
    """The file a notice came from."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found: `new` for the first of its year, else what differs (and is it `applied`).

    `changes` are the rows', `head` those of number, title and date.
    """

    year: int
    new: bool
    changes: tuple[ItemChange, ...]
    applied: bool
    head: tuple[FieldChange, ...] = ()


def import_notice(
    session: Session,
    notice: ReadNotice,
    year: int,
    source: Source,
    now: datetime,
    *,
    apply: bool = False,
    by: str = "",
) -> Imported:
    """Take a notice in. The first of a year is taken at once, a changed one only with `apply`.

    The same file twice changes nothing. An item that is gone is marked as dropped; its plans and reports
    stay. What the office has settled (leads, sets, links) stays too. `by` names who does it, for the history.
    InputError for a year that differs.
    """
    if notice.year is not None and notice.year != year:
        raise InputError(f"文件写的是{notice.year}年，--year 写的是{year}年，请核对")
    take_turn(session)
    row = session.scalars(select(NoticeRow).where(NoticeRow.year == year)).one_or_none()
    if row is None:
        row = NoticeRow(year=year, source_name=source.name, source_sha256=source.sha256, imported_at=now)
        session.add(row)
        _set_head(row, notice, source, now)
        session.flush()
        _Writer(session, row, notice.items).write((item.ref for item in notice.items), notice)
        detail: dict[str, Any] = {"items": len(notice.items), "source": source.name}
        remember(session, "notice.imported", str(year), detail, by or source.name, now)
        return Imported(year, True, (), True)
    changes = diff_items(stored_items(session, row), notice.items)
    head = diff_heads(_stored_head(row), _head(notice))
    applied = bool(changes or head) and apply
    if applied:
        _set_head(row, notice, source, now)
        if changes:
            _Writer(session, row, notice.items).write((change.ref for change in changes), notice)
        detail = {"changes": [str(change.ref) for change in changes], "source": source.name}
        if head:
            detail["head"] = [field.name for field in head]
        remember(session, "notice.changed", str(year), detail, by or source.name, now)
        touch(session)
    return Imported(year, False, changes, applied, head)


def _head(notice: ReadNotice) -> Head:
    return Head(notice.number, notice.title or None, notice.issued_on)


def _stored_head(row: NoticeRow) -> Head:
    return Head(row.number, row.title or None, row.issued_on)


def _set_head(row: NoticeRow, notice: ReadNotice, source: Source, now: datetime) -> None:
    """Number, title and date as the file says them; what it does not say stays."""
    head = _stored_head(row).updated(_head(notice))
    row.number, row.title, row.issued_on = head.number, head.title, head.issued_on
    row.source_name, row.source_sha256, row.imported_at = source.name, source.sha256, now


class _Writer:
    """Writes items and what hangs on them."""

    def __init__(self, session: Session, notice: NoticeRow, items: Iterable[Item]) -> None:
        self._session = session
        self._notice = notice
        self._from_on = notice.issued_on or date(notice.year, 1, 1)
        self._units = UnitNames(session)
        self._plain = _standing_alone(items)
        self._posts = {row.name: row for row in session.scalars(select(PostRow))}

    def write(self, refs: Iterable[ItemRef], notice: ReadNotice) -> None:
        """Write these items as the notice has them, and mark those that it no longer has."""
        items = {item.ref: item for item in notice.items}
        rows = {
            ItemRef(row.kind, row.no): row
            for row in self._session.scalars(select(ItemRow).where(ItemRow.notice_id == self._notice.id))
        }
        for ref in refs:
            if ref not in items:
                rows[ref].dropped = True
                continue
            rows[ref] = rows.get(ref) or self._row(items[ref])
            self._write(items[ref], rows[ref])
        self._links(rows, notice)
        propose_members(self._session)

    def _row(self, item: Item) -> ItemRow:
        row = ItemRow(
            notice_id=self._notice.id, kind=item.ref.kind, no=item.ref.no, text="", lead_known=False
        )
        self._session.add(row)
        return row

    def _write(self, item: Item, row: ItemRow) -> None:
        row.category, row.text = item.category, item.text
        row.others, row.deadline = item.others, item.deadline
        row.lead_known, row.dropped = item.lead_known, False
        self._session.flush()
        self._write_units(item, row)
        self._write_leaders(item, row)
        shared = self._shared(row)
        self._session.execute(delete(IndicatorRow).where(IndicatorRow.item_id == row.id))
        for position, indicator in enumerate(item.indicators):
            self._session.add(
                IndicatorRow(
                    item_id=row.id,
                    position=position,
                    metric=indicator.metric,
                    kind=indicator.kind,
                    op=indicator.op,
                    value=indicator.value,
                    high=indicator.high,
                    unit=indicator.unit,
                    raw=indicator.raw,
                    shared=(indicator.metric, indicator.unit) in shared,
                )
            )

    def _shared(self, row: ItemRow) -> set[tuple[str, str]]:
        """The indicators that the office has marked as shared out, by what they measure."""
        statement = select(IndicatorRow.metric, IndicatorRow.unit).where(
            IndicatorRow.item_id == row.id, IndicatorRow.shared
        )
        return {(metric, unit) for metric, unit in self._session.execute(statement)}

    def _write_units(self, item: Item, row: ItemRow) -> None:
        if self._moved(row):
            return  # what was decided since goes before what the file has
        units = [(written, self._units.ensure(written, self._plain).id) for written in item.units]
        leads = self._settled_leads(row) & {unit_id for _, unit_id in units}
        row.lead_settled = bool(leads)  # a settled lead that is gone has to be settled again
        self._session.execute(delete(ItemUnitRow).where(ItemUnitRow.item_id == row.id))
        for position, (written, unit_id) in enumerate(units):
            marked = written in item.lead_units
            self._session.add(
                ItemUnitRow(
                    item_id=row.id,
                    position=position,
                    unit_id=unit_id,
                    written=written,
                    marked=marked,
                    lead=unit_id in leads if leads else marked,
                )
            )

    def _moved(self, row: ItemRow) -> bool:
        dated = or_(ItemUnitRow.from_on.is_not(None), ItemUnitRow.until_on.is_not(None))
        moved = select(ItemUnitRow.item_id).where(ItemUnitRow.item_id == row.id, dated)
        return self._session.execute(moved).first() is not None

    def _settled_leads(self, row: ItemRow) -> set[int]:
        if not row.lead_settled:
            return set()
        statement = select(ItemUnitRow.unit_id).where(ItemUnitRow.item_id == row.id, ItemUnitRow.lead)
        return set(self._session.scalars(statement))

    def _write_leaders(self, item: Item, row: ItemRow) -> None:
        self._session.execute(delete(ItemPostRow).where(ItemPostRow.item_id == row.id))
        for position, name in enumerate(dict.fromkeys(item.leaders)):
            self._session.add(
                ItemPostRow(item_id=row.id, post_id=self._post(name).id, position=position, written=name)
            )

    def _post(self, name: str) -> PostRow:
        """The post that a leader's name stands for; a new one is named after its first holder."""
        post = self._posts.get(name)
        if post is None:
            post = PostRow(name=name)
            self._session.add(post)
            self._session.flush()
            self._posts[name] = post
            if not _POST_WORDS.search(name):
                holder = PostHolderRow(post_id=post.id, person_name=name, from_on=self._from_on)
                self._session.add(holder)
        return post

    def _links(self, rows: Mapping[ItemRef, ItemRow], notice: ReadNotice) -> None:
        """Propose the overlaps of this reading in place of former proposals; what was settled stays."""
        ids = [row.id for row in rows.values()]
        self._session.execute(
            delete(ItemLinkRow).where(ItemLinkRow.item_id.in_(ids), ItemLinkRow.state == LinkState.PROPOSED)
        )
        settled = {
            (row.item_id, row.other_id)
            for row in self._session.scalars(select(ItemLinkRow).where(ItemLinkRow.item_id.in_(ids)))
        }
        for link in notice.overlaps:
            pair = (rows[link.task].id, rows[link.livelihood].id)
            if pair not in settled:
                proposed = ItemLinkRow(
                    item_id=pair[0], other_id=pair[1], state=LinkState.PROPOSED, reason=link.reason
                )
                self._session.add(proposed)
        self._session.flush()


def _standing_alone(items: Iterable[Item]) -> frozenset[str]:
    """Names that the notice writes without brackets, and bracketed ones that several offices share."""
    plain: set[str] = set()
    outside: dict[str, set[str]] = {}
    for item in items:
        for written in item.units:
            name, aliases = split_alias(written)
            if aliases:
                for alias in aliases:
                    outside.setdefault(alias, set()).add(name)
            else:
                plain.add(name)
    shared = {alias for alias, names in outside.items() if len(names) > 1}
    return frozenset(plain | (shared - plain))
