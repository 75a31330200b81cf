"""The database: one way to write, one way to read.

Writers queue. Whoever holds the process's turn runs all waiting units of work in one transaction and one
commit, so that a hundred messages at once cost one flush to disk. On SQLite a file lock beside the database
keeps the processes apart (SQLite's own busy handler sleeps and starves); PostgreSQL needs none.
See docs/decisions for the measurements behind this.
"""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from handlers.errors import SettingsError
from storage.prepared import say

T = TypeVar("T")
_READ_JSON = json.JSONDecoder().raw_decode
BATCH = 64  # units of work in one commit, at most
# Of a unit that meets races: who lost a deadlock may meet the winner again before it is through.
TRIES = 4
_LOST = frozenset({"40001", "40P01"})  # PostgreSQL's codes of a transaction that lost to another (deadlock)
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class _Unit(Generic[T]):
    """One unit of work in the queue, and what became of it. `look`, where there is one, finds the work."""

    __slots__ = ("done", "error", "look", "result", "work")

    def __init__(
        self,
        work: Callable[[Connection], T],
        look: Callable[[Connection], Callable[[Connection], T]] | None = None,
    ) -> None:
        self.work = work
        self.look = look
        self.done = False
        self.result: T | None = None
        self.error: BaseException | None = None


class Database:
    """Made once per process (after any fork) from a SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._for_reading = self._engine if self._sqlite else self._engine.execution_options(**_SNAPSHOT)
        self._turn = threading.Lock()
        self._waiting: deque[_Unit[Any]] = deque()
        self._inside = threading.local()
        self._lock_file = _lock_file(self._engine)

    @property
    def engine(self) -> Engine:
        return self._engine

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and return its result once that is committed.

        `work` may run again (after a race, or when a neighbour in its batch failed), so it must have no
        effect outside its connection. What it raises is raised here, and nothing of it is stored.
        """
        return self._queue(_Unit(work))

    def look_and_write(self, look: Callable[[Connection], Callable[[Connection], T]]) -> T:
        """`write`, where finding out what to write takes time that must not be spent in the transaction.

        `look` reads, as of one moment before, and gives the work to do; all looks of a batch come first. It
        runs in the writers' turn too: threads that think while others talk to the database slow both down.
        """
        return self._queue(_Unit[T](_not_found_yet, look))

    def _queue(self, unit: _Unit[T]) -> T:
        self._refuse_nesting()
        self._waiting.append(unit)
        with self._turn:
            while not unit.done:
                self._run_batch()
        if unit.error is not None:
            raise unit.error
        return cast("T", unit.result)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A write transaction in ORM style, for all that is not in a hurry. A race is not run again."""
        self._refuse_nesting()
        with (
            self._turn,
            self._file_lock(),
            self._transaction() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading only; it sees what is committed, all of it as of one moment."""
        with self._for_reading.connect() as connection:
            if self._sqlite:
                say(connection, "BEGIN")
            yield connection

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a write transaction; sending asserts that it is not."""
        return getattr(self._inside, "writing", False)

    def close(self) -> None:
        self._engine.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def _run_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH))]
        try:
            self._look(batch)
            if ready := [unit for unit in batch if not unit.done]:
                self._write(ready)
        except BaseException as error:  # no lock, or stopped in between
            for unit in batch:
                if not unit.done:
                    unit.error = error
        finally:
            for unit in batch:
                unit.done = True

    def _look(self, batch: list[_Unit[Any]]) -> None:
        looking = [(unit, unit.look) for unit in batch if unit.look is not None]
        if not looking:
            return
        with self.reading() as connection:
            for unit, look in looking:
                try:
                    unit.work = look(connection)
                except Exception as error:  # handed to the thread that asked
                    unit.error, unit.done = error, True

    def _write(self, batch: list[_Unit[Any]]) -> None:
        with self._file_lock():
            if len(batch) == 1 or not self._ran_together(batch):
                for unit in batch:
                    self._run_alone(unit)

    def _ran_together(self, batch: list[_Unit[Any]]) -> bool:
        """All in one transaction; False if any failed, and then nothing of any is stored."""
        try:
            with self._transaction() as connection:
                for unit in batch:
                    unit.result = unit.work(connection)
        except Exception:  # whose fault it was shows when each runs alone
            return False
        return True

    def _run_alone(self, unit: _Unit[Any]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                with self._transaction() as connection:
                    unit.result = unit.work(connection)
            except BaseException as error:  # handed to the thread that asked
                unit.error = error
                if not tries_left or not is_race(error):
                    break
            else:
                unit.error = None
                break
        unit.done = True

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._inside.writing = True
        try:
            with self._engine.begin() as connection:
                if self._sqlite:
                    say(connection, "BEGIN IMMEDIATE")
                yield connection
        finally:
            self._inside.writing = False

    def _refuse_nesting(self) -> None:
        if self.in_transaction:
            raise RuntimeError("a write inside a write would wait for itself")

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        if self._lock_file is None:
            yield
            return
        import fcntl  # noqa: PLC0415 -- not on every platform

        fcntl.flock(self._lock_file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock_file, fcntl.LOCK_UN)


def _not_found_yet(_connection: Connection) -> Any:
    raise RuntimeError("the look comes first")


def make_engine(url: str) -> Engine:
    """SQLite in WAL mode with durable commits and foreign keys, or PostgreSQL; SettingsError for others."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("DUCHA_DATABASE_URL: 不是数据库地址，例如 sqlite:///ducha.db") from None
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise SettingsError("DUCHA_DATABASE_URL: SQLite 需要文件名，例如 sqlite:///ducha.db")
            parsed = parsed.set(drivername="sqlite")
            engine = create_engine(
                parsed, pool_size=16, max_overflow=64, hide_parameters=True, json_deserializer=_from_json
            )
            _prepare_sqlite(engine)
        case "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")  # the driver that we ship
            engine = create_engine(
                parsed, pool_size=8, max_overflow=64, pool_pre_ping=True, hide_parameters=True
            )
        case other:
            raise SettingsError(f"DUCHA_DATABASE_URL: 不支持 {other}，请用 sqlite 或 postgresql+psycopg")
    return engine


def _from_json(text: str) -> Any:
    """What the ledger has written itself: no spaces around it to be looked for."""
    return _READ_JSON(text)[0]


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # BEGIN is ours: an event for it would cost every statement a detour
        cursor = dbapi.cursor()
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def is_race(error: BaseException) -> bool:
    """Whether another transaction came first: what this one read is old, and it may run again."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in _LOST
    return isinstance(error, IntegrityError | StaleDataError)


def _lock_file(engine: Engine) -> int | None:
    if engine.dialect.name != "sqlite" or os.name != "posix":
        return None
    path = Path(f"{engine.url.database}.lock")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(f"DUCHA_DATABASE_URL: 不能在{path.parent}里建文件（{error.strerror}）") from None
