"""Tables whose lines are lost: rows are found by their numbers, and a number counts only where a row ends.

A row ends after its units (or its deadline). The next number is one more; where that is nowhere, any greater
number at the start of a line (some notices show a part of the list: 6, 52, 53 …). Rules of
the notice of 2023 and of the adapted web table of a bureau.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from storage.notices.cells import Cells, Columns, cut_row, guess_row
from storage.notices.stream import LINE, NONE, Stream

_DIGITS = re.compile(r"[0-9]+")
_GLUED_YEAR = re.compile(r"(\d{1,3})20[12]\d年")
_POINT = re.compile(r"[.．、](?!\d)")
_WORDS = re.compile(r"[\u4e00-\u9fff“]{2}")
_LOOK_BACK = 4  # lines of a heading that may stand between a row and the next number
_TAIL = re.compile(r"表$|填报|抄送|印发|附件|[:：]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A numbered row, and the un-numbered heading that stood behind it (before the next row)."""

    no: int
    cells: Cells
    heading_after: str | None
    end: int


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    start: int
    end: int


def find_rows(table: Stream, names: frozenset[str], columns: Columns) -> list[TableRow]:
    """All rows of a table in their order."""
    numbers = list(_numbers(table))
    rows: list[TableRow] = []
    at = _first(table, numbers, names, columns)
    while at is not None:
        number = numbers[at]
        nexts = [index for index in range(at + 1, len(numbers)) if numbers[index].value > number.value]
        row, at = _read(table, numbers, number, nexts, names, columns)
        if row:
            rows.append(row)
    return rows


def _numbers(table: Stream) -> Iterator[_Number]:
    """Figures that stand behind a break, as row numbers do (`44 全力…`, `44` alone, `123.…`)."""
    for found in _DIGITS.finditer(table.chars):
        start = found.start()
        while start < found.end():
            end = next((at for at in range(start + 1, found.end()) if table.gap(at) != NONE), found.end())
            if table.gap(start) != NONE:
                yield from _readings(table, start, end)
            start = end


def _readings(table: Stream, start: int, end: int) -> Iterator[_Number]:
    """A figure as a row number; where the text's year is glued to it (`32023年…`) the part before the year."""
    point = _POINT.match(table.chars, end) if table.gap(start) == LINE else None
    glued = _GLUED_YEAR.match(table.chars, start)
    if glued:
        yield _Number(int(glued[1]), start, glued.end(1))
    elif end - start <= 4:
        yield _Number(int(table.chars[start:end]), start, point.end() if point else end)


def _first(table: Stream, numbers: list[_Number], names: frozenset[str], columns: Columns) -> int | None:
    """The first number a row follows: 1 before any other, and one at a line start before one within a line."""

    def rank(index: int) -> tuple[bool, bool, int]:
        number = numbers[index]
        return number.value != 1, table.gap(number.start) != LINE, index

    for index in sorted(range(len(numbers)), key=rank):
        number = numbers[index]
        if number.value == 0 or (number.value != 1 and table.gap(number.start) != LINE):
            continue
        later = [other for other in range(index + 1, len(numbers)) if numbers[other].value > number.value]
        if _read(table, numbers, number, later, names, columns, rescue=False)[0]:
            return index
    return None


def _read(
    table: Stream,
    numbers: list[_Number],
    number: _Number,
    nexts: list[int],
    names: frozenset[str],
    columns: Columns,
    *,
    rescue: bool = True,
) -> tuple[TableRow | None, int | None]:
    """The row of `number` and the index of the number after it; `rescue` keeps a row that fits no rule."""
    successors = [index for index in nexts if numbers[index].value == number.value + 1]
    others = [
        index
        for index in nexts
        if numbers[index].value > number.value + 1 and table.gap(numbers[index].start) == LINE
    ]
    for index in (*successors, *others):
        row = _between(table, number, numbers[index].start, names, columns)
        if row:
            return row, index
    nearest = _next_anyway(table, numbers, successors)
    if nearest is None or not rescue:
        return _last(table, number, names, columns), None
    cells = guess_row(table.part(number.end, numbers[nearest].start), names)
    row = TableRow(number.value, cells, None, numbers[nearest].start) if cells else None
    return row, nearest


def _next_anyway(table: Stream, numbers: list[_Number], successors: list[int]) -> int | None:
    """The next number at a line start with words behind it, when the row before it can't be made out."""
    for index in successors:
        number = numbers[index]
        if table.gap(number.start) == LINE and _WORDS.match(table.chars, number.end):
            return index
    return None


def _between(
    table: Stream, number: _Number, end: int, names: frozenset[str], columns: Columns
) -> TableRow | None:
    """The row that fills the space up to `end`, but for a heading behind it."""
    row = table.part(number.end, end)
    cells = cut_row(row, names, columns)
    if cells:
        return TableRow(number.value, cells, None, end)
    for start in reversed(row.line_starts[-_LOOK_BACK:]):
        cells = cut_row(row.part(0, start), names, columns) if start else None
        if cells:
            return TableRow(number.value, cells, row.part(start, len(row)).text, end)
    return None


def _last(table: Stream, number: _Number, names: frozenset[str], columns: Columns) -> TableRow | None:
    """The last row: up to the last line that still leaves it whole."""
    row = table.part(number.end, len(table))
    best: TableRow | None = None
    misses = 0
    for start, end in row.lines():
        misses += 1
        if best and (misses > _LOOK_BACK or _TAIL.search(row.chars[start:end])):
            break
        cells = cut_row(row.part(0, end), names, columns)
        if cells:
            best, misses = TableRow(number.value, cells, None, number.end + end), 0
    return best
