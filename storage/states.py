"""States of what comes in and goes out."""

from __future__ import annotations

from enum import StrEnum


class InboxState(StrEnum):
    DONE = "done"
    FAILED = "failed"  # something broke while it was handled; it is tried again
    GIVEN_UP = "given_up"  # tried often enough: a person has to look


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # leased by a relay until `not_before`
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # when its time came there was nothing left to say


class Channel(StrEnum):
    """How a letter goes: to a person, or to a group chat (then the receiver is the group's number)."""

    DIRECT = "direct"
    GROUP = "group"
