"""Keys of pushes: the same push has the same key whoever plans it and however late, so it is said once."""

from __future__ import annotations

import re
from datetime import date

from handlers.duties.ladder import Slot
from handlers.duties.summaries import Summary

_SLOT = re.compile(r"\d{4}-\d\d-\d\d:(?:am|pm).*$")


def person_key(person_id: int, slot: Slot) -> str:
    return f"reminder:{person_id}:{slot}"


def group_key(group_id: int, slot: Slot) -> str:
    return f"reminder:group:{group_id}:{slot}"


def overdue_list_key(person_id: int, slot: Slot) -> str:
    return f"overdue:{person_id}:{slot}"


def without_slot(key: str) -> str:
    """The start that all reminders to one receiver share: reminder:7:, reminder:group:3:."""
    return _SLOT.sub("", key)


def urge_key(person_id: int, day: date) -> str:
    return f"urge:{person_id}:{day.isoformat()}"


def bulletin_key(kind: str, period: str) -> str:
    return f"bulletin:{kind}:{period}"


def summary_key(person_id: int, summary: Summary) -> str:
    return f"summary:{person_id}:{summary.rate.value}:{summary.day.isoformat()}"
