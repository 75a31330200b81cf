"""Urging (催报): who owes is reminded at the office's word, once a day; and announcements to groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.duties.deadlines import local_day
from handlers.duties.keys import urge_key
from handlers.ledger.people import RoleName
from handlers.office.acts import Announce, Urge
from storage import outbox
from storage.history import remember
from storage.house import House
from storage.office_desk import URGED
from storage.outbox import Push
from storage.rows import GroupRow, PersonRow
from storage.senders import address_of, addresses_of
from storage.states import Channel
from storage.trial import redirected

ANNOUNCEMENT = "announcement"


def urge(session: Session, act: Urge, by: str, now: datetime, house: House) -> None:
    """A push to each of them, worded when it goes out; the history keeps who ordered it."""
    connection, hours = session.connection(), house.hours_now(session.connection())
    office = addresses_of(session, RoleName.OFFICE, house.platforms)
    day = local_day(now, house.zone)
    for person_id in act.people:
        address, person = address_of(session, person_id, house.platforms), session.get(PersonRow, person_id)
        if address is None or person is None:
            continue
        key = urge_key(person_id, day)
        at = hours.spread(now if hours.allows(now) else hours.next_morning(now), key)
        push = Push(
            key,
            URGED,
            address.platform,
            address.user_id,
            about={"person": person_id},
            not_before=at,
            expires_at=hours.until(at),
        )
        if sent := (redirected(push, person.name, office) if house.trial else push):
            outbox.put_push(connection, sent, now)
    detail = {"about": act.about, "people": len(act.people)}
    remember(session, "reports.urged", act.about, detail, by, now)


def announce(session: Session, act: Announce, message_id: int, by: str, now: datetime, house: House) -> None:
    """The text goes to the groups as it is, at the next allowed hour."""
    connection, hours = session.connection(), house.hours_now(session.connection())
    office = addresses_of(session, RoleName.OFFICE, house.platforms)
    names = []
    for number in act.groups:
        group = session.get(GroupRow, number)
        if group is None:
            continue
        names.append(group.name)
        key = f"announcement:{message_id}:{number}"
        at = None if hours.allows(now) else hours.spread(hours.next_morning(now), key)
        push = Push(
            key, ANNOUNCEMENT, group.platform, str(number), act.text, channel=Channel.GROUP, not_before=at
        )
        if sent := (redirected(push, f"群“{group.name}”", office) if house.trial else push):
            outbox.put_push(connection, sent, now)
    remember(session, "announced", "、".join(names), {"text": act.text}, by, now)
