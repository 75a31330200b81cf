"""How far each job has got, so that what was missed is asked for once, and what was done never again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.rows import RoundRow


def done_until(connection: Connection, name: str) -> datetime | None:
    """Everything due by then has been asked for; None before the first round."""
    return connection.execute(select(RoundRow.until).where(RoundRow.name == name)).scalar_one_or_none()


def mark(connection: Connection, name: str, until: datetime) -> None:
    moved = connection.execute(update(RoundRow).where(RoundRow.name == name).values(until=until))
    if not moved.rowcount:
        connection.execute(insert(RoundRow), {"name": name, "until": until})
