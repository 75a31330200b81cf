"""Who reports, carried out: by the platform's own answer, by the office, or by who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.joining.shapes import JoinKind, JoinState, Parts, Request
from handlers.ledger.people import REPORTING, RoleName
from handlers.wording import joining as words
from storage import outbox
from storage.history import remember, touch
from storage.house import House
from storage.join_people import (
    WITHOUT_UNIT,
    account_of,
    newcomers,
    oversees,
    people_meant,
    reporters_of,
    units_of,
)
from storage.join_requests import KIND, seen, tell_office
from storage.outbox import Push
from storage.prompting import Prompt
from storage.rows import IdentityRow, JoinRow, PersonRow, RoleRow
from storage.senders import address_of, addresses_of
from storage.turns import take_turn
from storage.unit_names import UnitNames

LEASE = timedelta(seconds=60)
TOLD = "join_told"
_DUE = (
    select(JoinRow.id, JoinRow.platform, JoinRow.user_id, JoinRow.phone, JoinRow.not_before)
    .where(JoinRow.state == JoinState.CHECKING, JoinRow.not_before <= bindparam("now"))
    .order_by(JoinRow.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Check:
    """A number that the platform is to be asked about: ours until the lease runs out."""

    id: int
    platform: str
    user_id: str
    phone: str = field(repr=False)


def anything_to_check(connection: Connection, now: datetime) -> bool:
    return connection.execute(_DUE, {"now": now}).first() is not None


def claim_check(connection: Connection, now: datetime) -> Check | None:
    """The oldest one, under a lease: a relay that dies loses it."""
    row = connection.execute(_DUE, {"now": now}).one_or_none()
    if row is None:
        return None
    held = update(JoinRow).where(JoinRow.id == row.id, JoinRow.not_before == row.not_before)
    if connection.execute(held.values(not_before=now + LEASE)).rowcount != 1:
        return None
    return Check(row.id, row.platform, row.user_id, row.phone)


def settle_check(
    session: Session, check: Check, found: str | None, why: str, now: datetime, house: House
) -> None:
    """`found` is whose number it is, by the platform; None where it does not tell, and then `why`.

    Only the sender's own number lets in, and only while the roster still says the same.
    """
    take_turn(session)
    row = session.get(JoinRow, check.id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not JoinState.CHECKING:
        return
    parts = Parts(row.unit, row.name, row.phone)
    people = people_meant(session, parts)
    own = found is not None and found.lower() == row.user_id
    person = people[0] if len(people) == 1 and people[0].phone == row.phone else None
    if own and person is not None and account_of(session, person.id, row.platform) is None:
        _bind(session, row, person, "平台", now)
        _tell_asker(session, row, words.let_in(row.name, row.unit), now)
        return
    row.state = JoinState.WAITING
    row.note = why or ("平台：这个手机号不是此账号的" if found is not None and not own else row.note)
    _tell_asker(session, row, words.passed_to_office(), now)
    tell_office(session, row, now, house)


def decide_request(
    session: Session, number: int, reason: str, by: str, now: datetime, house: House, *, agreed: bool
) -> None:
    """The office's word. InputError where there is no such request, OvertakenError where it is decided."""
    take_turn(session)
    row = session.get(JoinRow, number, with_for_update=True, populate_existing=True)
    if row is None or row.state in (JoinState.DRAFT, JoinState.DROPPED):
        raise InputError(f"没有{number}号申请")
    if row.decided_at is not None:
        done = "同意" if row.state is JoinState.ACCEPTED else "拒绝"
        raise OvertakenError(f"{number}号申请已由{row.decided_by}于{{at}}{done}", row.decided_at)
    request = seen(session, row)
    if not agreed:
        row.state, row.decided_at, row.decided_by, row.reason = JoinState.REFUSED, now, by, reason
        detail = {"number": row.id, "kind": row.kind.value, "unit": request.unit, "reason": reason}
        remember(session, "person.join_refused", row.name or request.former, detail, by, now)
        _tell_asker(session, row, words.refused(request, reason), now)
        return
    match row.kind:
        case JoinKind.BIND:
            _bind(session, row, _person_for(session, row), by, now)
        case JoinKind.LEAVE:
            _leave(session, row, by, now, house)
        case JoinKind.HAND_OVER | JoinKind.DEPUTISE:
            _to_another(session, row, request, by, now, house)
    told = words.accepted(request)
    if row.kind in (JoinKind.HAND_OVER, JoinKind.DEPUTISE) and not _is_reached(session, row, house):
        told = f"{told}\n{words.must_bind(request)}"
    _tell_asker(session, row, told, now)


