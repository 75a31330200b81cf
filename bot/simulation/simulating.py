"""`ducha simulate`: set up a throw-away office, play a year in it, and judge what was seen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.settings import Settings
from bot.simulation.differences import Difference, differences
from bot.simulation.events import Span
from bot.simulation.invariants import Broken, History, broken, timed
from bot.simulation.outages import outages
from bot.simulation.people import made_up_roster, one_contact_each
from bot.simulation.pushes import Push
from bot.simulation.rehearsal import Record, Rehearsal
from bot.simulation.summary import MonthOfPushes, Names, Timeliness, by_month, timeliness
from bot.simulation.venue import BY, Venue, throw_away
from bot.simulation.year import Script, Told, script_of
from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.kept import KeptBulletin
from handlers.duties.agenda import agenda
from handlers.duties.calling import REMINDERS
from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours
from handlers.duties.owed import Done
from handlers.duties.rhythm import Rhythm
from handlers.errors import InputError
from storage import kept_bulletins, rehearsing, schema
from storage.enrolling import enrol
from storage.exporting import plans_json, reports_json
from storage.importing import Source, import_notice
from storage.listeners import reach_of
from storage.packaged import NOTICE, YEAR, packaged_notice, packaged_roster
from storage.people import Roster
from storage.registers import Books, load_books, load_register
from storage.transactions import Database

_OPENS = (1, 4, 9)  # January's first working days are over, and nothing is due yet
_NO_LEDGER = "没有{year}年的台账：内置的只有{packaged}年；其他年份请先 ducha notice import 文件 --year {year}"
_TOO_SMALL = "{year}年的台账太小，演练不了：至少要有十来个事项、几个单位"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be played. `until` cuts the year short; `change` makes another rhythm of the office's.

    `every_minute_from`: from then on the alarm clock rings each minute, as it really does (for comparison).
    """

    year: int
    seed: int
    until: datetime | None = None
    change: Callable[[Rhythm], Rhythm] = lambda rhythm: rhythm
    every_minute_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen and how it is judged. `planned` reminders would have gone out if nobody had reported."""

    script: Script
    record: Record
    rhythm: Rhythm
    months: tuple[MonthOfPushes, ...]
    timeliness: tuple[Timeliness, ...]
    published: tuple[KeptBulletin, ...]
    open_drafts: int
    reminders: int
    planned: int
    undelivered: tuple[tuple[str, str, str], ...]
    differences: tuple[Difference, ...]
    broken: tuple[Broken, ...]

    @property
    def pushes(self) -> list[Push]:
        return self.record.pushes

    @property
    def timed(self) -> dict[BulletinKind, int]:
        return timed(self.published)


def simulate(
    wanted: Wanted, settings: Settings, own: Connection | None = None, told: Told | None = None
) -> Outcome:
    """Play it.

    `own` is the office's database, from which its rules and, if it has the year, its ledger are copied.
    """
    with _thrown_away() as database:
        opens_at = datetime(wanted.year, *_OPENS, tzinfo=settings.zone)
        roster = _fill(database, wanted.year, own, opens_at)
        venue = Venue(database, roster, settings, opens_at)
        venue.use(wanted.change(venue.rhythm()))
        until = wanted.until or datetime(wanted.year + 1, 2, 1, tzinfo=settings.zone)
        with database.reading() as connection:
            books = load_books(connection)
        script = _script(books, roster, Span(wanted.year, settings.zone, until, wanted.seed))
        troubles = [one for one in outages(script.days, wanted.seed) if one.at <= until]
        rehearsal = Rehearsal(venue, script, troubles, every_minute_from=wanted.every_minute_from)
        record = rehearsal.play(until, told)
        return _judged(venue, script, record, _names(roster), until)


def _script(books: Books, roster: Roster, span: Span) -> Script:
    """InputError for a ledger that has too little of everything."""
    try:
        return script_of(books.registers[span.year], roster, books.terms.calendar, span)
    except ValueError as error:
        raise InputError(_TOO_SMALL.format(year=span.year)) from error


def _judged(venue: Venue, script: Script, record: Record, names: Names, until: datetime) -> Outcome:
    zone, year, rhythm = venue.settings.zone, script.days.year, venue.rhythm()
    with venue.database.reading() as connection:
        reports, plans = reports_json(connection, year, None, zone), plans_json(connection, year, zone)
        kept = kept_bulletins.listed(connection, year)
        given_up = tuple(rehearsing.undelivered(connection))
        planned = _if_nobody_reported(connection, venue, rhythm, script, until)
    published = tuple(one for one in kept if not one.state.is_open)
    found = tuple(differences(record.meaning, reports, plans))
    hours = Hours(zone, rhythm.quiet, script.days.calendar)
    return Outcome(
        script,
        record,
        rhythm,
        tuple(by_month(record.pushes, names, zone)),
        tuple(timeliness(script, History(record), until)),
        published,
        len(kept) - len(published),
        len({one.key for one in record.pushes if one.kind in REMINDERS}),
        planned,
        given_up,
        found,
        tuple(broken(script, record, hours, rhythm.ladder, published, found)),
    )


def _if_nobody_reported(
    connection: Connection, venue: Venue, rhythm: Rhythm, script: Script, until: datetime
) -> int:
    """How many reminders there would have been."""
    zone, year, books = venue.settings.zone, script.days.year, load_books(connection)
    last = local_day(until, zone)
    reach = reach_of(connection, [books.registers[year]], last, tuple(venue.program.platforms))
    ledger = [(books.registers[year], Done())]
    span = (date(year, 1, 1), last)
    planned = agenda(ledger, reach.listeners, books.terms, rhythm, zone, span)
    return sum(one.kind in REMINDERS for one in planned)


def _names(roster: Roster) -> Names:
    return {one: row.name for row in roster.rows for one in row.identities.items()}


@contextmanager
def _thrown_away() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="ducha-simulate-") as folder:
        database = throw_away(Path(folder))
        try:
            schema.upgrade(database)
            yield database
        finally:
            database.close()


def _fill(database: Database, year: int, own: Connection | None, now: datetime) -> Roster:
    """The office's rules, its ledger of the year or the packaged one, and made-up people."""
    with database.session() as session:
        copied = own is not None and rehearsing.copy_office(own, session.connection(), year)
        if copied:
            roster = made_up_roster(load_register(session, year))
        elif year == YEAR:
            import_notice(session, packaged_notice(), YEAR, Source(NOTICE, BY), now)
            roster = one_contact_each(packaged_roster())
        else:
            raise InputError(_NO_LEDGER.format(year=year, packaged=YEAR))
        enrol(session, roster, BY, now, new_units=True)
    return roster
