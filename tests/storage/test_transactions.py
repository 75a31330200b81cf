"""The way into the database: all or nothing, exactly once, whoever writes beside us and whatever dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm.exc import StaleDataError

from handlers.errors import SettingsError
from storage.inbox import seen
from storage.rows import HistoryRow, InboxRow, PolicyRow
from storage.transactions import BATCH, TRIES, Database
from tests.storage.contents import NOW, a_message, note, notes, put

if TYPE_CHECKING:
    from tests.databases import Databases

THREADS = 32
PATIENCE = 60  # seconds before a hanging test fails


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


@contextmanager
def another(database: Database) -> Iterator[Database]:
    """A second way into the same database, as another process has it: own connections, own file lock."""
    other = Database(url_of(database))
    try:
        yield other
    finally:
        other.close()


def at_once(*calls: Callable[[], object]) -> list[BaseException | None]:
    """Run all in threads that begin together; the error of each, if any."""
    errors: list[BaseException | None] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(number: int, call: Callable[[], object]) -> None:
        start.wait(PATIENCE)
        try:
            call()
        except Exception as error:  # told to the test
            errors[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return errors


def queued(database: Database, works: list[Callable[[Connection], object]]) -> list[BaseException | None]:
    """Let the works wait in one queue behind a writer, so that they run as one batch."""
    errors: list[BaseException | None] = [None] * len(works)

    def ask(number: int, work: Callable[[Connection], object]) -> None:
        try:
            database.write(work)
        except Exception as error:  # told to the test
            errors[number] = error

    threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(works)]
    with database._turn:
        for waiting, thread in enumerate(threads, 1):
            thread.start()
            while len(database._waiting) < waiting:
                pass
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return errors


def test_a_result_comes_after_its_commit(database: Database) -> None:
    with another(database) as other:
        inside: list[list[str]] = []

        def work(connection: Connection) -> str:
            name = note("a", connection)
            inside.append(notes(other))
            return name

        assert database.write(work) == "a"
        assert inside == [[]], "others see nothing before the commit"
        assert notes(other) == ["a"], "and everything after it"


def test_what_raises_stores_nothing(database: Database) -> None:
    def work(connection: Connection) -> None:
        note("a", connection)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        database.write(work)
    assert notes(database) == []
    database.write(partial(note, "b"))
    assert notes(database) == ["b"]


def test_one_broken_unit_of_a_batch_takes_no_neighbour_with_it(database: Database) -> None:
    def broken(connection: Connection) -> None:
        note("broken", connection)
        raise ValueError("broken")

    names = [f"n{number}" for number in range(6)]
    works: list[Callable[[Connection], object]] = [partial(note, name) for name in names]
    works.insert(3, broken)
    errors = queued(database, works)
    assert [type(error) for error in errors if error] == [ValueError]
    assert isinstance(errors[3], ValueError)
    assert notes(database) == names


def test_a_batch_is_one_transaction(database: Database) -> None:
    """One commit for all that wait: that is what the queue is for."""
    numbers: list[object] = []

    def work(connection: Connection) -> None:
        numbers.append(id(connection))
        note(f"n{len(numbers)}", connection)

    assert queued(database, [work] * 8) == [None] * 8
    assert len(set(numbers)) == 1
    assert len(notes(database)) == 8


def test_more_than_a_batch_may_wait(database: Database) -> None:
    names = [f"n{number:03}" for number in range(BATCH + 5)]
    assert not any(queued(database, [partial(note, name) for name in names]))
    assert notes(database) == names


def test_many_threads_store_everything_once(database: Database) -> None:
    def write_some(thread: int) -> None:
        for number in range(6):
            name = f"{thread:02}-{number}"
            assert database.write(partial(note, name)) == name

    assert not any(at_once(*(partial(write_some, thread) for thread in range(THREADS))))
    assert notes(database) == sorted(
        f"{thread:02}-{number}" for thread in range(THREADS) for number in range(6)
    )


def test_the_same_message_from_many_threads_is_stored_once(database: Database) -> None:
    message, taken = a_message(), []

    def take(connection: Connection) -> bool:
        if seen(connection, message):
            return False
        put(connection, message)
        return True

    with another(database) as other:
        calls = [lambda way=way: taken.append(way.write(take)) for way in (database, other) * 8]
        assert not any(at_once(*calls))
    assert sorted(taken) == [False] * 15 + [True]
    with database.reading() as connection:
        assert len(connection.execute(select(InboxRow.id)).all()) == 1


@pytest.mark.parametrize("race", [IntegrityError("", {}, ValueError()), StaleDataError()])
def test_a_race_is_run_again_once(database: Database, race: Exception) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> int:
        tries.append(1)
        note("a", connection)
        if len(tries) == 1:
            raise race
        return len(tries)

    assert database.write(work) == 2
    assert notes(database) == ["a"]


def test_a_race_that_does_not_end_is_raised(database: Database) -> None:
    database.write(partial(note, "a"))
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        note("a", connection)

    with pytest.raises(IntegrityError):
        database.write(work)
    assert len(tries) == TRIES
    assert notes(database) == ["a"]


def test_other_errors_are_not_run_again(database: Database) -> None:
    tries: list[int] = []

    def work(_: Connection) -> None:
        tries.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        database.write(work)
    assert len(tries) == 1


def test_two_that_lock_each_other_out_both_get_through(database: Database) -> None:
    """PostgreSQL ends a deadlock by failing one of the two; SQLite lets only one in at a time."""
    for name in ("a", "b"):
        database.write(partial(note, name))
    both_hold = threading.Barrier(2)
    tries: list[str] = []

    def change(first: str, second: str, connection: Connection) -> None:
        tries.append(first)
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        connection.execute(update(PolicyRow).where(PolicyRow.name == first).values(value=first))
        if database.engine.dialect.name == "postgresql" and len(tries) <= 2:
            both_hold.wait(PATIENCE)
        connection.execute(update(PolicyRow).where(PolicyRow.name == second).values(value=first))

    with another(database) as other:
        errors = at_once(
            lambda: database.write(partial(change, "a", "b")),
            lambda: other.write(partial(change, "b", "a")),
        )
    assert not any(errors)
    with database.reading() as connection:
        values = connection.execute(select(PolicyRow.value)).scalars().all()
    assert len(set(values)) == 1, "the last of the two, whole"


def test_reading_sees_only_what_is_committed(database: Database) -> None:
    with database.session() as session:
        session.add(PolicyRow(name="a", value=1))
        session.flush()
        assert notes(database) == []
    assert notes(database) == ["a"]


def test_a_reading_is_as_of_one_moment(database: Database) -> None:
    names = select(PolicyRow.name)
    with database.reading() as connection:
        assert connection.execute(names).all() == []
        database.write(partial(note, "a"))
        assert connection.execute(names).all() == []
    assert notes(database) == ["a"]


def test_a_reading_never_changes_anything(database: Database) -> None:
    with database.reading() as connection, suppress(InternalError):  # PostgreSQL refuses at once
        note("a", connection)
    assert notes(database) == []


def test_a_session_that_breaks_stores_nothing(database: Database) -> None:
    def write_and_break() -> None:
        with database.session() as session:
            session.add(PolicyRow(name="a", value=1))
            session.flush()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        write_and_break()
    assert notes(database) == []
    with database.session() as session:
        session.add(PolicyRow(name="b", value=1))
    assert notes(database) == ["b"], "the turn is free again"


def test_it_tells_whether_this_thread_is_inside_a_transaction(database: Database) -> None:
    told = [database.in_transaction]
    database.write(lambda _: told.append(database.in_transaction))
    with database.session():
        told.append(database.in_transaction)
        elsewhere = threading.Thread(target=lambda: told.append(database.in_transaction))
        elsewhere.start()
        elsewhere.join(PATIENCE)
    told.append(database.in_transaction)
    with database.reading():
        told.append(database.in_transaction)
    assert told == [False, True, True, False, False, False]


def test_a_write_inside_a_write_is_refused_and_does_not_hang(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        database.write(lambda _: database.write(partial(note, "a")))
    with pytest.raises(RuntimeError, match="inside"), database.session():
        database.write(partial(note, "a"))
    with pytest.raises(RuntimeError, match="inside"), database.session(), database.session():
        pass
    assert notes(database) == []


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2023, 4, 6, 10, 12)  # noqa: DTZ001 -- that is the point
    with pytest.raises(Exception, match="without a zone"):
        database.write(lambda connection: put(connection, a_message(), naive))
    with database.reading() as connection:
        assert connection.execute(select(InboxRow.id)).all() == []


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    in_shanghai = NOW.astimezone(timezone(timedelta(hours=8))).replace(microsecond=123456)
    database.write(lambda connection: put(connection, a_message(), in_shanghai))
    with database.reading() as connection:
        row = connection.execute(select(InboxRow.received_at, InboxRow.retry_at)).one()
        found = connection.execute(
            select(InboxRow.id).where(
                InboxRow.received_at <= in_shanghai, InboxRow.received_at > NOW - timedelta(seconds=1)
            )
        )
        assert len(found.all()) == 1, "compared as moments, whatever the zone"
    assert row.received_at == in_shanghai
    assert row.received_at.utcoffset() == timedelta()
    assert row.retry_at is None


def test_a_row_that_others_point_to_must_exist(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(
            HistoryRow(at=NOW, what="x", subject="x", by="x", detail=None, person_id=None, message_id=4711)
        )


def test_a_value_outside_its_list_is_refused_by_the_database(database: Database) -> None:
    message_id = database.write(lambda connection: put(connection, a_message()))
    with pytest.raises(IntegrityError):
        database.write(
            lambda connection: connection.execute(
                text("UPDATE inbox SET state = 'lost' WHERE id = :id"), {"id": message_id}
            )
        )


def start_writer(url: str, name: str, count: int) -> subprocess.Popen[str]:
    """A process that waits for `go` and then writes."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.storage.writer", url, name, str(count)]
    return subprocess.Popen(  # noqa: S603 -- ourselves
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def go(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    writer.stdin.write("go\n")
    writer.stdin.flush()


def close(writer: subprocess.Popen[str]) -> None:
    for pipe in (writer.stdin, writer.stdout):
        if pipe is not None:
            pipe.close()


def test_two_processes_lose_nothing(database: Database) -> None:
    writers = [start_writer(url_of(database), name, 40) for name in ("a", "b")]
    for writer in writers:
        go(writer)
    for number in range(40):
        database.write(partial(note, f"c-{number:05}"))
    for writer in writers:
        assert writer.wait(PATIENCE) == 0
        close(writer)
    assert notes(database) == sorted(f"{name}-{number:05}" for name in "abc" for number in range(40))


def test_what_a_killed_process_said_was_stored_is_stored(database: Database) -> None:
    writer = start_writer(url_of(database), "a", 100_000)
    go(writer)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(25)]
    writer.kill()
    acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
    writer.wait(PATIENCE)
    close(writer)
    with another(database) as after:
        stored = notes(after)
        assert set(acknowledged) <= set(stored)
        assert len(stored) - len(acknowledged) in (0, 1), "at most the one whose word did not get out"
        after.write(partial(note, "z"))
        assert notes(after)[-1] == "z", "and the dead one holds no lock"


# SQLite alone


@pytest.fixture
def sqlite(databases: Databases, tmp_path: Path) -> Iterator[Database]:
    with databases.fresh("sqlite", tmp_path, filled=False) as database:
        yield database


def pragma(connection: Connection, name: str) -> Any:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_sqlite_is_set_to_survive_a_power_cut(sqlite: Database) -> None:
    def look(connection: Connection) -> dict[str, Any]:
        return {name: pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys")}

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL
    assert sqlite.write(look) == wanted
    with sqlite.reading() as connection:
        assert look(connection) == wanted


def test_sqlite_writers_take_the_lock_when_they_begin(sqlite: Database) -> None:
    """BEGIN IMMEDIATE: a writer that begins as a reader could fail in the middle."""
    with another(sqlite) as other, sqlite.session(), other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(Exception, match="locked"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("PRAGMA busy_timeout=10000")


def test_sqlite_has_a_lock_that_only_its_owner_may_open(sqlite: Database) -> None:
    lock = Path(f"{sqlite.engine.url.database}.lock")
    assert lock.stat().st_mode & 0o777 == 0o600


# Addresses


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "不是数据库地址"),
        ("sqlite://", "文件名"),
        ("sqlite:///:memory:", "文件名"),
        ("mysql://somewhere/ducha", "不支持 mysql"),
        ("sqlite:////no-such-folder/ducha.db", "no-such-folder"),
    ],
)
def test_an_address_that_can_not_serve_is_named(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        Database(url)
    assert "DUCHA_DATABASE_URL" in str(caught.value)


def test_any_postgresql_address_uses_the_driver_that_we_ship() -> None:
    database = Database("postgresql://somewhere/ducha")
    assert database.engine.url.drivername == "postgresql+psycopg"
    database.close()
