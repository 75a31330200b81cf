"""What the demo's ledger holds when it opens: the real notice, an invented roster, and the year so far."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.demo.scenes import SPEAKERS
from bot.simulation.events import Held, Span
from bot.simulation.year import Told, play
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.months import Month
from storage import schema
from storage.enrolling import enrol
from storage.importing import Source, import_notice
from storage.packaged import NOTICE, YEAR, packaged_notice
from storage.people import Roster
from storage.transactions import Database

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENING = datetime(2023, 4, 6, 10, 12, tzinfo=SHANGHAI)  # reports on March are due on 10 April
_FIRST, _LAST = date(2023, 2, 1), date(2024, 1, 31)
_IMPORTED_AT = datetime(2023, 1, 19, 9, 30, tzinfo=SHANGHAI)


def opening_on(day: date) -> datetime:
    """The demo's morning on a day; InputError outside the ledger year."""
    if not _FIRST <= day <= _LAST:
        raise InputError(f"--on：演示台账是{YEAR}年的，请写{_FIRST}到{_LAST}之间的日期")
    return datetime.combine(day, time(OPENING.hour, OPENING.minute), SHANGHAI)


def fill(database: Database, roster: Roster, opening: datetime, told: Told | None = None) -> None:
    """Play the year until the opening; whoever speaks in the script has not reported the last month yet."""
    schema.upgrade(database)
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, ""), _IMPORTED_AT)
        enrol(session, roster, "demo", _IMPORTED_AT, new_units=True)
    held = Held(SPEAKERS, Month.of(local_day(opening, SHANGHAI)).previous)
    play(database, roster, Span(YEAR, SHANGHAI, opening, held=held), told)
