"""Labelled messages, and how far a reading agrees with its label."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from handlers.ledger.items import ItemRef
from handlers.reading import Catalog
from handlers.reading.shapes import Asked, Role, Scope
from storage.notices import read_notice

_HERE = Path(__file__).parent
_NOTICE = _HERE.parents[2] / "storage" / "data" / "2023-notice.txt"
_WRITES = frozenset({"report", "plan", "amend", "withdraw", "command"})
_CONTENT = frozenset({"report", "plan", "amend"})
_TEXTS = ("progress", "problem", "cause", "next_step")
_PLAN = ("q1", "q2", "q3", "q4", "principal", "deputy", "remark")
_SAME_UNIT = {"平": "平方米", "平米": "平方米", "m2": "平方米", "套(间)": "套", "km": "公里", "千米": "公里"}
_ALIKE = 0.9

Json = dict[str, Any]


@cache
def catalog() -> Catalog:
    """The real items of 2023."""
    return Catalog.of(read_notice(_NOTICE.name, _NOTICE.read_bytes()).items)


@dataclass(frozen=True)
class Labelled:
    id: str
    text: str
    scope: Scope
    gold: Json


def messages(name: str) -> Iterator[Labelled]:
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Labelled(row["id"], row["text"], _scope(row), row["gold"])


def _scope(row: Json) -> Scope:
    asked = (row["last_prompt"] or {}).get("items")
    return Scope(
        received_at=datetime.fromisoformat(row["received_at"]),
        role=Role(row["role"]),
        unit=row["unit"],
        mine=tuple(map(ItemRef.parse, row["unit_items"])),
        asked=Asked(tuple(map(ItemRef.parse, asked))) if asked else None,
        quote=row.get("quote"),
        in_group=row["chat"] == "group",
    )


# ---------------------------------------------------------------- agreement
def wrong_writes(gold: Json, told: Json) -> list[str]:
    """Items that would be written and that the label does not have."""
    if told["intent"] not in _WRITES:
        return []
    meant = {entry["item"] for entry in gold["entries"]}
    return [entry["item"] for entry in told["entries"] if entry["item"] and entry["item"] not in meant]


def is_exact(gold: Json, told: Json) -> bool:
    """Everything right, texts at least nine tenths alike."""
    if any(gold[key] != told[key] for key in ("intent", "command", "month")):
        return False
    clear = gold["intent"] != "unclear"
    if _items(gold, clear) != _items(told, clear):
        return False
    if gold["intent"] not in _CONTENT:
        return True
    by_item = {entry["item"]: entry for entry in told["entries"]}
    return all(_same_entry(entry, by_item[entry["item"]]) for entry in gold["entries"])


def _items(reading: Json, nulls: bool) -> Counter[str | None]:
    return Counter(entry["item"] for entry in reading["entries"] if nulls or entry["item"])


def _same_entry(gold: Json, told: Json) -> bool:
    if "plan" in gold:
        return "plan" in told and all(alike(gold["plan"][key], told["plan"][key]) for key in _PLAN)
    if "plan" in told:
        return False
    return (
        all(alike(gold[key], told[key], none_is_empty=key != "problem") for key in _TEXTS)
        and gold["percent"] == told["percent"]
        and _quantities(gold) == _quantities(told)
        and all(gold[key] == told[key] for key in ("stage_met", "finished", "month"))
    )


def _quantities(entry: Json) -> Counter[tuple[float, str]]:
    units = (
        (quantity["value"], unicodedata.normalize("NFKC", quantity["unit"]))
        for quantity in entry["quantities"]
    )
    return Counter((round(float(value), 6), _SAME_UNIT.get(unit.lower(), unit)) for value, unit in units)


def alike(gold: str | None, told: str | None, *, none_is_empty: bool = True) -> bool:
    if none_is_empty:
        gold, told = gold or None, told or None
    if gold is None or told is None or not gold or not told:
        return gold == told
    first, second = _bare(gold), _bare(told)
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared >= _ALIKE * (len(first) + len(second))


def _bare(words: str) -> str:
    words = unicodedata.normalize("NFKC", words).lower()
    return "".join(char for char in words if unicodedata.category(char)[0] not in "PSZC")
