"""How pushes of the alarm clock go out: from when on, and at which moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from handlers.duties.hours import Hours
from storage import rounds
from storage.house import House
from storage.trial import trial_mark

_LATE = timedelta(minutes=2)  # the alarm clock rings every minute


def since(house: House, connection: Connection, name: str, now: datetime) -> datetime:
    """From when on a job has to look. The first time, and where the clock went back: today's midnight."""
    until = rounds.done_until(connection, name)
    if until is not None and until <= now:
        return until
    here = now.astimezone(house.zone)
    return here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)


def going_out(hours: Hours, planned: datetime, who: str, now: datetime) -> datetime:
    """When a push goes out: as planned, or from now on where that has been missed."""
    at = hours.spread(planned, who)
    return at if at > now - _LATE else hours.spread(now, who)


def spoken_in(house: House, about: dict[str, Any], text: str | None) -> str | None:
    """What a worded push says: marked in a trial; nothing where it was planned before the trial or in it."""
    if text is None or ("for" in about) != house.trial:
        return None
    return trial_mark(text, about["for"]) if "for" in about else text
