"""The office's rhythm: the ladder, the quiet hours, times of bulletins and summaries, and the pause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.duties.hours import Quiet
from handlers.duties.ladder import Ladder
from handlers.duties.rhythm import Rhythm
from storage import policy
from storage.rows import PolicyRow
from storage.turns import take_turn

LADDER = "pushes.ladder"
QUIET = "pushes.quiet_hours"
TIMES = "pushes.times"
PAUSED = "pushes.paused"


def rhythm_of(connection: Connection, first: Quiet) -> Rhythm:
    """What the office has set; `first` are the quiet hours until it sets others."""
    kept = _kept(connection)
    quiet = Quiet.parse(kept[QUIET]) if QUIET in kept else first
    return Rhythm.unpack(Ladder.unpack(kept.get(LADDER, {})), quiet, kept.get(TIMES, {}))


def is_paused(connection: Connection) -> bool:
    return bool(_kept(connection).get(PAUSED))


def set_rhythm(session: Session, rhythm: Rhythm, by: str, now: datetime) -> None:
    """Keep what differs from what is kept."""
    take_turn(session)
    kept = _kept(session.connection())
    wanted = {LADDER: rhythm.ladder.pack(), QUIET: str(rhythm.quiet), TIMES: rhythm.pack()}
    for name, value in wanted.items():
        if kept.get(name) != value:
            policy.set_policy(session, name, value, by, now)


def set_paused(session: Session, paused: bool, by: str, now: datetime) -> bool:
    """Whether that changed anything."""
    take_turn(session)
    if is_paused(session.connection()) == paused:
        return False
    policy.set_policy(session, PAUSED, paused, by, now)
    return True


def _kept(connection: Connection) -> dict[str, Any]:
    names = (LADDER, QUIET, TIMES, PAUSED)
    rows = connection.execute(select(PolicyRow.name, PolicyRow.value).where(PolicyRow.name.in_(names)))
    return {row.name: row.value for row in rows}
