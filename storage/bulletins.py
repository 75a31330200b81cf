"""Decisions about bulletins. Serial numbers are taken when one is published: no gaps, whoever is second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Bulletin, BulletinKind, figures_of
from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.review import BulletinState, Series
from handlers.duties.deadlines import local_day
from handlers.duties.keys import bulletin_key
from handlers.errors import InputError, OvertakenError
from handlers.wording.bulletins import spoken_serial, text, title
from handlers.wording.signing import signed
from storage.bulletin_rules import bulletin_rules
from storage.closed_items import forget_told, note_told, telling
from storage.history import remember
from storage.house import House
from storage.kept_bulletins import TRIAL, kept_of, row_of, serial_of
from storage.rows import BulletinRow, BulletinTextRow
from storage.turns import take_turn

AUTOMATIC = "自动发布（无人暂缓）"
FACTS_ONLY = "自动发布（不经审核）"
_PUBLIC = (BulletinState.PUBLISHED, BulletinState.CORRECTED)


def key_of(bulletin: Bulletin) -> str:
    """One draft of a kind and period; of closed items one for each closing, named by the first.

    That is enough: no other bulletin tells of the same closing (`storage.closed_items`).
    """
    if not bulletin.closings:
        return bulletin_key(bulletin.kind.value, bulletin.period)
    first = bulletin.closings[0]
    return bulletin_key(bulletin.kind.value, f"{bulletin.year}/{first.item}:{first.on}")


def add_draft(  # noqa: PLR0913 - what is kept, by whom and when, and how it goes on
    session: Session,
    bulletin: Bulletin,
    key: str,
    by: str,
    now: datetime,
    *,
    publish_at: datetime | None = None,
    corrects: int | None = None,
    replaces: bool = False,
) -> int | None:
    """Keep a draft; returns its number, None where this key, or one of these closings, has been drafted.

    `replaces`: open drafts with the key make way (and stay visible); a published one only where it has
    been taken back.
    """
    take_turn(session)
    formers = _formers(session, bulletin, key, corrects)
    if formers and not (replaces and all(one.state.is_open or one.recalled_at for one in formers)):
        return None
    for former in formers:
        _make_way(session, former)
    row = BulletinRow(
        key=key,
        kind=bulletin.kind,
        year=bulletin.year,
        month=str(bulletin.month),
        period=bulletin.period,
        item=str(bulletin.one_item) if bulletin.one_item else None,
        title=title(bulletin),
        state=BulletinState.DRAFT,
        version=1,
        figures=figures_of(bulletin),
        composed_at=now,
        drafted_by=by,
        publish_at=publish_at,
        sent_to=[],
        recalled_from=[],
        still_in=[],
        corrects_id=corrects,
    )
    session.add(row)
    session.flush()
    if corrects is None:
        note_told(session, bulletin, row.id)
    _add_texts(session, row, Texts(text(bulletin, naming=True), text(bulletin, naming=False)), by, now)
    _note(session, "bulletin.drafted", row, by, now)
    return row.id


def _formers(session: Session, bulletin: Bulletin, key: str, corrects: int | None) -> list[BulletinRow]:
    """What was drafted of the same before; a correction tells of no closing for the first time."""
    same = list(session.scalars(select(BulletinRow).where(BulletinRow.key == key)))
    others = telling(session, bulletin) if corrects is None else ()
    return list({one.id: one for one in (*same, *others)}.values())


def _make_way(session: Session, former: BulletinRow) -> None:
    former.key = f"{former.key}:replaced:{former.id}"
    if former.state.is_open:
        former.state = BulletinState.REPLACED
    forget_told(session, former.id)
    session.flush()


def add_correction(session: Session, bulletin: Bulletin, number: int, by: str, now: datetime) -> int:
    """A correction as a draft of its own, which refers to the published one; an open one makes way."""
    take_turn(session)
    row_of(session, number).correction_by = None
    key = f"{key_of(bulletin)}:corrects:{number}"
    added = add_draft(session, bulletin, key, by, now, corrects=number, replaces=True)
    if added is None:
        raise InputError(f"{number}号通报已经更正过，请更正新的那一期")
    return added


def still_asked(session: Session, number: int) -> bool:
    """Whether a correction is to be drafted, now that nobody else decides."""
    take_turn(session)
    return row_of(session, number).correction_by is not None


def forget_asked(session: Session, key: str) -> None:
    """A correction that could not be drafted is not tried again until somebody asks again."""
    head, _, number = key.partition(":")
    if head == "correction":
        row_of(session, int(number)).correction_by = None


def is_ripe(session: Session, number: int, now: datetime) -> bool:
    """Whether it still goes out by itself, now that nobody else decides."""
    take_turn(session)
    row = row_of(session, number)
    return row.state is BulletinState.DRAFT and row.publish_at is not None and row.publish_at <= now


def schedule(
    session: Session, number: int, by: str, at: datetime, now: datetime, *, naming: bool
) -> KeptBulletin:
    """A person has chosen when it goes out and in which form: whatever the review is, it does. InputError."""
    take_turn(session)
    row = open_row(session, number)
    row.state, row.publish_at, row.chosen_by, row.chosen_naming = BulletinState.DRAFT, at, by, naming
    _note(session, "bulletin.scheduled", row, by, now, naming=naming, at=at.isoformat())
    return kept_of(session, row)


def hold(session: Session, number: int, by: str, now: datetime) -> KeptBulletin:
    """Nobody publishes it by waiting; who wants to may still publish it. InputError."""
    take_turn(session)
    row = open_row(session, number)
    row.state = BulletinState.HELD
    _unschedule(row)
    row.decided_at, row.decided_by = now, by
    _note(session, "bulletin.held", row, by, now)
    return kept_of(session, row)


def edit(session: Session, number: int, texts: Texts, by: str, now: datetime) -> KeptBulletin:
    """Keep a new version of the text; from now on it waits for a person. InputError."""
    take_turn(session)
    row = open_row(session, number)
    row.version, row.edited = row.version + 1, True
    _unschedule(row)
    _add_texts(session, row, texts, by, now)
    row.title = texts.full.split("\n", 1)[0].strip()
    _note(session, "bulletin.edited", row, by, now, version=row.version)
    return kept_of(session, row)


def redraft(
    session: Session, number: int, bulletin: Bulletin, by: str, now: datetime, publish_at: datetime | None
) -> KeptBulletin:
    """The draft anew as a new version; held stays held. InputError: a person's text is not written over."""
    take_turn(session)
    row = open_row(session, number)
    if row.edited:
        raise InputError(f"{number}号通报的文本经人工修改，不自动重拟")
    row.version += 1
    row.title, row.composed_at = title(bulletin), now
    row.figures = {**figures_of(bulletin), "composed_version": row.version}
    _unschedule(row)
    row.publish_at = publish_at
    _add_texts(session, row, Texts(text(bulletin, naming=True), text(bulletin, naming=False)), by, now)
    _note(session, "bulletin.redrafted", row, by, now, version=row.version)
    return kept_of(session, row)


