"""Bulletins at their time: drafted once, previewed, published where nobody has held them.

The alarm clock calls `due_bulletins` again and again. Keys make a second scheduler, a late or a repeated run
harmless; one that fails is told to the office and does not keep the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Bulletin, BulletinKind
from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.review import Review
from handlers.bulletins.timing import after_working_hours, bulletin_due, in_working_hours
from handlers.duties.deadlines import local_day, report_deadline
from handlers.duties.hours import Hours
from handlers.duties.keys import bulletin_key
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.errors import DuchaError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from handlers.wording import reviewing
from storage import bulletin_drafts, bulletins, kept_bulletins, policy
from storage.bulletin_letters import (
    Looked,
    NowhereError,
    look_over,
    publish_and_send,
    redraft,
    redraft_and_preview,
    send_preview,
    tell_office,
)
from storage.bulletin_rules import bulletin_rules
from storage.bulletin_watch import (
    asked_corrections,
    drafted_keys,
    ledger_years,
    mark_changed,
    mark_looked_at,
    ripe,
    watched,
)
from storage.closed_items import opened_since_told, waiting
from storage.house import House
from storage.rhythm import is_paused
from storage.senders import Address, addresses_of
from storage.transactions import Database

log = structlog.get_logger()
BY = "督查助手"
CATCH_UP = timedelta(days=45)  # what was due longer ago is drafted only when the office wants it
TOO_OLD = timedelta(days=10)  # a draft that is older does not go out by itself, unless its time was set so
WATCHED = timedelta(days=120)  # so long a published bulletin is compared with the ledger


@dataclass(frozen=True, slots=True)
class _Due:
    key: str
    kind: BulletinKind
    month: Month
    items: tuple[ItemRef, ...] = ()


def due_bulletins(database: Database, house: House, now: datetime) -> int:
    """Everything about bulletins that is due at or before now; returns how many were drafted or published.

    Only in the working hours of a working day outside the quiet hours, from the go-live on, and not while
    pushes are paused. What a person has put off goes out as soon as the quiet hours are over.
    """
    return _Round(database, house, now).run()


class _Round:
    def __init__(self, database: Database, house: House, now: datetime) -> None:
        self._database = database
        self._house = house
        self._now = now

    def run(self) -> int:
        with self._database.reading() as connection, Session(connection) as session:
            calendar = policy.load_calendar(session)
            hours = self._house.hours_now(connection)
            if is_paused(connection) or not hours.allows(self._now):
                return 0
            chosen = ripe(connection, self._now, chosen=True)
        put_off = sum(self._guarded(f"publish:{one}", partial(self._publish_chosen, one)) for one in chosen)
        return put_off + self._in_working_hours(calendar, hours)

    def _in_working_hours(self, calendar: Calendar, hours: Hours) -> int:
        if not self._house.is_live(self._now) or not in_working_hours(self._now, calendar, self._house.zone):
            return 0
        with self._database.reading() as connection:
            due, closed = list(self._due(connection, hours)), list(self._closed(connection, calendar))
            corrections, ready = asked_corrections(connection), ripe(connection, self._now, chosen=False)
            published = watched(connection, self._now - WATCHED)
            opened = opened_since_told(connection, self._now - WATCHED)
        work: list[tuple[str, Callable[[], bool]]] = [
            *((one.key, partial(self._draft, one, calendar)) for one in due),
            *((one.key, partial(self._draft_closed, one, calendar)) for one in closed),
            *((f"correction:{number}", partial(self._correct, number, by)) for number, by in corrections),
            *((f"publish:{number}", partial(self._publish, number, calendar)) for number in ready),
        ]
        done = sum(self._guarded(key, one) for key, one in work)
        for number in published:
            self._guarded(f"watch:{number}", partial(self._compare, number))
        for number, items in opened.items():
            self._guarded(f"opened:{number}", partial(self._tell_opened, number, items))
        return done

    # What is due

    def _due(self, connection: Connection, hours: Hours) -> Iterator[_Due]:
        """Of each timed kind the newest that has not been drafted yet."""
        rhythm = self._house.rhythm(connection)
        found = [one for year in ledger_years(connection) for one in self._timed(year, rhythm, hours)]
        known = drafted_keys(connection, [one.key for one in found])
        return (one for one in found if one.key not in known)

    def _timed(self, year: int, rhythm: Rhythm, hours: Hours) -> Iterator[_Due]:
        go_live = self._house.go_live
        for kind, months in ((BulletinKind.LIVELIHOOD, range(1, 13)), (BulletinKind.OVERALL, (3, 6, 9, 12))):
            ripe_months = [
                month
                for month in (Month(year, number) for number in months)
                if self._now - CATCH_UP < bulletin_due(kind, month, rhythm, hours) <= self._now
                and (go_live is None or report_deadline(month, hours.calendar).on >= go_live)
            ]
            for month in ripe_months[-1:]:
                period = str(month) if kind is BulletinKind.LIVELIHOOD else f"{year}Q{month.quarter}"
                yield _Due(bulletin_key(kind.value, period), kind, month)

    def _closed(self, connection: Connection, calendar: Calendar) -> Iterator[_Due]:
        """Of each ledger year the items that have been closed and not told, once they are gathered."""
        for year, closed in waiting(connection, self._now, self._house, calendar).items():
            if items := tuple(one.item for one in closed if one.tell_at <= self._now):
                month = bulletin_drafts.month_of(year, local_day(self._now, self._house.zone))
                key = bulletin_key(BulletinKind.COMPLETED.value, str(year))
                yield _Due(key, BulletinKind.COMPLETED, month, items)

    # What is done

    def _draft(self, due: _Due, calendar: Calendar) -> bool:
        """Composed outside the transaction, kept and previewed in one."""
        bulletin = self._composed(due)
        with self._database.session() as session:
            rules = bulletin_rules(session, self._house.bulletins)
            office = self._office(session)
            goes_out_at = None
            if rules.review is Review.AUTO and office:  # without anybody to hold it, it waits
                goes_out_at = after_working_hours(self._now, rules.hold_hours, calendar, self._house.zone)
            key = bulletins.key_of(bulletin)
            number = bulletins.add_draft(session, bulletin, key, BY, self._now, publish_at=goes_out_at)
            if number is None:
                return False
            session.flush()
            if rules.review is Review.OFF:
                self._send(session, number, bulletins.FACTS_ONLY, office)
            else:
                self._preview(session, number, office)
        return True

    def _composed(self, due: _Due) -> Bulletin:
        with self._database.reading() as connection:
            return bulletin_drafts.draft_of(
                connection, due.kind, due.month, self._house, self._now, items=due.items
            )

    def _draft_closed(self, due: _Due, calendar: Calendar) -> bool:
        """In one bulletin. Where that fails, without those that can't be told: they keep no others."""
        with suppress(DuchaError):
            return self._draft(due, calendar)
        alone = {item: replace(due, items=(item,)) for item in due.items}
        sound = [
            item
            for item, one in alone.items()
            if self._guarded(f"{due.key}/{item}", partial(self._can_be_told, one))
        ]
        return bool(sound) and self._draft(replace(due, items=tuple(sound)), calendar)

    def _can_be_told(self, due: _Due) -> bool:
        self._composed(due)
        return True

    def _correct(self, number: int, by: str) -> bool:
        """A correction that the office has asked for; it waits for a person, whatever the rules."""
        with self._database.reading() as connection:
            bulletin = bulletin_drafts.correction_of(connection, number, self._house, self._now)
        with self._database.session() as session:
            if not bulletins.still_asked(session, number):
                return False
            office = self._office(session)
            added = bulletins.add_correction(session, bulletin, number, by, self._now)
            session.flush()
            self._preview(session, added, office)
        return True

    def _publish(self, number: int, calendar: Calendar) -> bool:
        """Nobody has held it: it goes out without naming laggards.

        Where the ledger has changed since, it is previewed anew and may be held as long again; once only, or
        late reports would keep it back for ever. After that it goes out as the ledger is then.
        """
        looked = self._looked(number)
        with self._database.session() as session:
            rules = bulletin_rules(session, self._house.bulletins)
            if not bulletins.is_ripe(session, number, self._now):
                return False
            if self._is_too_old(session, number):
                return True
            if rules.review is not Review.AUTO:
                return False
            if kept_bulletins.load(session.connection(), number).version > 1:
                redraft(session, number, BY, self._now, self._house, looked=looked)
            else:
                again = after_working_hours(self._now, rules.hold_hours, calendar, self._house.zone)
                if redraft_and_preview(session, number, BY, self._now, self._house, again, looked=looked):
                    return True
            self._send(session, number, bulletins.AUTOMATIC, self._office(session))
        return True

    def _looked(self, number: int) -> Looked:
        """Composed before the transaction, which then only sees whether it still holds."""
        with self._database.reading() as connection:
            return look_over(connection, number, self._house, self._now)

    def _publish_chosen(self, number: int) -> bool:
        """A person has chosen this moment and the form, whatever the rules for drafts are."""
        looked = self._looked(number)
        with self._database.session() as session:
            if not bulletins.is_ripe(session, number, self._now):
                return False
            kept = kept_bulletins.load(session.connection(), number)
            if kept.chosen_by is None:
                return False
            if self._is_too_old(session, number) or self._is_outdated(session, kept, looked):
                return True
            self._send(
                session, number, kept.chosen_by, self._office(session), naming=bool(kept.chosen_naming)
            )
        return True

    def _is_too_old(self, session: Session, number: int) -> bool:
        """What has lain for long (a pause, a machine that was down) waits for a person; told once."""
        kept = kept_bulletins.load(session.connection(), number)
        due = kept.publish_at or self._now
        if self._now <= max(kept.composed_at + TOO_OLD, due + timedelta(days=1)):
            return False
        held = bulletins.hold(session, number, BY, self._now)
        told = reviewing.too_old(held, self._house.zone)
        tell_office(session, self._office(session), f"too-old:{number}:{kept.version}", told, self._now)
        return True

    def _is_outdated(self, session: Session, kept: KeptBulletin, looked: Looked) -> bool:
        """The ledger has changed since: it waits for a person again, drafted anew unless one wrote it."""
        if not kept.edited:
            return bool(redraft_and_preview(session, kept.number, BY, self._now, self._house, looked=looked))
        changes = looked.changes
        if looked.wrong or not looked.holds(session.connection()):
            _, changes = bulletin_drafts.redrafted(session.connection(), kept.number, self._house, self._now)
        if changes:
            bulletins.unschedule(session, kept.number)
            told = reviewing.changed_since_edited(kept, changes, naming=bool(kept.chosen_naming))
            key = f"outdated:{kept.number}:{self._now.isoformat()}"
            tell_office(session, self._office(session), key, told, self._now)
        return bool(changes)

    def _tell_opened(self, number: int, items: tuple[ItemRef, ...]) -> bool:
        """What it told of as closed is open again: marked, and a correction offered, once."""
        with self._database.session() as session:
            if not mark_changed(session, number, self._now):
                return False
            kept = kept_bulletins.load(session.connection(), number)
            text = reviewing.month_changed(kept, tuple(f"{item}已重新打开" for item in items))
            tell_office(session, self._office(session), f"changed:{number}", text, self._now)
        return True

    def _compare(self, number: int) -> bool:
        """A month that has changed since: marked, and a correction offered, once."""
        with self._database.reading() as connection:
            moved, changes = bulletin_drafts.changes_since(connection, number, self._house, self._now)
            kept = kept_bulletins.load(connection, number)
        if not moved:
            return False
        with self._database.session() as session:
            mark_looked_at(session, number, self._now)
            if changes and mark_changed(session, number, self._now):
                text = reviewing.month_changed(kept, changes)
                tell_office(session, self._office(session), f"changed:{number}", text, self._now)
        return bool(changes)

    def _send(
        self, session: Session, number: int, by: str, office: list[Address], *, naming: bool = False
    ) -> None:
        try:
            kept = publish_and_send(session, number, by, self._now, self._house, naming=naming)
        except NowhereError:
            self._wait_for_a_group(session, number, office)
            return
        tell_office(session, office, f"published:{number}", reviewing.published_by_itself(kept), self._now)

    def _wait_for_a_group(self, session: Session, number: int, office: list[Address]) -> None:
        """Nobody would get it: held without a number until the office has made a chat known."""
        told = reviewing.held_for_nowhere(kept_bulletins.load(session.connection(), number))
        held = bulletins.hold(session, number, BY, self._now)
        tell_office(session, office, f"nowhere:{number}:{held.version}", told, self._now)

    def _preview(self, session: Session, number: int, office: list[Address]) -> None:
        kept = kept_bulletins.load(session.connection(), number)
        send_preview(session, kept, office, self._house, self._now)

    def _office(self, session: Session) -> list[Address]:
        return addresses_of(session, RoleName.OFFICE, self._house.platforms)

    def _guarded(self, key: str, work: Callable[[], bool]) -> bool:
        """One that fails is told to the office once a day, with the reason where we know it."""
        try:
            return work()
        except DuchaError as error:
            reason = str(error)
        except Exception:
            log.exception("bulletin failed", key=key)
            reason = f"程序出错（{key}），详情见日志"
        today = local_day(self._now, self._house.zone)
        with self._database.session() as session:
            bulletins.forget_asked(session, key)
            told = reviewing.not_drafted(reason)
            tell_office(session, self._office(session), f"failed:{key}:{today}", told, self._now)
        return False
