"""Evidence that units sent with their reports: what waits for a report, and what belongs to one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handlers.desk.effects import KeepEvidence, Piece
from handlers.desk.evidence import TOGETHER, EvidenceDesk
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.register import Register
from handlers.ledger.reports import COUNTING, ReportKey
from storage.rows import EvidenceRow, HistoryRow, ReportRow

_MINE = EvidenceRow.person_id == bindparam("b_person")
_WAITING = (
    select(EvidenceRow.id, EvidenceRow.kind, EvidenceRow.handle, EvidenceRow.name)
    .where(_MINE, EvidenceRow.item_id.is_(None), EvidenceRow.sent_at >= bindparam("since"))
    .order_by(EvidenceRow.id)
)
_LAST_WRITING = select(func.max(ReportRow.message_id)).where(ReportRow.person_id == bindparam("b_person"))
_REPORTED = (
    select(ReportRow.item_id, ReportRow.unit_id, ReportRow.month, ReportRow.filed_at)
    .where(ReportRow.message_id == _LAST_WRITING.scalar_subquery(), ReportRow.state.in_(COUNTING))
    .order_by(ReportRow.id)
)
_CHOSEN = (
    select(EvidenceRow.item_id, EvidenceRow.unit_id, EvidenceRow.month)
    .where(_MINE, EvidenceRow.item_id.is_not(None), EvidenceRow.placed_at >= bindparam("since"))
    .order_by(EvidenceRow.placed_at.desc(), EvidenceRow.id.desc())
    .limit(1)
)
_PLACE = update(EvidenceRow).where(EvidenceRow.id == bindparam("b_id"), EvidenceRow.item_id.is_(None))


def evidence_desk(
    connection: Connection,
    person: Person,
    registers: Sequence[Register],
    now: datetime,
    *,
    answers: bool,
    comes_along: bool,
) -> EvidenceDesk | None:
    """None where there is nothing: then it costs one look by key.

    `answers` is the reply to the question where it belongs, `comes_along` a message with evidence of its own.
    """
    since = now - (10 * TOGETHER if answers else TOGETHER)
    who = {"b_person": person.id}
    waiting = tuple(
        Piece(row.kind, row.handle, row.name, row.id)
        for row in connection.execute(_WAITING, {**who, "since": since})
    )
    if not (waiting or comes_along or answers):
        return None
    names = {entry.id: ref for register in registers for ref, entry in register.items.items()}
    rows = [row for row in connection.execute(_REPORTED, who) if row.item_id in names]
    filed_at = max((row.filed_at for row in rows), default=None)
    reported = tuple(ReportKey(names[row.item_id], row.unit_id, Month.parse(row.month)) for row in rows)
    recent = filed_at is not None and now - filed_at <= TOGETHER
    chosen = None
    if recent and len(reported) > 1:
        row = connection.execute(_CHOSEN, {**who, "since": filed_at}).one_or_none()
        key = ReportKey(names[row.item_id], row.unit_id, Month.parse(row.month)) if row else None
        chosen = key if key in reported else None
    return EvidenceDesk(reported, recent, waiting, chosen)


def keep_evidence(
    connection: Connection,
    act: KeepEvidence,
    place: dict[str, Any],
    who: dict[str, Any],
    by: str,
    now: datetime,
) -> None:
    """`place` is the item's and unit's row where the report is known, `who` the person and the message."""
    known = {**place, "month": str(act.key.month), "placed_at": now} if act.key else {}
    fresh = {"item_id": None, "unit_id": None, "month": None, "placed_at": None, **known}
    rows = [
        {**who, **fresh, "kind": one.kind, "handle": one.handle, "name": one.name, "sent_at": now}
        for one in act.pieces
        if one.row_id is None
    ]
    if rows:
        connection.execute(insert(EvidenceRow), rows)
    if act.key is None:
        return
    for one in act.pieces:
        if one.row_id is not None:
            connection.execute(_PLACE, {"b_id": one.row_id, **known})
    detail = {
        "unit_id": act.key.unit_id,
        "period": str(act.key.month),
        "kinds": [one.kind.value for one in act.pieces],
        "links": [one.handle for one in act.pieces if one.handle.startswith("http")],
        "names": [one.name for one in act.pieces if one.name],
    }
    row = {
        **who,
        "at": now,
        "what": "evidence.kept",
        "subject": str(act.key.item),
        "by": by,
        "detail": detail,
    }
    connection.execute(insert(HistoryRow), row)


def kinds_attached(
    connection: Connection, keys: Sequence[ReportKey], registers: Sequence[Register]
) -> dict[ReportKey, tuple[str, ...]]:
    """The kinds of what belongs to these reports."""
    ids: dict[int, ItemRef] = {
        register.items[key.item].id: key.item
        for register in registers
        for key in keys
        if key.item in register.items and key.month.year == register.year
    }
    statement = (
        select(EvidenceRow.item_id, EvidenceRow.unit_id, EvidenceRow.month, EvidenceRow.kind)
        .where(EvidenceRow.item_id.in_(ids))
        .order_by(EvidenceRow.id)
    )
    found: dict[ReportKey, list[str]] = {}
    for row in connection.execute(statement) if ids else ():
        key = ReportKey(ids[row.item_id], row.unit_id, Month.parse(row.month))
        if key in keys:
            found.setdefault(key, []).append(row.kind.value)
    return {key: tuple(kinds) for key, kinds in found.items()}
