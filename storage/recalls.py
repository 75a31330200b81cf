"""What is to be taken back: asked for in a transaction, done by the relay outside of any, told when done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, cast, func, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from handlers.bulletins.recalling import OutThere, Recallable, recallable, why_not
from handlers.errors import InputError
from handlers.wording import delivery
from storage import outbox
from storage.history import remember
from storage.house import House
from storage.outbox import Push
from storage.prepared import Prepared
from storage.rows import BulletinRow, GroupRow, IdentityRow, OutboxRow, PersonRow, RecallRow
from storage.senders import address_of
from storage.states import Channel, OutboxState

LEASE = timedelta(seconds=120)
BACK_OFF = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800))
_UNSENT = (OutboxState.WAITING, OutboxState.SENDING)
_DUE = Prepared(
    select(RecallRow.id, RecallRow.not_before, RecallRow.attempts)
    .where(RecallRow.done_at.is_(None), RecallRow.not_before <= bindparam("now"))
    .order_by(RecallRow.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ToTakeBack:
    """A letter that is to be taken back; `receipts` are the platform's names for it."""

    id: int
    platform: str
    channel: Channel
    receiver: str
    state: OutboxState
    receipts: tuple[str, ...] = field(repr=False)
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """A claimed job: ours until the lease runs out. `letters` are those without an outcome."""

    id: int
    attempts: int
    letters: tuple[ToTakeBack, ...]


# Asked for


def recallable_bulletin(connection: Connection, number: int, now: datetime) -> Recallable:
    """From which chats a bulletin can be taken back."""
    running = select(RecallRow.id).where(RecallRow.bulletin_id == number, RecallRow.done_at.is_(None))
    is_running = connection.execute(running).first() is not None
    letters = [one for _, one in _out_there(connection, _of_bulletin(number))]
    return recallable(letters, now, running=is_running)


def recall_bulletin(
    session: Session, number: int, by: str, person_id: int | None, now: datetime
) -> Recallable:
    """Take it back from where that can be done. InputError where it can't be anywhere."""
    connection = session.connection()
    found = recallable_bulletin(connection, number, now)
    row = session.get(BulletinRow, number)
    if row is None:
        raise InputError(f"没有{number}号通报")
    if row.published_at is None:
        raise InputError(f"{number}号通报还没有发布，不用撤回")
    if found.running or not found.possible:
        raise InputError(delivery.not_recallable(f"{number}号通报", found))
    possible = set(found.possible)
    numbers = [
        letter
        for letter, one in _out_there(connection, _of_bulletin(number))
        if one.to in possible and not one.taken_back
    ]
    _ask(connection, numbers, by, person_id, now, bulletin_id=number)
    detail = {"number": number, "title": row.title, "year": row.year}
    remember(session, "bulletin.recall_asked", f"{number}号通报", detail, by, now)
    return found


def recall_letters(session: Session, numbers: Sequence[int], by: str, now: datetime) -> None:
    """Take back the letters with these numbers, all of them or (InputError) none."""
    connection = session.connection()
    found = dict(_out_there(connection, OutboxRow.id.in_(numbers)))
    if missing := sorted(set(numbers) - set(found)):
        raise InputError(f"没有可以撤回的消息：{'、'.join(map(str, missing))}")
    for number, one in sorted(found.items()):
        if one.taken_back:
            raise InputError(f"第{number}条已经撤回")
        if why := why_not(one, now):
            raise InputError(f"第{number}条（{one.to}）不能撤回：{why}。请另行说明，并去掉这个编号")
    if others := _sent_with(connection, numbers):
        listed = "、".join(map(str, others))
        raise InputError(f"有的消息与第{listed}条是一次发出的，只能一起撤回，请加上这些编号")
    _ask(connection, numbers, by, None, now)


