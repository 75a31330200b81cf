"""The office is told once of a year whose calendar is not announced, when it is at work."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from handlers.duties.workdays import Calendar
from schedules.jobs import tell_of_provisional_years
from storage import outbox, policy
from storage.enrolling import enrol
from storage.outbox import Letter
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import a_roster

KNOWN = Calendar().latest_known  # the last year that the installed library knows
NEXT = KNOWN + 1
_FIRST = datetime(KNOWN, 12, 1, 10, 7, tzinfo=SHANGHAI)
MONDAY = _FIRST + timedelta(days=-_FIRST.weekday() % 7)


BOTH = ("wecom", "dingtalk")


def tell(database: Database, now: datetime, platforms: tuple[str, ...] = BOTH) -> int:
    return tell_of_provisional_years(database, SHANGHAI, platforms, now)


def letters(database: Database, now: datetime) -> list[Letter]:
    """What goes out now."""

    def send(connection: Connection) -> list[Letter]:
        claimed = outbox.claim(connection, now)
        for letter in claimed:
            outbox.mark_sent(connection, letter, now)
        return claimed

    return database.write(send)


def test_each_person_of_the_office_is_told_once_a_year(ledger: Database) -> None:
    assert tell(ledger, MONDAY) == 3
    found = letters(ledger, MONDAY)
    assert len({(letter.platform, letter.receiver) for letter in found}) == len(found) == 3
    for letter in found:
        assert str(NEXT) in letter.text
        assert str(KNOWN) not in letter.text
    for later in (timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=29)):
        assert tell(ledger, MONDAY + later) == 0
    assert letters(ledger, MONDAY + timedelta(days=1)) == []


def test_nobody_is_told_far_ahead(ledger: Database) -> None:
    assert tell(ledger, MONDAY - timedelta(days=63)) == 0
    assert tell(ledger, MONDAY) == 3


@pytest.mark.parametrize(
    "when",
    [
        MONDAY.replace(hour=8, minute=59),
        MONDAY.replace(hour=17, minute=0),
        MONDAY.replace(hour=3),
        MONDAY + timedelta(days=5),
        MONDAY + timedelta(days=6),
    ],
    ids=["before nine", "at five", "at night", "on Saturday", "on Sunday"],
)
def test_nobody_is_told_outside_office_hours(ledger: Database, when: datetime) -> None:
    assert tell(ledger, when) == 0
    assert letters(ledger, when) == []
    assert tell(ledger, MONDAY + timedelta(days=7)) == 3, "it is told later, not left out"


def test_the_office_hours_are_local_ones_of_the_offices_own_calendar(ledger: Database) -> None:
    nine = MONDAY.replace(hour=9, minute=0)
    with ledger.session() as session:
        policy.set_day(session, MONDAY.date(), False, "区里安排", "某人", MONDAY)
    assert tell(ledger, nine) == 0
    with ledger.session() as session:
        policy.set_day(session, (MONDAY + timedelta(days=5)).date(), True, "补班", "某人", MONDAY)
    assert tell(ledger, nine + timedelta(days=5)) == 3


def test_a_year_that_the_office_has_checked_needs_no_telling(ledger: Database) -> None:
    with ledger.session() as session:
        policy.confirm_year(session, NEXT, "某人", MONDAY)
    assert tell(ledger, MONDAY) == 0


def test_a_year_is_told_when_there_is_somebody_to_tell(database: Database) -> None:
    assert tell(database, MONDAY) == 0
    with database.session() as session:
        enrol(session, a_roster(",,周玉珍,督查室,主任,,zhou,"), "某人", MONDAY)
    assert tell(database, MONDAY + timedelta(days=1)) == 1
    [letter] = letters(database, MONDAY + timedelta(days=1))
    assert (letter.platform, letter.receiver) == ("wecom", "zhou")


def test_the_next_year_is_told_in_its_turn(ledger: Database) -> None:
    assert tell(ledger, MONDAY) == 3
    with ledger.session() as session:
        policy.confirm_year(session, NEXT, "某人", MONDAY)
    a_year_on = MONDAY + timedelta(days=364)
    assert tell(ledger, a_year_on) == 3
    assert all(str(NEXT + 1) in letter.text for letter in letters(ledger, a_year_on))


def test_a_person_is_told_by_a_platform_that_is_on(database: Database) -> None:
    with database.session() as session:
        enrol(session, a_roster(",,周玉珍,督查室,主任,,zhou,dt-zhou"), "某人", MONDAY)
    assert tell(database, MONDAY, ()) == 0
    assert tell(database, MONDAY, ("wecom",)) == 1, "it was not counted as told before"
    [letter] = letters(database, MONDAY)
    assert (letter.platform, letter.receiver) == ("wecom", "zhou")


def test_who_is_on_no_platform_that_is_on_keeps_nobody_from_being_told(database: Database) -> None:
    rows = (",,周玉珍,督查室,主任,,,dt-zhou", ",,吴敏,督查室,科员,,wu,")
    with database.session() as session:
        enrol(session, a_roster(*rows), "某人", MONDAY)
    assert tell(database, MONDAY, ("wecom",)) == 1
    assert [letter.receiver for letter in letters(database, MONDAY)] == ["wu"]
