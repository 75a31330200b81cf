"""What has to be said: put in with the transaction that decided it, sent later, outside of any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, or_, select, update

from handlers.messages import ChatKind, InboundMessage, ReplyAddress
from storage.lifetimes import ANSWER_LIVES, of_use_until
from storage.pausing import hold_back
from storage.prepared import Prepared
from storage.rhythm import is_paused
from storage.rows import OutboxRow
from storage.states import Channel, OutboxState

LEASE = timedelta(seconds=60)  # a relay that dies loses its rows after this
BACK_OFF = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900))
EXPIRED = "过了有效期还没有发出"

_KNOWN = Prepared(select(OutboxRow.id).where(OutboxRow.dedupe_key == bindparam("key")))
_PUT = Prepared(insert(OutboxRow))
# What one receiver is told keeps its order: only the first letter of each that is due or begun can be taken.
# One that is put off from the start holds up no other, nor one to an unknown person.
_NOBODY = case((OutboxRow.receiver == "", OutboxRow.id), else_=0)
_FIRST = (
    select(func.min(OutboxRow.id))
    .where(
        OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING)),
        or_(OutboxRow.begun, OutboxRow.not_before <= bindparam("now")),
    )
    .group_by(OutboxRow.platform, OutboxRow.channel, OutboxRow.receiver, _NOBODY)
)
_IS_DUE = OutboxRow.id.in_(_FIRST) & (OutboxRow.not_before <= bindparam("now"))
_DUE = Prepared(
    select(OutboxRow).where(_IS_DUE).order_by(OutboxRow.not_before, OutboxRow.id).limit(bindparam("most"))
)
_ANY_DUE = Prepared(select(OutboxRow.id).where(_IS_DUE).limit(1))
_LEASE = Prepared(
    update(OutboxRow)
    .where(
        OutboxRow.id == bindparam("b_id"),
        OutboxRow.state == bindparam("b_state"),
        OutboxRow.not_before == bindparam("b_seen"),
    )
    .values(
        state=OutboxState.SENDING,
        not_before=bindparam("b_until"),
        attempts=OutboxRow.attempts + 1,
        begun=True,
    )
    .returning(OutboxRow.id)
)
# Only who holds the lease may say that a letter waits or fails: each claim counts one more attempt.
_MOVE = Prepared(
    update(OutboxRow).where(
        OutboxRow.id == bindparam("b_id"),
        OutboxRow.state == OutboxState.SENDING,
        OutboxRow.attempts == bindparam("b_attempts"),
    )
)
_RECEIPTS = Prepared(select(OutboxRow.receipts).where(OutboxRow.id == bindparam("id")))
_SENT = Prepared(
    update(OutboxRow).where(OutboxRow.id == bindparam("b_id"), OutboxRow.state != OutboxState.SENT)
)
_EXPIRED = Prepared(
    update(OutboxRow)
    .where(
        OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING)),
        OutboxRow.not_before <= bindparam("b_now"),
        OutboxRow.expires_at <= bindparam("b_now"),
    )
    .values(state=OutboxState.FAILED, error=func.coalesce(OutboxRow.error, EXPIRED))
)


@dataclass(frozen=True, slots=True)
class Push:
    """Something to be said to somebody who did not ask, or to a group chat.

    `key` is said once only, `kind` what it is. Either the `text` stands, or it is worded from `about` (plain
    data) when the letter is claimed, so that it is true when it goes out. Nothing goes before `not_before`,
    and after `expires_at` (where it is not said: as its kind is worth) it is given up. `mentions` are user
    ids to @ where the channel can; `attachment` the number of what goes with it (`storage.attachments`).
    """

    key: str
    kind: str
    platform: str
    receiver: str
    text: str = ""
    about: Any = None
    channel: Channel = Channel.DIRECT
    markdown: bool = False
    not_before: datetime | None = None
    expires_at: datetime | None = None
    mentions: tuple[str, ...] = ()
    attachment: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row: ours to send until the lease runs out. `attempts` are those before this one.

    `parts_sent` of its text are out already; `message_id` is the message that it answers.
    """

    id: int
    dedupe_key: str
    platform: str
    receiver: str
    text: str
    mentions: tuple[str, ...]
    reply_to: ReplyAddress | None
    attempts: int
    expires_at: datetime
    kind: str = "answer"
    channel: Channel = Channel.DIRECT
    about: Any = None
    markdown: bool = False
    parts_sent: int = 0
    message_id: int | None = None
    attachment: int | None = None


