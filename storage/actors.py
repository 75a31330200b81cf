"""Who acts in chat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The name, the person, and the message in which it was said."""

    name: str
    person_id: int
    message_id: int
