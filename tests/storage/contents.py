"""What is in a database, and small things to put into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from handlers.ledger.items import ItemRef
from handlers.ledger.people import Person
from handlers.ledger.register import Register
from handlers.messages import ChatKind, InboundMessage
from storage import inbox
from storage.packaged import NOTICE, YEAR, packaged
from storage.people import Groups, Roster, read_groups, read_roster
from storage.registers import load_books
from storage.rows import Base, HistoryRow, PolicyRow
from storage.senders import person_of
from storage.transactions import Database

NOW = datetime(2023, 4, 6, 2, 12, tzinfo=UTC)
HOUSING = "fanwenbo.zjj"  # 范文博, 区住房城乡建设局
ROSTER_HEAD = "单位,简称,姓名,角色,职务,手机,企业微信账号,钉钉账号"
GROUPS_HEAD = "群名,用途,平台,方式,标识,密钥"


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def note(name: str, connection: Connection) -> str:
    """A small write: a row that can exist once."""
    connection.execute(insert(PolicyRow), {"name": name, "value": 1})
    return name


def notes(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(PolicyRow.name).order_by(PolicyRow.name)).scalars())


def history(database: Database) -> list[tuple[str, str, str, Any]]:
    """what, subject, by, detail in the order of writing."""
    columns = (HistoryRow.what, HistoryRow.subject, HistoryRow.by, HistoryRow.detail)
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(HistoryRow.id))]


def register(database: Database, year: int = YEAR) -> Register:
    with database.reading() as connection:
        return load_books(connection).registers[year]


def unit_id(register: Register, name: str) -> int:
    """The unit with this name or alias."""
    return next(unit.id for unit in register.units.values() if name in (unit.name, *unit.aliases))


def items_of(register: Register, name: str) -> list[str]:
    return [str(ref) for ref in register.items_of([unit_id(register, name)])]


def person(database: Database, account: str, platform: str = "wecom") -> Person:
    with database.reading() as connection:
        found = person_of(connection, platform, account)
    assert found is not None, account
    return found


def a_roster(*rows: str) -> Roster:
    return read_roster("花名册.csv", "\n".join([ROSTER_HEAD, *rows]).encode())


def some_groups(*rows: str) -> Groups:
    return read_groups("群.csv", "\n".join([GROUPS_HEAD, *rows]).encode())


def a_message(key: str = "m1", text: str = "任务42 已清零11个", **changes: Any) -> InboundMessage:
    message = InboundMessage(
        platform="wecom", key=key, sender=HOUSING, chat=ChatKind.DIRECT, text=text, sent_at=NOW
    )
    return replace(message, **changes)


def put(
    connection: Connection, message: InboundMessage, now: datetime = NOW, answer: str = "已记录", **who: Any
) -> int:
    values = {"person_id": None, "intent": "report", **who}
    return inbox.put(connection, message, now, answer=answer, **values)


def ref(name: str) -> ItemRef:
    return ItemRef.parse(name)


def notice_text() -> str:
    return packaged(NOTICE).decode()
