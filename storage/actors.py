"""Who acts in chat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The name, the person (None for a stranger), and the message in which it was said."""

    name: str
    person_id: int | None
    message_id: int
