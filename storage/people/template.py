"""The empty roster that an office hands round: .xlsx with a list of roles to choose from and notes."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from storage.people.roster import COLUMNS, ROLES
from storage.people.tables import EXAMPLE

_WIDTHS = (26, 18, 12, 10, 18, 16, 20, 20)
_LAST_ROW = 1000
_EXAMPLE_ROW = (
    f"{EXAMPLE}：区某某局（本行导入时跳过，请删除）",
    "某某局、某局",
    f"{EXAMPLE}：张三",
    next(iter(ROLES)),
    "办公室主任",
    "19900000000",
    "zhangsan",
    "",
)
_NOTES = (
    "填写说明",
    "1．每人一行；一人负责几个单位的，每个单位各填一行，账号相同。",
    "2．单位：与立项通知中的名称一致。联络员、负责人必填；督查室、领导可空。",
    "3．简称：大家平时怎么叫就怎么填，可填几个，用“、”隔开，例如：教体局、区教体局。",
    f"4．角色：{'、'.join(ROLES)}之一，从下拉列表中选。",
    "5．手机：手机号或固定电话，可空；只用于登记本人身份，不会出现在通报中。",
    "6．企业微信账号、钉钉账号：管理后台通讯录中的账号（不是姓名），填一个即可，两个都有的都填。",
    f"7．以“{EXAMPLE}”开头的示例行和以“#”开头的说明行导入时跳过。",
    "8．有一处填错，整份不导入，并逐行说明错在哪里；改好后重新导入即可。",
)


def roster_template() -> bytes:
    """The template as the bytes of an .xlsx file; read back untouched it holds no person."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(COLUMNS.sheet)
    _head(sheet)
    _example(sheet)
    _roles(sheet)
    _notes(book.create_sheet("填写说明"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Worksheet) -> None:
    sheet.append(COLUMNS.all)
    for place, width in enumerate(_WIDTHS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center")
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
    sheet.freeze_panes = "A2"


def _example(sheet: Worksheet) -> None:
    for place, text in enumerate(_EXAMPLE_ROW, start=1):
        sheet.cell(2, place, text).font = Font(italic=True, color="808080")
    for row in range(2, _LAST_ROW + 1):  # as text, or a spreadsheet rounds numbers of telephones and accounts
        for place in range(6, len(COLUMNS.all) + 1):
            sheet.cell(row, place).number_format = "@"


def _roles(sheet: Worksheet) -> None:
    choice = DataValidation("list", formula1=f'"{",".join(ROLES)}"', allow_blank=True)
    choice.errorTitle, choice.error = "角色", f"请选：{'、'.join(ROLES)}"
    choice.showErrorMessage = True
    letter = get_column_letter(COLUMNS.all.index("角色") + 1)
    choice.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(choice)


def _notes(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 90
    for row, text in enumerate(_NOTES, start=1):
        sheet.cell(row, 1, text).alignment = Alignment(wrap_text=True)
    sheet.cell(1, 1).font = Font(bold=True)
