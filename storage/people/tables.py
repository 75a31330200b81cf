"""A table with named columns out of an .xlsx or .csv file, whatever Excel or WPS made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handlers.errors import InputError
from storage.people.cells import looks_like_formula, quoted, unescape, visible
from storage.people.sheets import Bounds, Row, UnreadableError, filled_rows

MAX_BYTES = 5 * 1024 * 1024
_BOUNDS = Bounds(MAX_BYTES, 20_000, "不是人员或群的名单")
_BLANK = frozenset({"", "-", "—", "——", "/", "无"})
_REMARK = ("#", "＃")
_INVISIBLE = {"\t": "制表符", "\r": "换行", "\n": "换行"}
EXAMPLE = "示例"
"""The template's example row begins with this word in its first column and in its name column."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, for the person who has to put it right. Row 0 is the file as a whole."""

    row: int
    reason: str

    def __str__(self) -> str:
        return f"第{self.row}行{self.reason}" if self.row else self.reason


class TableError(InputError):
    """A file that people filled in is wrong. Nothing of it was taken; `problems` lists every wrong row."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.file = name
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row))
        listed = "；".join(map(str, self.problems))
        super().__init__(f"{name} 有{len(self.problems)}处要改，未导入任何内容：{listed}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must have, in their usual order, and the sheet of a workbook that holds it.

    `named` is the column that, with the first one, marks the template's example row.
    """

    all: tuple[str, ...]
    named: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Record:
    """One filled row: its number as the spreadsheet shows it, and its cells by column (phones, keys)."""

    number: int
    cells: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """What was read; `problems` may be extended by the caller's own checks before it refuses the file.

    `skipped` are the numbers of remarks (first cell begins with #) and of the untouched example row.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[int, ...]


def read_table(name: str, data: bytes, columns: Columns, refusal: type[TableError]) -> Table:
    """Read the table of a file; raises `refusal` where there is no such table in it at all."""
    try:
        filled = filled_rows(name, data, columns.sheet, _BOUNDS)
    except UnreadableError as error:
        raise refusal(name, [Problem(0, str(error))]) from error
    remarks = [number for number, cells in filled if _is_remark(cells)]
    body = [(number, cells) for number, cells in filled if not _is_remark(cells)]
    if not body:
        raise refusal(name, [Problem(0, "文件是空的")])
    (header_at, titles), *rest = body
    header = [_title(title) for title in titles]
    wrong = list(_header_problems(header_at, header, columns.all))
    if wrong:
        raise refusal(name, wrong)
    return _table(rest, header, columns, remarks)


def _table(rows: list[Row], header: list[str], columns: Columns, remarks: list[int]) -> Table:
    records: list[Record] = []
    problems: list[Problem] = []
    skipped = list(remarks)
    for number, cells in rows:
        record = Record(number, dict.fromkeys(columns.all, ""))
        for title, cell in zip(header, cells, strict=False):
            if title:
                record.cells[title] = cell
        problems += _cell_problems(number, cells, header)
        marks = [record.cells[title].strip().startswith(EXAMPLE) for title in (columns.all[0], columns.named)]
        if all(marks):
            skipped.append(number)
        elif any(marks):
            problems.append(Problem(number, f"是改了一半的{EXAMPLE}行，请改完或删除"))
        else:
            records.append(Record(number, {key: _tidy(cell) for key, cell in record.cells.items()}))
    if not records and not problems:
        problems.append(Problem(0, "表头之下没有内容"))
    return Table(tuple(records), tuple(problems), tuple(sorted(skipped)))


def _is_remark(cells: list[str]) -> bool:
    return cells[0].lstrip().startswith(_REMARK)


def _tidy(cell: str) -> str:
    plain = " ".join(visible(unescape(cell)).split())
    return "" if plain in _BLANK else plain


def _title(cell: str) -> str:
    return "".join(visible(cell).split())


def _header_problems(number: int, header: list[str], wanted: Sequence[str]) -> Iterator[Problem]:
    missing = [column for column in wanted if column not in header]
    if missing:
        yield Problem(number, f"表头缺少：{'、'.join(missing)}（应为：{'、'.join(wanted)}）")
    unknown = [title for title in header if title and title not in wanted]
    if unknown:
        yield Problem(number, f"表头有不认识的列：{'、'.join(map(quoted, unknown))}")
    twice = [column for column in wanted if header.count(column) > 1]
    if twice:
        yield Problem(number, f"表头有重复的列：{'、'.join(twice)}")


def _cell_problems(number: int, cells: list[str], header: list[str]) -> Iterator[Problem]:
    for place, cell in enumerate(cells):
        title = header[place] if place < len(header) else ""
        if not title and cell.strip():
            yield Problem(number, f"第{place + 1}列有内容，但没有表头")
        elif looks_like_formula(cell.lstrip(" ")) and _tidy(cell) and not _is_dialled(title, cell):
            start = _INVISIBLE.get(cell[0], f"“{cell.lstrip(' ')[0]}”")
            yield Problem(number, f"{title}以{start}开头，像是公式，请改为文字")


def _is_dialled(title: str, cell: str) -> bool:
    """Whether this is a telephone number with the country code, the one honest use of a leading plus."""
    return title == "手机" and cell.lstrip("+＋ ")[:2] == "86"
