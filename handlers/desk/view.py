"""What a decision is made from: a frozen snapshot, loaded by storage, of just what a reading needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from handlers.desk.bulletins import BulletinDesk
from handlers.desk.confirming import WaitingReport
from handlers.desk.evidence import EvidenceDesk
from handlers.desk.group_binding import GroupDesk
from handlers.desk.preferring import Accounts
from handlers.duties.owed import Done, Terms
from handlers.duties.workdays import Calendar
from handlers.joining.shapes import JoinDesk
from handlers.ledger.assignments import Assignment
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.points import KnownPoint, Point, PointState
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, PlanVersion, ReportKey, ReportVersion
from handlers.office.desk import OfficeDesk
from handlers.reading.shapes import Intent, Reading

COMPARED = 3  # so many months before a report it is compared with


@dataclass(frozen=True, slots=True)
class Needs:
    """Which versions a decision looks at.

    `months` None: every month of the items; `earlier`: further ones that a new report is compared with;
    `any_unit`: of all units, not only the sender's; `owed`: what the sender's units have handed in of the
    year; `explained`: the open points on their reports.
    """

    items: tuple[ItemRef, ...] = ()
    months: tuple[Month, ...] | None = None
    earlier: tuple[Month, ...] = ()
    any_unit: bool = False
    plans: bool = False
    owed: bool = False
    explained: bool = False


@dataclass(frozen=True, slots=True)
class LedgerView:
    """`reports` and `plans` hold the newest version of each key; `registers` the open years, oldest first.

    `overtaken` are the keys on which the units have filed or withdrawn since a kept message came, which is
    only now decided on: there it must not overwrite anything.
    `points` are those raised on the reports before; `done` is what the sender's units have handed in, for
    what they owe; `last_written` are the versions that the sender's latest writing message wrote, for 详情;
    `reporters` are who of the sender's colleagues has reported, for 我报的.
    """

    sender: Person | None
    registers: tuple[Register, ...]
    terms: Terms
    zone: ZoneInfo
    reports: Mapping[ReportKey, ReportVersion] = field(default_factory=dict)
    plans: Mapping[PlanKey, PlanVersion] = field(default_factory=dict)
    overtaken: frozenset[ReportKey | PlanKey] = frozenset()
    points: Mapping[ReportKey, tuple[KnownPoint, ...]] = field(default_factory=dict)
    done: Mapping[int, Done] = field(default_factory=dict)  # by ledger year
    last_written: tuple[ReportVersion, ...] = ()
    attached: Mapping[ReportKey, tuple[str, ...]] = field(default_factory=dict)  # kinds of evidence, for 详情
    reporters: Mapping[ReportKey, str] = field(default_factory=dict)
    in_group: bool = False
    paused: bool = False
    bulletins: BulletinDesk | None = None  # where the office replies to a preview
    assignments: tuple[Assignment, ...] = ()  # the sender's: of the units, given by the leader, or all
    led: frozenset[ItemRef] | None = None  # what a leader may see; None: no such limit
    office: OfficeDesk | None = None  # where the office orders or asks something
    group: GroupDesk | None = None  # where somebody says in a group what it is for
    accounts: Accounts | None = None  # where somebody says on which platform pushes are wanted
    confirming: tuple[WaitingReport, ...] = ()  # where a head answers for the unit's reports
    evidence: EvidenceDesk | None = None  # where pictures, files or links may belong to a report
    joining: JoinDesk | None = None  # where somebody says who reports

    @property
    def calendar(self) -> Calendar:
        return self.terms.calendar

    def register(self, year: int) -> Register | None:
        return next((register for register in self.registers if register.year == year), None)

    def counting(self, key: ReportKey) -> ReportVersion | None:
        """The version that stands for this key, if any does."""
        version = self.reports.get(key)
        return version if version is not None and version.counts else None

    def standing(self, key: ReportKey) -> ReportVersion | None:
        """The version that a further message builds on: the one that counts, or was returned."""
        version = self.reports.get(key)
        return version if version is not None and version.stands else None

    def earlier(self, key: ReportKey) -> tuple[ReportVersion, ...]:
        """What the unit reported on the item in earlier months, as far as it was loaded; oldest first."""
        found = [
            version
            for at, version in self.reports.items()
            if (at.item, at.unit_id, at.month.year) == (key.item, key.unit_id, key.month.year)
            and at.month < key.month
            and version.counts
        ]
        return tuple(sorted(found, key=lambda version: version.key.month))

    def open_points(self, key: ReportKey) -> tuple[Point, ...]:
        return tuple(known.point for known in self.points.get(key, ()) if known.state is PointState.OPEN)

    def next_version(self, key: ReportKey) -> int:
        version = self.reports.get(key)
        return version.version + 1 if version else 1

    def latest(
        self, item: ItemRef, unit_id: int, register: Register, *, returned: bool = False
    ) -> ReportVersion | None:
        """The newest month of this year that has a report that counts (or was `returned`)."""
        found = [
            version
            for version in self.reports.values()
            if (version.stands if returned else version.counts)
            and version.key.item == item
            and version.key.unit_id == unit_id
            and version.key.month.year == register.year
        ]
        return max(found, key=lambda version: version.key.month, default=None)


def open_registers(registers: Mapping[int, Register], today: date) -> tuple[Register, ...]:
    """The ledger years that take reports on this day, as they are on it, oldest first.

    A year stays open after its end, since December's report falls in January and its last bulletin follows;
    by the end of March it is closed for chat.
    """
    years = [
        year for year in registers if year == today.year or (year == today.year - 1 and today.month <= 3)
    ]
    return tuple(registers[year].on(today) for year in sorted(years))


def items_of(person: Person | None, registers: Sequence[Register]) -> tuple[ItemRef, ...]:
    """What the units of a contact or head answer for, in the notice's order; nothing for all others."""
    if person is None or not person.reports:
        return ()
    refs = {ref for register in registers for ref in register.items_of(person.unit_ids)}
    return tuple(sorted(refs, key=lambda ref: ref.sort_key))


