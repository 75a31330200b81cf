"""The filled rows of an .xlsx or .csv file, whatever Excel or WPS made of it, up to a bound."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from storage.people.cells import cell_text

_MAX_UNPACKED = 100 * 1024 * 1024  # of an .xlsx, against zip bombs
_MAX_COLUMNS = 50
# What openpyxl and the libraries below it raise on files cut short, encrypted or written by hand; the XML
# parsers (lxml where it is installed) agree on SyntaxError only.
_BROKEN_BOOK = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, OSError, EOFError),
    *(KeyError, ValueError, IndexError, TypeError, AttributeError, RuntimeError),
)

Row = tuple[int, list[str]]
"""The number that the spreadsheet shows, and the cells."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a file may be; `sorry` says what a larger one surely is not: 不是人员或群的名单."""

    size: int
    rows: int
    sorry: str


class UnreadableError(Exception):
    """Not a table at all; the text says why, in Chinese."""


def filled_rows(name: str, data: bytes, sheet: str, bounds: Bounds) -> list[Row]:
    """The rows that are not blank, from the sheet of that name or the first. Reading stops at the bound.

    UnreadableError.
    """
    if len(data) > bounds.size:
        raise UnreadableError(f"文件超过{bounds.size // 1024 // 1024}兆，{bounds.sorry}")
    match name.lower().rpartition(".")[2]:
        case "xlsx":
            return _sheet_rows(data, sheet, bounds)
        case "csv":
            return _filled(_csv_rows(data), bounds)
        case _:
            raise UnreadableError("只能读 .xlsx 和 .csv 文件，请另存为其中一种")


def _filled(rows: Iterable[list[str]], bounds: Bounds) -> list[Row]:
    """Number the rows as a spreadsheet does and leave out the blank ones."""
    kept: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells):
            kept.append((number, cells))
        if len(kept) > bounds.rows:
            raise UnreadableError(f"超过{bounds.rows}行，{bounds.sorry}")
    return kept


def _sheet_rows(data: bytes, sheet: str, bounds: Bounds) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise UnreadableError("文件解压后过大")
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it drops, such as conditional formats: none of our business
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True)
            page = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
            rows = ([_shown(cell) for cell in row] for row in page.iter_rows(max_col=_MAX_COLUMNS))
            return _filled(rows, bounds)
    except _BROKEN_BOOK as error:
        raise UnreadableError("打不开，不是完好的 .xlsx 文件") from error


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
        raise UnreadableError(f"第{reader.line_num}行不是 CSV 格式") from error


def _decoded(data: bytes) -> str:
    """Excel writes GB18030, WPS and others UTF-8 with or without a mark, "Unicode text" UTF-16."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("文字编码不认识，请另存为 UTF-8 或 GB18030（GBK）")
