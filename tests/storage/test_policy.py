"""What the office changes in daily life is data, seen by every process and remembered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from handlers.duties.deadlines import DayOffRule
from handlers.duties.workdays import Calendar
from storage import policy
from storage.registers import Shelf, load_books
from storage.rows import CalendarDayRow
from storage.transactions import Database
from tests.storage.contents import NOW, history

BY = "命令行（某人）"
SATURDAY = date(2023, 4, 8)
FAR = 2099


def calendar(database: Database) -> Calendar:
    with database.reading() as connection:
        return load_books(connection).terms.calendar


def test_a_day_is_declared_and_declared_anew(ledger: Database) -> None:
    assert not calendar(ledger).is_working_day(SATURDAY)
    for working in (True, False, True):
        with ledger.session() as session:
            policy.set_day(session, SATURDAY, working, "区里安排", BY, NOW)
        assert calendar(ledger).is_working_day(SATURDAY) is working
    with ledger.session() as session:
        assert len(session.scalars(select(CalendarDayRow)).all()) == 1
    assert history(ledger)[-1] == ("calendar.set", "2023-04-08", BY, {"working": True, "note": "区里安排"})


def test_a_running_process_sees_a_declared_day(ledger: Database) -> None:
    shelf = Shelf()
    with ledger.reading() as connection:
        assert not shelf.books(connection).terms.calendar.is_working_day(SATURDAY)
    with ledger.session() as session:
        policy.set_day(session, SATURDAY, True, None, BY, NOW)
    with ledger.reading() as connection:
        assert shelf.books(connection).terms.calendar.is_working_day(SATURDAY)


def test_a_checked_year_is_no_longer_provisional(ledger: Database) -> None:
    assert calendar(ledger).is_provisional(FAR)
    for year in (FAR, FAR + 1, FAR):
        with ledger.session() as session:
            policy.confirm_year(session, year, BY, NOW)
    assert not calendar(ledger).is_provisional(FAR)
    assert not calendar(ledger).is_provisional(FAR + 1)
    assert history(ledger)[-1] == ("policy.set", "calendar.confirmed_years", BY, [FAR, FAR + 1])


def test_the_rule_for_days_off_has_a_default_and_can_be_set(database: Database) -> None:
    with database.session() as session:
        assert policy.plan_rule(session) is DayOffRule.ADVANCE
    for rule in DayOffRule:
        with database.session() as session:
            policy.set_plan_rule(session, rule, BY, NOW)
        with database.session() as session:
            assert policy.plan_rule(session) is rule


def test_a_year_is_told_once(database: Database) -> None:
    told = []
    for year in (2030, 2030, 2031, 2030):
        with database.session() as session:
            told.append(policy.tell_once(session, year, NOW))
    assert told == [True, False, True, False]
