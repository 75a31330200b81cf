"""A push that an outage has kept until the night waits for the morning."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from handlers.duties.hours import Hours
from storage.history import last_change
from storage.house import House
from storage.outbox import Letter
from storage.rows import OutboxRow
from storage.states import OutboxState

_ANSWER = "answer"
_WAITS = "到了不打扰的时间，等到可以推送时再发"
_CREATED = select(OutboxRow.created_at).where(OutboxRow.id == bindparam("id"))
_REST = update(OutboxRow).where(
    OutboxRow.id == bindparam("b_id"),
    OutboxRow.state == OutboxState.SENDING,
    OutboxRow.attempts == bindparam("b_attempts"),
)


class Resting:
    """One for a process: the hours are read again only when something has changed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._kept: tuple[int, Hours] | None = None

    def until(self, connection: Connection, letter: Letter, now: datetime) -> datetime | None:
        """From when on a claimed letter may go that must not go now; None where it may.

        Answers go at any hour. What was put in within quiet hours is what a person wanted to be said then.
        """
        if letter.kind == _ANSWER:
            return None
        hours = self._hours(connection)
        if hours.allows(now) or not hours.allows(
            connection.execute(_CREATED, {"id": letter.id}).scalar_one()
        ):
            return None
        return hours.spread(now, letter.dedupe_key)

    def _hours(self, connection: Connection) -> Hours:
        mark = last_change(connection)
        if self._kept is None or self._kept[0] != mark:
            self._kept = (mark, self._house.hours_now(connection))
        return self._kept[1]


def rest(connection: Connection, letter: Letter, until: datetime) -> None:
    """Give a claimed letter back until then. It was not tried, and holds up nothing meanwhile."""
    waits = {"state": OutboxState.WAITING, "not_before": until, "error": _WAITS}
    begun = {"attempts": letter.attempts, "begun": letter.parts_sent > 0}
    connection.execute(_REST, {"b_id": letter.id, "b_attempts": letter.attempts + 1, **waits, **begun})
