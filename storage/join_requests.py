"""Requests on who reports: what a decision on them is made from, and how they are kept and listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import Session

from handlers.joining.reading import parts_of
from handlers.joining.shapes import (
    OPEN,
    Apply,
    Former,
    JoinDesk,
    JoinKind,
    JoinState,
    JoinWord,
    KeepRequest,
    Leave,
    Parts,
    Request,
    masked,
)
from handlers.ledger.people import Person, RoleName
from handlers.messages import InboundMessage
from handlers.wording import joining as words
from storage import outbox
from storage.history import remember
from storage.house import House
from storage.join_people import (
    folded_names,
    has_account,
    newcomers,
    oversees,
    people_meant,
    reporters_of,
    units_of,
)
from storage.outbox import Push
from storage.people import nearest
from storage.rows import JoinRow, PersonRow
from storage.senders import addresses_of
from storage.unit_names import UnitNames

KIND = "join_request"
DRAFT_LIVES = timedelta(days=1)
MOST_A_DAY = 5  # of one sender: each goes to the office's people


def join_desk(
    connection: Connection, message: InboundMessage, word: JoinWord, person: Person | None, now: datetime
) -> JoinDesk:
    """What is known about it."""
    with Session(connection) as session:
        names = UnitNames(session)
        loading = _Loading(session, names, folded_names(names), message, person, now)
        return loading.application(word.text) if isinstance(word, Apply) else loading.change(word)


def is_drafting(connection: Connection, platform: str, user_id: str, now: datetime) -> bool:
    """Whether a stranger's application of the last day waits for what is missing."""
    draft = _open_of(platform, user_id.lower()).where(
        JoinRow.state == JoinState.DRAFT, JoinRow.asked_at > now - DRAFT_LIVES
    )
    return bool(user_id) and connection.execute(draft).first() is not None


def keep_request(
    session: Session, act: KeepRequest, by: str, message_id: int, now: datetime, house: House
) -> JoinRow:
    """A draft is completed in place; any other open application of the sender is dropped for the new one."""
    before = session.scalars(_open_of(act.platform, act.user_id)).first()
    is_draft = before is not None and before.state is JoinState.DRAFT
    if before is not None and act.kind is JoinKind.BIND and not is_draft:
        before.state, before.decided_at = JoinState.DROPPED, now
        session.flush()
    row = before if before is not None and is_draft and act.kind is JoinKind.BIND else JoinRow(kind=act.kind)
    row.state, row.platform, row.user_id = act.state, act.platform, act.user_id
    row.unit, row.name, row.phone = act.parts.unit, act.parts.name, act.parts.phone
    row.former_id, row.until_on, row.note = act.former_id, act.until, act.note
    row.message_id, row.asked_at, row.not_before = message_id, now, now
    row.asked_by = by or f"{act.parts.name}（未登记）"
    session.add(row)
    session.flush()
    if act.state is not JoinState.DRAFT:
        detail = {"number": row.id, "kind": act.kind.value, "unit": row.unit, "platform": row.platform}
        remember(session, "person.join_asked", row.name or row.asked_by, detail, row.asked_by, now)
    if act.state is JoinState.WAITING:
        tell_office(session, row, now, house)
    return row


def tell_office(session: Session, row: JoinRow, now: datetime, house: House) -> None:
    """One message to each of the office's people, at the next allowed hour."""
    hours = house.hours_now(session.connection())
    text = words.to_office(seen(session, row))
    for address in addresses_of(session, RoleName.OFFICE, house.platforms):
        key = f"join:{row.id}:office:{address.person_id}"
        at = None if hours.allows(now) else hours.spread(hours.next_morning(now), key)
        push = Push(key, KIND, address.platform, address.user_id, text, not_before=at)
        outbox.put_push(session.connection(), push, now)


def waiting_requests(connection: Connection) -> tuple[Request, ...]:
    """What the office has to decide on, oldest first."""
    with Session(connection) as session:
        rows = session.scalars(
            select(JoinRow).where(JoinRow.state == JoinState.WAITING).order_by(JoinRow.id)
        ).all()
        return tuple(seen(session, row) for row in rows)


def seen(session: Session, row: JoinRow) -> Request:
    """As it may be shown."""
    former = session.get(PersonRow, row.former_id) if row.former_id else None
    unit = row.unit or "、".join(units_of(session, former.id) if former else ())
    return Request(
        row.id,
        row.kind,
        unit,
        row.name,
        masked(row.phone),
        row.platform,
        row.asked_by,
        former.name if former else "",
        row.until_on,
        row.note,
    )


def _open_of(platform: str, user_id: str) -> Select[JoinRow]:
    return select(JoinRow).where(
        JoinRow.platform == platform,
        JoinRow.user_id == user_id,
        JoinRow.kind == JoinKind.BIND,
        JoinRow.state.in_(OPEN),
    )


