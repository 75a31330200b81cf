"""How far each job has got, so that what was missed is asked for once, and what was done never again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.rows import RoundRow


def done_until(connection: Connection, name: str) -> datetime | None:
    """Everything due by then has been asked for; None before the first round."""
    return connection.execute(select(RoundRow.until).where(RoundRow.name == name)).scalar_one_or_none()


def advance(connection: Connection, name: str, before: datetime | None, until: datetime) -> bool:
    """As `mark`, for what must not be asked for twice: False where somebody else has got further since."""
    if before is None:
        connection.execute(insert(RoundRow), {"name": name, "until": until})  # a second one fails here
        return True
    moved = update(RoundRow).where(RoundRow.name == name, RoundRow.until == before).values(until=until)
    return connection.execute(moved).rowcount == 1


def mark(connection: Connection, name: str, until: datetime) -> None:
    moved = connection.execute(update(RoundRow).where(RoundRow.name == name).values(until=until))
    if not moved.rowcount:
        connection.execute(insert(RoundRow), {"name": name, "until": until})
