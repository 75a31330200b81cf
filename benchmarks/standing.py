"""How long the standing of the whole ledger takes: the real one with a year of reports, and one 100 times larger."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks.ledgers import TIMES, databases, enlarge, fill
from handlers.standings.facts import Rules
from handlers.standings.picture import draw
from storage.packaged import YEAR
from storage.registers import load_register
from storage.standings import facts_at
from storage.transactions import Database

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2023, 12, 31, 20, tzinfo=ZONE)
ROUNDS = 5


def measure(kind: str, folder: Path, *, large: bool = True) -> list[str]:
    """Lines of a table: ledger, rows, seconds for the first time, and medians for loading and drawing."""
    lines = ["| ledger | items | reports | first, s | facts, s | picture, s |", "|---|--:|--:|--:|--:|--:|"]
    with databases(kind, folder) as make:
        for name, times in (("real", 1), ("large", TIMES))[: 1 + large]:
            database = Database(make(f"standing-{name}"))
            fill(database)
            rows = enlarge(database, times)
            _into_this_year(database)
            lines.append(f"| {kind}, {name} | {rows['items']} | {rows['reports']} | {_times(database)} |")
            database.close()
    return lines


def _into_this_year(database: Database) -> None:
    """The year of reports belongs to the year before; and every place gets an accepted plan."""
    with database.session() as session:
        connection = session.connection()
        connection.execute(text("UPDATE reports SET month = :year || substr(month, 5)"), {"year": str(YEAR)})
        connection.execute(
            text(
                """INSERT INTO plans (item_id, unit_id, version, state, q1, q2, q3, q4, goals, person_id, message_id,
                filed_at, decided_at) SELECT item_id, unit_id, 1, 'accepted', '完成3个', '完成6个', '完成9个',
                '完成12个', :goals, person_id, message_id, filed_at, filed_at FROM reports
                WHERE month = :month"""
            ),
            {
                "month": f"{YEAR}-01",
                "goals": '[[1,3.0,"个","完成3个",false,false,false],[2,6.0,"个","完成6个",false,false,false],'
                '[3,9.0,"个","完成9个",false,false,false],[4,12.0,"个","完成12个",false,false,false]]',
            },
        )


def _times(database: Database) -> str:
    loading, drawing = [], []
    with database.session() as session:
        register = load_register(session, YEAR)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            facts = facts_at(session.connection(), register, AT, ZONE)
            loaded = time.perf_counter()
            draw(register, facts, Rules(), AT.date())
            loading.append(loaded - started)
            drawing.append(time.perf_counter() - loaded)
    first = loading[0] + drawing[0]
    return f"{first:.3f} | {sorted(loading)[ROUNDS // 2]:.3f} | {sorted(drawing)[ROUNDS // 2]:.3f}"
