"""What the history holds: one change, with who, when and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`what` tells the kind of change (plan.accepted), `subject` on what, `detail` whatever else it is about.

    `unit` is the name of the unit concerned. `platform` and `key` name the message that it came from, None
    where it came from a command.
    """

    at: datetime
    what: str
    subject: str
    by: str
    detail: Any
    unit: str | None = None
    platform: str | None = None
    key: str | None = None
