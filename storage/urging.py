"""Urging (催报): who owes is reminded at the office's word, once a day; and announcements to groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.duties.deadlines import local_day
from handlers.duties.keys import urge_key
from handlers.office.acts import Announce, Urge
from storage.actors import Actor
from storage.history import remember
from storage.house import House
from storage.office_desk import URGED
from storage.outbox import Push
from storage.prompting import Prompt
from storage.rows import GroupRow, PersonRow
from storage.senders import address_of
from storage.states import Channel

ANNOUNCEMENT = "announcement"


def urge(session: Session, act: Urge, actor: Actor, now: datetime, house: House) -> None:
    """A push to each of them, worded when it goes out; the history keeps who ordered it."""
    prompt, day = Prompt.of(session, house, now, at_once=act.at_once), local_day(now, house.zone)
    for person_id in act.people:
        address, person = address_of(session, person_id, house.platforms), session.get(PersonRow, person_id)
        if address is None or person is None:
            continue
        about = {"person": person_id}
        push = Push(urge_key(person_id, day), URGED, address.platform, address.user_id, about=about)
        prompt.say(push, person.name, spread=True)
    detail = {"about": act.about, "people": len(act.people)}
    remember(session, "reports.urged", act.about, detail, actor.name, now)


def announce(session: Session, act: Announce, actor: Actor, now: datetime, house: House) -> None:
    """The text goes to the groups as it is."""
    prompt, names = Prompt.of(session, house, now, at_once=act.at_once), []
    for number in act.groups:
        group = session.get(GroupRow, number)
        if group is None:
            continue
        names.append(group.name)
        key = f"announcement:{actor.message_id}:{number}"
        push = Push(key, ANNOUNCEMENT, group.platform, str(number), act.text, channel=Channel.GROUP)
        prompt.say(push, f"群“{group.name}”")
    remember(session, "announced", "、".join(names), {"text": act.text}, actor.name, now)