def _is_reached(session: Session, row: JoinRow, house: House) -> bool:
    return row.person_id is not None and address_of(session, row.person_id, house.platforms) is not None


def leave(session: Session, person_id: int, by: str, now: datetime, house: House) -> None:
    """Somebody reports for no unit any more; the office hears it, and who is left alone."""
    take_turn(session)
    units = units_of(session, person_id)
    session.execute(delete(RoleRow).where(RoleRow.person_id == person_id, RoleRow.role.in_(REPORTING)))
    _retire(session, person_id)
    remember(session, "person.left", by, {"units": list(units)}, by, now)
    touch(session)
    lonely = [unit for unit in units if not reporters_of(session, unit)]
    text, hours = words.left_to_office(by, units, lonely), house.hours_now(session.connection())
    for address in addresses_of(session, RoleName.OFFICE, house.platforms):
        key = f"left:{person_id}:{now.timestamp():.0f}:{address.person_id}"
        at = None if hours.allows(now) else hours.spread(hours.next_morning(now), key)
        push = Push(key, KIND, address.platform, address.user_id, text, not_before=at)
        outbox.put_push(session.connection(), push, now)


def any_deputy_over(connection: Connection, today: date) -> bool:
    return connection.execute(select(RoleRow.id).where(RoleRow.until_on < today).limit(1)).first() is not None


def end_deputies(session: Session, today: date, now: datetime) -> int:
    """Roles whose last day is over are gone; returns how many."""
    over = session.scalars(select(RoleRow).where(RoleRow.until_on < today)).all()
    for role in over:
        person = session.get_one(PersonRow, role.person_id)
        detail = {"unit_id": role.unit_id, "until": str(role.until_on)}
        remember(session, "person.deputy_ended", person.name, detail, "到期", now)
        session.delete(role)
    session.flush()
    for person_id in {role.person_id for role in over}:
        _retire(session, person_id)
    return len(over)


def _person_for(session: Session, row: JoinRow) -> PersonRow:
    """Who the account is: known already, in the roster, or new as a contact of the unit."""
    identity = session.get(IdentityRow, (row.platform, row.user_id))
    owner = session.get_one(PersonRow, identity.person_id) if identity is not None else None
    if owner is not None and owner.active:
        return owner
    parts = Parts(row.unit, row.name, row.phone)
    found = people_meant(session, parts) or [
        one
        for one in newcomers(session, Parts("", row.name, row.phone))
        if one.phone == row.phone and not oversees(session, one.id)  # the office was not told of such rights
    ]
    if len(found) > 1:
        raise InputError(f"{row.unit}有{len(found)}位{row.name}，请在名单里登记账号")
    if found:
        return found[0]
    if row.unit in WITHOUT_UNIT:
        raise InputError(f"名单里没有{row.unit}的{row.name}，请先在名单里登记")
    return _new_person(session, row.name, row.phone)


def _new_person(session: Session, name: str, phone: str) -> PersonRow:
    person = PersonRow(name=name, phone=phone or None)
    session.add(person)
    session.flush()
    return person


def _bind(session: Session, row: JoinRow, person: PersonRow, by: str, now: datetime) -> None:
    """The account is the person's from now on; a former one on that platform is out."""
    former = account_of(session, person.id, row.platform)
    if former is not None and former.user_id != row.user_id:
        session.delete(former)
        session.flush()
    identity = session.get(IdentityRow, (row.platform, row.user_id))
    if identity is None:
        session.add(IdentityRow(platform=row.platform, user_id=row.user_id, person_id=person.id))
    else:
        identity.person_id = person.id  # it was of somebody who is out
    person.active, person.phone = True, row.phone or person.phone
    if not oversees(session, person.id) and row.unit not in (*WITHOUT_UNIT, *units_of(session, person.id)):
        _give_role(session, person.id, row.unit, None)
    _done(session, row, person.id, by, now)
    detail = {"number": row.id, "unit": row.unit, "platform": row.platform, "replaced": former is not None}
    remember(session, "person.joined", person.name, detail, by, now)


