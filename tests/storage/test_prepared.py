"""Prepared statements give and take what SQLAlchemy itself would, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from handlers.messages import ChatKind, MessageKind
from storage.prepared import Prepared
from storage.rows import InboxRow, OutboxRow
from storage.states import InboxState
from storage.transactions import Database

NOW = datetime(2023, 4, 5, 1, 2, 3, 456000, tzinfo=UTC)
PUT = Prepared(insert(InboxRow).returning(InboxRow.id))
COLUMNS = (
    InboxRow.key,
    InboxRow.chat,
    InboxRow.attachments,
    InboxRow.sent_at,
    InboxRow.retry_at,
    InboxRow.quote,
)
BY_KEY = select(*COLUMNS).where(InboxRow.key.in_(bindparam("keys", expanding=True))).order_by(InboxRow.key)


def message(key: str, **others: Any) -> dict[str, Any]:
    return {
        "platform": "wecom",
        "key": key,
        "sender": "li",
        "sender_name": "",
        "person_id": None,
        "chat": ChatKind.GROUP,
        "chat_id": "",
        "chat_title": "",
        "kind": MessageKind.TEXT,
        "text": "100% 完成",
        "quote": None,
        "attachments": [["image", "h", "图"]],
        "sent_at": NOW,
        "received_at": NOW,
        "state": InboxState.DONE,
        "attempts": 1,
        "retry_at": None,
        **others,
    }


def put(database: Database, *keys: str) -> None:
    def work(connection: Connection) -> None:
        for key in keys:
            PUT.rows(connection, message(key))

    database.write(work)


def test_what_is_read_is_what_sqlalchemy_reads(database: Database) -> None:
    put(database, "a", "b", "c")
    with database.reading() as connection:
        values = {"keys": ["a", "c"]}
        mine = Prepared(BY_KEY).rows(connection, values)
        theirs = connection.execute(BY_KEY, values).all()
    assert [tuple(row) for row in mine] == [tuple(row) for row in theirs]
    assert mine[0].chat is ChatKind.GROUP
    assert mine[0].sent_at == NOW
    assert mine[0].attachments == [["image", "h", "图"]]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 63, 64, 65, 100])
def test_any_number_of_values_in_a_list(database: Database, count: int) -> None:
    put(database, "key-000", "key-002", "key-099")
    keys = [f"key-{number:03}" for number in range(count)]
    with database.reading() as connection:
        found = [row.key for row in Prepared(BY_KEY).rows(connection, {"keys": keys})]
    assert found == [key for key in ("key-000", "key-002", "key-099") if key in keys]


def test_a_statement_may_carry_values_of_its_own(database: Database) -> None:
    put(database, "a", "b")
    states = Prepared(
        select(InboxRow.key).where(
            InboxRow.key == bindparam("key"),
            InboxRow.state.in_((InboxState.DONE, InboxState.FAILED)),
            InboxRow.text == "100% 完成",
        )
    )
    with database.reading() as connection:
        assert states.row(connection, {"key": "b"}).key == "b"  # type: ignore[union-attr]
        assert states.row(connection, {"key": "x"}) is None


def test_several_rows_are_counted(database: Database) -> None:
    put(database, "a", "b", "c")
    move = Prepared(
        update(InboxRow).where(InboxRow.key == bindparam("b_key")).values(retry_at=bindparam("b_at"))
    )
    forget = Prepared(delete(InboxRow).where(InboxRow.key == bindparam("b_key")))

    def work(connection: Connection) -> tuple[int, int, int]:
        both = move.run(connection, [{"b_key": "a", "b_at": NOW}, {"b_key": "b", "b_at": NOW}])
        return both, move.run(connection, {"b_key": "x", "b_at": NOW}), forget.run(connection, {"b_key": "c"})

    assert database.write(work) == (2, 0, 1)
    with database.reading() as connection:
        rows = Prepared(BY_KEY).rows(connection, {"keys": ["a", "b", "c"]})
    assert [row.retry_at for row in rows] == [NOW, NOW]


def test_errors_are_of_the_usual_kinds_and_roll_back(database: Database) -> None:
    put(database, "a")

    def work(connection: Connection) -> None:
        PUT.rows(connection, message("b"))
        PUT.rows(connection, message("a"))

    with pytest.raises(IntegrityError) as raised:
        database.write(work)
    assert "100% 完成" not in str(raised.value.statement or "") + str(raised.value.params or "")
    with database.reading() as connection:
        assert [row.key for row in Prepared(BY_KEY).rows(connection, {"keys": ["a", "b"]})] == ["a"]


def test_a_default_that_python_would_fill_in_is_refused(database: Database) -> None:
    with pytest.raises(TypeError, match="default"):
        database.write(lambda connection: Prepared(insert(OutboxRow)).run(connection, {"dedupe_key": "x"}))