def unschedule(session: Session, number: int) -> KeptBulletin:
    """It goes out by itself no more. InputError."""
    take_turn(session)
    row = open_row(session, number)
    _unschedule(row)
    return kept_of(session, row)


def accept(session: Session, number: int, now: datetime) -> None:
    """A person wants it as it stands, whatever was reported until now. InputError."""
    take_turn(session)
    open_row(session, number).looked_at = now


def publish(
    session: Session,
    number: int,
    by: str,
    now: datetime,
    house: House,
    *,
    naming: bool,
    groups: Sequence[tuple[int, str]] = (),
) -> KeptBulletin:
    """Give it its serial number of the year of publication. What it corrects is marked. InputError.

    Sending it is `storage.bulletin_letters`. Nobody else publishes at the same time (`storage.turns`), and a
    transaction that fails gives the number back. A trial has numbers of its own.
    """
    take_turn(session)
    row = open_row(session, number)
    _sign(session, row, local_day(now, house.zone), by, now)
    row.serial_year = local_day(now, house.zone).year
    row.series = _series(session, row.kind, trial=house.trial)
    row.serial = _last_serial(session, row.serial_year, row.series) + 1
    row.state, row.naming = BulletinState.PUBLISHED, naming
    _unschedule(row)
    row.published_at = row.decided_at = now
    row.decided_by, row.sent_to = by, [list(group) for group in groups]
    if row.corrects_id is not None:
        former = session.get_one(BulletinRow, row.corrects_id)
        former.state = BulletinState.CORRECTED
    _note(session, "bulletin.published", row, by, now, serial=serial_of(row), naming=naming)
    return kept_of(session, row)


