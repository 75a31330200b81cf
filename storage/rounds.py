"""How far each job has got, so that what was missed is asked for once, and what was done never again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.prepared import Prepared
from storage.rows import RoundRow

_UNTIL = Prepared(select(RoundRow.until).where(RoundRow.name == bindparam("name")))
_MARK = Prepared(update(RoundRow).where(RoundRow.name == bindparam("b_name")))


def done_until(connection: Connection, name: str) -> datetime | None:
    """Everything due by then has been asked for; None before the first round."""
    until: datetime | None = _UNTIL.value(connection, {"name": name})
    return until


def advance(connection: Connection, name: str, before: datetime | None, until: datetime) -> bool:
    """As `mark`, for what must not be asked for twice: False where somebody else has got further since."""
    if before is None:
        connection.execute(insert(RoundRow), {"name": name, "until": until})  # a second one fails here
        return True
    moved = update(RoundRow).where(RoundRow.name == name, RoundRow.until == before).values(until=until)
    return connection.execute(moved).rowcount == 1


def mark(connection: Connection, name: str, until: datetime) -> None:
    if not _MARK.run(connection, {"b_name": name, "until": until}):
        connection.execute(insert(RoundRow), {"name": name, "until": until})
