"""Where a group chat is reached. Read when a letter is claimed, and kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from storage.rows import GroupRow

_GROUP = select(GroupRow.id, GroupRow.way, GroupRow.address, GroupRow.secret).where(
    GroupRow.id == bindparam("number"), GroupRow.platform == bindparam("platform")
)


@dataclass(frozen=True, slots=True)
class GroupAddress:
    """A group chat as the list of groups has it. Who has a webhook's address may post: none of it is shown.

    `number` is ours, and the only thing of it that may stand in a log.
    """

    number: int
    method: str
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


def group_of(connection: Connection, platform: str, receiver: str) -> GroupAddress | None:
    """The group that a letter's receiver names; None where it is no longer listed."""
    if not receiver.isascii() or not receiver.isdigit():
        return None
    row = connection.execute(_GROUP, {"number": int(receiver), "platform": platform}).one_or_none()
    return None if row is None else GroupAddress(row.id, row.way, row.address, row.secret or "")
