"""A sheet with headings that are recognised: its rows by field, and every row that needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from storage.people.sheets import Bounds, UnreadableError, filled_rows
from storage.people.tables import Problem, TableError
from storage.takeover.headings import Field, Headings, find_headings, missing

_BOUNDS = Bounds(20 * 1024 * 1024, 20_000, "请按季度或单位分成几个文件")
_REMARKS = ("#", "＃", "填报人", "注：", "注:", "备注：", "说明：")
_MOST = 30  # problems that are listed
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """What was read of a file. `unread` are the headings of columns that no field was found for."""

    name: str
    rows: tuple[T, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...] = ()

    def refuse(self, more: Sequence[Problem] = ()) -> None:
        """TableError with every wrong row, if there is one."""
        if problems := [*self.problems, *more]:
            raise refusal(self.name, problems)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the spreadsheet, its cells by field ("" where there is none)."""

    number: int
    cells: dict[str, str]


def refusal(name: str, problems: Sequence[Problem]) -> TableError:
    """The first wrong rows and how many more there are: a person puts right a page at a time."""
    listed = sorted(problems, key=lambda problem: problem.row)
    error = TableError(name, listed[:_MOST])
    error.problems = tuple(listed)
    if len(listed) > _MOST:
        told = "；".join(map(str, listed[:_MOST]))
        error.args = (f"{name} 有{len(listed)}处要改，未导入任何内容。前{_MOST}处：{told}",)
    return error


def read_lines(
    name: str, data: bytes, fields: Sequence[Field], form: str
) -> tuple[Headings, tuple[Line, ...]]:
    """The rows below the headings. TableError where there is no such sheet in the file."""
    try:
        rows = filled_rows(name, data, form, _BOUNDS)
    except UnreadableError as error:
        raise refusal(name, [Problem(0, str(error))]) from error
    headings = find_headings(rows, fields)
    if headings is None:
        lacking = "、".join(f"“{one}”" for one in missing(rows, fields)) or "表头"
        raise refusal(name, [Problem(0, f"没有找到{form}的表头，缺少{lacking}一列")])
    if headings.twice:
        twice = "、".join(f"“{one}”" for one in headings.twice)
        raise refusal(name, [Problem(rows[headings.first - 1][0], f"表头有两列都像{twice}，请只留一列")])
    lines = tuple(_lines(rows[headings.first :], headings))
    if not lines:
        raise refusal(name, [Problem(0, "表头之下没有内容")])
    return headings, lines


def _lines(rows: Sequence[tuple[int, list[str]]], headings: Headings) -> Iterator[Line]:
    for number, cells in rows:
        first = next(cell for cell in cells if cell.strip()).strip()
        if first.startswith(_REMARKS):
            continue  # 填报人： 联系电话： 负责人签字：
        told = {key: cells[at] if at < len(cells) else "" for key, at in headings.columns.items()}
        if any(cell.strip() for cell in told.values()):
            yield Line(number, told)
