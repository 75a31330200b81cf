"""What is pushed because somebody has just said or done something: at once, or at the next allowed hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.duties.hours import Hours
from handlers.ledger.people import RoleName
from storage import outbox
from storage.house import House
from storage.outbox import Push
from storage.senders import Address, addresses_of
from storage.trial import addressed


@dataclass(frozen=True, slots=True)
class Prompt:
    """One for all pushes of an act. `at_once`: the person wants it said in quiet hours, too."""

    session: Session
    house: House
    hours: Hours
    office: Sequence[Address]
    now: datetime
    at_once: bool = False

    @classmethod
    def of(cls, session: Session, house: House, now: datetime, *, at_once: bool = False) -> Prompt:
        office = addresses_of(session, RoleName.OFFICE, house.platforms) if house.trial else []
        return cls(session, house, house.hours_now(session.connection()), office, now, at_once)

    def say(self, push: Push, name: str, *, spread: bool = False) -> None:
        """To the receiver, by `name`; in a trial to the office. `spread`: over the half hour that follows."""
        at = None
        if not self.at_once and (spread or not self.hours.allows(self.now)):
            at = self.hours.spread(self.now, push.key)
        until = self.hours.until(at) if at is not None and spread else None
        timed = replace(push, not_before=at, expires_at=until)
        if sent := addressed(timed, name, self.house, self.office):
            outbox.put_push(self.session.connection(), sent, self.now)
