"""People of the office decide one after the other, each on what the one before has left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.errors import StandsError
from storage.rows import HistoryRow, NoticeRow


def take_turn(session: Session) -> None:
    """Wait until whoever decides at this moment is done; called before reading what is to be changed.

    PostgreSQL locks the notices' rows until the transaction ends (a lock that leaves references to them
    alone), so decisions can neither both win nor wait for each other crosswise. SQLite has one writer anyway.
    """
    locked = select(NoticeRow.id).order_by(NoticeRow.id).with_for_update(key_share=True)
    session.execute(locked).all()


def last_decision(
    session: Session, whats: tuple[str, ...], subject: str, year: int | None, **about: str
) -> HistoryRow | None:
    """Who decided last on a subject (of a ledger year, and with this in the detail)."""
    statement = (
        select(HistoryRow)
        .where(HistoryRow.what.in_(whats), HistoryRow.subject == subject)
        .order_by(HistoryRow.id.desc())
    )
    wanted = {**about, **({} if year is None else {"year": year})}.items()
    rows = session.scalars(statement)
    return next((row for row in rows if all(row.detail.get(key) == value for key, value in wanted)), None)


def refuse_to_overwrite(last: HistoryRow | None, by: str, what: str) -> None:
    """StandsError where somebody else has decided otherwise; one may always change one's own mind."""
    if last is not None and last.by != by:
        raise overwriting(what, last.by, last.at)


def overwriting(what: str, by: str, at: datetime) -> StandsError:
    """`what` is what stands: 任务1的牵头单位（区财政局）."""
    return StandsError(f"{what}已由{by}于{{at}}确定", at)
