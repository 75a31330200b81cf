"""look_and_write: what to write is found out before the transaction, for a whole batch at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Connection

from storage.transactions import Database
from tests.storage.contents import note, notes

PATIENCE = 60


def work_named(name: str, looked: Connection) -> Callable[[Connection], str]:
    assert looked.exec_driver_sql("SELECT count(*) FROM policy").scalar_one() is not None
    return partial(note, name)


def test_the_work_that_a_look_finds_is_done(database: Database) -> None:
    assert database.look_and_write(partial(work_named, "a")) == "a"
    assert notes(database) == ["a"]


def test_a_look_is_no_transaction_of_its_own_to_write_in(database: Database) -> None:
    told: list[bool] = []

    def look(_: Connection) -> Callable[[Connection], str]:
        told.append(database.in_transaction)
        return partial(note, "a")

    database.look_and_write(look)
    assert told == [False]


def test_a_look_that_breaks_harms_no_neighbour(database: Database) -> None:
    def broken(_: Connection) -> Callable[[Connection], str]:
        raise KeyError("broken")

    errors: list[BaseException] = []

    def ask(look: Callable[[Connection], Callable[[Connection], str]]) -> None:
        try:
            database.look_and_write(look)
        except KeyError as error:
            errors.append(error)

    looks = [partial(work_named, f"{number:02}") for number in range(8)]
    threads = [threading.Thread(target=ask, args=(look,)) for look in (broken, *looks, broken)]
    with database.session():  # all queue up behind it and come in one batch
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert notes(database) == [f"{number:02}" for number in range(8)]
    assert len(errors) == 2


def test_only_broken_looks_write_nothing(database: Database) -> None:
    def broken(_: Connection) -> Callable[[Connection], str]:
        raise KeyError("broken")

    with pytest.raises(KeyError):
        database.look_and_write(broken)
    assert notes(database) == []
    assert database.write(partial(note, "a")) == "a", "the turn is free again"
