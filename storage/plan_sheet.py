"""Annex 3 (年度工作任务落实计划表) as an .xlsx file: what stands of the plans of a ledger year."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanState
from handlers.wording.phrases import columns
from storage.people.cells import escape
from storage.registers import load_register

_WIDTHS = (9, 34, 20, 24, 24, 24, 24, 11, 11, 16)
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_BEFORE = ("序号", "重点任务、民生实事内容", "责任单位")
_BEHIND = ("主要负责人", "分管负责人", "备注")
_FIELDS = ("q1", "q2", "q3", "q4", "principal", "deputy", "remark")
_STANDS = (PlanState.ACCEPTED, PlanState.FILED, PlanState.REQUESTED, PlanState.RETURNED)
_LINE, _HIGHEST = 15, 400  # points
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def plan_sheet(connection: Connection, year: int, plans: Iterable[dict[str, Any]]) -> bytes:
    """`plans` are the versions as exported. Of each unit and item the baseline, or what waits for one.

    Titled and headed as the annex, on A4 across; `ducha plan import` reads it back. InputError: no such year.
    """
    with Session(connection) as session:
        register = load_register(session, year)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "落实计划表"
    _head(sheet, year)
    for plan in _standing(plans):
        ref = ItemRef.parse(plan["item"])
        entry = register.items.get(ref)
        title = entry.item.text if entry else ""
        said = [plan[field] or "" for field in _FIELDS]
        sheet.append([str(ref), *map(escape, (title, plan["unit"], *said))])
    _lay_out(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _standing(plans: Iterable[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Of each place one version: the baseline, else the newest that waits or was sent back."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for plan in plans:
        place = plan["item"], plan["unit"]
        before = found.get(place)
        if plan["state"] in _STANDS and (before is None or before["state"] != PlanState.ACCEPTED):
            found[place] = plan
    return list(found.values())


def _head(sheet: Worksheet, year: int) -> None:
    last = get_column_letter(len(_WIDTHS))
    sheet.append([f"{year}年年度工作任务落实计划表"])
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font, sheet["A1"].alignment = Font(size=18, bold=True), Alignment(horizontal="center")
    sheet.append([*_BEFORE, "季度目标及推进计划", "", "", "", *_BEHIND])
    sheet.append([*[""] * len(_BEFORE), *_QUARTERS])
    first = len(_BEFORE)
    sheet.merge_cells(start_row=2, end_row=2, start_column=first + 1, end_column=first + len(_QUARTERS))
    for column in (*range(1, first + 1), *range(first + len(_QUARTERS) + 1, len(_WIDTHS) + 1)):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "2:3"


def _lay_out(sheet: Worksheet) -> None:
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=len(_WIDTHS)), start=2):
        for cell in row:
            cell.border = _FRAME
            heading = number <= 3
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if heading else "left"
            )
            cell.font = Font(bold=heading)
        sheet.row_dimensions[number].height = _height([cell.value for cell in row])
    sheet.row_dimensions[1].height = 2 * _LINE
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _height(values: Sequence[object]) -> int:
    """In points, so that every wrapped line is seen: no program that prints a book works it out by itself."""
    lines = (
        sum(-(-columns(line) // (width - 1)) or 1 for line in str(value or "").split("\n"))
        for value, width in zip(values, _WIDTHS, strict=True)
    )
    return min(_HIGHEST, _LINE * max(lines) + 4)