def needs_of(
    reading: Reading,
    today: date,
    sender: Person | None,
    registers: Sequence[Register],
    explained: Sequence[ItemRef] = (),
) -> Needs:
    """What has to be loaded to decide on this reading; of `explained` items it may speak."""
    if sender is None:
        return Needs()
    items = tuple(dict.fromkeys(entry.item for entry in reading.entries if entry.item is not None))
    if explained:
        return Needs(tuple(dict.fromkeys([*explained, *items])), None, plans=True, explained=True)
    this = Month.of(today)
    stated = [entry.month for entry in reading.entries if entry.month is not None]
    default = (this.previous, this, Month(this.previous.year, 12))
    with_linked = _with_linked(items, registers)
    match reading.intent:
        case Intent.REPORT | Intent.PLAN if any(entry.plan is None for entry in reading.entries):
            months = tuple(dict.fromkeys([*default, *stated]))
            plans = reading.intent is Intent.PLAN
            return Needs(with_linked, months, _before(this.previous, *stated), plans=plans)
        case Intent.AMEND | Intent.WITHDRAW:
            return Needs(with_linked, None, plans=True)
        case Intent.PLAN:
            return Needs(items, (), plans=True)
        case Intent.QUERY if items and reading.about_plan:
            return Needs(items, (), any_unit=sender.oversees, plans=True)
        case Intent.QUERY if items:
            return Needs(items, None, any_unit=sender.oversees or _leads_one(items, sender, registers))
        case Intent.QUERY if sender.reports:
            return Needs(owed=True)
        case _:
            return Needs()


def _leads_one(items: Sequence[ItemRef], sender: Person, registers: Sequence[Register]) -> bool:
    """Whether the sender's unit is the settled lead of one of the items: it sees what the others report."""
    entries = [register.items[item] for register in registers for item in items if item in register.items]
    return sender.reports and any(entry.lead_id in sender.unit_ids for entry in entries)


def needs_of_own(
    month: Month | None, sender: Person | None, registers: Sequence[Register], today: date
) -> Needs:
    """What 我报的 shows: the stated month, else the last ones."""
    last = Month.of(today).previous
    return Needs(items_of(sender, registers), (month,) if month else (last, last.next, *_before(last)))


def needs_of_rest(needs: Needs, month: Month, sender: Person | None, registers: Sequence[Register]) -> Needs:
    """What 其余无变化 looks at besides: all items of the sender's, in the month and the ones before it."""
    items = tuple(dict.fromkeys([*needs.items, *items_of(sender, registers)]))
    months = tuple(dict.fromkeys([*(needs.months or ()), month]))
    return Needs(items, months, tuple({*needs.earlier, *_before(month)}), owed=True)


def _with_linked(items: tuple[ItemRef, ...], registers: Sequence[Register]) -> tuple[ItemRef, ...]:
    """The items, and those that are linked with them: what is said of both should agree."""
    entries = [register.items[item] for register in registers for item in items if item in register.items]
    return tuple(dict.fromkeys([*items, *(other for entry in entries for other in entry.linked)]))


def _before(*months: Month) -> tuple[Month, ...]:
    """Those that a report is compared with, and the ends of the quarters that may have to be added to it."""
    compared = {month.plus(-back) for month in months for back in range(1, COMPARED + 1)}
    ends = {Month(month.year, end) for month in months for end in (3, 6, 9) if end < month.month}
    return tuple(compared | ends)