@dataclass(frozen=True, slots=True)
class _Loading:
    session: Session
    names: UnitNames
    folded: dict[str, str]
    message: InboundMessage
    person: Person | None
    now: datetime

    @property
    def _who(self) -> tuple[str, str]:
        return self.message.platform, self.message.sender.lower()

    def application(self, text: str) -> JoinDesk:
        parts = parts_of(text, self.folded)
        before = self.session.scalars(_open_of(*self._who)).first()
        if before is not None and before.state is JoinState.DRAFT:
            parts = parts.over(Parts(before.unit, before.name, before.phone))
        desk = JoinDesk(*self._who, parts, self._nearest(parts), too_many=self._too_many())
        if before is not None and before.state is not JoinState.DRAFT and _same(before, parts):
            desk = replace(desk, open_number=before.id)
        if self.person is not None:
            return self._own(desk, self.person)
        found = people_meant(self.session, parts)
        if len(found) != 1:
            return desk
        taken = has_account(self.session, found[0].id, self.message.platform)
        proved = found[0].phone == parts.phone and not taken
        return replace(
            desk, known=True, replaces=taken, checkable=proved, oversees=oversees(self.session, found[0].id)
        )

    def _own(self, desk: JoinDesk, person: Person) -> JoinDesk:
        """Somebody whose account is known already: another unit, or another phone."""
        row, units = self.session.get_one(PersonRow, person.id), units_of(self.session, person.id)
        own = Parts(units[0] if units else "", row.name, row.phone or "")
        parts = replace(desk.parts.over(own), name=row.name)
        same = parts.unit in ("", *units) and parts.phone in ("", own.phone)
        before = self.session.scalars(_open_of(*self._who)).first()
        number = before.id if before is not None and _same(before, parts) else None
        return replace(desk, parts=parts, known=True, changes_nothing=same, open_number=number)

    def change(self, word: JoinWord) -> JoinDesk:
        """Handing over, deputising, leaving: by who does the work, or by the office for somebody."""
        if isinstance(word, Apply) or self.person is None:
            return JoinDesk(*self._who)
        about = parts_of(word.about, self.folded)
        parts = Parts() if isinstance(word, Leave) else parts_of(word.text, self.folded)
        parts = replace(parts, unit=about.unit or parts.unit)
        by_office = RoleName.OFFICE in self.person.roles and not (
            self.person.reports and parts.unit in ("", *units_of(self.session, self.person.id))
        )
        if not by_office:
            return self._of(self.person.id, self.person.name, parts)
        there = reporters_of(self.session, parts.unit)
        meant = [one for one in there if about.name in ("", one.name)]
        if len(meant) == 1:
            return self._of(meant[0].id, meant[0].name, parts)
        candidates = tuple(dict.fromkeys(one.name for one in there))
        return JoinDesk(*self._who, parts, self._nearest(about), candidates=candidates)

    def _of(self, person_id: int, name: str, parts: Parts) -> JoinDesk:
        """Of the unit that is named, else of all for which the person reports."""
        units = units_of(self.session, person_id)
        named = (parts.unit,) if parts.unit else units
        desk = JoinDesk(*self._who, parts, too_many=self._too_many())
        if not named or not set(named) <= set(units):
            return desk
        found = newcomers(self.session, parts)
        there = units_of(self.session, found[0].id) if len(found) == 1 else ()
        before = self._asked(person_id, parts)
        return replace(
            desk,
            former=Former(person_id, name, named),
            known=len(found) == 1,
            changes_nothing=len(found) == 1 and (found[0].id == person_id or set(named) <= set(there)),
            lonely=tuple(
                unit for unit in named if all(one.id == person_id for one in reporters_of(self.session, unit))
            ),
            open_number=before.id if before else None,
        )

    def _asked(self, former_id: int, parts: Parts) -> JoinRow | None:
        return self.session.scalars(
            select(JoinRow).where(
                JoinRow.former_id == former_id,
                JoinRow.state == JoinState.WAITING,
                JoinRow.unit == parts.unit,
                JoinRow.name == parts.name,
                JoinRow.phone == parts.phone,
            )
        ).first()

    def _nearest(self, parts: Parts) -> tuple[str, ...]:
        return nearest(parts.unknown, self.names.names, self.names.aliases) if parts.unknown else ()

    def _too_many(self) -> bool:
        """The office itself is not held back."""
        if self.person is not None and RoleName.OFFICE in self.person.roles:
            return False
        count = select(func.count()).where(
            JoinRow.platform == self._who[0],
            JoinRow.user_id == self._who[1],
            JoinRow.state != JoinState.DRAFT,
            JoinRow.asked_at > self.now - timedelta(days=1),
        )
        return (self.session.scalar(count) or 0) >= MOST_A_DAY


def _same(row: JoinRow, parts: Parts) -> bool:
    return (row.unit, row.name, row.phone) == (parts.unit, parts.name, parts.phone)