def put_answer(
    connection: Connection, message: InboundMessage, text: str, message_id: int, key: str, now: datetime
) -> None:
    """Queue the answer to a message, to its sender. Silent on a key that is known already."""
    reply_to = message.reply_to
    answer = {
        "dedupe_key": key,
        "kind": "answer",
        "platform": message.platform,
        "channel": Channel.DIRECT,
        "receiver": message.sender,
        "text": text,
        "markdown": False,
        "about": None,
        "mentions": [message.sender] if message.chat is ChatKind.GROUP and message.sender else [],
        "reply_url": reply_to.url if reply_to else None,
        "reply_not_after": reply_to.not_after if reply_to else None,
        "message_id": message_id,
        "attachment_id": None,
        "not_before": now,
        "expires_at": now + ANSWER_LIVES,
    }
    _put(connection, answer, now)


def put_push(connection: Connection, push: Push, now: datetime) -> bool:
    """Queue a push; False, and nothing else, on a key that is known already."""
    first = push.not_before or now
    row: dict[str, Any] = {
        "dedupe_key": push.key,
        "kind": push.kind,
        "platform": push.platform,
        "channel": push.channel,
        "receiver": push.receiver,
        "text": push.text,
        "markdown": push.markdown,
        "about": push.about,
        "mentions": list(push.mentions),
        "reply_url": None,
        "reply_not_after": None,
        "message_id": None,
        "attachment_id": push.attachment,
        "not_before": first,
        "expires_at": push.expires_at or of_use_until(push.kind, first),
    }
    return _put(connection, row, now)


def _put(connection: Connection, letter: dict[str, Any], now: datetime) -> bool:
    if _KNOWN.row(connection, {"key": letter["dedupe_key"]}) is not None:
        return False
    fresh = {"state": OutboxState.WAITING, "attempts": 0, "parts_sent": 0, "sent_at": None, "error": None}
    fresh |= {"begun": False, "receipts": [], "told": False}
    _PUT.run(connection, {**letter, **fresh, "created_at": now})
    return True


def anything_due(connection: Connection, now: datetime) -> bool:
    """A cheap look before a claim takes the writers' turn."""
    return _ANY_DUE.row(connection, {"now": now}) is not None


def claim(connection: Connection, now: datetime, most: int = 20) -> list[Letter]:
    """Take what is due under a lease, one letter a receiver; a dead relay's come back when theirs is over.

    The next one of a receiver can be taken when the earlier one is sent or given up. What has outlived its
    use is given up instead. While pushes are paused only answers go.
    """
    if is_paused(connection):
        hold_back(connection)
    _EXPIRED.run(connection, {"b_now": now})
    letters = []
    for row in _DUE.rows(connection, {"now": now, "most": most}):
        seen = {"b_id": row.id, "b_state": row.state, "b_seen": row.not_before, "b_until": now + LEASE}
        if _LEASE.row(connection, seen) is not None:
            letters.append(_letter(row))
    return letters


def renew(connection: Connection, letter: Letter, now: datetime) -> bool:
    """Hold the lease for another while; False where another relay has the letter by now."""
    held = {"b_id": letter.id, "b_attempts": letter.attempts + 1, "not_before": now + LEASE}
    return _MOVE.run(connection, held) == 1


