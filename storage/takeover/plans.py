"""Plans as an office kept them in Excel: rows like annex 3, with item and unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.ledger.items import ItemRef
from handlers.reading.shapes import PlanWords
from storage.people.tables import Problem
from storage.takeover.cells import CellError, day_of, item_of, words
from storage.takeover.headings import Field
from storage.takeover.reports import ABOVE_UNIT
from storage.takeover.reports import FIELDS as REPORT_FIELDS
from storage.takeover.sheet import Line, Sheet, read_lines

_SHARED = {field.key: field for field in REPORT_FIELDS}
FIELDS = (
    _SHARED["item"],
    _SHARED["kind"],
    Field("q1", "一季度", within=("一季度", "1季度", "Q1", "q1"), needed=True),
    Field("q2", "二季度", within=("二季度", "2季度", "Q2", "q2")),
    Field("q3", "三季度", within=("三季度", "3季度", "Q3", "q3")),
    Field("q4", "四季度", within=("四季度", "4季度", "Q4", "q4"), needed=True),
    Field("principal", "主要负责人", ("主要负责人",), ("主要负责",)),
    Field("deputy", "分管负责人", ("分管负责人",), ("分管",)),
    Field("remark", "备注", ("备注", "说明")),
    Field("aside", "内容", (), ("内容", "事项名称", "季度目标")),
    _SHARED["filed_on"],
    _SHARED["unit"],
)


@dataclass(frozen=True, slots=True)
class PlanRead:
    """One row: whose plan on which item it is, by the names in the file."""

    number: int
    item: ItemRef
    unit: str
    words: PlanWords
    filed_on: date | None


def read_plans(name: str, data: bytes, year: int) -> Sheet[PlanRead]:
    """As `read_reports`; the headings may take two rows, as in annex 3. TableError."""
    headings, lines = read_lines(name, data, FIELDS, "落实计划表")
    unit = ABOVE_UNIT.search("\n".join(headings.above))
    rows: list[PlanRead] = []
    problems: list[Problem] = []
    for line in lines:
        try:
            rows.append(_read(line, unit["unit"] if unit else "", year))
        except CellError as error:
            problems.append(Problem(line.number, str(error)))
    return Sheet(name, tuple(rows), tuple(problems), headings.unread)


def _read(line: Line, unit_above: str, year: int) -> PlanRead:
    item = item_of(line.cells.get("item", ""), line.cells.get("kind", ""))
    unit = "".join((words(line.cells.get("unit", "")) or unit_above).split())
    if not unit:
        raise CellError("没有写责任单位")
    said: dict[str, str | None] = {}
    for field in FIELDS:
        if field.key in PlanWords.__slots__:
            try:
                said[field.key] = words(line.cells.get(field.key, ""))
            except CellError as error:
                raise CellError(f"“{field.name}”{error}") from error
    if not any(said.get(quarter) for quarter in ("q1", "q2", "q3", "q4")):
        raise CellError("四个季度的目标都没有写；没有计划的，请删去这一行")
    return PlanRead(line.number, item, unit, PlanWords(**said), day_of(line.cells.get("filed_on", ""), year))
