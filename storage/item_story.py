"""Everything about one item: what it is, who had it from when to when, and what was decided on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register, RegisteredItem
from handlers.standings.looks import Looks
from handlers.wording.history import sentence, veiled
from storage.history import About, history_of
from storage.promises import promises_of
from storage.registers import load_register

_DECIDED = ("item.", "lead.", "link.", "indicator.", "leader.", "evidence.")
_ALL = 10_000


def story_of(session: Session, year: int, ref: ItemRef, day: date, zone: ZoneInfo) -> dict[str, Any]:
    """As plain data. InputError where the year has no such item."""
    register = load_register(session, year)
    entries = register.whole or tuple(register.items.values())
    entry = next((one for one in entries if one.item.ref == ref), None)
    if entry is None:
        raise InputError(f"{year}年的台账里没有{ref}")
    dropped = register.on(day).dropped_on(ref)
    return {
        "item": str(ref),
        "year": year,
        "category": entry.item.category,
        "text": entry.item.text,
        "indicators": [one.raw for one in entry.item.indicators],
        "units": _units(entry, register),
        "leaders": _leaders(entry),
        "dropped_on": dropped.isoformat() if dropped else None,
        "promises": promises_of(session.connection(), register, ref, day),
        "changes": _changes(session, ref, zone),
    }


def _units(entry: RegisteredItem, register: Register) -> list[dict[str, Any]]:
    if entry.course is not None and entry.course.tenures:
        return [
            {
                "unit": register.units[one.unit_id].name,
                "lead": one.lead,
                "from": one.from_on.isoformat() if one.from_on else None,
                "until": one.until_on.isoformat() if one.until_on else None,
            }
            for one in entry.course.tenures
        ]
    lead = entry.lead_id if entry.lead_id is not None else next(iter(entry.unit_ids), None)
    return [
        {"unit": register.units[one].name, "lead": one == lead, "from": None, "until": None}
        for one in entry.unit_ids
    ]


def _leaders(entry: RegisteredItem) -> list[dict[str, Any]]:
    if entry.course is None or not entry.course.posts:
        return [{"name": name, "from": None, "succeeded": False} for name in entry.item.leaders]
    return [
        {"name": one.name, "from": one.from_on.isoformat(), "succeeded": len(holders) > 1}
        for holders in entry.course.posts
        for one in holders
    ]


def _changes(session: Session, ref: ItemRef, zone: ZoneInfo) -> list[dict[str, Any]]:
    """What the office decided on the item itself, oldest first."""
    connection = session.connection()
    events, _ = history_of(connection, About(item=ref), (None, None), _ALL, zone)
    return [
        {"at": f"{event.at:%Y-%m-%d %H:%M}", "by": veiled(event.by), "text": sentence(event, Looks())}
        for event in events
        if event.what.startswith(_DECIDED)
    ]
