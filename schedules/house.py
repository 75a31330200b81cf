"""Under which conditions pushes are planned and worded, and what a trial makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours, Quiet
from handlers.duties.owed import Terms
from handlers.duties.rhythm import Rhythm
from storage import rhythm as kept
from storage import rounds
from storage.outbox import Push
from storage.senders import Address
from storage.states import Channel

_LATE = timedelta(minutes=2)  # the alarm clock rings every minute


@dataclass(frozen=True, slots=True)
class House:
    """`platforms` are those that are switched on. In a `trial` only the office hears anything.

    `quiet` are the quiet hours until the office sets others.
    """

    zone: ZoneInfo
    platforms: tuple[str, ...]
    go_live: date | None = None
    trial: bool = False
    quiet: Quiet = field(default_factory=Quiet)

    def is_live(self, now: datetime) -> bool:
        return self.go_live is None or local_day(now, self.zone) >= self.go_live

    def rhythm(self, connection: Connection) -> Rhythm:
        return kept.rhythm_of(connection, self.quiet)

    def hours(self, rhythm: Rhythm, terms: Terms) -> Hours:
        return Hours(self.zone, rhythm.quiet, terms.calendar)

    def since(self, connection: Connection, name: str, now: datetime) -> datetime:
        """From when on a job has to look. The first time, and where the clock went back: today's midnight."""
        until = rounds.done_until(connection, name)
        if until is not None and until <= now:
            return until
        here = now.astimezone(self.zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)


def going_out(hours: Hours, planned: datetime, who: str, now: datetime) -> datetime:
    """When a push goes out: as planned, or from now on where that has been missed."""
    at = hours.spread(planned, who)
    return at if at > now - _LATE else hours.spread(now, who)


def addressed(push: Push, name: str, house: House, office: Sequence[Address]) -> Push | None:
    """The push as it goes out: to its receiver; in a trial to somebody of the office, marked with `name`.

    The office's people share the pushes of a trial evenly; what is meant for one of them goes there anyway.
    """
    if not house.trial:
        return push
    if not office:
        return None
    own = [one for one in office if (one.platform, one.user_id) == (push.platform, push.receiver)]
    share = int.from_bytes(sha256(push.key.encode()).digest()[:4]) % len(office)
    taken = own[0] if own else office[share]
    return replace(
        push,
        key=f"{push.key}:trial",
        platform=taken.platform,
        receiver=taken.user_id,
        channel=Channel.DIRECT,
        text=trial_mark(push.text, name) if push.text else "",
        about={**push.about, "for": name} if push.about is not None else None,
    )


def trial_mark(text: str, name: str) -> str:
    return f"【试运行，应发给：{name}】\n{text}"


def spoken_in(house: House, about: dict[str, Any], text: str | None) -> str | None:
    """What a worded push says: marked in a trial; nothing where it was planned before the trial or in it."""
    if text is None or ("for" in about) != house.trial:
        return None
    return trial_mark(text, about["for"]) if "for" in about else text
