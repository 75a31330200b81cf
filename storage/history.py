"""The append-only history: what changed, by whom, from which command. (Messages write theirs in `record`.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.rows import HistoryRow, NoticeRow


def remember(session: Session, what: str, subject: str, detail: Any, by: str, now: datetime) -> None:
    """Note a change made by a command. `by` names the person or the command."""
    session.add(HistoryRow(at=now, what=what, subject=subject, by=by, detail=detail))


def touch(session: Session) -> None:
    """Make every process load its books again."""
    session.execute(update(NoticeRow).values(version=NoticeRow.version + 1))