def _add_texts(session: Session, row: BulletinRow, texts: Texts, by: str, now: datetime) -> None:
    session.add(
        BulletinTextRow(
            bulletin_id=row.id, version=row.version, full=texts.full, unnamed=texts.unnamed, by=by, at=now
        )
    )


def _sign(session: Session, row: BulletinRow, day: date, by: str, now: datetime) -> None:
    """Dated by the day of publication: where that is a later one, the text as published is a new version."""
    drafted = date.fromisoformat(row.figures["on"])
    words = session.get_one(BulletinTextRow, (row.id, row.version))
    texts = Texts(signed(words.full, drafted, day), signed(words.unnamed, drafted, day))
    if texts != Texts(words.full, words.unnamed):
        row.version += 1
        row.figures = {**row.figures, "signed_on": day.isoformat()}
        _add_texts(session, row, texts, by, now)


def _unschedule(row: BulletinRow) -> None:
    row.publish_at = row.chosen_by = row.chosen_naming = None


def next_serial(session: Session, kind: BulletinKind, year: int, *, trial: bool = False) -> str:
    """The number that the next one would have; certain only for who holds the turn."""
    last = _last_serial(session, year, _series(session, kind, trial=trial))
    return spoken_serial(year, last + 1, trial=trial)


def ask_for_correction(session: Session, number: int, by: str) -> None:
    """Note that the office wants a correction; the scheduler drafts it. InputError."""
    take_turn(session)
    row = row_of(session, number)
    if row.state not in _PUBLIC:
        raise InputError(f"{number}号通报还没有发布，直接修改即可")
    row.correction_by = by


def _series(session: Session, kind: BulletinKind, *, trial: bool) -> str:
    if trial:
        return TRIAL
    return "all" if bulletin_rules(session).series is Series.ONE else kind.value


def _last_serial(session: Session, year: int, series: str) -> int:
    statement = select(func.max(BulletinRow.serial)).where(
        BulletinRow.serial_year == year, BulletinRow.series == series
    )
    return session.scalar(statement) or 0


def open_row(session: Session, number: int) -> BulletinRow:
    """A bulletin that is not published. OvertakenError, InputError."""
    row = row_of(session, number)
    if row.state.is_open:
        return row
    if row.state in _PUBLIC and row.published_at is not None:
        by_itself = row.decided_by in (AUTOMATIC, FACTS_ONLY)
        how = "于{at}自动发布" if by_itself else f"由{row.decided_by}于{{at}}发布"
        told = f"{number}号通报已{how}（{serial_of(row)}）"
        raise OvertakenError(told, row.published_at)
    raise InputError(f"{number}号通报已作废，已有新的草稿")


def _note(session: Session, what: str, row: BulletinRow, by: str, now: datetime, **more: Any) -> None:
    detail = {"number": row.id, "title": row.title, "year": row.year, **more}
    remember(session, what, f"{row.id}号通报", detail, by, now)
