"""How long the standing of the whole ledger takes: the real one with a year of reports, and one 100 times larger."""

from __future__ import annotations

import json
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.ledgers import TIMES, databases, enlarge, fill
from handlers.ledger.items import Indicator, IndicatorKind, Item
from handlers.reading.shapes import PlanWords
from handlers.standings.drawing import draw
from handlers.standings.facts import Rules
from handlers.standings.figures import QUARTERS, goal_figures
from storage.goals import pack_goal
from storage.packaged import YEAR
from storage.registers import load_register
from storage.standings import facts_at
from storage.transactions import Database
from storage.undisturbed import undisturbed

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2023, 12, 31, 20, tzinfo=ZONE)
ROUNDS = 5
_PLANNED = text(
    """INSERT INTO plans (item_id, unit_id, version, state, q1, q2, q3, q4, goals, on_behalf, person_id,
    message_id, filed_at, decided_at) SELECT item_id, unit_id, 1, 'accepted', :q1, :q2, :q3, :q4, :goals, false,
    person_id, message_id, filed_at, filed_at FROM reports WHERE item_id = :id AND substr(month, 6) = '01'"""
)
_TOLD = text(
    "UPDATE reports SET progress = :progress, percent = NULL, quantities = :quantities WHERE item_id = :id AND month = :month"
)


def measure(kind: str, folder: Path, *, large: bool = True) -> list[str]:
    """Lines of a table: ledger, rows, seconds for the first time, and medians of the whole and of its parts."""
    lines = [
        "| ledger | items | reports | first, s | all, s | register, s | facts, s | picture, s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
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
    """The year of reports belongs to the year before. Every place gets an accepted plan; and where the item
    has amounts, plan and reports have figures for them. No two items say the same, so nothing is read once
    for many; one item in five reports of its first amount only, so that earlier reports have to be looked at.
    """
    with database.session() as session:
        connection = session.connection()
        connection.execute(text("UPDATE reports SET month = :year || substr(month, 5)"), {"year": str(YEAR)})
        register = load_register(session, YEAR)
        planned, told = [], []
        for number, entry in enumerate(register.items.values()):
            words, amounts = _plan(entry.item, number), _amounts(entry.item)
            goals = [pack_goal(figure) for figure in goal_figures(words)]
            said = {name: getattr(words, name) for name in QUARTERS}
            planned.append({"id": entry.id, "goals": json.dumps(goals, ensure_ascii=False), **said})
            told += [
                {"id": entry.id, "month": f"{YEAR}-{month:02}", **_told(amounts, number, month)}
                for month in range(1, 13)
                if amounts
            ]
        connection.execute(_PLANNED, planned)
        connection.execute(_TOLD, told)


def _amounts(item: Item) -> list[Indicator]:
    return [one for one in item.indicators if one.kind is IndicatorKind.AMOUNT]


def _plan(item: Item, number: int) -> PlanWords:
    amounts = _amounts(item)
    if not amounts:
        return PlanWords(f"印发第{number}号方案", "启动", "评估", "验收")
    parts = (
        "，".join(f"{one.metric}{_part(one, number, 3 * at)}{one.unit}" for one in amounts)
        for at in (1, 2, 3, 4)
    )
    return PlanWords(*parts)


def _told(amounts: list[Indicator], number: int, month: int) -> dict[str, str]:
    told = [(one, _part(one, number, month)) for one in (amounts if number % 5 else amounts[:1])]
    progress = f"截至{month}月底，" + "，".join(f"{one.metric}累计{value}{one.unit}" for one, value in told)
    return {
        "progress": progress,
        "quantities": json.dumps([[value, one.unit] for one, value in told], ensure_ascii=False),
    }


def _part(one: Indicator, number: int, month: int) -> float:
    return round(one.value * month / 12 + number % 1000 / 1000, 3)


def _times(database: Database) -> str:
    """The whole with the register, the first time and the median; and the median of each part."""
    parts: list[list[float]] = []
    for _ in range(ROUNDS):
        with database.reading() as connection, Session(connection) as session, undisturbed():
            marks = [time.perf_counter()]
            register = load_register(session, YEAR)
            marks.append(time.perf_counter())
            facts = facts_at(connection, register, AT, ZONE)
            marks.append(time.perf_counter())
            draw(register, facts, Rules(), AT.date())
            marks.append(time.perf_counter())
        parts.append([marks[3] - marks[0], *(later - mark for mark, later in pairwise(marks))])
    medians = (f"{median(column):.3f}" for column in zip(*parts, strict=True))
    return f"{parts[0][0]:.3f} | {' | '.join(medians)}"
