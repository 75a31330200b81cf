"""Composing a bulletin from what the database holds, and seeing whether its month has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Bulletin, BulletinKind, Closing, Correction, figures_of
from handlers.bulletins.composing import Occasion, compose, selection
from handlers.bulletins.differing import differences, draft_differences
from handlers.bulletins.reconciling import DisagreementError, reconcile
from handlers.bulletins.timeliness import timeliness_of
from handlers.bulletins.timing import bulletin_due, end_of_day
from handlers.duties.deadlines import local_day, report_deadline
from handlers.duties.owed import Terms
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.standings.picture import Standing, judged_month
from handlers.wording.bulletins import reopened, title
from storage.bulletin_rules import bulletin_rules
from storage.bulletins import open_row
from storage.closed_items import closings_of, opened_again
from storage.duties import done_at
from storage.house import House
from storage.kept_bulletins import serial_of
from storage.policy import load_terms
from storage.rows import BulletinRow, ReportRow
from storage.standings import standing_of_month

_TIMED = frozenset({BulletinKind.LIVELIHOOD, BulletinKind.OVERALL, BulletinKind.CIRCULAR})


@dataclass(frozen=True, slots=True)
class Moments:
    """What is looked at: decisions up to one moment, reports up to another; who was late, as of the first."""

    decided_by: datetime
    reported_by: datetime


def draft_of(
    connection: Connection,
    kind: BulletinKind,
    month: Month,
    house: House,
    now: datetime,
    *,
    items: Sequence[ItemRef] = (),
) -> Bulletin:
    """A bulletin composed and reconciled. InputError: nothing to compose, or it does not add up.

    A completed one is on one item or on several that were closed, a major one on one item.

    Of a month whose bulletin was due long ago, it shows what the office had decided by then, and every report
    that has come since.
    """
    today = local_day(now, house.zone)
    if kind is BulletinKind.OVERALL:
        month = Month(month.year, 3 * month.quarter)
    if kind is not BulletinKind.COMPLETED and month.last_day >= today:
        raise InputError(f"{month.year}年{month.month}月还没有结束，不能拟通报")
    with Session(connection) as session:
        terms = load_terms(session, house.go_live)
    decided_by = min(now, _due(connection, kind, month, terms, house)) if kind in _TIMED else now
    chosen = tuple(dict.fromkeys(items))
    closed = chosen if kind is BulletinKind.COMPLETED else ()
    closings = closings_of(connection, month.year, closed, house.zone)
    occasion = Occasion(kind, month, today, chosen, closings)
    return _composed(connection, occasion, Moments(decided_by, now), house, terms)


def correction_of(connection: Connection, number: int, house: House, now: datetime) -> Bulletin:
    """The bulletin anew with what was reported on its month since; InputError where nothing has changed."""
    row = published_row(connection, number)
    corrected = _corrected(connection, row, house, now)
    if not corrected.correction or not corrected.correction.changes:
        raise InputError(f"{row.id}号通报发布以后，{row.month}的情况没有变动，不需要更正")
    return corrected


def _corrected(connection: Connection, row: BulletinRow, house: House, now: datetime) -> Bulletin:
    if opened := _opened_again(connection, row, house):
        items = tuple(ItemRef.parse(one["item"]) for one in row.figures["closings"])
        occasion = Occasion(row.kind, Month.parse(row.month), local_day(now, house.zone), items)
        with Session(connection) as session:
            terms = load_terms(session, house.go_live)
        bulletin = _composed(connection, occasion, Moments(now, now), house, terms)
        changes = tuple(map(reopened, opened))
    else:
        bulletin = _again(connection, row, row.composed_at, house, now)
        changes = differences(row.figures, figures_of(bulletin))
    correction = Correction(row.id, serial_of(row) or "", row.title, changes)
    corrected = replace(bulletin, correction=correction)
    _refuse_if_wrong(corrected, None)
    return corrected


def _opened_again(connection: Connection, row: BulletinRow, house: House) -> tuple[Closing, ...]:
    """What it told of as closed and is open again."""
    if row.kind is not BulletinKind.COMPLETED:
        return ()
    told = [ItemRef.parse(one["item"]) for one in row.figures["closings"]]
    return opened_again(connection, row.year, told, house.zone)


def redrafted(
    connection: Connection, number: int, house: House, now: datetime
) -> tuple[Bulletin | None, tuple[str, ...]]:
    """An open draft anew, and what is different in it; (None, ()) where nothing is. InputError.

    InputError also where it can't be composed any more: what it tells is no longer so. What a person has
    accepted as it stands is compared again only when something more has been reported.
    """
    with Session(connection, expire_on_commit=False) as session:
        row = open_row(session, number)
        session.expunge(row)
    if (row.kind in _TIMED or row.looked_at is not None) and not _moved(connection, row):
        return None, ()
    if row.corrects_id is None:
        bulletin = _again(connection, row, now, house, now)
    else:
        bulletin = _corrected(connection, published_row(connection, row.corrects_id), house, now)
    changes = draft_differences(row.figures, figures_of(bulletin))
    return (bulletin, changes) if changes else (None, ())


def published_row(connection: Connection, number: int) -> BulletinRow:
    """A bulletin that is published; InputError for a draft, or where there is none."""
    with Session(connection, expire_on_commit=False) as session:
        row = session.get(BulletinRow, number)
        if row is None:
            raise InputError(f"没有{number}号通报")
        if row.published_at is None:
            raise InputError(f"{number}号通报还没有发布，不需要更正：直接修改或重拟即可")
        session.expunge(row)
        return row


def changes_since(
    connection: Connection, number: int, house: House, now: datetime
) -> tuple[bool, tuple[str, ...]]:
    """Whether anything was reported on the month since, and what is different in the table for it."""
    row = published_row(connection, number)
    if not _moved(connection, row):
        return False, ()
    again = _again(connection, row, row.composed_at, house, now)
    return True, differences(row.figures, figures_of(again))


def _moved(connection: Connection, row: BulletinRow) -> bool:
    """Whether anything was reported, returned or withdrawn since, of the months that it tells of."""
    since = max(row.composed_at, row.looked_at or row.composed_at)
    moved = select(ReportRow.id).where(
        ReportRow.month >= f"{row.year}-01",
        ReportRow.month <= row.month,
        or_(
            ReportRow.filed_at > since,
            ReportRow.moved_at > since,
            ReportRow.taken_over_at > since,
            ReportRow.confirmed_at > since,
        ),
    )
    return connection.execute(moved.limit(1)).first() is not None


def _again(
    connection: Connection, row: BulletinRow, decided_by: datetime, house: House, now: datetime
) -> Bulletin:
    """The same occasion: what the office had decided by then, and what units have reported since.

    Of a timed one never later than it was due: so it was composed the first time (`draft_of`).
    """
    with Session(connection) as session:
        terms = load_terms(session, house.go_live)
    month = Month.parse(row.month)
    chosen = row.figures["rows"] if row.kind.is_of_chosen_items else []
    items = tuple(ItemRef.parse(one["item"]) for one in chosen)
    closings = tuple(
        Closing(ItemRef.parse(one["item"]), date.fromisoformat(one["on"]), one["note"])
        for one in row.figures["closings"]
    )
    occasion = Occasion(row.kind, month, local_day(now, house.zone), items, closings)
    if row.kind in _TIMED:
        decided_by = min(decided_by, _due(connection, row.kind, month, terms, house))
    return _composed(connection, occasion, Moments(decided_by, now), house, terms)


def _composed(
    connection: Connection, occasion: Occasion, moments: Moments, house: House, terms: Terms
) -> Bulletin:
    month = occasion.month
    register, standing = standing_of_month(
        connection, month, moments.decided_by, moments.reported_by, house.zone
    )
    if unknown := [str(item) for item in occasion.items if item not in register.items]:
        raise InputError(f"{month.year}年的台账里没有{'、'.join(unknown)}")
    part = selection(standing, occasion)
    if not part.items:
        raise InputError(f"{month.year}年的台账里没有这类事项")
    with Session(connection) as session:
        letterhead = bulletin_rules(session, house.bulletins, month.year).letterhead
    timed = occasion.kind in _TIMED
    bulletin = compose(
        standing,
        register,
        occasion,
        letterhead,
        timeliness=_timeliness(connection, register, part, month, moments, house, terms) if timed else None,
        next_deadline=report_deadline(month.next, terms.calendar) if timed and month.month < 12 else None,
    )
    _refuse_if_wrong(bulletin, part)
    return bulletin


def _timeliness(
    connection: Connection,
    register: Register,
    part: Standing,
    month: Month,
    moments: Moments,
    house: House,
    terms: Terms,
) -> Any:
    deadline = end_of_day(report_deadline(month, terms.calendar).on, house.zone)
    at_deadline = done_at(connection, register, house.zone, at=min(deadline, moments.reported_by))
    by_now = done_at(connection, register, house.zone, at=moments.reported_by)
    return timeliness_of(register, month, {item.ref for item in part.items}, terms, (at_deadline, by_now))


def _refuse_if_wrong(bulletin: Bulletin, part: Standing | None) -> None:
    """DisagreementError with every house. Without a standing, what could be checked against it has been."""
    if part is not None and bulletin.kind is BulletinKind.CIRCULAR:
        part = part.of(lambda _: False)
    if places := reconcile(bulletin, part):
        raise DisagreementError(title(bulletin), places)


def _due(connection: Connection, kind: BulletinKind, month: Month, terms: Terms, house: House) -> datetime:
    rhythm = house.rhythm(connection)
    return bulletin_due(kind, month, rhythm, house.hours(rhythm, terms))


def month_of(year: int, day: date) -> Month:
    """The month that a bulletin on one item shows: the last that has ended, at first January."""
    return judged_month(year, day) or Month(year, 1)