def _ask(
    connection: Connection,
    numbers: Sequence[int],
    by: str,
    person_id: int | None,
    now: datetime,
    *,
    bulletin_id: int | None = None,
) -> None:
    """What is not out yet is stopped at once; the rest is for the relay."""
    job = {"bulletin_id": bulletin_id, "by": by, "person_id": person_id, "asked_at": now, "not_before": now}
    made = insert(RecallRow).values(**job, attempts=0).returning(RecallRow.id)
    recall_id = connection.execute(made).scalar_one()
    these = update(OutboxRow).where(OutboxRow.id.in_(numbers))
    connection.execute(these.values(recall_id=recall_id, not_recalled=None))
    _stop(connection, recall_id, now)


def _stop(connection: Connection, recall_id: int, now: datetime) -> None:
    """What waits goes nowhere; none of it is out where no part is."""
    waiting = update(OutboxRow).where(
        OutboxRow.recall_id == recall_id, OutboxRow.state == OutboxState.WAITING
    )
    gone = {"state": OutboxState.DROPPED, "sent_at": now}
    connection.execute(waiting.where(OutboxRow.parts_sent == 0).values(**gone, recalled_at=now))
    connection.execute(waiting.where(OutboxRow.parts_sent > 0).values(**gone))


# Done


def anything_due(connection: Connection, now: datetime) -> bool:
    return _DUE.row(connection, {"now": now}) is not None


def claim(connection: Connection, now: datetime) -> Recall | None:
    """Take the oldest job that is due under a lease, with what is still to be taken back."""
    row = _DUE.row(connection, {"now": now})
    if row is None:
        return None
    held = update(RecallRow).where(RecallRow.id == row.id, RecallRow.not_before == row.not_before)
    leased = held.values(not_before=now + LEASE, attempts=RecallRow.attempts + 1)
    if connection.execute(leased).rowcount != 1:
        return None
    _stop(connection, row.id, now)
    left = select(OutboxRow).where(
        OutboxRow.recall_id == row.id, OutboxRow.recalled_at.is_(None), OutboxRow.not_recalled.is_(None)
    )
    letters = connection.execute(left.order_by(OutboxRow.id)).mappings()
    return Recall(row.id, row.attempts, tuple(_to_take_back(letter) for letter in letters))


def taken_back(connection: Connection, letters: Iterable[ToTakeBack], now: datetime) -> None:
    these = update(OutboxRow).where(OutboxRow.id.in_([letter.id for letter in letters]))
    connection.execute(these.values(recalled_at=now))


def not_taken_back(connection: Connection, letters: Iterable[ToTakeBack], reason: str) -> None:
    these = update(OutboxRow).where(OutboxRow.id.in_([letter.id for letter in letters]))
    connection.execute(these.values(not_recalled=reason))


def finish(session: Session, recall: Recall, house: House, now: datetime) -> bool:
    """Once each letter has its outcome, the asker hears it; False where some have to be tried again."""
    connection = session.connection()
    mine = OutboxRow.recall_id == recall.id
    open_ones = mine & OutboxRow.recalled_at.is_(None) & OutboxRow.not_recalled.is_(None)
    row = session.get_one(RecallRow, recall.id, with_for_update=True, populate_existing=True)
    if connection.execute(select(OutboxRow.id).where(open_ones).limit(1)).first() is not None:
        row.not_before = now + BACK_OFF[min(recall.attempts, len(BACK_OFF) - 1)]
        return False
    if row.done_at is not None:
        return True
    row.done_at = now
    outcome = _outcome(session, row, now)
    what = f"{row.bulletin_id}号通报" if row.bulletin_id else "消息"
    told = delivery.recalled(what, outcome)
    address = address_of(session, row.person_id, house.platforms) if row.person_id else None
    if address is not None:
        push = Push(f"recalled:{row.id}", "answer", address.platform, address.user_id, told)
        outbox.put_push(connection, push, now)
    return True


