"""A database that is gone for a while, as an operator sees it, and comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from storage.transactions import Database


@contextmanager
def outage(database: Database) -> Iterator[None]:
    """SQLite: nothing can be opened where the file was. PostgreSQL: connections are cut, none is let in."""
    if database.engine.dialect.name == "sqlite":
        with _file_moved(database):
            yield
    else:
        with _connections_refused(database):
            yield


@contextmanager
def _file_moved(database: Database) -> Iterator[None]:
    path = Path(str(database.engine.url.database))
    elsewhere = path.with_name("elsewhere.db")
    database.engine.dispose()  # who closes last writes the log back into the file
    path.rename(elsewhere)
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        elsewhere.rename(path)


@contextmanager
def _connections_refused(database: Database) -> Iterator[None]:
    name = database.engine.url.database
    admin = create_engine(database.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'))
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(cut), {"name": name})
        try:
            yield
        finally:
            connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'))
    admin.dispose()
