"""Tables and migrations say the same, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Connection, Table, inspect, text

from storage import schema
from storage.rows import Base
from storage.transactions import Database
from tests.storage.contents import everything, history

ROOT = Path(__file__).parents[2]
TABLES = Base.metadata.sorted_tables


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Database]:
    """A new file without tables."""
    database = Database(f"sqlite:///{tmp_path}/bare.db")
    yield database
    database.close()


def test_a_new_database_is_not_current_until_it_is_upgraded(bare: Database) -> None:
    assert not schema.is_current(bare)
    assert schema.upgrade(bare) == (None, schema.newest_revision())
    assert schema.is_current(bare)


def test_the_migrations_make_what_the_rows_say(database: Database) -> None:
    assert schema.differences(database) == []


def test_they_agree_to_the_last_constraint(database: Database) -> None:
    """Alembic does not compare check constraints: make the tables from the rows and look at both."""
    with database.session() as session:
        connection = session.connection()
        migrated = shape(connection)
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        assert shape(connection) == migrated


def test_upgrading_twice_changes_nothing(ledger: Database) -> None:
    before = everything(ledger)
    newest = schema.newest_revision()
    assert schema.upgrade(ledger) == (newest, newest)
    assert everything(ledger) == before


def test_two_that_upgrade_a_new_database_at_once_both_find_it_done(database: Database) -> None:
    with database.session() as session:
        Base.metadata.drop_all(session.connection())
        session.execute(text("DROP TABLE alembic_version"))
    url = database.engine.url.render_as_string(hide_password=False)
    program = (
        "import sys; from storage import schema; from storage.transactions import Database;"
        "sys.stdin.readline(); schema.upgrade(Database(sys.argv[1]))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT, stdin=subprocess.PIPE)  # noqa: S603 -- ourselves
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert schema.is_current(database)


def test_an_upgrade_that_breaks_leaves_nothing_behind(
    bare: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrade_and_break(config: Any, revision: str) -> None:
        upgrade(config, revision)
        raise RuntimeError("power cut")

    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", upgrade_and_break)
    with pytest.raises(RuntimeError, match="power cut"):
        schema.upgrade(bare)
    with bare.reading() as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table: Any) -> None:
    """Only a named one can be changed by a later migration."""
    for constraint in table.constraints:
        assert constraint.name, constraint
        if isinstance(constraint, CheckConstraint):
            assert str(constraint.name) not in ("", "None")
    assert all(index.name for index in table.indexes)


def test_the_database_knows_the_names(database: Database) -> None:
    with database.reading() as connection:
        looking = inspect(connection)
        for table in TABLES:
            kinds: tuple[Iterable[Any], ...] = (
                [] if is_unnamed(connection, table) else [looking.get_pk_constraint(table.name)],
                looking.get_unique_constraints(table.name),
                looking.get_foreign_keys(table.name),
                looking.get_check_constraints(table.name),
            )
            for prefix, found in zip(("pk", "uq", "fk", "ck"), kinds, strict=True):
                for constraint in found:
                    assert str(constraint["name"]).startswith(f"{prefix}_{table.name}"), constraint


def is_unnamed(connection: Connection, table: Table) -> bool:
    """SQLite writes AUTOINCREMENT into the column, where a key can have no name."""
    return connection.dialect.name == "sqlite" and bool(table.dialect_options["sqlite"]["autoincrement"])


def test_the_filled_ledger_has_its_history(ledger: Database) -> None:
    assert [(what, subject, by) for what, subject, by, _ in history(ledger)] == [
        ("notice.imported", "2023", "2023-notice.txt"),
        ("roster.imported", "roster", "test"),
    ]


def shape(connection: Connection) -> dict[str, Any]:
    looking = inspect(connection)
    return {
        table.name: {
            "columns": [
                (column["name"], repr(column["type"]), column["nullable"], column["default"])
                for column in looking.get_columns(table.name)
            ],
            "keys": by_name([looking.get_pk_constraint(table.name)]),
            "unique": by_name(looking.get_unique_constraints(table.name)),
            "foreign": by_name(looking.get_foreign_keys(table.name)),
            "checks": by_name(looking.get_check_constraints(table.name)),
            "indexes": by_name(map(in_words, looking.get_indexes(table.name))),
        }
        for table in TABLES
    }


def in_words(index: Any) -> dict[str, Any]:
    """With the condition of a partial index as text: reflected, it is an object like no other."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def by_name(found: Any) -> dict[str, str]:
    return {str(constraint["name"]): repr(constraint) for constraint in found}
