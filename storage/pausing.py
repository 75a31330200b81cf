"""The stop-all switch: pushes wait, while messages are still taken in and answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.orm import Session

from handlers.duties.hours import Hours
from storage.rhythm import set_paused
from storage.rows import OutboxRow
from storage.states import OutboxState

_ANSWER = "answer"
_AHEAD = timedelta(minutes=5)
HELD = datetime.fromisoformat("9000-01-01T00:00:00+00:00")
"""Nothing is due by then: a push that is held has neither its turn nor an end, and holds up no answer."""

_WAITING = (OutboxRow.state == OutboxState.WAITING) & (OutboxRow.kind != _ANSWER)


def pause(session: Session, by: str, now: datetime) -> bool:
    """Hold all pushes from now on; whether they were not held before."""
    changed = set_paused(session, True, by, now)
    hold_back(session.connection())
    return changed


def hold_back(connection: Connection) -> int:
    """Put off what waits to be pushed, also what was put in during the pause; returns how many."""
    held = update(OutboxRow).where(_WAITING, OutboxRow.not_before < HELD)
    return connection.execute(held.values(not_before=HELD, attempts=0, begun=False)).rowcount


def resume(session: Session, hours: Hours, by: str, now: datetime) -> tuple[int, int]:
    """Let go what is still true, in the next allowed hours; returns how many go and how many are dropped.

    What is worded when it goes out says what holds then, or nothing; a fixed text that is old is dropped.
    """
    set_paused(session, False, by, now)
    connection = session.connection()
    columns = (OutboxRow.id, OutboxRow.dedupe_key, OutboxRow.about, OutboxRow.expires_at)
    held = connection.execute(select(*columns).where(_WAITING, OutboxRow.not_before == HELD)).all()
    gone = 0
    for row in held:
        at = hours.spread(now + _AHEAD, row.dedupe_key)
        values = _let_go(row, at, hours.until(at), now)
        gone += values.get("state") is None
        connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(**values))
    return gone, len(held) - gone


def _let_go(row: Row[Any], at: datetime, until: datetime, now: datetime) -> dict[str, Any]:
    if row.about is not None:
        return {"not_before": at, "expires_at": max(until, row.expires_at), "text": ""}
    if row.expires_at <= at:
        return {"state": OutboxState.DROPPED, "sent_at": now}
    return {"not_before": at}
