"""Short ways to read a message in a test."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.ledger.items import ItemRef
from handlers.reading import read
from handlers.reading.shapes import Asked, Entry, Reading, Role, Scope
from tests.handlers.reading.corpus import catalog

SHANGHAI = ZoneInfo("Asia/Shanghai")
SCHOOLS = "任务40 任务60 任务61 任务62 任务63 任务64 任务65 任务80 任务88 实事1 实事2 实事3 实事4 实事5"
HOUSING = (
    "任务1 任务9 任务12 任务20 任务42 任务45 任务46 任务47 任务51 任务57 任务71 任务77 任务90 任务96 "
    "任务101 任务103 实事9 实事13"
)


def scope(
    mine: str = SCHOOLS,
    *,
    asked: str = "",
    quote: str | None = None,
    role: Role = Role.CONTACT,
    on: tuple[int, int, int] = (2023, 6, 5),
) -> Scope:
    return Scope(
        received_at=datetime(*on, 10, tzinfo=SHANGHAI),
        role=role,
        mine=tuple(map(ItemRef.parse, mine.split())),
        asked=Asked(tuple(map(ItemRef.parse, asked.split()))) if asked else None,
        quote=quote,
    )


def said(text: str, **known: object) -> Reading:
    return read(text, scope(**known), catalog())  # type: ignore[arg-type]


def names(reading: Reading) -> list[str]:
    return [str(entry.item) for entry in reading.entries]


def only(reading: Reading) -> Entry:
    (entry,) = reading.entries
    return entry