def _outcome(session: Session, row: RecallRow, now: datetime) -> Recallable:
    """From where it has been taken back, noted in the history and on the bulletin."""
    connection = session.connection()
    which = OutboxRow.recall_id == row.id if row.bulletin_id is None else _of_bulletin(row.bulletin_id)
    letters = [one for _, one in _out_there(connection, which)]
    still = {one.to: one.reason or why_not(one, now) for one in letters if not one.taken_back}
    back = tuple(dict.fromkeys(one.to for one in letters if one.to not in still))
    detail: dict[str, Any] = {"from": list(back), "still_in": list(still)}
    if row.bulletin_id is None:
        numbers = connection.execute(select(OutboxRow.id).where(which).order_by(OutboxRow.id)).scalars()
        remember(session, "letters.recalled", "outbox", {**detail, "numbers": list(numbers)}, row.by, now)
        return Recallable((), tuple(still.items()), back)
    bulletin = session.get_one(BulletinRow, row.bulletin_id, with_for_update=True, populate_existing=True)
    if back:
        bulletin.recalled_at, bulletin.recalled_by = now, row.by
        bulletin.recalled_from, bulletin.still_in = list(back), list(still)
    told = {"number": bulletin.id, "title": bulletin.title, "year": bulletin.year, **detail}
    remember(session, "bulletin.recalled", f"{bulletin.id}号通报", told, row.by, now)
    return Recallable((), tuple(still.items()), back)


# Looking


def _of_bulletin(number: int) -> ColumnElement[bool]:
    return OutboxRow.dedupe_key.startswith(f"bulletin:{number}:", autoescape=True)


def _out_there(connection: Connection, which: ColumnElement[bool]) -> list[tuple[int, OutThere]]:
    """The letters that are out, on their way, or have been taken back; by number."""
    person = and_(
        OutboxRow.channel == Channel.DIRECT,
        IdentityRow.platform == OutboxRow.platform,
        IdentityRow.user_id == func.lower(OutboxRow.receiver),
    )
    group = and_(OutboxRow.channel == Channel.GROUP, cast(GroupRow.id, String) == OutboxRow.receiver)
    counts = or_(
        OutboxRow.state.in_((*_UNSENT, OutboxState.SENT)),
        OutboxRow.parts_sent > 0,
        OutboxRow.recalled_at.is_not(None),
    )
    statement = (
        select(OutboxRow.__table__, PersonRow.name.label("person"), GroupRow.name.label("group"))
        .outerjoin(IdentityRow, person)
        .outerjoin(PersonRow, PersonRow.id == IdentityRow.person_id)
        .outerjoin(GroupRow, group)
        .where(which, counts)
        .order_by(OutboxRow.id)
    )
    return [(row.id, _seen(row)) for row in connection.execute(statement)]


def _seen(row: Any) -> OutThere:
    to = f"群“{row.group}”" if row.group else row.person or row.receiver
    is_out = row.state is OutboxState.SENT or row.parts_sent > 0
    return OutThere(
        to, is_out, bool(row.receipts), row.recalled_at is not None, row.sent_at, row.not_recalled or ""
    )


def _sent_with(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Others that went out in the same call as these: one receipt names them all."""
    columns = (OutboxRow.id, OutboxRow.platform, OutboxRow.sent_at, OutboxRow.receipts)
    these = connection.execute(select(*columns).where(OutboxRow.id.in_(numbers))).all()
    named = {(row.platform, receipt) for row in these for receipt in row.receipts}
    moments = {row.sent_at for row in these if row.sent_at is not None}
    others = connection.execute(
        select(*columns).where(
            OutboxRow.sent_at.in_(moments), OutboxRow.id.not_in(numbers), OutboxRow.recalled_at.is_(None)
        )
    )
    return sorted(row.id for row in others if any((row.platform, one) in named for one in row.receipts))


def _to_take_back(row: Any) -> ToTakeBack:
    return ToTakeBack(
        *(row["id"], row["platform"], Channel(row["channel"]), row["receiver"]),
        OutboxState(row["state"]),
        tuple(row["receipts"]),
        row["sent_at"],
    )
