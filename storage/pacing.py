"""How often something may be sent, kept in the database, so that several relays keep it together.

One row a key (a webhook, a person, a call of the app) with the times of its last sendings: a sliding window
that is exact. What is not admitted leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.prepared import Prepared
from storage.rows import PaceRow

_HELD = Prepared(
    select(PaceRow.key, PaceRow.times, PaceRow.rests_until)
    .where(PaceRow.key.in_(bindparam("keys", expanding=True)))
    .order_by(PaceRow.key)  # all take the rows in the same order, so nobody waits in a ring
    .with_for_update()
)
_CHANGE = Prepared(update(PaceRow).where(PaceRow.key == bindparam("b_key")))


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `most` within `seconds` under one key. A key may have several; none of them holds a secret."""

    key: str
    most: int
    seconds: float


def admit(connection: Connection, paces: Iterable[Pace], now: datetime) -> datetime | None:
    """None: it may go, and is counted under every key. Else when to ask again, and nothing is counted."""
    wanted = tuple(paces)
    keys = sorted({pace.key for pace in wanted})
    if not keys:
        return None
    held = _hold(connection, keys)
    moment = now.timestamp()
    free = max((_free_at(pace, held[pace.key], moment) for pace in wanted), default=moment)
    if free > moment:
        return datetime.fromtimestamp(free, UTC) + timedelta(milliseconds=1)
    for key in keys:
        times = _kept([pace for pace in wanted if pace.key == key], held[key][0], moment)
        _CHANGE.run(connection, {"b_key": key, "times": times})
    return None


def rest(connection: Connection, keys: Iterable[str], until: datetime) -> None:
    """The platform has said that it is too much: nothing goes under these keys before `until`."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    _hold(connection, wanted)
    for key in wanted:
        _CHANGE.run(connection, {"b_key": key, "rests_until": until})


def _hold(connection: Connection, keys: list[str]) -> dict[str, tuple[list[float], float]]:
    """The rows of `keys`, locked; those that are missing are made (who comes second runs again)."""
    rows = _read(connection, keys)
    if missing := [key for key in keys if key not in rows]:
        connection.execute(
            insert(PaceRow), [{"key": key, "times": [], "rests_until": None} for key in missing]
        )
        rows |= {key: ([], 0.0) for key in missing}
    return rows


def _read(connection: Connection, keys: list[str]) -> dict[str, tuple[list[float], float]]:
    return {
        row.key: (list(row.times), row.rests_until.timestamp() if row.rests_until else 0.0)
        for row in _HELD.rows(connection, {"keys": keys})
    }


def _free_at(pace: Pace, held: tuple[list[float], float], moment: float) -> float:
    """When the next one fits into the window."""
    times, rests_until = held
    recent = [time for time in times if time > moment - pace.seconds]
    fits = recent[-pace.most] + pace.seconds if len(recent) >= pace.most else moment
    return max(fits, rests_until)


def _kept(paces: list[Pace], times: list[float], moment: float) -> list[float]:
    """What the longest window still needs, and now."""
    longest = max(pace.seconds for pace in paces)
    most = max(pace.most for pace in paces)
    return [*(time for time in times if time > moment - longest), moment][-most:]
