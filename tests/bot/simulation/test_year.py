"""The played year against the ledger: what was written is what was meant, and nothing else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.simulation.events import Decision, Event, Held, Message, Span
from bot.simulation.meanings import Meant
from bot.simulation.year import Meaning, events_of, play
from handlers.duties.workdays import Calendar
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.figures import scaled
from storage.exporting import plans_json, reports_json
from storage.packaged import YEAR, packaged_roster
from storage.registers import load_books
from storage.transactions import Database
from tests.desk import SHANGHAI

if TYPE_CHECKING:
    from tests.databases import Databases

QUARTER = datetime(2023, 4, 11, 18, tzinfo=SHANGHAI)
WHOLE_YEAR = datetime(2024, 2, 1, tzinfo=SHANGHAI)


def span(until: datetime = QUARTER, seed: int = 2023, held: Held | None = None) -> Span:
    return Span(YEAR, SHANGHAI, until, seed, held or Held())


def events(database: Database, wanted: Span) -> list[Event]:
    with database.reading() as connection:
        books = load_books(connection)
    return events_of(books.registers[YEAR], packaged_roster(), books.terms.calendar, wanted)


def reports(database: Database) -> list[dict[str, Any]]:
    with database.reading() as connection:
        return reports_json(connection, YEAR, None, SHANGHAI)


def place(row: dict[str, Any]) -> tuple[ItemRef, str, Month]:
    return ItemRef.parse(row["item"]), row["unit"], Month.parse(row["month"])


def said(row: dict[str, Any]) -> dict[str, Any]:
    figures = sorted(scaled(one["value"], one["unit"]) for one in row["quantities"])
    fields = ("problem", "cause", "next_step", "stage_met", "finished")
    return {"figures": figures, **{name: row[name] for name in fields}}


def meant(one: Meant) -> dict[str, Any]:
    figures = sorted(scaled(deed.value, deed.unit) for deed in one.deeds if deed.value is not None)
    fields = ("problem", "cause", "next_step", "stage_met", "finished")
    return {"figures": figures, **{name: getattr(one, name) for name in fields}}


def check_reports(database: Database, meaning: Meaning) -> None:
    rows = reports(database)
    assert {place(row) for row in rows} <= set(meaning.reports), "written to an item that was not meant"
    stands = {place(row): said(row) for row in rows if row["state"] in {"filed", "returned"}}
    wanted = {key: meant(one) for key, one in meaning.reports.items() if one is not None}
    assert stands.keys() == wanted.keys()
    assert {key: (stands[key], wanted[key]) for key in wanted if stands[key] != wanted[key]} == {}
    assert {row["percent"] for row in rows} <= {None, 100}, "only 全部完成 is a share"


def check_plans(database: Database, meaning: Meaning) -> None:
    with database.reading() as connection:
        rows = plans_json(connection, YEAR, SHANGHAI)
    newest = {(ItemRef.parse(row["item"]), row["unit"]): row for row in rows}
    assert newest.keys() == meaning.plans.keys()
    for key, plan in meaning.plans.items():
        row = newest[key]
        assert (row["state"] == "withdrawn") == (plan is None)
        if plan is not None:
            assert tuple(row[name] for name in ("q1", "q2", "q3", "q4")) == plan.goals
            assert (row["principal"], row["deputy"]) == (plan.principal, plan.deputy)


def test_the_ledger_holds_what_was_meant(ledger: Database) -> None:
    played = play(ledger, packaged_roster(), span())
    check_reports(ledger, played.meaning)
    check_plans(ledger, played.meaning)
    assert len(played.meaning.reports) > 800


def test_a_whole_year_is_played(databases: Databases, tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path, filled=True) as database:
        heard: list[int] = []
        played = play(database, packaged_roster(), span(WHOLE_YEAR), lambda number, *_: heard.append(number))
        check_reports(database, played.meaning)
        check_plans(database, played.meaning)
        assert {row["month"] for row in reports(database)} == {f"2023-{at:02d}" for at in range(1, 13)}
    assert heard == list(range(1, len(heard) + 1))
    assert max(len(message.text) for message, _ in played.answers) < 3000


@pytest.fixture
def year(databases: Databases, tmp_path: Path) -> list[Event]:
    with databases.fresh("sqlite", tmp_path, filled=True) as database:
        return events(database, span(WHOLE_YEAR))


def told(all_of: list[Event]) -> list[tuple[datetime, str]]:
    return [(one.at, one.text if isinstance(one, Message) else "") for one in all_of]


def test_the_same_seed_plays_the_same_year(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, year: list[Event]
) -> None:
    folder = tmp_path_factory.mktemp("again")
    with databases.fresh("sqlite", folder, filled=True) as database:
        assert told(events(database, span(WHOLE_YEAR))) == told(year)
        assert told(events(database, span(WHOLE_YEAR, seed=7))) != told(year)
        until_april = events(database, span())
        assert told(until_april) == told(year)[: len(until_april)]


def test_people_differ(year: list[Event]) -> None:
    """Late and early, silent, terse, wordy, wrong and corrected, twice, taken back; and the office acts."""
    messages = [one for one in year if isinstance(one, Message)]
    texts = [one.text for one in messages]
    assert any(text.startswith("更正 ") for text in texts)
    assert any(text.startswith("撤回 ") for text in texts)
    assert len(texts) > len({(one.account, one.text) for one in messages})
    for sign in ("一是", "【进展】", "\n完成情况：", "没问题", "均按计划推进", "补报", "申请销号"):
        assert any(sign in text for text in texts), sign
    days = {one.at.day for one in messages if one.at.month == 7}
    assert min(days) <= 4
    assert max(days) >= 10
    places = {one.key[:2] for message in messages for one in message.reports}
    told_in_may = {
        one.key[:2] for message in messages for one in message.reports if one.month == Month(YEAR, 5)
    }
    assert len(told_in_may) < len(places)
    assert sum(isinstance(one, Decision) for one in year) > 30
    assert all(Calendar().is_working_day(one.at.date()) for one in messages)


def test_held_units_leave_the_month_to_others(databases: Databases, tmp_path: Path) -> None:
    held = Held(frozenset({"区教育体育局"}), Month(YEAR, 3))
    with databases.fresh("sqlite", tmp_path, filled=True) as database:
        told_by = {
            (report.unit, report.month.month)
            for one in events(database, span(held=held))
            if isinstance(one, Message)
            for report in one.reports
        }
    assert ("区教育体育局", 2) in told_by
    assert ("区教育体育局", 3) not in told_by


def test_without_its_notice_nothing_is_played(databases: Databases, tmp_path: Path) -> None:
    with (
        databases.fresh("sqlite", tmp_path, filled=False) as database,
        pytest.raises(InputError, match="2023年的台账还没有导入"),
    ):
        play(database, packaged_roster(), span())
