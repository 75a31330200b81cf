"""The face of one ledger year: its items, its units, and who answers for what. No reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.ledger.courses import Course, predecessor, successors
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
    head_confirms: bool = False  # its reports wait for its head


@dataclass(frozen=True, slots=True)
class RegisteredItem:
    """An item with the units that answer for it, in the notice's order; `lead_id` once it is settled.

    `closed`: the office has closed it, and it owes nothing now. `course`: what decisions in the middle of the
    year have changed. `lead_open`: nobody has said yet who leads.
    """

    id: int
    item: Item
    unit_ids: tuple[int, ...]
    lead_id: int | None = None
    linked: tuple[ItemRef, ...] = ()
    closed: bool = False
    course: Course | None = None
    lead_open: bool = False

    def on(self, day: date) -> RegisteredItem | None:
        """The item in the evening of a day; None where it was not in the ledger."""
        course = self.course
        if course is None:
            return self
        if not course.is_there(day):
            return None
        item, entry = self.item, self
        if course.posts:
            item = replace(item, leaders=course.leaders(day))
        if course.tenures:
            here = course.holding(day)
            item = replace(
                item,
                units=tuple(dict.fromkeys(one.written for one in here)),
                lead_units=tuple(dict.fromkeys(one.written for one in here if one.marked)),
            )
            lead = next((one.unit_id for one in here if one.lead), None)
            unit_ids = tuple(dict.fromkeys(one.unit_id for one in here))
            entry = replace(entry, unit_ids=unit_ids, lead_id=None if self.lead_open else lead)
        return replace(entry, item=item)


@dataclass(frozen=True)
class Register:
    """A frozen snapshot. `version` is that of the notice: a newer one makes it stale.

    Where decisions in the middle of the year have changed items, it shows them as they are in the end; `on`
    gives it as of a day. `whole` are then all items with their courses.
    """

    notice_id: int
    year: int
    version: int
    items: Mapping[ItemRef, RegisteredItem]
    units: Mapping[int, Unit]
    catalog: Catalog
    _mine: Mapping[int, tuple[ItemRef, ...]] = field(repr=False, default_factory=dict)
    whole: tuple[RegisteredItem, ...] = field(repr=False, default=())
    day: date = date.max
    _changed: frozenset[ItemRef] = field(repr=False, default=frozenset())
    _days: dict[date, Register] = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(
        cls,
        notice_id: int,
        year: int,
        version: int,
        items: Iterable[RegisteredItem],
        units: Iterable[Unit],
        day: date = date.max,
    ) -> Register:
        every = tuple(items)
        changed = any(entry.course for entry in every)
        then = (entry.on(day) for entry in every) if changed else every
        entries = {entry.item.ref: entry for entry in then if entry is not None}
        by_id = {unit.id: unit for unit in units}
        mine: dict[int, list[ItemRef]] = {}
        for ref, entry in sorted(entries.items(), key=lambda pair: pair[0].sort_key):
            for unit_id in (*_answering(entry, by_id), *_leaving(entry, by_id, day)):
                mine.setdefault(unit_id, []).append(ref)
        catalog = Catalog.of(entry.item for entry in entries.values())
        return cls(
            notice_id,
            year,
            version,
            entries,
            by_id,
            catalog,
            {unit_id: tuple(dict.fromkeys(refs)) for unit_id, refs in mine.items()},
            every if changed else (),
            day,
            frozenset(ref for ref, entry in entries.items() if entry.course),
        )

    def on(self, day: date) -> Register:
        """As it was in the evening of a day. Who hands over on the day itself may still report."""
        if not self.whole or day == self.day:
            return self
        then = self._days.get(day)
        if then is None:
            then = Register.of(self.notice_id, self.year, self.version, self.whole, self.units.values(), day)
            if len(self._days) > 3:  # a process that lives long asks for today
                self._days.clear()
            self._days[day] = then
        return then

    @property
    def changed(self) -> frozenset[ItemRef]:
        """The items that decisions in the middle of the year have changed."""
        return self._changed

    def owes(self, ref: ItemRef, unit_id: int, deadline: date) -> bool:
        """Whether what falls due on a day is this unit's, as decisions in the year have it."""
        course = self.items[ref].course
        if course is None:
            return True
        spans = [one for one in course.tenures if unit_id in self._members(one.unit_id)]
        return course.is_there(deadline) and (not spans or any(one.owes(deadline) for one in spans))

    def joined_on(self, ref: ItemRef, unit_id: int) -> date | None:
        """The day on which a unit took the item on in the middle of the year; None where it had it before."""
        course = self.items[ref].course
        spans = [one for one in course.tenures if unit_id in self._members(one.unit_id)] if course else []
        days = [one.from_on for one in spans]
        return None if None in days else min((day for day in days if day), default=None)

    def predecessor(self, ref: ItemRef, unit_id: int) -> int | None:
        """From whom a unit took the item or its lead over; None where it did not, or only came back."""
        course = self.items[ref].course
        return predecessor(course.tenures, unit_id) if course else None

    def former_units(self) -> frozenset[int]:
        """The units that have handed an item over."""
        courses = (self.items[ref].course for ref in self._changed)
        left = (one.unit_id for course in courses if course for one in course.tenures if one.until_on)
        return frozenset(left)

    def ever_owing(self, ref: ItemRef) -> tuple[int, ...]:
        """The units that owe or owed something on the item this year."""
        course = self.items[ref].course
        if course is None:
            return self.owing(ref)
        former = (unit for one in course.tenures for unit in self._members(one.unit_id))
        every = dict.fromkeys([*self.owing(ref), *former])
        return tuple(unit_id for unit_id in every if not self.units[unit_id].collective)

    def handed_over(self, ref: ItemRef, unit_ids: Iterable[int]) -> tuple[date, str] | None:
        """When one of these units handed the item over, and to whom; None where none has."""
        entry = self.items.get(ref)
        found = successors(entry.course.tenures, unit_ids, self.day) if entry and entry.course else ()
        return max(found, default=None)

    def dropped_on(self, ref: ItemRef) -> date | None:
        """Since when an item of the year is dropped; None where it stands, or never was there."""
        courses = (entry.course for entry in self.whole if entry.item.ref == ref)
        return next((course.dropped_on(self.day) for course in courses if course), None)

    def adjusted(self) -> tuple[int, tuple[ItemRef, ...], tuple[ItemRef, ...]]:
        """How many items the notice had; those dropped since, and those added and still there."""
        if not self.whole:
            return len(self.items), (), ()
        own = [entry for entry in self.whole if entry.course is None or entry.course.added_on is None]
        gone = tuple(entry.item.ref for entry in own if entry.item.ref not in self.items)
        new = tuple(ref for ref, entry in self.items.items() if entry.course and entry.course.added_on)
        return len(own), gone, new

    def _members(self, unit_id: int) -> tuple[int, ...]:
        return (unit_id, *self.units[unit_id].members)

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


def _leaving(entry: RegisteredItem, units: Mapping[int, Unit], day: date) -> Iterable[int]:
    """Who hands the item over on the day itself."""
    if entry.course is None:
        return
    for one in entry.course.tenures:
        if one.until_on == day:
            yield from (one.unit_id, *units[one.unit_id].members)
