"""The notice: reading its text, and taking it into an empty database."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.callbacks import Bench
from benchmarks.load import median
from bot.demo.filling import OPENING
from storage import schema
from storage.importing import Source, import_notice
from storage.notices import read_notice
from storage.packaged import NOTICE, YEAR, packaged
from storage.registers import load_books
from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class NoticeSpeed:
    """Seconds for the real notice with its 130 items."""

    read: float
    imported: float


def measure(bench: Bench, rounds: int) -> NoticeSpeed:
    read, imported = [], []
    for number in range(rounds):
        started = time.perf_counter()
        notice = read_notice(NOTICE, packaged(NOTICE))
        read.append(time.perf_counter() - started)
        database = Database(bench.new_url(f"notice_{number}"))
        schema.upgrade(database)
        started = time.perf_counter()
        with database.session() as session:
            import_notice(session, notice, YEAR, Source(NOTICE, "benchmark"), OPENING)
        imported.append(time.perf_counter() - started)
        database.close()
    return NoticeSpeed(median(read), median(imported))


def loading(url: str) -> float:
    """Seconds until a process has a ledger's items, units and sets in memory: once after each change."""
    database = Database(url)
    try:
        with database.reading() as connection:
            started = time.perf_counter()
            load_books(connection)
            return time.perf_counter() - started
    finally:
        database.close()
