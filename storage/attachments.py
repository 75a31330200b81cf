"""Pictures and documents that go out with letters. The bytes are deleted once no letter can need them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from handlers.errors import InputError
from storage.rows import AttachmentRow, OutboxRow
from storage.states import OutboxState

MOST = 20 * 1024 * 1024  # what both platforms take at most
FEWEST = 6  # WeCom D90253: more than five bytes
KEPT_FAILED = timedelta(days=7)  # what failed may be tried again by hand
_LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"/\\:*?<>|]')


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or document. `data` None: it was deleted, its time was over."""

    id: int
    name: str
    mime: str
    data: bytes | None = field(repr=False)

    @property
    def suffix(self) -> str:
        """Without its dot, in small letters."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


def keep(connection: Connection, name: str, mime: str, data: bytes, now: datetime) -> int:
    """Its number, for one push or several. InputError where no platform would take it."""
    plain = _NOT_IN_NAMES.sub("_", name).strip(" .")
    if not plain or not FEWEST <= len(data) <= MOST:
        raise InputError(f"附件“{name}”要有名字，大小在{FEWEST}字节到20MB之间，现在是{len(data)}字节")
    stem, dot, suffix = plain.rpartition(".")
    short = f"{stem[: _LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}" if dot else plain[:_LONGEST_NAME]
    row = {"name": short, "mime": mime, "data": data, "created_at": now}
    return int(
        connection.execute(insert(AttachmentRow).values(**row).returning(AttachmentRow.id)).scalar_one()
    )


def load(connection: Connection, number: int) -> Attached:
    columns = (AttachmentRow.id, AttachmentRow.name, AttachmentRow.mime, AttachmentRow.data)
    row = connection.execute(select(*columns).where(AttachmentRow.id == number)).one()
    return Attached(row.id, row.name, row.mime, row.data)


def clear(connection: Connection, now: datetime) -> int:
    """Delete the bytes of those whose letters are done and past their use; returns how many."""
    unfinished = OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING))
    may_go_again = (OutboxRow.state == OutboxState.FAILED) & (OutboxRow.expires_at > now - KEPT_FAILED)
    needed = select(OutboxRow.attachment_id).where(
        OutboxRow.attachment_id.is_not(None), or_(unfinished, may_go_again, OutboxRow.expires_at > now)
    )
    old = update(AttachmentRow).where(
        AttachmentRow.data.is_not(None),
        AttachmentRow.created_at < now - timedelta(days=1),  # its letter may only be put in by and by
        AttachmentRow.id.not_in(needed),
    )
    return connection.execute(old.values(data=None)).rowcount
