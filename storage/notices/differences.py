"""What changed between two readings of a notice, row by row, in the notice's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.items import Indicator, Item, ItemRef

_FIELDS = ("category", "text", "leaders", "units", "lead_units", "lead_known", "others", "deadline")


class Change(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell that reads differently; `before` and `after` are as people write them."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A row that came, went, or reads differently."""

    ref: ItemRef
    change: Change
    fields: tuple[FieldChange, ...] = ()


def diff_items(old: Iterable[Item], new: Iterable[Item]) -> tuple[ItemChange, ...]:
    """Rows added, dropped and changed; questions and indicators follow from the text and do not count."""
    before = {item.ref: item for item in old}
    after = {item.ref: item for item in new}
    refs = sorted(before.keys() | after.keys(), key=lambda ref: ref.sort_key)
    changes = (_change(ref, before.get(ref), after.get(ref)) for ref in refs)
    return tuple(change for change in changes if change)


def _change(ref: ItemRef, old: Item | None, new: Item | None) -> ItemChange | None:
    if old is None:
        return ItemChange(ref, Change.ADDED)
    if new is None:
        return ItemChange(ref, Change.DROPPED)
    fields = tuple(_fields(old, new))
    return ItemChange(ref, Change.CHANGED, fields) if fields else None


def _fields(old: Item, new: Item) -> Iterator[FieldChange]:
    for name in _FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FieldChange(name, _written(before), _written(after))


def _written(value: str | bool | tuple[str | Indicator, ...] | None) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value) or None
    return value
