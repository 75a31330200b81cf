"""The face of one ledger year: its items, its units, and who answers for what. No reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers.ledger.items import Item, ItemRef
from handlers.ledger.unit_kinds import UnitKind
from handlers.reading.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the notice or the roster. A collective names its `members` once the office settled them."""

    id: int
    name: str
    kind: UnitKind
    aliases: tuple[str, ...] = ()
    collective: bool = False
    members_settled: bool = False
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredItem:
    """An item with the units that answer for it, in the notice's order; `lead_id` once it is settled.

    `closed`: the office has closed it, and it owes nothing now.
    """

    id: int
    item: Item
    unit_ids: tuple[int, ...]
    lead_id: int | None = None
    linked: tuple[ItemRef, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Register:
    """A frozen snapshot. `version` is that of the notice: a newer one makes it stale."""

    notice_id: int
    year: int
    version: int
    items: Mapping[ItemRef, RegisteredItem]
    units: Mapping[int, Unit]
    catalog: Catalog
    _mine: Mapping[int, tuple[ItemRef, ...]] = field(repr=False, default_factory=dict)

    @classmethod
    def of(
        cls, notice_id: int, year: int, version: int, items: Iterable[RegisteredItem], units: Iterable[Unit]
    ) -> Register:
        entries = {entry.item.ref: entry for entry in items}
        by_id = {unit.id: unit for unit in units}
        mine: dict[int, list[ItemRef]] = {}
        for ref, entry in sorted(entries.items(), key=lambda pair: pair[0].sort_key):
            for unit_id in _answering(entry, by_id):
                mine.setdefault(unit_id, []).append(ref)
        catalog = Catalog.of(entry.item for entry in entries.values())
        return cls(
            notice_id,
            year,
            version,
            entries,
            by_id,
            catalog,
            {unit_id: tuple(refs) for unit_id, refs in mine.items()},
        )

    def items_of(self, unit_ids: Iterable[int]) -> tuple[ItemRef, ...]:
        """The items that these units answer for, themselves or as members of a set, in the notice's order."""
        refs = {ref for unit_id in unit_ids for ref in self._mine.get(unit_id, ())}
        return tuple(sorted(refs, key=lambda ref: ref.sort_key))

    def answering(self, ref: ItemRef, unit_ids: Iterable[int]) -> tuple[int, ...]:
        """Which of these units may report on the item."""
        return tuple(unit_id for unit_id in unit_ids if ref in self._mine.get(unit_id, ()))

    def owing(self, ref: ItemRef) -> tuple[int, ...]:
        """The units that owe plan and reports on the item, in the notice's order: no set, but its members."""
        return tuple(
            unit_id
            for unit_id in _answering(self.items[ref], self.units)
            if not self.units[unit_id].collective
        )

    def unit_names(self, ref: ItemRef) -> str:
        return "、".join(self.units[unit_id].name for unit_id in self.items[ref].unit_ids)


def _answering(entry: RegisteredItem, units: Mapping[int, Unit]) -> list[int]:
    found: dict[int, None] = {}
    for unit_id in entry.unit_ids:
        found[unit_id] = None
        found.update(dict.fromkeys(units[unit_id].members))
    return list(found)
