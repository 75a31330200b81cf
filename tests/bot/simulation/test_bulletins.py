"""The bulletins of the played year, counted again from the exported reports and plans.

The count here is a small one of its own: it knows nothing of standings, only of what the exports say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.simulation.events import Span
from bot.simulation.year import play
from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.timing import bulletin_due
from handlers.duties.deadlines import report_deadline
from handlers.duties.hours import Hours
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.wording.bulletins import text
from storage.bulletin_drafts import draft_of
from storage.exporting import plans_json, reports_json
from storage.house import House
from storage.packaged import YEAR, packaged_roster
from storage.registers import load_books
from storage.rows import ClosingRow, ItemRow
from storage.transactions import Database
from tests.desk import SHANGHAI

if TYPE_CHECKING:
    from tests.databases import Databases

CALENDAR = Calendar()
HOURS = Hours(SHANGHAI, calendar=CALENDAR)
WHOLE_YEAR = datetime(2024, 2, 1, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Exported:
    database: Database
    register: Register
    reports: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    closings: list[tuple[str, str, datetime]]


@pytest.fixture(scope="module")
def played(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder: Path = tmp_path_factory.mktemp("bulletins")
    with databases.fresh("sqlite", folder, filled=True) as database:
        play(database, packaged_roster(), Span(YEAR, SHANGHAI, WHOLE_YEAR))
        with database.reading() as connection:
            closed = select(ItemRow.kind, ItemRow.no, ClosingRow.step, ClosingRow.at).join(
                ItemRow, ItemRow.id == ClosingRow.item_id
            )
            closings = [
                (str(ItemRef(row.kind, row.no)), row.step.value, row.at)
                for row in connection.execute(closed.order_by(ClosingRow.id))
            ]
            yield Exported(
                database,
                load_books(connection).registers[YEAR],
                reports_json(connection, YEAR, None, SHANGHAI),
                plans_json(connection, YEAR, SHANGHAI),
                closings,
            )


def counting(rows: list[dict[str, Any]], at: datetime) -> dict[tuple[str, str], dict[str, Any]]:
    """The newest version filed by a moment; none where that was sent back by then.

    When a version was withdrawn is not exported, so places that were ever withdrawn are left to others.
    """
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["version"]):
        if datetime.fromisoformat(row["filed_at"]) <= at:
            newest[row["item"], row["unit"]] = row
    return {
        place: row
        for place, row in newest.items()
        if not (row["reason"] and datetime.fromisoformat(row["decided_at"]) <= at)
    }


def withdrawn(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(row["item"], row["unit"]) for row in rows if row["state"] == "withdrawn"}


def closed_at(exported: Exported, at: datetime) -> set[str]:
    last = {item: step for item, step, when in exported.closings if when <= at}
    return {item for item, step in last.items() if step == "closed"}


def places(exported: Exported, kinds: str) -> list[tuple[str, str]]:
    book = exported.register
    return [
        (str(ref), book.units[unit].name)
        for ref in book.items
        if str(ref).startswith(tuple(kinds.split("|")))
        for unit in book.owing(ref)
    ]


def number(pattern: str, said: str) -> int:
    found = re.search(pattern, said)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("month", range(1, 13))
def test_a_second_count_finds_the_numbers_of_the_text(played: Exported, month: int) -> None:
    at_month = Month(YEAR, month)
    due = bulletin_due(BulletinKind.LIVELIHOOD, at_month, Rhythm(), HOURS)
    with played.database.reading() as connection:
        bulletin = draft_of(connection, BulletinKind.LIVELIHOOD, at_month, House(SHANGHAI), due)
    said = text(bulletin, naming=True)
    rows = [row for row in played.reports if row["month"] == str(at_month)]
    _check_reports(played, said, rows, at_month, due, "实事")
    _check_classes(played, said, rows, due, "实事", month)


@pytest.mark.parametrize("month", [3, 6, 9, 12])
def test_a_second_count_of_the_quarter(played: Exported, month: int) -> None:
    at_month = Month(YEAR, month)
    due = bulletin_due(BulletinKind.OVERALL, at_month, Rhythm(), HOURS)
    with played.database.reading() as connection:
        bulletin = draft_of(connection, BulletinKind.OVERALL, at_month, House(SHANGHAI), due)
    said = text(bulletin, naming=True)
    rows = [row for row in played.reports if row["month"] == str(at_month)]
    _check_reports(played, said, rows, at_month, due, "任务|实事")
    _check_classes(played, said, rows, due, "任务|实事", month)


def _check_reports(
    exported: Exported, said: str, rows: list[dict[str, Any]], month: Month, now: datetime, kinds: str
) -> None:
    """应报, 按时, 逾期, 退回, 未报: counted place by place."""
    deadline = datetime.combine(report_deadline(month, CALENDAR).on + timedelta(days=1), time(), SHANGHAI)
    closed = closed_at(exported, deadline)
    owed = [place for place in places(exported, kinds) if place[0] not in closed]
    assert number(r"应报(\d+)项次", said) == len(owed)
    unsure = withdrawn(rows)
    early, late = counting(rows, deadline), counting(rows, now)
    done = sum(place in late or place[0] in closed_at(exported, now) for place in owed)
    missing = number(r"，未报送(\d+)项次", said) + number(r"退回后尚未重报(\d+)项次", said)
    slack = sum(place in unsure for place in owed)
    assert abs((len(owed) - done) - missing) <= slack
    in_time = sum(place in early for place in owed)
    stated = len(owed) if "均按时报送" in said else number(r"，按时报送(\d+)项次", said)
    returned = {(row["item"], row["unit"]) for row in rows if row["reason"]}
    assert abs(in_time - stated) <= slack + sum(place in returned for place in owed)


def _check_classes(
    exported: Exported, said: str, rows: list[dict[str, Any]], now: datetime, kinds: str, month: int
) -> None:
    """已办结, 待计划, 未报 follow from the exports alone; with the judged ones they are all items."""
    overall = said.split("一、总体情况\n", 1)[1].split("\n", 1)[0]
    stated = {
        label: number(rf"{label}(\d+)项", overall)
        for label in ("已办结", "按计划推进", "进度滞后", "未评定", "待计划", "未报")
    }
    items = [str(ref) for ref in exported.register.items if str(ref).startswith(tuple(kinds.split("|")))]
    assert sum(stated.values()) == len(items) == number(r"月底，(\d+)项", overall)
    closed = closed_at(exported, now) & set(items)
    assert stated["已办结"] == len(closed)
    accepted = _accepted(exported, now)
    reported = counting(rows, now)
    unsure = withdrawn(rows)
    found: Counter[str] = Counter()
    slack = 0
    for item in items:
        if item in closed:
            continue
        leads = _leads(exported.register, item)
        slack += any((item, lead) in unsure for lead in leads)
        if any((item, lead) not in accepted for lead in leads):
            found["待计划"] += len(leads) == 1
        elif all((item, lead) not in reported for lead in leads):
            found["未报"] += 1
    if all(len(_leads(exported.register, item)) == 1 for item in items):
        assert stated["待计划"] == found["待计划"]
        assert abs(stated["未报"] - found["未报"]) <= slack
    if month == 1:
        assert stated["待计划"] == len(items)


def _accepted(exported: Exported, now: datetime) -> set[tuple[str, str]]:
    by_place: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in exported.plans:
        if row["state"] not in ("accepted", "superseded") or row["reason"] or not row["decided_at"]:
            continue
        if datetime.fromisoformat(row["decided_at"]) <= now:
            by_place[row["item"], row["unit"]].append(row)
    return set(by_place)


def _leads(register: Register, item: str) -> list[str]:
    entry = register.items[ItemRef.parse(item)]
    if not entry.unit_ids:
        return []
    unit = register.units[entry.lead_id or entry.unit_ids[0]]
    return [register.units[one].name for one in (unit.members if unit.collective else (unit.id,))]


def test_the_figures_of_lagging_items_are_the_units_own(played: Exported) -> None:
    """What the text says an item has reached stands in a report of that unit, word for number."""
    at_month = Month(YEAR, 6)
    due = bulletin_due(BulletinKind.LIVELIHOOD, at_month, Rhythm(), HOURS)
    with played.database.reading() as connection:
        bulletin = draft_of(connection, BulletinKind.LIVELIHOOD, at_month, House(SHANGHAI), due)
    said = text(bulletin, naming=True)
    reported: defaultdict[str, set[float]] = defaultdict(set)
    for row in played.reports:
        if row["month"] <= str(at_month):
            reported[row["item"]] |= {one["value"] for one in row["quantities"]}
    found = re.findall(r"．(实事\d+)（[^\n]*?）：截至6月底，([^\n]*)。责任单位", said)
    checked = 0
    for item, figures in found:
        for value in re.findall(r"累计(\d+(?:\.\d+)?)(?![\d.万亿])", figures):
            assert float(value) in reported[item], (item, value)
            checked += 1
    assert checked > 3
