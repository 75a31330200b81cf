"""The shape of the database: create it, migrate it, tell whether it is up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from storage.rows import Base
from storage.transactions import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADING = 0x64756368  # any number that nobody else on the server locks: "duch"


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to the newest shape; returns the revision before and after. Safe to repeat.

    Of several that upgrade at once one does it, and the others wait and find it done.
    """
    with database.session() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))
        before = revision_of(connection)
        command.upgrade(_config(connection), "head")
    return before, newest_revision()


def is_current(database: Database) -> bool:
    """Whether this program and the database have the same shape."""
    with database.reading() as connection:
        return revision_of(connection) == newest_revision()


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def differences(database: Database) -> list[str]:
    """What `storage.rows` says and the migrations don't; empty when they agree (a test holds this)."""
    with database.session() as session:
        context = MigrationContext.configure(session.connection())
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def write_migration(database: Database, revision: str, message: str) -> None:
    """For developers: write the migration for what `storage.rows` changed (CONTRIBUTING.md)."""
    with database.session() as session:
        command.revision(_config(session.connection()), message, autogenerate=True, rev_id=revision)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config
