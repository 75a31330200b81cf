"""What came in, what has to go out, and what the bot last asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.messages import ChatKind, MessageKind
from storage.rows.base import Base, UtcDateTime, by_value
from storage.states import Channel, InboxState, OutboxState


class InboxRow(Base):
    """Every message that a person sent, once. `answer` is what was said to it; a replay gets it again."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("platform", "key"), Index(None, "state", "retry_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    key: Mapped[str]
    sender: Mapped[str]
    sender_name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    chat: Mapped[ChatKind] = mapped_column(by_value(ChatKind, "chat"))
    chat_id: Mapped[str]
    chat_title: Mapped[str]
    kind: Mapped[MessageKind] = mapped_column(by_value(MessageKind, "kind"))
    text: Mapped[str]
    quote: Mapped[str | None]
    attachments: Mapped[list[list[str]]] = mapped_column(JSON)  # [[kind, handle, name], …]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply_url: Mapped[str | None]
    reply_not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[InboxState] = mapped_column(by_value(InboxState, "state"))
    intent: Mapped[str | None]
    answer: Mapped[str | None]
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxRow(Base):
    """Something to be said. Sent at least once; `dedupe_key` keeps it from being put in twice.

    `kind` is what it is (answer, report_reminder, …). Where `about` is set, the text is worded from it when
    the letter is claimed, and until then `text` is empty. A long text goes out in parts, `parts_sent` are out
    already. `begun` since it was first claimed: from then on the receiver's later letters wait behind it.
    `receipts` are the platform's names for what is out. `told`: the office has been told that it could not be
    delivered. `recall_id`: it is to be taken back; then it has been (`recalled_at`), or could not be.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("dedupe_key"), Index(None, "state", "not_before"))

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str]
    kind: Mapped[str]
    platform: Mapped[str]
    channel: Mapped[Channel] = mapped_column(by_value(Channel, "channel"))
    receiver: Mapped[str]
    text: Mapped[str]
    markdown: Mapped[bool] = mapped_column(default=False)
    about: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    mentions: Mapped[list[Any]] = mapped_column(JSON)
    reply_url: Mapped[str | None]
    reply_not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    state: Mapped[OutboxState] = mapped_column(by_value(OutboxState, "state"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    begun: Mapped[bool] = mapped_column(default=False)
    parts_sent: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipts: Mapped[list[str]] = mapped_column(JSON)
    error: Mapped[str | None]
    told: Mapped[bool] = mapped_column(default=False)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    recall_id: Mapped[int | None] = mapped_column(ForeignKey("recalls.id"), index=True)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    not_recalled: Mapped[str | None]


class AttachmentRow(Base):
    """A picture or document for one letter or several; its bytes are deleted when no letter needs them."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    mime: Mapped[str]
    data: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecallRow(Base):
    """Letters that somebody wants back; `person_id` is who hears the result, if that was asked in chat."""

    __tablename__ = "recalls"
    __table_args__ = (Index(None, "done_at", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"))
    by: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaceRow(Base):
    """The last sendings under a key, in seconds since the epoch, and until when the platform wants none."""

    __tablename__ = "paces"

    key: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[list[float]] = mapped_column(JSON)
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CallRow(Base):
    """How many calls went one way in a month. `quota` is the budget they draw on, "" for none.

    For what is received `up_to` is the last row of the inbox that is counted.
    """

    __tablename__ = "calls"

    way: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    quota: Mapped[str]
    count: Mapped[int] = mapped_column(default=0)
    up_to: Mapped[int] = mapped_column(default=0)


class TokenRow(Base):
    """The access token of an app, shared by all processes. `name` tells nothing of the app's secret."""

    __tablename__ = "tokens"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    good_until: Mapped[datetime] = mapped_column(UtcDateTime)


class AskedRow(Base):
    """The items that the bot last asked a person about, and the message it could not place.

    `points`: asked was whether what was reported on these items is right; `plans`: what the goals of their
    plans count; `months`, one an item (2023-03): whether its report of that month is to be withdrawn;
    `publishing`: which bulletin is to go out now or in the morning, as [number, naming, as drafted];
    `confirms`: the message is an order that waits for 确认; `evidence`: to which of the items a
    picture belongs; `choices`: the words that 1, 2 … stand for. `parts`, asked at `parts_at`: what was left
    out in reports, as [item, month, part].
    """

    __tablename__ = "asked"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    items: Mapped[list[str]] = mapped_column(JSON)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    points: Mapped[bool] = mapped_column(default=False)
    plans: Mapped[bool] = mapped_column(default=False)
    months: Mapped[list[str]] = mapped_column(JSON, default=list)
    publishing: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    confirms: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    parts: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    parts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
