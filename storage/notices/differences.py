"""What changed between two readings of a notice: its head, and row by row in the notice's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.ledger.items import Comparator, Indicator, IndicatorKind, Item, ItemRef

_FIELDS = ("category", "text", "leaders", "units", "lead_units", "lead_known", "others", "deadline")
_KINDS = {
    IndicatorKind.AMOUNT: "数量",
    IndicatorKind.GROWTH: "增幅",
    IndicatorKind.RATIO: "比率",
    IndicatorKind.STANDARD: "标准",
}
_SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EQUAL: "=", Comparator.ABOUT: "约"}


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

    @property
    def only_redrawn(self) -> bool:
        """The row reads as before; the reader just makes other indicators of it."""
        return bool(self.fields) and all(field.name == "indicators" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows. None is what a file does not tell."""

    number: str | None
    title: str | None
    issued_on: date | None

    def updated(self, new: Head) -> Head:
        """As `new` says, and as before where it says nothing: the annex alone has no head."""
        return Head(new.number or self.number, new.title or self.title, new.issued_on or self.issued_on)


def diff_heads(old: Head, new: Head) -> tuple[FieldChange, ...]:
    """What `new` says otherwise; what it leaves out is no difference."""
    updated = old.updated(new)
    pairs = (
        ("number", old.number, updated.number),
        ("title", old.title, updated.title),
        ("issued_on", _day(old.issued_on), _day(updated.issued_on)),
    )
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if before != after)


def diff_items(old: Iterable[Item], new: Iterable[Item]) -> tuple[ItemChange, ...]:
    """Rows added, dropped and changed. Indicators count: a better reader may draw others from the same text.

    Questions do not, they are not kept.
    """
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
    if old.indicators != new.indicators:
        gone = tuple(one for one in old.indicators if one not in new.indicators)
        come = tuple(one for one in new.indicators if one not in old.indicators)
        if not (gone or come):  # the same ones in another order
            gone, come = old.indicators, new.indicators
        yield FieldChange("indicators", _targets(gone), _targets(come))


def _written(value: str | bool | tuple[str, ...] | None) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value) or None
    return value


def _targets(indicators: Iterable[Indicator]) -> str | None:
    return "；".join(_target(one) for one in indicators) or None


def _target(one: Indicator) -> str:
    """All that makes an indicator, so that no difference looks like none."""
    value = f"{one.value:.15g}" if one.high is None else f"{one.value:.15g}～{one.high:.15g}"
    sign = _SIGNS.get(one.op, "")
    return f"{one.metric}{sign}{value}{one.unit}（{_KINDS[one.kind]}，“{one.raw}”）"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