def _to_another(
    session: Session, row: JoinRow, request: Request, by: str, now: datetime, house: House
) -> None:
    """Handing over takes the former one out; a deputy reports beside, until the last day."""
    if row.former_id is None:
        raise InputError(f"{row.id}号申请没有写明交接人")
    units = (row.unit,) if row.unit else units_of(session, row.former_id)
    found = newcomers(session, Parts(row.unit or (units[0] if units else ""), row.name, row.phone))
    if len(found) > 1:
        raise InputError(f"名单里有{len(found)}位{row.name}，请写明手机号重新申请")
    person = found[0] if found else _new_person(session, row.name, row.phone)
    person.active, person.phone = True, person.phone or row.phone or None
    handing = row.kind is JoinKind.HAND_OVER
    _tell_others(session, row, [row.former_id, person.id], now, house)
    for unit in units:
        for role in _roles_in(session, row.former_id, unit) - _roles_in(session, person.id, unit):
            _give_role(session, person.id, unit, None if handing else row.until_on, role)
        if handing:
            _take_role(session, row.former_id, unit)
    if handing:
        _retire(session, row.former_id)
    _done(session, row, person.id, by, now)
    what = "person.handed_over" if handing else "person.deputised"
    detail = {"number": row.id, "units": list(units), "to": person.name, "until": str(row.until_on or "")}
    remember(session, what, request.former, detail, by, now)


def _leave(session: Session, row: JoinRow, by: str, now: datetime, house: House) -> None:
    if row.former_id is None:
        raise InputError(f"{row.id}号申请没有写明是谁")
    former = session.get_one(PersonRow, row.former_id)
    units = (row.unit,) if row.unit else units_of(session, former.id)
    _tell_others(session, row, [former.id], now, house)
    for unit in units:
        _take_role(session, former.id, unit)
    _retire(session, former.id)
    _done(session, row, former.id, by, now)
    remember(session, "person.left", former.name, {"number": row.id, "units": list(units)}, by, now)


def _done(session: Session, row: JoinRow, person_id: int, by: str, now: datetime) -> None:
    row.state, row.person_id, row.decided_at, row.decided_by = JoinState.ACCEPTED, person_id, now, by
    session.flush()
    touch(session)


def _give_role(
    session: Session, person_id: int, unit: str, until: date | None, role: RoleName = RoleName.CONTACT
) -> None:
    found = UnitNames(session).known(unit)
    session.add(RoleRow(person_id=person_id, role=role, unit_id=found.id, title=None, until_on=until))
    session.flush()


def _roles_in(session: Session, person_id: int, unit: str) -> set[RoleName]:
    """As what somebody reports for a unit."""
    found = UnitNames(session).known(unit)
    mine = RoleRow.person_id == person_id, RoleRow.unit_id == found.id, RoleRow.role.in_(REPORTING)
    return set(session.scalars(select(RoleRow.role).where(*mine)))


def _take_role(session: Session, person_id: int, unit: str) -> None:
    found = UnitNames(session).known(unit)
    session.execute(
        delete(RoleRow).where(
            RoleRow.person_id == person_id, RoleRow.unit_id == found.id, RoleRow.role.in_(REPORTING)
        )
    )


def _retire(session: Session, person_id: int) -> None:
    """Who has no role left is out, with the accounts: the reports keep their author."""
    session.flush()
    if session.scalars(select(RoleRow).where(RoleRow.person_id == person_id)).first() is None:
        session.get_one(PersonRow, person_id).active = False
        session.execute(delete(IdentityRow).where(IdentityRow.person_id == person_id))


def _tell_others(session: Session, row: JoinRow, people: Sequence[int], now: datetime, house: House) -> None:
    """Who is concerned and has not asked for it: as a push, before an account is taken back."""
    told, prompt = words.accepted(seen(session, row)), Prompt.of(session, house, now)
    for person_id in dict.fromkeys(people):
        address = address_of(session, person_id, house.platforms)
        if address is None or (address.platform, address.user_id) == (row.platform, row.user_id):
            continue
        push = Push(f"join:{row.id}:told:{person_id}", TOLD, address.platform, address.user_id, told)
        prompt.say(push, session.get_one(PersonRow, person_id).name)


def _tell_asker(session: Session, row: JoinRow, text: str, now: datetime) -> None:
    push = Push(f"join:{row.id}:{row.state.value}", "answer", row.platform, row.user_id, text)
    outbox.put_push(session.connection(), push, now)
