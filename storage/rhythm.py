"""The office's rhythm: the ladder, the quiet hours, times of bulletins and summaries, and the pause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.duties.hours import Quiet
from handlers.duties.ladder import Ladder
from handlers.duties.rhythm import Rhythm
from storage import policy
from storage.prepared import Prepared
from storage.rows import PolicyRow
from storage.turns import take_turn

LADDER = "pushes.ladder"
QUIET = "pushes.quiet_hours"
TIMES = "pushes.times"
PAUSED = "pushes.paused"
_KEPT = Prepared(
    select(PolicyRow.name, PolicyRow.value).where(PolicyRow.name.in_((LADDER, QUIET, TIMES, PAUSED)))
)

_PACKED: dict[str, Callable[[Rhythm], Any]] = {
    LADDER: lambda rhythm: rhythm.ladder.pack(),
    QUIET: lambda rhythm: str(rhythm.quiet),
    TIMES: lambda rhythm: rhythm.pack(),
}


def rhythm_of(connection: Connection, first: Quiet) -> Rhythm:
    """What the office has set; `first` are the quiet hours until it sets others."""
    kept = _kept(connection)
    quiet = Quiet.parse(kept[QUIET]) if QUIET in kept else first
    return Rhythm.unpack(Ladder.unpack(kept.get(LADDER, {})), quiet, kept.get(TIMES, {}))


def is_paused(connection: Connection) -> bool:
    return bool(_kept(connection).get(PAUSED))


def set_rhythm(session: Session, rhythm: Rhythm, first: Quiet, by: str, now: datetime) -> None:
    """Keep what differs from what holds; `first` as in `rhythm_of`."""
    take_turn(session)
    before = rhythm_of(session.connection(), first)
    for name, pack in _PACKED.items():
        if (value := pack(rhythm)) != pack(before):
            policy.set_policy(session, name, value, by, now)


def set_paused(session: Session, paused: bool, by: str, now: datetime) -> bool:
    """Whether that changed anything."""
    take_turn(session)
    if is_paused(session.connection()) == paused:
        return False
    policy.set_policy(session, PAUSED, paused, by, now)
    return True


def _kept(connection: Connection) -> dict[str, Any]:
    return dict(_KEPT.rows(connection))