def part_sent(connection: Connection, letter: Letter, parts: int, receipt: str = "") -> None:
    """So many parts of its text are out; a further attempt begins with the next."""
    _move(connection, letter, {"parts_sent": parts, "receipts": _receipts(connection, letter, receipt)})


def mark_sent(connection: Connection, letter: Letter, now: datetime, receipt: str = "") -> None:
    """It is out, whoever holds the lease by now. `receipt` is the platform's own name for it."""
    sent = {"state": OutboxState.SENT, "sent_at": now, "error": None}
    receipts = _receipts(connection, letter, receipt)
    _SENT.run(connection, {"b_id": letter.id, "receipts": receipts, **sent})


def retry(
    connection: Connection, letter: Letter, reason: str, retry_after: float | None, now: datetime
) -> None:
    """A passing failure: later again, or given up where the letter has outlived its use."""
    wait = BACK_OFF[min(letter.attempts, len(BACK_OFF) - 1)]
    again = now + max(wait, timedelta(seconds=retry_after or 0))
    if again > letter.expires_at:
        give_up(connection, letter, reason)
        return
    _move(connection, letter, {"state": OutboxState.WAITING, "not_before": again, "error": reason})


def postpone(connection: Connection, letter: Letter, until: datetime, why: str, *, in_order: bool) -> None:
    """Not tried, so no attempt. `in_order`: the receiver's later letters wait behind it."""
    begun = in_order or letter.attempts > 0 or letter.parts_sent > 0
    waits = {"state": OutboxState.WAITING, "not_before": min(until, letter.expires_at), "error": why}
    _move(connection, letter, {**waits, "attempts": letter.attempts, "begun": begun})


def give_up(connection: Connection, letter: Letter, reason: str) -> None:
    """A permanent failure: kept with its reason, for the office to see."""
    _move(connection, letter, {"state": OutboxState.FAILED, "error": reason})


def drop(connection: Connection, letter: Letter, now: datetime) -> None:
    """When its time came there was nothing left to say: kept, with when that was seen."""
    _move(connection, letter, {"state": OutboxState.DROPPED, "sent_at": now})


def keep_text(connection: Connection, letter: Letter, text: str) -> None:
    """What a letter that is worded at its claim says, for its further parts and for looking it up."""
    _move(connection, letter, {"text": text})


def count_unfinished(connection: Connection) -> dict[str, int]:
    """How many letters wait, are being sent or failed. Costs grow with these, not with the history."""
    unfinished = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.FAILED)
    statement = select(OutboxRow.state, func.count()).where(OutboxRow.state.in_(unfinished))
    rows = connection.execute(statement.group_by(OutboxRow.state))
    return dict.fromkeys((state.value for state in unfinished), 0) | {s.value: count for s, count in rows}


def _receipts(connection: Connection, letter: Letter, receipt: str) -> list[str]:
    """Those of the parts before, and this one; none where the platform names nothing."""
    if not receipt:
        return []
    return [*_RECEIPTS.value(connection, {"id": letter.id}), receipt]


def _move(connection: Connection, letter: Letter, values: dict[str, Any]) -> None:
    _MOVE.run(connection, {"b_id": letter.id, "b_attempts": letter.attempts + 1, **values})


def _letter(row: Any) -> Letter:
    reply = ReplyAddress(row.reply_url, row.reply_not_after) if row.reply_url else None
    return Letter(
        id=row.id,
        dedupe_key=row.dedupe_key,
        platform=row.platform,
        receiver=row.receiver,
        text=row.text,
        mentions=tuple(row.mentions),
        reply_to=reply,
        attempts=row.attempts,
        expires_at=row.expires_at,
        kind=row.kind,
        channel=Channel(row.channel),
        about=row.about,
        markdown=row.markdown,
        parts_sent=row.parts_sent,
        message_id=row.message_id,
        attachment=row.attachment_id,
    )
