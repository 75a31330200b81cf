"""The append-only history: what changed, by whom, from which command. (Messages write theirs in `record`.)"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update
from sqlalchemy.orm import Session

from handlers.ledger.events import Event
from handlers.ledger.items import ItemRef
from storage.actors import Actor
from storage.prepared import Prepared
from storage.rows import HistoryRow, InboxRow, NoticeRow, UnitRow
from storage.unit_names import UnitNames

ACTOR = "actor"  # where a session knows in which message somebody has spoken


def remember(session: Session, what: str, subject: str, detail: Any, by: str, now: datetime) -> None:
    """Note a change. `by` names the person or the command; what is done in chat has its message (`ACTOR`)."""
    row = HistoryRow(at=now, what=what, subject=subject, by=by, detail=detail)
    said: Actor | None = session.info.get(ACTOR)
    if said is not None:
        row.person_id, row.message_id = said.person_id, said.message_id
    session.add(row)


def touch(session: Session) -> None:
    """Make every process load its books again."""
    session.execute(update(NoticeRow).values(version=NoticeRow.version + 1))


_LAST = Prepared(select(func.max(HistoryRow.id)))


def last_change(connection: Connection) -> int:
    """Grows with every change to the ledger, the people or the rules: each of them writes history."""
    return _LAST.value(connection) or 0


TOPICS = {
    "plans": ("plan.",),
    "reports": ("report.", "evidence."),
    "closing": ("item.",),
    "assignments": ("instruction.", "spot_check."),
    "lights": ("light.",),
    "settling": ("lead.", "set.", "link.", "kind.", "indicator."),
    "bulletins": ("bulletin.",),
    "deliveries": ("letters.", "reports.urged", "announced"),
    "policy": ("policy.", "calendar."),
    "roster": ("roster.", "groups.", "group.", "leader.", "person.", "unit."),
    "notice": ("notice.",),
}


@dataclass(frozen=True, slots=True)
class About:
    """Which part of the history: of an item, of a unit (by its name), of one of TOPICS; without any, all."""

    item: ItemRef | None = None
    unit: str | None = None
    topic: str | None = None


def history_of(
    connection: Connection, about: About, days: tuple[date | None, date | None], limit: int, zone: ZoneInfo
) -> tuple[list[Event], bool]:
    """The newest changes of some days (both included), oldest first, and whether there were more of them."""
    with Session(connection) as session:
        names = UnitNames(session)
    unit = names.known(about.unit).name if about.unit else None
    found: list[Event] = []
    with closing(_newest_first(connection, about, days, names, zone)) as events:
        for event in events:
            if not _concerns(event, about.item, unit, names):
                continue
            if len(found) == limit:
                return found[::-1], True
            found.append(event)
    return found[::-1], False


def _newest_first(
    connection: Connection,
    about: About,
    days: tuple[date | None, date | None],
    names: UnitNames,
    zone: ZoneInfo,
) -> Generator[Event, None, None]:
    units = {row.id: row.name for row in connection.execute(select(UnitRow.id, UnitRow.name))}
    statement = (
        select(HistoryRow.__table__, InboxRow.platform, InboxRow.key)
        .outerjoin(InboxRow, InboxRow.id == HistoryRow.message_id)
        .where(*_within(days, zone), *_perhaps(about, names))
        .order_by(HistoryRow.id.desc())
        .execution_options(yield_per=500)
    )
    with connection.execute(statement) as rows:
        for row in rows:
            yield _event(row, units, zone)


def _within(days: tuple[date | None, date | None], zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    first, last = days
    if first:
        yield HistoryRow.at >= datetime.combine(first, time(), zone)
    if last:
        yield HistoryRow.at < datetime.combine(last + timedelta(days=1), time(), zone)


def _perhaps(about: About, names: UnitNames) -> Iterator[ColumnElement[bool]]:
    """What the database can tell; the rest is told by `_concerns`."""
    if about.topic:
        heads = [HistoryRow.what.startswith(head) for head in TOPICS[about.topic]]
        yield or_(*heads, HistoryRow.subject.startswith(f"{about.topic}."))  # lights.thresholds
    if about.item:
        elsewhere = or_(HistoryRow.what.startswith("link."), HistoryRow.what == "notice.changed")
        yield or_(HistoryRow.subject == str(about.item), elsewhere)
    if about.unit:
        unit = names.known(about.unit)
        yield or_(
            HistoryRow.subject == unit.name,
            HistoryRow.detail["unit_id"].as_integer() == unit.id,
            HistoryRow.detail["unit"].as_string() == unit.name,
            HistoryRow.detail["to"].as_string() == unit.name,
            HistoryRow.what.in_(("lead.settled", "set.settled")),
        )


def _concerns(event: Event, item: ItemRef | None, unit: str | None, names: UnitNames) -> bool:
    detail = event.detail if isinstance(event.detail, dict) else {}
    if item is not None:
        return str(item) in (event.subject, detail.get("other"), *detail.get("changes", ()))
    if unit is not None:
        written = (*detail.get("lead", ()), *detail.get("members", ()))
        found = (names.find(one) for one in written)
        return unit in (event.subject, event.unit, detail.get("to"), *(one.name for one in found if one))
    return True


def _event(row: Row[Any], units: dict[int, str], zone: ZoneInfo) -> Event:
    detail = row.detail if isinstance(row.detail, dict) else {}
    unit = detail.get("unit") or units.get(detail.get("unit_id", 0))
    at = row.at.astimezone(zone)
    return Event(at, row.what, row.subject, row.by, row.detail, unit, row.platform, row.key)
