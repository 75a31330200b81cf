"""A table with named columns out of an .xlsx or .csv file, whatever Excel or WPS made of it."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from handlers.errors import InputError
from storage.people.cells import cell_text, looks_like_formula, quoted, unescape, visible

MAX_BYTES = 5 * 1024 * 1024
_MAX_UNPACKED = 100 * 1024 * 1024  # of an .xlsx, against zip bombs
_MAX_ROWS = 20_000
_MAX_COLUMNS = 50
_BLANK = frozenset({"", "-", "—", "——", "/", "无"})
_REMARK = ("#", "＃")
_INVISIBLE = {"\t": "制表符", "\r": "换行", "\n": "换行"}
# What openpyxl and the libraries below it raise on files cut short, encrypted or written by hand; the XML
# parsers (lxml where it is installed) agree on SyntaxError only.
_BROKEN_BOOK = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, OSError, EOFError),
    *(KeyError, ValueError, IndexError, TypeError, AttributeError, RuntimeError),
)
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


_Row = tuple[int, list[str]]


def read_table(name: str, data: bytes, columns: Columns, refusal: type[TableError]) -> Table:
    """Read the table of a file; raises `refusal` where there is no such table in it at all."""
    try:
        filled = _filled_rows(name, data, columns.sheet)
    except _UnreadableError as error:
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


def _table(rows: list[_Row], header: list[str], columns: Columns, remarks: list[int]) -> Table:
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


class _UnreadableError(Exception):
    """Not a table at all; the text says why, in Chinese."""


def _filled_rows(name: str, data: bytes, sheet: str) -> list[_Row]:
    if len(data) > MAX_BYTES:
        raise _UnreadableError(f"文件超过{MAX_BYTES // 1024 // 1024}兆，不是人员或群的名单")
    match name.lower().rpartition(".")[2]:
        case "xlsx":
            return _sheet_rows(data, sheet)
        case "csv":
            return _filled(_csv_rows(data))
        case _:
            raise _UnreadableError("只能读 .xlsx 和 .csv 文件，请另存为其中一种")


def _filled(rows: Iterable[list[str]]) -> list[_Row]:
    """Number the rows as a spreadsheet does and leave out the blank ones."""
    kept: list[_Row] = []
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells):
            kept.append((number, cells))
        if len(kept) > _MAX_ROWS:
            raise _UnreadableError(f"超过{_MAX_ROWS}行，不是人员或群的名单")
    return kept


def _sheet_rows(data: bytes, sheet: str) -> list[_Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise _UnreadableError("文件解压后过大")
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it drops, such as conditional formats: none of our business
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True)
            page = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
            return _filled([_shown(cell) for cell in row] for row in page.iter_rows(max_col=_MAX_COLUMNS))
    except _BROKEN_BOOK as error:
        raise _UnreadableError("打不开，不是完好的 .xlsx 文件") from error


def _shown(cell: Any) -> str:
    text = cell_text(cell.value)
    # openpyxl gives a formula as its text, and an array formula as an object
    return text if cell.data_type != "f" or text.startswith("=") else "=公式"


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise _UnreadableError(f"第{reader.line_num}行不是 CSV 格式") from error


def _decoded(data: bytes) -> str:
    """Excel writes GB18030, WPS and others UTF-8 with or without a mark, "Unicode text" UTF-16."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _UnreadableError("文字编码不认识，请另存为 UTF-8 或 GB18030（GBK）")
