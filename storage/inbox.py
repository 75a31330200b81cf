"""Messages already taken in: each once, with the answer that was given to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handlers.errors import LedgerError
from handlers.messages import Attachment, ChatKind, InboundMessage, MessageKind, ReplyAddress
from storage.rows import InboxRow
from storage.states import InboxState

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)

_SEEN = select(InboxRow.id, InboxRow.state, InboxRow.answer).where(
    InboxRow.platform == bindparam("platform"), InboxRow.key == bindparam("key")
)
_PUT = insert(InboxRow).returning(InboxRow.id)
_MOVE = update(InboxRow).where(InboxRow.id == bindparam("b_id"), InboxRow.state != InboxState.DONE)
_FAILED = (
    select(InboxRow)
    .where(InboxRow.state == InboxState.FAILED, InboxRow.retry_at <= bindparam("now"))
    .order_by(InboxRow.retry_at)
    .limit(20)
)


_CHAT = select(InboxRow.chat_id).where(InboxRow.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that is in the inbox already."""

    id: int
    state: InboxState
    answer: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that failed and waits for another try (or for a person, once it is given up)."""

    id: int
    message: InboundMessage
    received_at: datetime
    attempts: int
    error: str | None


def seen(connection: Connection, message: InboundMessage) -> Seen | None:
    """What became of this message, if it was delivered before."""
    row = connection.execute(_SEEN, {"platform": message.platform, "key": message.key}).one_or_none()
    return Seen(row.id, row.state, row.answer) if row else None


def put(
    connection: Connection,
    message: InboundMessage,
    now: datetime,
    *,
    person_id: int | None,
    intent: str | None,
    answer: str,
) -> int:
    """Keep a handled message with its answer; returns the row's id."""
    values = {
        **_values(message, now),
        "person_id": person_id,
        "state": InboxState.DONE,
        "intent": intent,
        "answer": answer,
        "attempts": 1,
        "retry_at": None,
        "error": None,
    }
    return int(connection.execute(_PUT, values).scalar_one())


def put_failed(
    connection: Connection, message: InboundMessage, error: str, answer: str, now: datetime
) -> int:
    """Keep a message whose handling broke; it is tried again by itself."""
    values = {
        **_values(message, now),
        "person_id": None,
        "state": InboxState.FAILED,
        "intent": None,
        "answer": answer,
        "attempts": 1,
        "retry_at": now + RETRY_AFTER[0],
        "error": error,
    }
    return int(connection.execute(_PUT, values).scalar_one())


def handled(
    connection: Connection, inbox_id: int, *, person_id: int | None, intent: str | None, answer: str
) -> None:
    """A failed message went through at last; LedgerError where another process was faster."""
    moved = connection.execute(
        _MOVE,
        {
            "b_id": inbox_id,
            "person_id": person_id,
            "state": InboxState.DONE,
            "intent": intent,
            "answer": answer,
            "retry_at": None,
            "error": None,
        },
    )
    if not moved.rowcount:
        raise LedgerError(f"message {inbox_id} has been handled meanwhile")


def answer_anew(connection: Connection, inbox_id: int, answer: str) -> None:
    """What was said to it after all, in the transaction that has put it in."""
    connection.execute(update(InboxRow).where(InboxRow.id == inbox_id).values(answer=answer))


def failed_again(connection: Connection, kept: Kept, error: str, now: datetime) -> None:
    """Another try failed: wait longer, and after the last step leave it to a person.

    A message that another process has handled meanwhile stays as it is.
    """
    over = kept.attempts >= len(RETRY_AFTER)
    connection.execute(
        _MOVE,
        {
            "b_id": kept.id,
            "state": InboxState.GIVEN_UP if over else InboxState.FAILED,
            "attempts": kept.attempts + 1,
            "retry_at": None if over else now + RETRY_AFTER[kept.attempts],
            "error": error,
        },
    )


def due(connection: Connection, now: datetime) -> list[Kept]:
    """Failed messages whose next try is due, oldest first."""
    return [_kept(row) for row in connection.execute(_FAILED, {"now": now}).mappings()]


def waiting(connection: Connection) -> list[Kept]:
    """Every message that failed or was given up, for the office to see and to try again."""
    statement = (
        select(InboxRow)
        .where(InboxRow.state.in_((InboxState.FAILED, InboxState.GIVEN_UP)))
        .order_by(InboxRow.id)
    )
    return [_kept(row) for row in connection.execute(statement).mappings()]


def chat_of(connection: Connection, message_id: int) -> str:
    """The chat in which a message was written, "" where the platform does not tell."""
    return connection.execute(_CHAT, {"id": message_id}).scalar_one_or_none() or ""


def count_unfinished(connection: Connection) -> dict[str, int]:
    """How many messages failed or were given up. Costs grow with these, not with the history."""
    unfinished = (InboxState.FAILED, InboxState.GIVEN_UP)
    statement = select(InboxRow.state, func.count()).where(InboxRow.state.in_(unfinished))
    rows = connection.execute(statement.group_by(InboxRow.state))
    return dict.fromkeys((state.value for state in unfinished), 0) | {s.value: count for s, count in rows}


def _values(message: InboundMessage, now: datetime) -> dict[str, Any]:
    reply = message.reply_to
    return {
        "platform": message.platform,
        "key": message.key,
        "sender": message.sender,
        "sender_name": message.sender_name,
        "chat": message.chat,
        "chat_id": message.chat_id,
        "chat_title": message.chat_title,
        "kind": message.kind,
        "text": message.text,
        "quote": message.quote,
        "attachments": [[a.kind.value, a.handle, a.name] for a in message.attachments],
        "sent_at": message.sent_at,
        "received_at": now,
        "reply_url": reply.url if reply else None,
        "reply_not_after": reply.not_after if reply else None,
    }


def _kept(row: Any) -> Kept:
    reply = ReplyAddress(row["reply_url"], row["reply_not_after"]) if row["reply_url"] else None
    message = InboundMessage(
        platform=row["platform"],
        key=row["key"],
        sender=row["sender"],
        sender_name=row["sender_name"],
        chat=ChatKind(row["chat"]),
        chat_id=row["chat_id"],
        chat_title=row["chat_title"],
        text=row["text"],
        quote=row["quote"],
        sent_at=row["sent_at"],
        kind=MessageKind(row["kind"]),
        reply_to=reply,
        attachments=tuple(Attachment(MessageKind(k), handle, name) for k, handle, name in row["attachments"]),
    )
    return Kept(row["id"], message, row["received_at"], row["attempts"], row["error"])
