"""Monthly reports as an office kept them in Excel: rows like annex 4, with item, unit and month."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage.people.tables import Problem
from storage.takeover.cells import CellError, Said, day_of, item_of, month_of, with_cause, words
from storage.takeover.headings import Field
from storage.takeover.sheet import Line, Sheet, read_lines

FIELDS = (
    Field(
        "item",
        "事项编号",
        ("事项编号", "任务编号", "事项", "编号", "事项号", "项目编号", "事项序号", "任务序号", "序号"),
        needed=True,
    ),
    Field("kind", "类别", ("类别", "类型", "事项类别", "事项类型", "种类")),
    Field("stage", "阶段性目标是否完成", within=("阶段性目标", "阶段目标", "阶段任务", "是否完成", "是否达")),
    Field(
        "aside", "目标", ("备注",), ("计划完成目标", "季度目标", "季度计划", "年度目标", "内容", "事项名称")
    ),
    Field("cause", "原因", ("原因", "原因分析", "问题原因", "主要原因", "未完成原因", "滞后原因")),
    Field("problem", "存在问题", ("存在问题",), ("存在问题", "存在的问题", "问题", "困难")),
    Field("next_step", "下一步工作措施", (), ("下一步", "下步", "下阶段", "措施", "打算")),
    Field("progress", "完成情况", ("完成情况",), ("完成情况", "进展", "落实情况", "推进情况"), needed=True),
    Field(
        "filed_on", "填报时间", ("填报时间",), ("填报日期", "上报时间", "上报日期", "报送时间", "报送日期")
    ),
    Field("month", "月份", ("月份", "月", "报告月份"), ("月份",)),
    Field(
        "unit",
        "责任单位",
        ("责任单位", "填报单位", "单位"),
        ("责任单位", "填报单位", "报送单位", "承办单位", "单位名称"),
    ),
)
ABOVE_UNIT = re.compile(r"填报单位\s*[:：]\s*(?P<unit>[^\s:：]{2,40}?)(?=\s|填报时间|$)")
_ABOVE_MONTH = re.compile(r"(?:20\d\d\s*年\s*)?(?<!\d)(?:1[0-2]|[1-9])\s*月(?!\d)")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReportRead:
    """One row: whose report on which item and month it is, by the names in the file, and what it says."""

    number: int
    item: ItemRef
    unit: str
    month: Month
    said: Said
    filed_on: date | None


def read_reports(name: str, data: bytes, year: int) -> Sheet[ReportRead]:
    """The rows of a file (.xlsx or .csv), whatever the order of its columns and the lines above them.

    Unit and month may also stand above the table, as annex 4 has them. TableError: there is no such table.
    """
    headings, lines = read_lines(name, data, FIELDS, "落实情况表")
    above = "\n".join(headings.above)
    unit, month = ABOVE_UNIT.search(above), _ABOVE_MONTH.search(above)
    defaults = {"unit": unit["unit"] if unit else "", "month": month[0] if month else ""}
    rows: list[ReportRead] = []
    problems: list[Problem] = []
    for line in lines:
        try:
            rows.append(_read(line, defaults, year))
        except _WrongError as error:
            problems += [Problem(line.number, reason) for reason in error.reasons]
    return Sheet(name, tuple(rows), tuple(problems), headings.unread)


class _WrongError(Exception):
    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def _read(line: Line, defaults: dict[str, str], year: int) -> ReportRead:
    """A row; _WrongError with everything that is wrong in it."""
    wrong: list[str] = []

    def tried(work: Callable[[], T], named: str = "") -> T | None:
        try:
            return work()
        except CellError as error:
            wrong.append(f"{named}{error}")
            return None

    cells = {
        "kind": "",
        "filed_on": "",
        **defaults,
        **{key: cell for key, cell in line.cells.items() if cell},
    }
    said = {
        field.key: tried(lambda key=field.key: words(cells.get(key, "")), f"“{field.name}”")  # type: ignore[misc]
        for field in FIELDS
        if field.key in {"progress", "problem", "cause", "next_step", "stage", "unit"}
    }
    item = tried(lambda: item_of(cells.get("item", ""), cells["kind"]))
    month = tried(lambda: month_of(cells["month"], year))
    filed_on = tried(lambda: day_of(cells["filed_on"], year), "“填报时间”")
    unit = "".join((said["unit"] or "").split())
    if not unit and not wrong:
        wrong.append("没有写责任单位")
    if not (said["progress"] or said["problem"] or said["next_step"]) and not wrong:
        wrong.append("没有写完成情况；这个月没有填报的，请删去这一行")
    if wrong or item is None or month is None:
        raise _WrongError(wrong)
    problem, cause = with_cause(said["problem"])
    told = Said(said["progress"], problem, said["cause"] or cause, said["next_step"], said["stage"])
    return ReportRead(line.number, item, unit, month, told, filed_on)
